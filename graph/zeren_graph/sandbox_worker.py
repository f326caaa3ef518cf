"""The process that runs queries of users, on a copy of the graph that it can only read.

``python -m zeren_graph.sandbox_worker``: requests come on stdin, answers go to stdout. The parent
kills it when a query takes too long; the limits of this process stop what takes too much memory.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import struct
import sys
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from zeren_graph.errors import QueryError, QueryRefused, ResultTooLarge
from zeren_graph.sandbox_wire import receive, send
from zeren_graph.sparql_reading import ReadQuery, read_query
from zeren_graph.sparql_results import result_type, write_boolean, write_solutions, write_triples
from zeren_graph.vocabulary import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

try:
    import resource
except ImportError:  # not on Windows: there the checks of the query stand alone
    resource = None  # type: ignore[assignment]

_NICE: Final = 10  # whoever asks for a list goes before whoever asks for everything
_GRACE: Final = 5
# Landlock (docs.kernel.org/userspace-api/landlock.html): the same numbers on every processor.
_LANDLOCK_CREATE: Final = 444
_LANDLOCK_RESTRICT: Final = 446
_LANDLOCK_TCP: Final = 0b11  # to bind, to connect
_NO_NEW_PRIVILEGES: Final = 38
_PLACE: Final = re.compile(r"error at (\d+):(\d+)")


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing may write between the messages
    _limit_memory(int(sys.argv[1]))
    leave_network()
    sys.setrecursionlimit(3000)
    send(answers, {"kind": "ready"})
    if hasattr(os, "nice"):
        os.nice(_NICE)
    _serve(requests, answers)


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    folder: str | None = None
    store = ox.Store()
    while (request := receive(requests)) is not None:
        header, body = request
        try:
            if header["folder"] != folder:
                store, folder = ox.Store.read_only(header["folder"]), header["folder"]
            with _alarm(header["seconds"]):
                media_type, answer = _answer(store, body.decode(), header)
        except QueryError as error:
            send(answers, {"kind": type(error).__name__, "message": str(error)})
        except MemoryError:
            send(answers, {"kind": ResultTooLarge.__name__, "message": "查询所需的内存超过上限"})
        except Exception as error:  # noqa: BLE001 - the worker outlives whatever a query does
            send(answers, {"kind": QueryError.__name__, "message": f"查询无法完成：{error}"})
        else:
            send(answers, {"kind": "answer", "media_type": media_type}, answer)


def _answer(store: ox.Store, sparql: str, limits: dict[str, Any]) -> tuple[str, bytes]:
    query = read_query(sparql)
    media_type = result_type(query.form, limits["media_type"])
    found = _run(store, query, limits)
    rows, bytes_ = limits["rows"], limits["bytes"]
    if isinstance(found, ox.QuerySolutions):
        return media_type, write_solutions(found, media_type, rows=rows, bytes_=bytes_)
    if isinstance(found, ox.QueryTriples):
        return media_type, write_triples(found, media_type, rows=rows, bytes_=bytes_)
    return media_type, write_boolean(value=bool(found), media_type=media_type)


def _run(
    store: ox.Store, query: ReadQuery, request: dict[str, Any]
) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
    try:
        if not request["dataset"]:
            return store.query(query.text, base_iri=BASE, prefixes=PREFIXES)
        return store.query(
            query.text,
            base_iri=BASE,
            prefixes=PREFIXES,
            default_graph=[ox.NamedNode(iri) for iri in request["default"]],
            named_graphs=[ox.NamedNode(iri) for iri in request["named"]],
        )
    except SyntaxError as error:
        raise QueryRefused(_explain(error)) from error


def _explain(error: SyntaxError) -> str:
    place = _PLACE.search(str(error))
    where = f"（第 {place[1]} 行第 {place[2]} 列附近）" if place else ""
    if "Prefix not found" in str(error):
        return f"查询中有未声明的前缀{where}，请在开头用 PREFIX 声明"
    return f"查询语句有语法错误{where}：{str(error).rpartition(': ')[0] or error}"[:200]


def _limit_memory(most: int) -> None:
    if resource is not None:
        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """End this process in time even when there is no parent left to do it."""
    if resource is None:
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def leave_network() -> bool:
    """Connect to nothing from now on, and tell whether the system sees to it (Linux 6.7 and later).

    SERVICE is refused before a query comes here; this is for the case that one ever slips through. A
    limit on open files would do it too, but a large store opens its files only when it needs them, and
    without them the engine leaves out what it cannot read.
    """
    if not sys.platform.startswith("linux"):
        return False
    system = ctypes.CDLL(None)
    # struct landlock_ruleset_attr: nothing of the file system, and of the network what rules allow.
    asked = struct.pack("QQ", 0, _LANDLOCK_TCP)
    rules = system.syscall(_LANDLOCK_CREATE, asked, len(asked), 0)
    if rules < 0:  # this system has no such thing
        return False
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    refused: int = system.syscall(_LANDLOCK_RESTRICT, rules, 0)
    os.close(rules)
    return refused == 0


if __name__ == "__main__":
    main()
