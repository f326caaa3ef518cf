"""Addresses in, how fast they are answered out: `wrk` where it is installed, else asyncio."""

from __future__ import annotations

import asyncio
import importlib
import re
import shutil
import subprocess
import time
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from zeren_service.load.requests import CLIENTS, LENGTH, LoadFailed, to_request

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

Found = TypeVar("Found")

_RATE: Final = re.compile(r"Requests/sec:\s*([\d.]+)")
_ERRORS: Final = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.+)")


def requests_per_second(url: str, seconds: int) -> float:
    """Return how many requests a second the server answers when asked as fast as it can."""
    program = shutil.which("wrk")
    if program is None:
        return _run(_as_fast_as_it_can([url], seconds))
    command = [program, "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--timeout", "30s", url]
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
            length = LENGTH.search(self._held, 0, end + 2)
            self._missing = end + 4 + (int(length[1]) if length else 0) - len(self._held)
        else:
            self._missing -= len(data)
        if self._missing <= 0:
            self._done(self, self._held.startswith(b"HTTP/1.1 200"))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def _connect(
    url: str, count: int, done: Callable[[_Connection, bool], None]
) -> list[_Connection]:
    host, port, _ = to_request(url)
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: _Connection(done), host, port) for _ in range(count)
    ]
    return [protocol for _, protocol in made]


async def _as_fast_as_it_can(urls: Sequence[str], seconds: float) -> float:
    requests = cycle([to_request(url)[2] for url in urls])
    answered = wrong = 0
    ends = time.perf_counter() + seconds

    def done(connection: _Connection, good: bool) -> None:
        nonlocal answered, wrong
        answered += 1
        wrong += not good
        if time.perf_counter() < ends:
            connection.ask(next(requests))

    connections = await _connect(urls[0], CLIENTS, done)
    started = time.perf_counter()
    for connection in connections:
        connection.ask(next(requests))
    await asyncio.sleep(seconds + 0.5)
    for connection in connections:
        connection.close()
    if wrong or not answered:
        raise LoadFailed(f"{wrong} of {answered} answers were not 200")
    return answered / (min(ends, time.perf_counter()) - started)
