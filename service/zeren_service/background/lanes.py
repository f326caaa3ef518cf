"""Jobs in, documents out: the threads that take files in, one file each at a time."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import shutil
import threading
import time
from typing import TYPE_CHECKING, Final

from zeren_graph.errors import GraphError
from zeren_graph.jobs import ADDED, FAILED, KNOWN, Outcome
from zeren_service.background.parsing import ParseFailed, ParseProcess

if TYPE_CHECKING:
    from pathlib import Path

    from zeren_graph.jobs import Claim
    from zeren_graph.knowledge import Knowledge

_IDLE: Final = 2.0  # seconds between looks for a job that another process has taken
_PAUSE: Final = 1.0
_LONG_AGO: Final = 3600
_LOST: Final = "文件已不在磁盘上，请重新上传。"
_log = logging.getLogger("zeren")


class Lanes:
    """The threads (收文线程) that work on the jobs in `folder`."""

    def __init__(self, knowledge: Knowledge, folder: Path, *, lanes: int, seconds: float) -> None:
        self._knowledge = knowledge
        self._jobs = knowledge.catalogue.jobs
        self._folder = folder
        self._seconds = seconds
        self._lanes = lanes
        self._threads: list[threading.Thread] = []
        self._processes: list[ParseProcess] = []
        self._wake = threading.Condition()
        self._posted = 0
        self._stopped = threading.Event()

    def start(self) -> None:
        """Take up what a process that died has left, and begin to work."""
        self._jobs.recover()
        self._sweep()
        for number in range(self._lanes):
            process = ParseProcess(self._seconds)
            thread = threading.Thread(
                target=self._work, args=[process], name=f"lane-{number}", daemon=True
            )
            self._processes.append(process)
            self._threads.append(thread)
            thread.start()

    def wake(self) -> None:
        """Tell that there is a job to do."""
        with self._wake:
            self._posted += 1
            self._wake.notify_all()

    def close(self) -> None:
        """Stop; what has been begun waits for the next start."""
        self._stopped.set()
        self.wake()
        for process in self._processes:
            process.stop()
        for thread in self._threads:
            thread.join()

    def _work(self, process: ParseProcess) -> None:
        with contextlib.closing(process):
            self._work_until_stopped(process)

    def _work_until_stopped(self, process: ParseProcess) -> None:
        while not self._stopped.is_set():
            seen = self._posted
            try:
                claim = self._jobs.claim()
                if claim is not None:
                    self._take_in(claim, process)
            except GraphError as error:  # busy, or gone for a while
                _log.warning("批量收文暂停：%s", error)
                self._stopped.wait(_PAUSE)
                continue
            if claim is None:
                with self._wake:
                    self._wake.wait_for(
                        lambda seen=seen: self._posted != seen or self._stopped.is_set(),  # type: ignore[misc]
                        timeout=_IDLE,
                    )

    def _take_in(self, claim: Claim, process: ParseProcess) -> None:
        path = self._folder / claim.job / str(claim.position)
        try:
            outcome = self._outcome(claim, path, process)
        except GraphError as error:
            outcome = None
            _log.warning("文件暂时没有收入：%s", error)
        except Exception:  # noqa: BLE001 - one file must not end the lane for all others
            _log.exception("批量收文出错")
            detail = "收入这个文件时出错，已记入日志。请告诉管理员。"
            outcome = Outcome(FAILED, code="internal-error", detail=detail)
        if outcome is None:
            self._jobs.release(claim, counted=not self._stopped.is_set())
            self._stopped.wait(_PAUSE)
            return
        self._jobs.finish(claim, outcome)
        path.unlink(missing_ok=True)
        row = self._jobs.find(claim.job)
        if row is None or row.finished is not None:
            shutil.rmtree(path.parent, ignore_errors=True)

    def _outcome(self, claim: Claim, path: Path, process: ParseProcess) -> Outcome | None:
        """Return what became of the file; None where it has to be tried again."""
        try:
            data = path.read_bytes()
        except OSError:
            return Outcome(FAILED, code="lost", detail=_LOST)
        known = self._knowledge.catalogue.document(hashlib.sha256(data).hexdigest()[:16])
        if known is not None:
            return Outcome(KNOWN, document=known.id)
        try:
            plan = process.parse(path, claim.name)
        except ParseFailed as error:
            if error.code == "stopped":
                return None
            return Outcome(FAILED, code=error.code, detail=error.detail)
        row, created = self._knowledge.keep(plan, data)
        return Outcome(ADDED if created else KNOWN, document=row.id)

    def _sweep(self) -> None:
        """Delete the files of jobs that have ended or, some time ago, were never written down."""
        if not self._folder.is_dir():
            return
        for place in self._folder.iterdir():
            row = self._jobs.find(place.name)
            lost = row is None and place.stat().st_mtime < time.time() - _LONG_AGO
            if lost or (row is not None and row.finished is not None):
                shutil.rmtree(place, ignore_errors=True)
