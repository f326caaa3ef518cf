"""A user's SPARQL text in, an answer out: in a process of its own, within limits.

The engine has no time limit of its own and would hold up the whole service. So queries run in
worker processes, on a copy of the graph that they can only read; one that takes too long is
killed with its worker, and the next worker is already starting.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from zeren_graph import errors
from zeren_graph.errors import QueryError, QueryTimeout, ResultTooLarge
from zeren_graph.sandbox_wire import receive, send
from zeren_graph.sparql_reading import RdfDataset
from zeren_graph.store import copies_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from zeren_graph.store import GraphStore

_SHORT: Final = 1.0  # seconds; a query that takes longer is a long one
# The memory that counts is that of addresses, which the C library reserves for each thread.
_FEW_ARENAS: Final = {"MALLOC_ARENA_MAX": "2"}
_ALL: Final = RdfDataset()
_KINDS: Final = ("QueryError", "QueryRefused", "QueryTimeout", "ResultTooLarge")


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query, as it goes over the wire."""

    media_type: str
    body: bytes


class Sandbox:
    """Runs queries of users on `store`; safe to use from any thread.

    A query may take `seconds` and `memory` bytes, and give `rows` rows and `bytes_` bytes. Up to
    `workers` short queries run at the same time and, that these need not wait for those, as many
    long ones. The answer shows all that was in the store when the query came.
    """

    def __init__(
        self,
        store: GraphStore,
        *,
        seconds: float = 10,
        rows: int = 100_000,
        bytes_: int = 50_000_000,
        workers: int = 2,
        memory: int = 4 * 2**30,
    ) -> None:
        self._seconds = seconds
        self._memory = memory
        self._rows = rows
        self._bytes = bytes_
        self._copies = _Copies(store)
        self._short = threading.Semaphore(workers)
        self._long = threading.Semaphore(workers)
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def warm(self) -> None:
        """Start a worker, so that the first query need not wait for it."""
        with self._worker():
            pass

    def run(self, sparql: str, media_type: str, dataset: RdfDataset = _ALL) -> Result:
        """Return the answer to `sparql` in a format of SPARQL results or RDF.

        It asks the graphs of `dataset`, or all where that names none.
        Raises `QueryRefused`, `QueryTimeout` or `ResultTooLarge`; nothing is cut off silently.
        """
        with self._worker() as worker, self._copies.newest() as folder:
            request = {
                "folder": str(folder),
                "media_type": media_type,
                "rows": self._rows,
                "bytes": self._bytes,
                "seconds": self._seconds,
                "default": dataset.default,
                "named": dataset.named,
                "dataset": bool(dataset),
            }
            return worker.ask(request, sparql, self._seconds)

    def close(self) -> None:
        """Stop the workers, also in the middle of a query, and delete the copies."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = list(self._busy)
        for worker in idle:
            worker.kill()
        for worker in busy:
            worker.stop()
        self._copies.close()

    @contextlib.contextmanager
    def _worker(self) -> Iterator[_Worker]:
        with _Place(self._short, self._long, self._seconds):
            with self._lock:
                worker = self._idle.pop() if self._idle else _Worker(self._memory)
            if not worker.alive:
                worker = _Worker(self._memory)
            self._busy.append(worker)
            try:
                yield worker
            finally:
                self._busy.remove(worker)
                self._give_back(worker)

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            if self._closed:
                worker.kill()
            else:
                self._idle.append(worker if worker.alive else _Worker(self._memory))


class _Place:
    """A place among the short queries, given up for one among the long where a query takes longer."""

    def __init__(self, short: threading.Semaphore, long: threading.Semaphore, wait: float) -> None:
        self._held = short
        self._long = long
        self._wait = wait
        self._lock = threading.Lock()
        self._timer = threading.Timer(_SHORT, self._move)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        if not self._held.acquire(timeout=self._wait):
            raise QueryTimeout("正在进行的查询太多，请稍后再试")
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._held.release()
            self._long = self._held  # a timer that is late moves nothing any more

    def _move(self) -> None:
        with self._lock:
            if self._long is not self._held and self._long.acquire(blocking=False):
                self._held.release()
                self._held = self._long


class _Worker:
    """One worker process."""

    def __init__(self, memory: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program and a number
            [sys.executable, "-m", "zeren_graph.sandbox_worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _FEW_ARENAS,
        )
        self._ready = False
        # Also where nobody closes the sandbox: no worker outlives its owner.
        weakref.finalize(self, end_process, self._process)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: dict[str, Any], sparql: str, seconds: float) -> Result:
        """Put one query; the worker is killed when the answer takes too long."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None, "both are pipes"  # noqa: S101, PT018
        if not self._ready:
            self._ready = receive(stdout) is not None
        late = threading.Event()
        timer = threading.Timer(seconds, self._stop, args=[late])
        timer.start()
        try:
            send(stdin, request, sparql.encode(errors="replace"))
            answer = receive(stdout)
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self.kill()
            if late.is_set():
                raise QueryTimeout(f"查询超过 {seconds:g} 秒，已停止；请缩小范围或加上限定条件")
            raise ResultTooLarge("查询所需的内存超过上限，已停止；请缩小范围或加上限定条件")
        header, body = answer
        if header["kind"] in _KINDS:
            kind: type[QueryError] = getattr(errors, header["kind"])
            raise kind(header["message"])
        return Result(header["media_type"], body)

    def stop(self) -> None:
        """End the process, for another thread than the one that waits for its answer."""
        self._process.kill()

    def kill(self) -> None:
        """End the process and wait until it is gone."""
        end_process(self._process)

    def _stop(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()


def end_process(process: subprocess.Popen[bytes]) -> None:
    """Kill a child process, close its pipes and wait until it is gone."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    process.wait()


class _Copies:
    """Copies of the store in folders of their own, made anew when the store has changed."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._base: Path | None = None
        self._newest: Path | None = None
        self._changes = -1
        self._uses: Counter[Path] = Counter()
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def newest(self) -> Iterator[Path]:
        """Hold a copy of all that is in the store now."""
        with self._lock:
            folder = self._refresh()
            self._uses[folder] += 1
        try:
            yield folder
        finally:
            with self._lock:
                self._uses[folder] -= 1
                self._clean()

    def close(self) -> None:
        with self._lock:
            if self._base is not None:
                shutil.rmtree(self._base, ignore_errors=True)
            self._base = self._newest = None

    def _refresh(self) -> Path:
        changes = self._store.changes
        if self._newest is None or changes != self._changes:
            if self._base is None:
                self._base = _new_base(self._store.folder)
                weakref.finalize(self, shutil.rmtree, self._base, ignore_errors=True)
            folder = self._base / str(changes)
            self._store.snapshot(folder)
            self._newest, self._changes = folder, changes
            self._clean()
        return self._newest

    def _clean(self) -> None:
        if self._base is None:
            return
        for folder in self._base.iterdir():
            if folder != self._newest and not self._uses[folder]:
                shutil.rmtree(folder, ignore_errors=True)


def _new_base(folder: Path | None) -> Path:
    """Return a new folder for copies, beside the store: there a copy is made of links."""
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="zeren-"))
    place = copies_folder(folder)
    place.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(dir=place))
