"""Documents in, a file of their graph out: RDF, or a network for networkx and Gephi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zeren_graph import formats, network_files
from zeren_graph.network import build_responsibilities
from zeren_graph.rdf import serialize
from zeren_graph.records import TaskFilter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zeren_graph.catalogue import Catalogue
    from zeren_parser.model import Plan

# Our name of a format, and the file suffix that people know it by.
SUFFIXES: Final = {
    name: name for name in ("ttl", "trig", "nq", "nt", "jsonld", "graphml", "gexf", "cyjs")
} | {"rdfxml": "rdf", "nodes": "nodes.csv", "edges": "edges.csv"}
MEDIA_TYPES: Final = {
    name: network_files.MEDIA_TYPES.get(name) or formats.media_type(suffix)
    for name, suffix in SUFFIXES.items()
}


def graph_file(catalogue: Catalogue, kind: str, document: str | None = None) -> bytes:
    """Return the graph of one document, or of all, in the format `kind`.

    GraphML, GEXF, Cytoscape JSON and the lists of nodes and edges hold the network of departments
    and the tasks they have.
    """
    if kind in network_files.MEDIA_TYPES:
        tasks = catalogue.tasks(TaskFilter(document=document), limit=None).items
        departments = catalogue.departments(document=document, limit=None).items
        return network_files.serialize_network(build_responsibilities(tasks, departments), kind)
    return serialize(_plans(catalogue, document), SUFFIXES[kind])


def _plans(catalogue: Catalogue, document: str | None) -> Iterator[Plan]:
    rows = catalogue.documents(limit=None).items if document is None else ()
    for one in sorted(row.id for row in rows) if document is None else [document]:
        plan = catalogue.plan(one)
        if plan is not None:
            yield plan
