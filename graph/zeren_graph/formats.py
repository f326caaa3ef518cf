"""Triples in, RDF text out, sorted: the same facts always give the same bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from zeren_graph.errors import BadFilter
from zeren_graph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

# What XML 1.0 cannot hold; form feeds stand between the pages of a text taken from a PDF.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

RDF_FORMATS: Final = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


def find_format(kind: str) -> ox.RdfFormat:
    """Return the format with this short name (`ttl`, `nq` …) or media type."""
    found = RDF_FORMATS.get(kind) or ox.RdfFormat.from_media_type(kind)
    if found is None or found not in RDF_FORMATS.values():
        raise BadFilter(f"不支持的图谱格式「{kind}」，可用：{'、'.join(RDF_FORMATS)}")
    return found


def media_type(kind: str) -> str:
    """Return the media type of a format.

    >>> media_type("ttl")
    'text/turtle'
    """
    return find_format(kind).media_type


def serialize_quads(quads: Iterable[ox.Quad], kind: str) -> bytes:
    """Return `quads` as RDF text; formats without named graphs join them all."""
    form = find_format(kind)
    if not form.supports_datasets:
        return serialize_graph((quad.triple for quad in quads), kind)
    ordered = sorted(set(quads), key=lambda quad: (str(quad.graph_name), *_key(quad.triple)))
    return ox.serialize(ordered, format=form, prefixes=PREFIXES) or b""


def serialize_graph(triples: Iterable[ox.Triple], kind: str) -> bytes:
    """Return `triples` as RDF text, each once."""
    form = find_format(kind)
    ordered = sorted(set(triples), key=_key)
    if form == ox.RdfFormat.RDF_XML:
        ordered = [_printable_triple(triple) for triple in ordered]
    return ox.serialize(ordered, format=form, prefixes=PREFIXES) or b""


def serialize_triples(triples: Iterable[ox.Triple]) -> bytes:
    """Return `triples` as N-Triples, in the order in which they come."""
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def printable(text: str) -> str:
    r"""Return `text` with U+FFFD for every character that XML cannot hold.

    >>> printable("第一页\f第二页")
    '第一页\ufffd第二页'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def _printable_triple(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if not isinstance(value, ox.Literal) or not _UNPRINTABLE.search(value.value):
        return triple
    if value.language:
        clean = ox.Literal(printable(value.value), language=value.language)
    else:
        clean = ox.Literal(printable(value.value), datatype=value.datatype)
    return ox.Triple(triple.subject, triple.predicate, clean)


def _key(triple: ox.Triple) -> tuple[str, str, str]:
    return (str(triple.subject), str(triple.predicate), str(triple.object))
