"""A store in this process, kept by rdflib: the second engine, against which the first is tested."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import XSD, Dataset, URIRef
from rdflib.term import Literal

from zeren_graph.errors import GraphError, QueryRefused
from zeren_graph.formats import serialize_quads
from zeren_graph.store import GRAPHS_QUERY, copy_quads, with_revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rdflib.term import Node

    from zeren_graph.store import NewGraph

_STRING: Final = ox.NamedNode(str(XSD.string))


class MemoryStore:
    """A store in memory for small graphs; a reader waits while a graph is being replaced."""

    def __init__(self) -> None:
        self._dataset = Dataset(default_union=True)
        self._lock = threading.RLock()
        self._changes = 0

    @property
    def folder(self) -> Path | None:
        """Where it is kept: nowhere."""
        return None

    @property
    def changes(self) -> int:
        """A number that grows with each change since the store was opened."""
        return self._changes

    def replace(self, graph: str, triples: Iterable[ox.Triple], *, revision: int) -> None:
        """Make `graph` hold exactly `triples` and its `revision`, at once or not at all."""
        wanted = [
            (_to_rdflib(t.subject), URIRef(t.predicate.value), _to_rdflib(t.object))
            for t in with_revision(graph, triples, revision)
        ]
        with self._lock:
            self.remove(graph)
            target = self._dataset.graph(URIRef(graph))
            for triple in wanted:
                target.add(triple)

    def load(self, graphs: Sequence[NewGraph]) -> None:
        """Add graphs that have no revision yet, one after the other."""
        for new in graphs:
            read = ox.parse(new.triples, format=ox.RdfFormat.N_TRIPLES)
            self.replace(new.name, [quad.triple for quad in read], revision=new.revision)

    def remove(self, graph: str) -> None:
        """Forget `graph`, if it is there."""
        with self._lock:
            self._dataset.remove_graph(URIRef(graph))
            self._changes += 1

    def graphs(self) -> dict[str, int]:
        """Return the revision of each named graph."""
        return {row["g"]: int(row["r"]) for row in self.select(GRAPHS_QUERY)}

    def select(self, query: str) -> list[dict[str, str]]:
        """Return the rows of a SPARQL SELECT over all graphs as one; unbound names are left out."""
        with self._lock:
            try:
                found = self._dataset.query(query)
            except Exception as error:  # the parser of rdflib has no root of its own
                raise QueryRefused(f"查询语句有误：{error}") from error
            if found.type != "SELECT":
                raise GraphError("只有 SELECT 查询才有结果行")
            return [
                {str(name): str(term) for name, term in row.items() if term is not None}
                for row in found.bindings
            ]

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Return the quads of one graph, or of all."""
        with self._lock:
            found = [
                ox.Quad(
                    ox.NamedNode(str(s)),
                    ox.NamedNode(str(p)),
                    _to_oxigraph(o),
                    ox.NamedNode(str(g)),
                )
                for s, p, o, g in self._dataset.quads((None, None, None, None))
                if graph is None or str(g) == graph
            ]
        return iter(found)

    def dump(self, kind: str, *, graph: str | None = None) -> bytes:
        """Return one graph or all of them in an RDF format, sorted: the same bytes each time."""
        return serialize_quads(self.quads(graph), kind)

    def snapshot(self, folder: Path) -> None:
        """Write all there is into a new `folder` that a reader may open for itself."""
        copy_quads(self.quads(), folder)

    def close(self) -> None:
        """Nothing to let go of."""


def _to_rdflib(term: object) -> URIRef | Literal:
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        if term.datatype == _STRING:  # RDF 1.1: the same as no datatype, but not to rdflib
            return Literal(term.value)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    raise TypeError(f"neither an IRI nor a literal: {term!r}")


def _to_oxigraph(term: Node) -> ox.NamedNode | ox.Literal:
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), datatype=datatype)
    return ox.NamedNode(str(term))
