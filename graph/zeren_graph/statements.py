"""Python values in, RDF terms and triples out: the one place where literals are made."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from zeren_graph.vocabulary import term, thing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zeren_parser.model import Span

_CONTEXT: Final = 24  # characters of prefix and suffix that tell equal quotes apart
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2})?)?)?")
_DATE_TYPES: Final = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date", 19: "xsd:dateTime"}

name = cache(term)


def literal(value: str | float | bool, kind: str | None = None) -> Literal:
    """Return the literal for a value; a broken character of a damaged file becomes U+FFFD."""
    if isinstance(value, float):
        return Literal(format(Decimal(repr(value)), "f"), datatype=name("xsd:decimal"))
    if isinstance(value, str):
        value = _SURROGATE.sub("\ufffd", value)
    if kind is not None:
        return Literal(str(value), datatype=name(kind))
    return Literal(value)


def chinese(value: str) -> Literal:
    """Return a literal that says it is Chinese."""
    return Literal(_SURROGATE.sub("\ufffd", value), language="zh")


def dated(date: str) -> Literal:
    """Return a year, month, day or moment as a date, and any other phrase as it is.

    >>> dated("2018-06").datatype.value.rpartition("#")[2], dated("近期").value
    ('gYearMonth', '近期')
    """
    if _DATE.fullmatch(date):
        return literal(date, _DATE_TYPES[len(date)])
    return literal(date)


class Statements:
    """The triples of one document, each once, as they are found."""

    def __init__(self, document: str, text: str) -> None:
        self._document = document
        self._text = text
        self._triples: dict[Triple, None] = {}
        self._proven: set[Span] = set()

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._triples)

    def say(
        self,
        subject: NamedNode,
        predicate: str,
        value: NamedNode | Literal | str | float | None,
    ) -> None:
        """State one fact; a value of None says nothing."""
        if value is None:
            return
        held = value if isinstance(value, NamedNode | Literal) else literal(value)
        self._triples[Triple(subject, name(predicate), held)] = None

    def is_a(self, subject: NamedNode, *kinds: str) -> None:
        """State what kind of thing `subject` is."""
        for kind in kinds:
            self.say(subject, "rdf:type", name(kind))

    def prove(self, subject: NamedNode, span: Span) -> None:
        """State where the text says so: by position and by quotation (Web Annotation)."""
        evidence = thing("evidence", f"{self._document}/{span.start}-{span.end}")
        self.say(subject, "zeren:evidence", evidence)
        if span in self._proven:
            return
        self._proven.add(span)
        position = NamedNode(f"{evidence.value}/position")
        quotation = NamedNode(f"{evidence.value}/quote")
        self.is_a(evidence, "oa:SpecificResource")
        self.say(evidence, "oa:hasSource", thing("text", self._document))
        self.say(evidence, "oa:hasSelector", position)
        self.say(evidence, "oa:hasSelector", quotation)
        self.is_a(position, "oa:TextPositionSelector")
        self.say(position, "oa:start", literal(span.start, "xsd:nonNegativeInteger"))
        self.say(position, "oa:end", literal(span.end, "xsd:nonNegativeInteger"))
        self.is_a(quotation, "oa:TextQuoteSelector")
        self.say(quotation, "oa:exact", span.of(self._text))
        self.say(quotation, "oa:prefix", self._text[max(0, span.start - _CONTEXT) : span.start])
        self.say(quotation, "oa:suffix", self._text[span.end : span.end + _CONTEXT])
