"""The ontology as triples, for those who ask the graph what its terms mean."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator


def ontology_text() -> str:
    """Return the ontology in Turtle, with Chinese and English labels and comments."""
    return files("zeren_graph").joinpath("ontology.ttl").read_text("utf-8")


def shapes_text() -> str:
    """Return the SHACL shapes in Turtle; their messages are Chinese."""
    return files("zeren_graph").joinpath("shapes.ttl").read_text("utf-8")


def ontology_triples() -> Iterator[ox.Triple]:
    """Yield the triples of the ontology."""
    for quad in ox.parse(ontology_text(), format=ox.RdfFormat.TURTLE):
        yield quad.triple
