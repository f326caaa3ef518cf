"""A user's SPARQL text in, an answer out, from a graph that is kept on a server."""

from __future__ import annotations

import itertools
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from zeren_graph.errors import QueryRefused, QueryTimeout, StoreAway
from zeren_graph.remote_store import RemoteStore, read_boolean, read_rows
from zeren_graph.sandbox import Result, Sandbox
from zeren_graph.sparql_reading import RdfDataset, read_query
from zeren_graph.sparql_results import (
    JSON,
    result_type,
    write_boolean,
    write_solutions,
    write_triples,
)
from zeren_graph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zeren_graph.store import GraphStore

_ALL: Final = RdfDataset()
_TRIPLES: Final = "application/n-triples"
_HEAD: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
# What servers say of a prefix that they do not know.
_UNDECLARED: Final = re.compile(
    r"Prefix not found|(?:Undefined|Unresolved|Undeclared|Unknown)[\w ]* prefix", re.IGNORECASE
)
_SLACK: Final = 4  # what the server writes may be this much longer than what we make of it


class RemoteSandbox:
    """Runs queries of users on the server of `store`; safe to use from any thread.

    The query is read here first: nothing but a reading query leaves this process, and none that
    would make the server ask another (SERVICE). Time is counted here, so a query that takes too
    long is given up; that the server gives it up too is for its own time limit.
    """

    def __init__(
        self,
        store: RemoteStore,
        *,
        seconds: float = 10,
        rows: int = 100_000,
        bytes_: int = 50_000_000,
        workers: int = 2,
    ) -> None:
        self._store = store
        self._seconds = seconds
        self._rows = rows
        self._bytes = bytes_
        self._places = threading.BoundedSemaphore(workers)

    def warm(self) -> None:
        """Nothing to start."""

    def run(self, sparql: str, media_type: str, dataset: RdfDataset = _ALL) -> Result:
        """Return the answer to `sparql` in a format of SPARQL results or RDF.

        It asks the graphs of `dataset`, or all where that names none.
        Raises `QueryRefused`, `QueryTimeout` or `ResultTooLarge`, and `StoreAway` or
        `StoreRefused` when the server does not answer; nothing is cut off silently.
        """
        query = read_query(sparql)
        wanted = result_type(query.form, media_type)
        accept = _TRIPLES if query.form == "triples" else JSON
        with self._place():
            body = self._ask(_HEAD + query.text, accept, dataset)
        if query.form == "boolean":
            return Result(wanted, write_boolean(value=read_boolean(body), media_type=wanted))
        if query.form == "triples":
            read = itertools.islice(ox.parse(body, format=ox.RdfFormat.N_TRIPLES), self._rows + 1)
            found = [quad.triple for quad in read]
            return Result(wanted, write_triples(found, wanted, rows=self._rows, bytes_=self._bytes))
        rows = read_rows(body, most=self._rows + 1)
        return Result(wanted, write_solutions(rows, wanted, rows=self._rows, bytes_=self._bytes))

    def close(self) -> None:
        """Nothing to stop: the store is closed by its owner."""

    def _ask(self, sparql: str, accept: str, dataset: RdfDataset) -> bytes:
        try:
            return self._store.server.query(
                sparql,
                accept,
                seconds=self._seconds,
                bytes_=_SLACK * self._bytes,
                dataset=dataset,
            ).body
        except QueryRefused as error:
            if _UNDECLARED.search(str(error)):
                words = "查询中有未声明的前缀，请在开头用 PREFIX 声明"
                raise QueryRefused(words) from error
            raise
        except StoreAway as error:
            if error.slow:
                words = f"查询超过 {self._seconds:g} 秒，已停止；请缩小范围或加上限定条件"
                raise QueryTimeout(words) from error
            raise

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._seconds):
            raise QueryTimeout("正在进行的查询太多，请稍后再试")
        try:
            yield
        finally:
            self._places.release()


def open_sandbox(
    store: GraphStore,
    *,
    seconds: float,
    rows: int,
    bytes_: int,
    workers: int,
    memory: int = 4 * 2**30,
) -> Sandbox | RemoteSandbox:
    """Return what runs queries of users on `store`, within these limits.

    How much `memory` a query takes on a server is for the server.
    """
    if isinstance(store, RemoteStore):
        return RemoteSandbox(store, seconds=seconds, rows=rows, bytes_=bytes_, workers=workers)
    return Sandbox(store, seconds=seconds, rows=rows, bytes_=bytes_, workers=workers, memory=memory)
