"""A SPARQL query in, its form out (SELECT, ASK, CONSTRUCT, DESCRIBE): it decides the media type."""

from __future__ import annotations

import re
from typing import Final, Literal

Form = Literal["solutions", "boolean", "triples"]

# What may hide a keyword: IRIs, strings, comments, prefixed names and variables.
_TOKEN: Final = re.compile(
    r"""
      <[^<>"{}|^`\\\s]*>
    | \"\"\"(?:[^\\]|\\.)*?\"\"\" | '''(?:[^\\]|\\.)*?'''
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
    | \#[^\n]*
    | [\w.-]*:[\w.%-]*
    | [?$]\w+
    | (?P<word>[A-Za-z]+)
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS: Final[dict[str, Form]] = {
    "SELECT": "solutions",
    "ASK": "boolean",
    "CONSTRUCT": "triples",
    "DESCRIBE": "triples",
}
MEDIA_TYPES: Final[dict[Form, tuple[str, ...]]] = {
    "solutions": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "boolean": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "triples": (
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
    ),
}
# Names that clients send for the same things.
ALIASES: Final = {
    "application/json": {
        "solutions": "application/sparql-results+json",
        "boolean": "application/sparql-results+json",
        "triples": "application/ld+json",
    },
    "application/xml": {
        "solutions": "application/sparql-results+xml",
        "boolean": "application/sparql-results+xml",
        "triples": "application/rdf+xml",
    },
    "text/xml": {
        "solutions": "application/sparql-results+xml",
        "boolean": "application/sparql-results+xml",
        "triples": "application/rdf+xml",
    },
}


def query_form(query: str) -> Form:
    r"""Return what a query answers with; what is no query counts as `solutions`.

    >>> query_form("PREFIX ask: <http://ask/> # CONSTRUCT\nselect * { ?s ask:x 'ASK' }")
    'solutions'
    >>> query_form("BASE <http://x/> ASK {}"), query_form("DESCRIBE <http://x/>")
    ('boolean', 'triples')
    """
    for token in _TOKEN.finditer(query):
        form = _FORMS.get((token["word"] or "").upper())
        if form is not None:
            return form
    return "solutions"
