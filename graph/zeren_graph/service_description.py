"""A SPARQL endpoint and its graphs in, the description of it as a service out.

The terms are those of SPARQL 1.1 Service Description; what the service has not (updates, federated
queries) is simply not said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULTS: Final = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD"),
)
_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def describe_service(endpoint: str, graphs: Iterable[str]) -> Iterator[ox.Triple]:
    """Yield what there is to know of the service at `endpoint`, which holds `graphs` by IRI.

    Its default graph holds what any of the named graphs says.
    """
    service, dataset, default = (ox.BlankNode(name) for name in ("service", "dataset", "default"))
    yield ox.Triple(service, _TYPE, _term("Service"))
    yield ox.Triple(service, _term("endpoint"), ox.NamedNode(endpoint))
    yield ox.Triple(service, _term("supportedLanguage"), _term("SPARQL11Query"))
    yield ox.Triple(service, _term("feature"), _term("UnionDefaultGraph"))
    for name in _RESULTS:
        yield ox.Triple(service, _term("resultFormat"), ox.NamedNode(_FORMATS + name))
    yield ox.Triple(service, _term("defaultDataset"), dataset)
    yield ox.Triple(dataset, _TYPE, _term("Dataset"))
    yield ox.Triple(dataset, _term("defaultGraph"), default)
    yield ox.Triple(default, _TYPE, _term("Graph"))
    for number, graph in enumerate(graphs, 1):
        named = ox.BlankNode(f"g{number}")
        yield ox.Triple(dataset, _term("namedGraph"), named)
        yield ox.Triple(named, _TYPE, _term("NamedGraph"))
        yield ox.Triple(named, _term("name"), ox.NamedNode(graph))


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
