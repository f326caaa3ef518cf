"""Addresses in, how fast they are answered out: `wrk` where it is installed, else asyncio.

Latencies at a fixed rate count from the moment a request was due, so that a server that stops for a
while is charged for all that waited. How late the generator itself was is told beside them: figures of
a generator that cannot keep its rate are about the generator.
"""

from __future__ import annotations

import asyncio
import importlib
import re
import shutil
import subprocess
import time
from collections import deque
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

Found = TypeVar("Found")

_RATE: Final = re.compile(r"Requests/sec:\s*([\d.]+)")
_ERRORS: Final = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.+)")
_LENGTH: Final = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_CONNECTIONS: Final = 16


class LoadFailed(Exception):
    """The server did not answer as it should under load."""


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long answers took (延迟), and how late requests left (迟发), both in seconds, sorted."""

    seconds: tuple[float, ...]
    late: tuple[float, ...] = ()

    def share(self, part: float) -> float:
        """Return the time within which `part` of all answers came.

        >>> Latencies((1.0, 2.0, 3.0, 4.0)).share(0.5)
        2.0
        """
        return _share(self.seconds, part)

    def lag(self, part: float) -> float:
        """Return by how much `part` of all requests left late at most, where a connection was free.

        >>> Latencies((1.0,), (0.1, 0.2)).lag(0.99)
        0.2
        """
        return _share(self.late, part)


def _share(ordered: tuple[float, ...], part: float) -> float:
    return ordered[max(0, min(len(ordered) - 1, round(part * len(ordered)) - 1))]


def requests_per_second(url: str, seconds: int) -> float:
    """Return how many requests a second the server answers when asked as fast as it can."""
    program = shutil.which("wrk")
    if program is None:
        return _run(_as_fast_as_it_can([url], seconds))
    command = [program, "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", url]
    printed = subprocess.run(  # noqa: S603  the command is ours
        command, capture_output=True, text=True, check=True
    ).stdout
    wrong, rate = _ERRORS.search(printed), _RATE.search(printed)
    if wrong or rate is None:
        raise LoadFailed(printed)
    return float(rate[1])


def ask_in_turn(urls: Sequence[str], seconds: int) -> float:
    """Return the requests a second over many addresses, asked one after the other, round and round."""
    return _run(_as_fast_as_it_can(urls, seconds))


def latencies_at(url: str, rate: float, seconds: float) -> Latencies:
    """Return how long each answer took when `rate` requests a second come, whatever happens."""
    return _run(_at_rate([url], rate, seconds))


def _run(work: Coroutine[Any, Any, Found]) -> Found:
    """Run `work` on the fastest event loop there is: what asks must be quicker than what answers."""
    with asyncio.Runner(loop_factory=_new_loop()) as runner:
        return runner.run(work)


def _new_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        return importlib.import_module("uvloop").new_event_loop  # type: ignore[no-any-return]
    except ImportError:  # there is none for Windows
        return None


class _Connection(asyncio.Protocol):
    """One kept-alive connection, with one request at a time on it."""

    def __init__(self, done: Callable[[_Connection, bool], None]) -> None:
        self._done = done
        self._held = b""
        self._missing: int | None = None  # bytes, known once the head is here
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # TCP has no other

    def ask(self, request: bytes) -> None:
        assert self._transport is not None  # noqa: S101  asked only once connected
        self._held, self._missing = b"", None
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self._missing is None:
            self._held += data
            end = self._held.find(b"\r\n\r\n")
            if end < 0:
                return
            length = _LENGTH.search(self._held, 0, end + 2)
            self._missing = end + 4 + (int(length[1]) if length else 0) - len(self._held)
        else:
            self._missing -= len(data)
        if self._missing <= 0:
            self._done(self, self._held.startswith(b"HTTP/1.1 200"))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _request(url: str) -> tuple[str, int, bytes]:
    parts = urlsplit(url)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    head = f"GET {address} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: application/json\r\n\r\n"
    return parts.hostname or "", parts.port or 80, head.encode()


async def _connect(
    url: str, count: int, done: Callable[[_Connection, bool], None]
) -> list[_Connection]:
    host, port, _ = _request(url)
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: _Connection(done), host, port) for _ in range(count)
    ]
    return [protocol for _, protocol in made]


async def _as_fast_as_it_can(urls: Sequence[str], seconds: float) -> float:
    requests = cycle([_request(url)[2] for url in urls])
    answered = wrong = 0
    ends = time.perf_counter() + seconds

    def done(connection: _Connection, good: bool) -> None:
        nonlocal answered, wrong
        answered += 1
        wrong += not good
        if time.perf_counter() < ends:
            connection.ask(next(requests))

    connections = await _connect(urls[0], _CONNECTIONS, done)
    started = time.perf_counter()
    for connection in connections:
        connection.ask(next(requests))
    await asyncio.sleep(seconds + 0.5)
    for connection in connections:
        connection.close()
    if wrong or not answered:
        raise LoadFailed(f"{wrong} of {answered} answers were not 200")
    return answered / (min(ends, time.perf_counter()) - started)


async def _at_rate(urls: Sequence[str], rate: float, seconds: float) -> Latencies:
    requests = cycle([_request(url)[2] for url in urls])
    idle: deque[_Connection] = deque()
    due: deque[float] = deque()  # moments of requests that no connection was free for
    started_at: dict[_Connection, float] = {}
    took: list[float] = []
    late: list[float] = []
    wrong = 0

    def ask(connection: _Connection, moment: float) -> None:
        started_at[connection] = moment
        connection.ask(next(requests))

    def done(connection: _Connection, good: bool) -> None:
        nonlocal wrong
        took.append(time.perf_counter() - started_at[connection])
        wrong += not good
        if due:
            ask(connection, due.popleft())
        else:
            idle.append(connection)

    connections = await _connect(urls[0], 4 * _CONNECTIONS, done)
    idle.extend(connections)
    began, sent, total = time.perf_counter(), 0, int(rate * seconds)
    while sent < total:
        while sent < total and (moment := began + sent / rate) <= time.perf_counter():
            sent += 1
            late.append(time.perf_counter() - moment)
            if idle:
                ask(idle.popleft(), moment)
            else:
                due.append(moment)
        await asyncio.sleep(0)  # a timer would be late by more than an answer takes
    for _ in range(200):
        if len(took) >= total:
            break
        await asyncio.sleep(0.05)
    for connection in connections:
        connection.close()
    if wrong or len(took) < total:
        raise LoadFailed(f"{wrong} of {len(took)} answers were not 200; {total} were asked")
    return Latencies(tuple(sorted(took)), tuple(sorted(late)))
