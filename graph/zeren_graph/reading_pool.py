"""Paths in, read files out, in the same order, read by several processes at once.

Only paths go to the workers, in batches; what comes back is ready to be stored. A file at which a
worker dies costs its neighbours nothing: they are read again, one at a time.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from zeren_graph import rdf
from zeren_graph.filing import Filing
from zeren_graph.formats import serialize_triples
from zeren_graph.packing import Packed, pack
from zeren_graph.people_mask import mask_plan
from zeren_parser import parse
from zeren_parser.errors import UnreadableDocument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future
    from types import TracebackType

    from zeren_parser.model import Plan

_BATCH: Final = 8  # files that go to a worker at once
_AHEAD: Final = 3  # batches for each worker that are read before they are asked for
_DIED: Final = "读取时程序崩溃，已跳过；文件可能损坏，请换一种格式再试"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file says, ready to be stored (读取结果)."""

    plan: Plan
    data: bytes
    packed: Packed
    triples: bytes  # N-Triples


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What became of one file: its `reading`, the id of a document known already, or a reason."""

    path: Path
    reading: Reading | None = None
    known: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What a reader must know of the catalogue (读取须知): the ids there, who is who, whom to hide."""

    known: frozenset[str] = frozenset()
    filing: Filing = field(default_factory=Filing)
    hide_people: bool = False


class ReadingPool:
    """Reads files in `workers` processes; those that are known already are not parsed."""

    def __init__(self, telling: Telling, *, workers: int | None = None) -> None:
        self._telling = telling
        self._workers = workers or len(os.sched_getaffinity(0))
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def read(self, paths: Sequence[Path]) -> Iterator[ReadFile]:
        """Yield what became of each of `paths`, in turn."""
        batches = deque(paths[i : i + _BATCH] for i in range(0, len(paths), _BATCH))
        running: deque[tuple[Sequence[Path], Future[list[ReadFile]]]] = deque()
        while batches or running:
            while batches and len(running) < _AHEAD * self._workers:
                batch = batches.popleft()
                running.append((batch, self._submit(batch)))
            batch, future = running.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:  # all that were running are lost with it
                self._stop()
                for path in [*batch, *(path for lost, _ in running for path in lost)]:
                    yield self._read_alone(path)
                running.clear()

    def _submit(self, paths: Sequence[Path], workers: int | None = None) -> Future[list[ReadFile]]:
        if self._pool is None:
            # A fork would copy the locks of the engine's threads as they stand.
            self._pool = ProcessPoolExecutor(
                workers or self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_start,
                initargs=(self._telling,),
            )
        return self._pool.submit(_read, [str(path) for path in paths])

    def _read_alone(self, path: Path) -> ReadFile:
        try:
            return self._submit([path], workers=1).result()[0]
        except BrokenProcessPool:
            self._stop()
            return ReadFile(path, reason=_DIED)

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


_telling = Telling()


def _start(telling: Telling) -> None:
    """Prepare a worker: an interruption is the parent's to handle."""
    global _telling
    _telling = telling
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.nice(1)  # what is read must be stored: the parent goes first


def _read(paths: Sequence[str]) -> list[ReadFile]:
    return [read_file(Path(path), _telling) for path in paths]


def read_file(path: Path, telling: Telling) -> ReadFile:
    """Return what one file says, or why it cannot be read."""
    try:
        data = path.read_bytes()
        document = hashlib.sha256(data).hexdigest()[:16]
        if document in telling.known:
            return ReadFile(path, known=document)
        plan = parse(data, name=path.name)
    except UnreadableDocument as error:
        return ReadFile(path, reason=str(error))
    except OSError as error:
        return ReadFile(path, reason=error.strerror or "读不了这个文件")
    public = mask_plan(plan) if telling.hide_people else plan
    triples = serialize_triples(rdf.triples(public, telling.filing))
    return ReadFile(path, Reading(plan, data, pack(plan), triples))
