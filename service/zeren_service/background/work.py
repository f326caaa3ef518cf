"""What goes on beside the requests: taking in jobs and telling of changes, in one process at a time.

Several processes may serve one data folder; who holds the lock of its file works, the others stand
by and take over when he ends, however he ends.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from zeren_service.background.delivery import Delivery
from zeren_service.background.lanes import Lanes

try:
    import fcntl
except ImportError:  # not on Windows: there one process serves
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from typing import IO

    from zeren_graph.knowledge import Knowledge
    from zeren_service.settings import Settings

_STANDBY: Final = 1.0  # seconds between looks whether the lock is free


class BackgroundWork:
    """The background work (后台工作) of one process."""

    def __init__(self, knowledge: Knowledge, settings: Settings) -> None:
        self._folder = settings.data
        self._lanes = Lanes(
            knowledge,
            settings.data / "jobs",
            lanes=settings.job_lanes,
            seconds=settings.parse_seconds,
        )
        self._delivery = (
            Delivery(knowledge.catalogue, hide_people=settings.hide_people)
            if settings.webhooks
            else None
        )
        self._stopped = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._held: IO[bytes] | None = None

    def start(self) -> None:
        """Begin, or stand by; once is enough."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="background", daemon=True)
                self._thread.start()

    def wake(self) -> None:
        """Tell that a job has been posted."""
        self.start()
        self._lanes.wake()

    def close(self) -> None:
        """Stop, and let another process have the work."""
        self._stopped.set()
        with self._starting:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while not self._lock():
            if self._stopped.wait(_STANDBY):
                return
        self._lanes.start()
        if self._delivery:
            self._delivery.start()
        self._stopped.wait()
        if self._delivery:
            self._delivery.close()
        self._lanes.close()
        if self._held is not None:
            self._held.close()

    def _lock(self) -> bool:
        if fcntl is None:
            return True
        self._folder.mkdir(parents=True, exist_ok=True)
        stream = (self._folder / "background.lock").open("ab")
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stream.close()
            return False
        self._held = stream
        return True
