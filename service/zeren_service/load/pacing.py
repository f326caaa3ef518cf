"""An address and a rate in, how long each answer took out: requests come whatever happens.

Latencies count from the moment a request was due, so that a server that stops for a while is charged
for all that waited. The generator sleeps until the next request or answer: one that looked all the
time would keep a processor from the server and from all else on the machine, and measure that.
"""

from __future__ import annotations

import contextlib
import gc
import os
import random
import select
import socket
import time
from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from zeren_service.load.requests import CLIENTS, LENGTH, LoadFailed, to_request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CONNECTIONS: Final = 32
_ROOM: Final = 2**17  # bytes that are taken at once
_SEED: Final = 20_260_101
_SILENCE: Final = 10  # seconds without any answer, then the server is given up
_WINDOW: Final = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long answers took (延迟), as they came, and how late requests left (迟发), in seconds."""

    answers: tuple[tuple[float, float], ...]  # when it came, from the start; how long it took
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
    """Return how long each answer took when clients together ask `rate` times a second.

    Raises `LoadFailed` where an answer is not 200, or does not come.
    """
    with contextlib.ExitStack() as open_sockets, _no_collection():
        connections = [open_sockets.enter_context(_connect(url)) for _ in range(_CONNECTIONS)]
        moments = schedule(rate, int(rate * seconds))
        return _Pacer(to_request(url)[2], connections, moments).run()


def schedule(rate: float, total: int) -> list[float]:
    """Return when each request is due, in seconds from the start; the same every time.

    The clients are as many as those that ask as fast as they can. Each asks at even distances, and
    none is in step with another.

    >>> [round(moment, 4) for moment in schedule(16, 18)][:1], schedule(1600, 5) == schedule(1600, 5)
    ([0.0065], True)
    """
    chance = random.Random(_SEED)  # noqa: S311 - nothing secret
    steps = sorted(chance.random() for _ in range(CLIENTS))
    return [(i // CLIENTS + steps[i % CLIENTS]) * CLIENTS / rate for i in range(total)]


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
    """Sends each request when it is due, or as soon as one of the connections is free."""

    def __init__(
        self, request: bytes, connections: list[socket.socket], moments: list[float]
    ) -> None:
        self._request = request
        self._idle = deque(connections)
        self._moments = moments
        self._sent = 0
        self._began = 0.0
        self._waiting: dict[socket.socket, float] = {}  # since when
        self._missing: dict[socket.socket, int] = {}  # bytes, known once the head is here
        self._room = bytearray(_ROOM)
        self._answers: list[tuple[float, float]] = []
        self._late: list[float] = []

    def run(self) -> Latencies:
        self._began = time.perf_counter()
        while len(self._answers) < len(self._moments):
            self._send()
            ready, _, _ = select.select(list(self._waiting), (), (), self._pause())
            for connection in ready:
                self._receive(connection)
            if not ready and self._now > self._moments[self._sent - 1] + _SILENCE:
                raise LoadFailed(f"{len(self._answers)} of {len(self._moments)} answers came")
        return Latencies(tuple(self._answers), tuple(self._late))

    @property
    def _now(self) -> float:
        return time.perf_counter() - self._began

    def _pause(self) -> float:
        """Return for how long there is nothing to send."""
        if self._sent == len(self._moments) or not self._idle:
            return _SILENCE
        return max(0.0, self._moments[self._sent] - self._now)

    def _send(self) -> None:
        while self._idle and self._sent < len(self._moments):
            due, now = self._moments[self._sent], self._now
            if due > now:
                break
            connection = self._idle.popleft()
            self._waiting[connection] = due
            self._late.append(now - due)
            connection.send(self._request)
            self._sent += 1

    def _receive(self, connection: socket.socket) -> None:
        came = connection.recv_into(self._room)
        missing = self._missing.pop(connection, None)
        if missing is None:
            missing = self._length(came)
        if missing > came:
            self._missing[connection] = missing - came
            return
        now = self._now
        self._answers.append((now, now - self._waiting.pop(connection)))
        self._idle.append(connection)

    def _length(self, came: int) -> int:
        """Return the length of the answer that begins here; its head is in one piece on loopback."""
        end = self._room.find(b"\r\n\r\n", 0, came)
        if not self._room.startswith(b"HTTP/1.1 200") or end < 0:
            raise LoadFailed(f"an answer was not 200: {bytes(self._room[: min(came, 40)])!r}")
        length = LENGTH.search(self._room, 0, end + 2)
        return end + 4 + (int(length[1]) if length else 0)


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
