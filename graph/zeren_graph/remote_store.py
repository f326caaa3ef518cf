"""A store of named graphs on a server, behind any endpoint of SPARQL 1.1."""

from __future__ import annotations

import contextlib
import itertools
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from zeren_graph.errors import GraphError, StoreAway
from zeren_graph.formats import serialize_quads
from zeren_graph.remote_http import Remote, read_address
from zeren_graph.remote_server import JSON, find_server
from zeren_graph.sparql_reading import read_query
from zeren_graph.store import GRAPHS_QUERY, copy_quads, with_revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from zeren_graph.remote_server import StandardServer
    from zeren_graph.store import NewGraph

_SECONDS: Final = 60
_BOOLEAN: Final = ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
_WORDS: Final = {"0": "false", "1": "true"}

Term = ox.NamedNode | ox.BlankNode | ox.Literal


class RemoteStore:
    """The store at `url`, which may hold user and password; or a `token` lets us in.

    Where the services for updates and whole graphs are is found out from the query service, unless
    `update` and `graphs` say so. Nothing is asked of the server before it is needed.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        update: str | None = None,
        graphs: str | None = None,
        seconds: float = _SECONDS,
    ) -> None:
        self._remote = Remote(read_address(url, token), seconds=seconds)
        self._given = (update, graphs)
        self._found: StandardServer | None = None
        self._lock = threading.Lock()
        self._changes = 0

    def __repr__(self) -> str:
        return f"RemoteStore({str(self._remote.address)!r})"

    @property
    def folder(self) -> Path | None:
        """Where it is kept: in no folder of ours."""
        return None

    @property
    def changes(self) -> int:
        """A number that grows with each change that this process has made."""
        return self._changes

    @property
    def server(self) -> StandardServer:
        """The server, asked who it is when it is first needed."""
        with self._lock:
            if self._found is None:
                self._found = find_server(self._remote, *self._given)
            return self._found

    def replace(self, graph: str, triples: Iterable[ox.Triple], *, revision: int) -> None:
        """Make `graph` hold exactly `triples` and its `revision`, at once or not at all."""
        self.server.replace(graph, with_revision(graph, triples, revision))
        self._changes += 1

    def load(self, graphs: Sequence[NewGraph]) -> None:
        """Add graphs that have no revision yet, one after the other."""
        for new in graphs:
            read = ox.parse(new.triples, format=ox.RdfFormat.N_TRIPLES)
            self.replace(new.name, [quad.triple for quad in read], revision=new.revision)

    def remove(self, graph: str) -> None:
        """Forget `graph`, if it is there."""
        self.server.remove(graph)
        self._changes += 1

    def graphs(self) -> dict[str, int]:
        """Return the revision of each named graph."""
        return {row["g"]: int(row["r"]) for row in self.select(GRAPHS_QUERY)}

    def select(self, query: str) -> list[dict[str, str]]:
        """Return the rows of a SPARQL SELECT over all graphs as one; unbound names are left out."""
        read = read_query(query)
        if read.form != "solutions":
            raise GraphError("只有 SELECT 查询才有结果行")
        found = read_rows(self.server.query(read.text, JSON).body)
        names = [variable.value for variable in found.variables]
        return [
            {name: term.value for name, term in zip(names, row, strict=True) if term is not None}
            for row in found
        ]

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Return the quads of one graph, or of all."""
        for name in [graph] if graph is not None else sorted(self.graphs()):
            for triple in self.server.read(name):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(name))

    def dump(self, kind: str, *, graph: str | None = None) -> bytes:
        """Return one graph or all of them in an RDF format, sorted: the same bytes each time."""
        return serialize_quads(self.quads(graph), kind)

    def snapshot(self, folder: Path) -> None:
        """Write all there is into a new `folder` that a reader may open for itself."""
        copy_quads(self.quads(), folder)

    def close(self) -> None:
        """Let go of all connections."""
        self._remote.close()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a SELECT that a server has answered, term by term."""

    variables: list[ox.Variable]
    rows: list[tuple[Term | None, ...]]

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        return iter(self.rows)


def read_rows(body: bytes, *, most: int | None = None) -> Rows:
    """Return the rows in a JSON answer, and no more than `most`.

    They are read to the end at once: an answer of the engine must die in the thread that read it.
    """
    found = _parse(body)
    if not isinstance(found, ox.QuerySolutions):
        raise _no_answer()
    variables = found.variables
    rows: list[tuple[Term | None, ...]] = []
    try:
        for row in itertools.islice(found, most):
            rows.append(tuple(_plain(term) for term in row))  # noqa: PERF401 - see below
    except (SyntaxError, ValueError):
        raise _no_answer() from None
    finally:
        del found  # an error keeps this frame, and another thread may clear it away
    return Rows(variables, rows)


def read_boolean(body: bytes) -> bool:
    """Return the truth value in a JSON answer."""
    found = _parse(body)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    del found
    raise _no_answer()


def _parse(body: bytes) -> ox.QuerySolutions | ox.QueryBoolean | None:
    with contextlib.suppress(SyntaxError, ValueError):
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    return None


def _no_answer() -> StoreAway:
    return StoreAway("图谱服务器的答复不是查询结果；请检查地址是不是 SPARQL 服务")


def _plain(term: Term | None) -> Term | None:
    """Return `term` in the writing that we use: some servers write booleans as numbers."""
    if isinstance(term, ox.Literal) and term.datatype == _BOOLEAN:
        return ox.Literal(_WORDS.get(term.value, term.value), datatype=_BOOLEAN)
    return term
