"""Addresses in, how fast they are answered out: `wrk` where it is installed, else asyncio.

Latencies at a fixed rate count from the moment a request was due, so that a server that stops for a
while is charged for all that waited.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import time
from collections import deque
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_RATE: Final = re.compile(r"Requests/sec:\s*([\d.]+)")
_ERRORS: Final = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.+)")
_LENGTH: Final = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_CONNECTIONS: Final = 16


class LoadFailed(Exception):
    """The server did not answer as it should under load."""


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long answers took (延迟), in seconds, sorted."""

    seconds: tuple[float, ...]

    def share(self, part: float) -> float:
        """Return the time within which `part` of all answers came.

        >>> Latencies((1.0, 2.0, 3.0, 4.0)).share(0.5)
        2.0
        """
        return self.seconds[max(0, min(len(self.seconds) - 1, round(part * len(self.seconds)) - 1))]


def requests_per_second(url: str, seconds: int) -> float:
    """Return how many requests a second the server answers when asked as fast as it can."""
    program = shutil.which("wrk")
    if program is None:
        return asyncio.run(_as_fast_as_it_can([url], seconds))
    command = [program, "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", url]
    printed = subprocess.run(  # noqa: S603  the command is ours
        command, capture_output=True, text=True, check=True
    ).stdout
    wrong, rate = _ERRORS.search(printed), _RATE.search(printed)
    if wrong or rate is None:
        raise LoadFailed(printed)
    return float(rate[1])


def ask_in_turn(urls: Sequence[str], seconds: int) -> float:
    """Return the requests a second over many addresses, asked one after the other, round and round."""
    return asyncio.run(_as_fast_as_it_can(urls, seconds))


def latencies_at(url: str, rate: float, seconds: float) -> Latencies:
    """Return how long each answer took when `rate` requests a second come, whatever happens."""
    return asyncio.run(_at_rate(url, rate, seconds))


class _Connection(asyncio.Protocol):
    """One kept-alive connection, with one request at a time on it."""

    def __init__(self, done: Callable[[_Connection, bool], None]) -> None:
        self._done = done
        self._held = b""
        self._wanted: int | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  TCP has no other
        self._transport = transport

    def ask(self, request: bytes) -> None:
        assert self._transport is not None  # noqa: S101  asked only once connected
        self._held, self._wanted = b"", None
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._held += data
        if self._wanted is None:
            head, end, _ = self._held.partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            if not end:
                return
            self._wanted = len(head) + len(end) + (int(length[1]) if length else 0)
        if len(self._held) >= self._wanted:
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


async def _at_rate(url: str, rate: float, seconds: float) -> Latencies:
    request = _request(url)[2]
    idle: deque[_Connection] = deque()
    due: deque[float] = deque()  # moments of requests that no connection was free for
    started_at: dict[_Connection, float] = {}
    took: list[float] = []
    wrong = 0

    def ask(connection: _Connection, moment: float) -> None:
        started_at[connection] = moment
        connection.ask(request)

    def done(connection: _Connection, good: bool) -> None:
        nonlocal wrong
        took.append(time.perf_counter() - started_at[connection])
        wrong += not good
        if due:
            ask(connection, due.popleft())
        else:
            idle.append(connection)

    connections = await _connect(url, 4 * _CONNECTIONS, done)
    idle.extend(connections)
    began, sent, total = time.perf_counter(), 0, int(rate * seconds)
    while sent < total:
        while sent < total and (moment := began + sent / rate) <= time.perf_counter():
            sent += 1
            if idle:
                ask(idle.popleft(), moment)
            else:
                due.append(moment)
        await asyncio.sleep(0.0005)
    for _ in range(200):
        if len(took) >= total:
            break
        await asyncio.sleep(0.05)
    for connection in connections:
        connection.close()
    if wrong or len(took) < total:
        raise LoadFailed(f"{wrong} of {len(took)} answers were not 200; {total} were asked")
    return Latencies(tuple(sorted(took)))
