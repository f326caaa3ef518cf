"""What a SPARQL server is told, by the standards: query, update, graph store protocol."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

import pyoxigraph as ox

from zeren_graph.store import removal, replacement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.remote_http import Remote, Reply
    from zeren_graph.sparql_reading import RdfDataset

JSON: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
EMPTY_GRAPH: Final = "urn:zeren:empty"
_UPDATE: Final = "application/sparql-update"
_ASK: Final = "ASK { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The three services of one store: query, update, graph store protocol."""

    query: str
    update: str
    graphs: str


def find_server(remote: Remote, update: str | None, graphs: str | None) -> StandardServer:
    """Ask the server who it is, and return what talks to it; what was given is not guessed."""
    address = remote.address
    guessed = _guess(address.url, "")
    answer = remote.send(
        "POST", guessed.query, form={"query": _ASK}, headers={"Accept": JSON}, repeatable=True
    )
    name = answer.headers.get("server", "").lower()
    found = _guess(address.url, name)
    known = Endpoints(found.query, update or found.update, graphs or found.graphs)
    if name.startswith("virtuoso"):
        from zeren_graph.virtuoso import VirtuosoServer  # which is a StandardServer itself

        return VirtuosoServer(remote, known)
    return StandardServer(remote, known)


def _guess(url: str, server: str) -> Endpoints:
    """Return where the services of a store are, as its makers lay them out.

    >>> _guess("http://h:7878/", "oxigraph").update
    'http://h:7878/update'
    >>> _guess("http://h:3030/plans/query", "apache jena fuseki").graphs
    'http://h:3030/plans/data'
    >>> _guess("http://h:7200/repositories/plans", "").graphs
    'http://h:7200/repositories/plans/rdf-graphs/service'
    >>> _guess("http://h:8890/sparql", "virtuoso").graphs
    'http://h:8890/sparql-graph-crud-auth'
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")

    def at(where: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, where, parts.query, ""))

    if server.startswith("virtuoso"):
        base = path.removesuffix("-auth").removesuffix("/sparql")
        return Endpoints(at(path), at(f"{base}/sparql-auth"), at(f"{base}/sparql-graph-crud-auth"))
    if re.fullmatch(r".*/repositories/[^/]+", path):  # RDF4J, GraphDB
        return Endpoints(at(path), at(f"{path}/statements"), at(f"{path}/rdf-graphs/service"))
    base = path.removesuffix("/query")
    graphs = "data" if "fuseki" in server else "store"
    if path.endswith("/query") or not path:
        return Endpoints(at(f"{base}/query"), at(f"{base}/update"), at(f"{base}/{graphs}"))
    return Endpoints(at(path), at(path), at(path))


class StandardServer:
    """A server of SPARQL 1.1 whose default graph is a graph of its own.

    As in the embedded store the default graph is kept as what any named graph says, each triple
    once. One update request is one transaction (SPARQL 1.1 Update, section 2.2).
    """

    def __init__(self, remote: Remote, endpoints: Endpoints) -> None:
        self._remote = remote
        self._endpoints = endpoints

    def query(
        self,
        sparql: str,
        accept: str,
        *,
        seconds: float | None = None,
        bytes_: int | None = None,
        dataset: RdfDataset | None = None,
    ) -> Reply:
        """Return the answer to a query, of the graphs of `dataset` where that names any."""
        return self._remote.send(
            "POST",
            self._endpoints.query,
            form={"query": sparql, **_named(dataset)},
            headers={"Accept": accept},
            repeatable=True,
            seconds=seconds,
            bytes_=bytes_,
        )

    def replace(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        """Make `graph` hold exactly `triples`, at once or not at all."""
        self._update(replacement(graph, triples, known=True))

    def remove(self, graph: str) -> None:
        """Forget `graph`, if it is there."""
        self._update(removal(graph))

    def read(self, graph: str) -> list[ox.Triple]:
        """Return the triples of `graph`, by the graph store protocol."""
        answer = self._remote.send(
            "GET",
            self._endpoints.graphs,
            params={"graph": graph},
            headers={"Accept": _TRIPLES},
            repeatable=True,
        )
        return [q.triple for q in ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)]

    def _update(self, sparql: str) -> None:
        # Each of our updates says what shall be, not what to add: twice is the same as once.
        self._remote.send(
            "POST",
            self._endpoints.update,
            content=sparql.encode(),
            headers={"Content-Type": _UPDATE},
            repeatable=True,
        )


def _named(dataset: RdfDataset | None) -> dict[str, list[str]]:
    if not dataset:
        return {}
    # A server asks its own default graph where none is named: an empty one must be named, too.
    default = list(dataset.default) or [EMPTY_GRAPH]
    return {"default-graph-uri": default, "named-graph-uri": list(dataset.named)}
