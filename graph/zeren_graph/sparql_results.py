"""Answers of the engine in, bytes of a SPARQL result format out, counted as they are written."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final, NoReturn, Protocol
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from zeren_graph.errors import QueryRefused, ResultTooLarge
from zeren_graph.formats import printable, serialize_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from zeren_graph.sparql_reading import Form

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Cells = tuple[Term | None, ...]

JSON: Final = "application/sparql-results+json"
XML: Final = "application/sparql-results+xml"
CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"
GRAPH_FORMATS: Final = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
}
_GENERIC: Final = {
    "application/json": {"triples": "application/ld+json"},
    "application/xml": {"triples": "application/rdf+xml"},
}
_GENERIC_TABLE: Final = {"application/json": JSON, "application/xml": XML}
_XML_HEAD: Final = (
    '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
)
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


class Solutions(Protocol):
    """The rows of a SELECT, of whatever engine."""

    @property
    def variables(self) -> list[ox.Variable]:
        """The names of the columns."""
        ...

    def __iter__(self) -> Iterator[Iterable[Term | None]]:
        """Go through the rows, once."""
        ...


def result_type(form: Form, media_type: str) -> str:
    """Return the media type to answer with; refuse one that this form of query cannot have."""
    wanted = media_type.partition(";")[0].strip().lower()
    wanted = _GENERIC.get(wanted, {}).get(form) or _GENERIC_TABLE.get(wanted, wanted)
    known = set(GRAPH_FORMATS) if form == "triples" else set(_WRITERS)
    if wanted not in known:
        raise QueryRefused(f"这种查询的结果不能写成 {media_type}，可用：{'、'.join(sorted(known))}")
    return wanted


def write_boolean(*, value: bool, media_type: str) -> bytes:
    """Return the answer of an ASK."""
    said = str(value).lower()
    if media_type == JSON:
        return f'{{"head":{{}},"boolean":{said}}}'.encode()
    if media_type == XML:
        return f"{_XML_HEAD}<head/>\n<boolean>{said}</boolean>\n</sparql>\n".encode()
    return said.encode()


def write_solutions(found: Solutions, media_type: str, *, rows: int, bytes_: int) -> bytes:
    """Return the answer of a SELECT; more than the limits raises `ResultTooLarge`."""
    names = [variable.value for variable in found.variables]
    cells = (tuple(row) for row in found)
    return _collect(_WRITERS[media_type](names, _counted(cells, rows)), bytes_)


def write_triples(found: Iterable[ox.Triple], media_type: str, *, rows: int, bytes_: int) -> bytes:
    """Return the answer of a CONSTRUCT or DESCRIBE, sorted."""
    triples = list(_counted(found, rows))
    body = serialize_graph(triples, GRAPH_FORMATS[media_type])
    if len(body) > bytes_:
        _too_many_bytes(bytes_)
    return body


def _counted(items: Iterable[Any], rows: int) -> Iterator[Any]:
    for number, item in enumerate(items, 1):
        if number > rows:
            raise ResultTooLarge(f"结果超过 {rows} 行，请缩小查询范围，或用 LIMIT 和 OFFSET 分批取")
        yield item


def _collect(pieces: Iterable[str], bytes_: int) -> bytes:
    written = bytearray()
    for piece in pieces:
        written += piece.encode()
        if len(written) > bytes_:
            _too_many_bytes(bytes_)
    return bytes(written)


def _too_many_bytes(bytes_: int) -> NoReturn:
    raise ResultTooLarge(f"结果超过 {bytes_} 字节，请缩小查询范围，或用 LIMIT 和 OFFSET 分批取")


def _write_json(names: list[str], rows: Iterable[Cells]) -> Iterator[str]:
    yield f'{{"head":{{"vars":{json.dumps(names, ensure_ascii=False)}}},"results":{{"bindings":['
    joint = ""
    for row in rows:
        bound = {n: _json_term(t) for n, t in zip(names, row, strict=True) if t is not None}
        yield joint + json.dumps(bound, ensure_ascii=False, separators=(",", ":"))
        joint = ","
    yield "]}}"


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    said = {"type": "literal", "value": term.value}
    if term.language:
        said["xml:lang"] = term.language
    elif term.datatype.value != _STRING:
        said["datatype"] = term.datatype.value
    return said


def _write_xml(names: list[str], rows: Iterable[Cells]) -> Iterator[str]:
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in names)
    yield f"{_XML_HEAD}<head>{head}</head>\n<results>\n"
    for row in rows:
        bound = (
            f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        yield f"<result>{''.join(bound)}</result>\n"
    yield "</results>\n</sparql>\n"


def _xml_term(term: Term) -> str:
    value = escape(printable(term.value))
    if isinstance(term, ox.NamedNode):
        return f"<uri>{value}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{value}</bnode>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{value}</literal>"
    if term.datatype.value != _STRING:
        return f"<literal datatype={quoteattr(term.datatype.value)}>{value}</literal>"
    return f"<literal>{value}</literal>"


def _write_csv(names: list[str], rows: Iterable[Cells]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in ([names], (["" if t is None else _csv_term(t) for t in row] for row in rows)):
        for cells in row:
            writer.writerow(cells)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()


def _csv_term(term: Term) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else term.value


def _write_tsv(names: list[str], rows: Iterable[Cells]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join("" if term is None else str(term) for term in row) + "\n"


_WRITERS: Final[dict[str, Callable[[list[str], Iterable[Cells]], Iterator[str]]]] = {
    JSON: _write_json,
    XML: _write_xml,
    CSV: _write_csv,
    TSV: _write_tsv,
}
