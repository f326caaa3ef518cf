"""The IRIs of the graph: foreign vocabularies, our own terms, and the names of things.

Our IRIs are names, they resolve nowhere: the program works offline. All of them hang from `BASE`.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

BASE: Final = "https://w3id.org/zeren/"
NS: Final = f"{BASE}ns#"
ONTOLOGY_GRAPH: Final = f"{BASE}ns"
DECISIONS_GRAPH: Final = f"{BASE}decisions"

_PLAIN: Final = re.compile(r"[A-Za-z0-9/._-]*")  # nothing to quote, as in nearly all keys

PREFIXES: Final = {
    "zeren": NS,
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def term(name: str) -> NamedNode:
    """Return the term that a prefixed name stands for.

    >>> term("org:Membership").value
    'http://www.w3.org/ns/org#Membership'
    """
    prefix, local = name.split(":")
    return NamedNode(PREFIXES[prefix] + local)


def thing(kind: str, key: str) -> NamedNode:
    """Return the IRI of one thing: a task, a department, a place ….

    >>> thing("place", "威海").value
    'https://w3id.org/zeren/place/%E5%A8%81%E6%B5%B7'
    """
    return NamedNode(f"{BASE}{kind}/{key if _PLAIN.fullmatch(key) else quote(key, safe='/.-_')}")


def graph_iri(document: str) -> str:
    """Return the IRI of the named graph that holds what one document says."""
    return f"{BASE}graph/{document}"


def document_of(graph: str) -> str | None:
    """Return the document whose graph this is; None for any other graph."""
    return graph.removeprefix(f"{BASE}graph/") if graph.startswith(f"{BASE}graph/") else None


def work_key(title: str, number: str | None) -> str:
    """Return the key of a cited document, the same wherever it is cited."""
    return hashlib.sha256(f"{title}\n{number or ''}".encode()).hexdigest()[:16]
