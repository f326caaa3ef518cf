"""An address and a rate in, how long each answer took out: requests come whatever happens.

Latencies count from the moment a request was due, so that a server that stops for a while is charged
for all that waited. The generator sleeps until the next request or answer: one that looked all the
time would keep a processor from the server and from all else on the machine, and measure that.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import socket
import time
from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from zeren_service.load.requests import LENGTH, LoadFailed, to_request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CONNECTIONS: Final = 32
_SILENCE: Final = 10  # seconds without any answer, then the server is given up
_WINDOW: Final = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long answers took (延迟), as they came, and how late requests left (迟发), in seconds."""

    answers: tuple[
        tuple[float, float], ...
    ]  # when it came, counted from the start; how long it took
    late: tuple[float, ...] = ()

    def share(self, part: float) -> float:
        """Return the time within which `part` of all answers came.

        >>> Latencies(((0.0, 1.0), (0.1, 3.0), (0.2, 2.0), (0.3, 4.0))).share(0.5)
        2.0
        """
        return _share([took for _, took in self.answers], part)

    def lag(self, part: float) -> float:
        """Return by how much `part` of all requests left late at most, where a connection was free.

        >>> Latencies(((0.0, 1.0),), (0.1, 0.2)).lag(0.99)
        0.2
        """
        return _share(self.late, part)

    def usual(self, part: float) -> float:
        """Return `share` of half a second: the median over all, so that one stop does not tell all.

        >>> Latencies(((0.1, 1.0), (0.6, 1.0), (1.1, 9.0))).usual(0.99)
        1.0
        """
        windows: dict[int, list[float]] = {}
        for moment, took in self.answers:
            windows.setdefault(int(moment / _WINDOW), []).append(took)
        return median(_share(window, part) for window in windows.values())


def _share(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(part * len(ordered)) - 1))]


def latencies_at(url: str, rate: float, seconds: float) -> Latencies:
    """Return how long each answer took when `rate` requests a second come.

    Raises `LoadFailed` where an answer is not 200, or does not come.
    """
    with contextlib.ExitStack() as open_sockets, _no_collection():
        connections = [open_sockets.enter_context(_connect(url)) for _ in range(_CONNECTIONS)]
        return _Pacer(to_request(url)[2], connections, rate).run(int(rate * seconds))


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from looking through all that was measured, again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _connect(url: str) -> socket.socket:
    host, port, _ = to_request(url)
    connection = socket.create_connection((host, port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setblocking(False)
    return connection


class _Pacer:
    """Sends one request at a time on each connection, each when it is due or as soon as one is free."""

    def __init__(self, request: bytes, connections: list[socket.socket], rate: float) -> None:
        self._request = request
        self._idle = deque(connections)
        self._waiting: dict[socket.socket, _Waiting] = {}
        self._rate = rate
        self._began = 0.0
        self._sent = 0
        self._answers: list[tuple[float, float]] = []
        self._late: list[float] = []

    def run(self, total: int) -> Latencies:
        self._began = time.perf_counter()
        while len(self._answers) < total:
            self._send(total)
            ready, _, _ = select.select(self._waiting, (), (), self._pause(total))
            if not ready and time.perf_counter() > self._due + _SILENCE:
                raise LoadFailed(f"{len(self._answers)} of {total} answers came")
            for connection in ready:
                self._receive(connection)
        return Latencies(tuple(self._answers), tuple(self._late))

    @property
    def _due(self) -> float:
        return self._began + self._sent / self._rate

    def _pause(self, total: int) -> float:
        """Return for how long there is nothing to send."""
        if self._sent == total or not self._idle:
            return _SILENCE
        return max(0.0, self._due - time.perf_counter())

    def _send(self, total: int) -> None:
        while self._idle and self._sent < total and self._due <= (now := time.perf_counter()):
            connection = self._idle.popleft()
            self._waiting[connection] = _Waiting(self._due)
            self._late.append(now - self._due)
            connection.send(self._request)
            self._sent += 1

    def _receive(self, connection: socket.socket) -> None:
        waiting = self._waiting[connection]
        if waiting.take(connection.recv(2**16)):
            now = time.perf_counter()
            self._answers.append((now - self._began, now - waiting.since))
            del self._waiting[connection]
            self._idle.append(connection)


class _Waiting:
    """An answer that has not come whole yet (待收的答复)."""

    __slots__ = ("_missing", "since")

    def __init__(self, since: float) -> None:
        self.since = since
        self._missing: int | None = None  # bytes, known once the head is here

    def take(self, data: bytes) -> bool:
        """Tell whether it is whole with `data`; the head comes in one piece over loopback."""
        if self._missing is None:
            end = data.find(b"\r\n\r\n")
            if not data.startswith(b"HTTP/1.1 200") or end < 0:
                raise LoadFailed(f"an answer was not 200: {data[:40]!r}")
            length = LENGTH.search(data, 0, end + 2)
            self._missing = end + 4 + (int(length[1]) if length else 0)
        self._missing -= len(data)
        return self._missing <= 0


@contextlib.contextmanager
def ahead_of_others(server: int) -> Iterator[bool]:
    """Let this thread and that of `server` run before all other programs; tell whether we may.

    On two processors, server and generator keep both busy, and whatever else wakes up stops one of
    them for milliseconds: ten times as long as an answer takes. Each gets a processor of its own, for
    the two together are more than the system lets such programs have of one. What they start is not
    favoured, and so the worker of a hostile query is not.
    """
    if not hasattr(os, "SCHED_FIFO") or len(os.sched_getaffinity(0)) < 2:
        yield False  # only Linux has it
        return
    everywhere = os.sched_getaffinity(0)
    processes = (server, 0)
    try:
        yield _put_first(dict(zip(processes, sorted(everywhere), strict=False)))
    finally:
        for process in processes:
            os.sched_setaffinity(process, everywhere)
            os.sched_setscheduler(process, os.SCHED_OTHER, os.sched_param(0))


def _put_first(places: dict[int, int]) -> bool:
    """Give the main thread of each process its processor, and let it go first if we may."""
    try:
        for process, processor in places.items():
            os.sched_setscheduler(
                process, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(1)
            )
            os.sched_setaffinity(process, {processor})
    except PermissionError:
        return False
    return True
