"""Virtuoso, which keeps to the standards in its own way: all that is peculiar to it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from zeren_graph.errors import QueryRefused, ResultTooLarge
from zeren_graph.formats import serialize_triples
from zeren_graph.remote_server import StandardServer
from zeren_graph.vocabulary import BASE, term

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from zeren_graph.remote_http import Reply
    from zeren_graph.sparql_reading import RdfDataset

_HIDDEN: Final = f"{BASE}hidden/"
_ALL: Final = f"<{_HIDDEN}all>"
_REVISION: Final = term("zeren:revision")
_TURTLE: Final = "text/turtle"

# The pieces of a query in which a bracket or the word GRAPH means what it says: the last ones.
_PIECE: Final = re.compile(
    r"""
      \b(?P<word>GRAPH)\s*(?P<graph>[?$]\w+|<[^<>]*>|[^\s{}<>?$]*)\s*(?={)
    | (?P<from>\bFROM\b)
    | (?P<iri><[^<>"{}|^`\\\s]*>)                # an IRI; in it a # begins no comment
    | \#[^\n]*                                   # a comment
    | '''(?:(?:''?)?(?:[^'\\]|\\.))*'''          # strings, the long ones first
    | \"""(?:(?:""?)?(?:[^"\\]|\\.))*\"""
    | '(?:[^'\\\n]|\\.)*' | "(?:[^"\\\n]|\\.)*"
    | (?P<bracket>[{}])
    | (?P<foreign>\b(?:bif|sql)\s*:)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)

_SELECT: Final = re.compile(r"\s*SELECT\b", re.IGNORECASE)


class VirtuosoServer(StandardServer):
    """A Virtuoso.

    Its default graph is all named graphs put together, where a triple that two of them share
    counts twice. So what any graph says, each triple once, is kept in a named graph of its own;
    queries are told to take that one for the default graph, and not to meet it in `GRAPH ?g`.

    A long INSERT DATA is more than its compiler takes, and its updates are atomic one statement
    at a time. So new triples are put aside by the graph store protocol, and then one statement
    for each of the two graphs takes out what is gone and brings in what is new. Should it stop
    between them, the graph still shows its old revision, and is made anew.
    """

    def query(
        self,
        sparql: str,
        accept: str,
        *,
        seconds: float | None = None,
        bytes_: int | None = None,
        dataset: RdfDataset | None = None,
    ) -> Reply:
        """Return the answer to a query; one that the server has cut short raises."""
        answer = super().query(
            in_its_words(sparql), accept, seconds=seconds, bytes_=bytes_, dataset=dataset
        )
        most = answer.headers.get("x-sparql-maxrows")
        if most is not None:
            raise ResultTooLarge(
                f"图谱服务器最多给出 {most} 行，结果可能不全；请缩小查询范围，"
                "或调高 virtuoso.ini 里的 ResultSetMaxRows"
            )
        return answer

    def replace(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        """Make `graph` hold exactly `triples`; a reader sees the old ones or the new ones."""
        aside = f"{_HIDDEN}{hashlib.sha256(graph.encode()).hexdigest()[:16]}"
        self._remote.send(
            "PUT",
            self._endpoints.graphs,
            params={"graph-uri": aside},
            content=serialize_triples(triples),
            headers={"Content-Type": _TURTLE},
            repeatable=True,
        )
        kept = f"FILTER NOT EXISTS {{ GRAPH <{aside}> {{ ?s ?p ?o }} }}"
        everywhere = _bring(_ALL, f"{_gone(graph)} {kept}", aside)
        here = _bring(f"<{graph}>", f"GRAPH <{graph}> {{ ?s ?p ?o }} {kept}", aside)
        self._update(f"{everywhere};{here}")
        self._update(f"CLEAR SILENT GRAPH <{aside}>")

    def remove(self, graph: str) -> None:
        """Forget `graph`, if it is there."""
        gone = f"DELETE {{ GRAPH {_ALL} {{ ?s ?p ?o }} }} WHERE {{ {_gone(graph)} }}"
        self._update(f"{gone};CLEAR SILENT GRAPH <{graph}>")

    def _update(self, sparql: str) -> None:
        self._remote.send("POST", self._endpoints.update, form={"update": sparql}, repeatable=True)


def in_its_words(sparql: str) -> str:
    """Return the query that Virtuoso answers as others answer `sparql`.

    Told which graph is the default one, it takes no other for named, but where a variable stands
    for it. So graphs that are called by their IRI are told it too. A query that calls one graph by
    its IRI and others by a variable is not told anything: in what it asks of the default graph a
    triple that two documents share counts twice.

    >>> in_its_words("ASK { GRAPH ?g { ?s ?p ?o } }").partition("ASK")[2]
    ' { GRAPH ?g { ?g <https://w3id.org/zeren/ns#revision> [] . ?s ?p ?o } }'
    >>> print(in_its_words("ASK { GRAPH <http://e/a> { ?s ?p 'GRAPH ?g {' } }"))
    DEFINE input:default-graph-uri <https://w3id.org/zeren/hidden/all>
    DEFINE input:named-graph-uri <http://e/a>
    ASK { GRAPH <http://e/a> { ?s ?p 'GRAPH ?g {' } }
    """
    pieces = list(_PIECE.finditer(sparql))
    if any(p["foreign"] or (p["iri"] or "").lower().startswith(("<bif:", "<sql:")) for p in pieces):
        raise QueryRefused("查询中不能用 bif: 和 sql: 开头的名称（Virtuoso 的内部函数）")
    called = {p["graph"] for p in pieces if p["word"]}
    named = sorted(name for name in called if name.startswith("<"))
    told = not any(p["from"] for p in pieces) and (not called or called == set(named) or not named)
    if any(name[:1] not in "<?$" for name in called):  # a prefix that is not ours to resolve
        told = False
    lines = [f"DEFINE input:default-graph-uri {_ALL}"] if told else []
    lines += [f"DEFINE input:named-graph-uri {name}" for name in named if told]
    return "\n".join([*lines, _shown(sparql, pieces)])


def _shown(sparql: str, pieces: Sequence[re.Match[str]]) -> str:
    """Say in each `GRAPH ?g { … }` that it shall be a graph of ours.

    The server has graphs of its own, and those that are kept here behind the scenes. It must be
    said inside the brackets: behind them it makes the server forget, for property paths, which
    graph it is in.
    """
    written, end = [], 0
    opened: list[bool] = []
    waiting: str | None = None
    for piece in pieces:
        if piece["word"]:
            waiting = piece["graph"] if piece["graph"][:1] in "?$" else None
        elif piece["bracket"] == "{":
            nested = waiting is not None and bool(_SELECT.match(sparql, piece.end()))
            if waiting is not None:
                ours = f" {waiting} {_REVISION} [] ." + (" {" if nested else "")
                written.append(sparql[end : piece.end()] + ours)
                end = piece.end()
            opened.append(nested)
            waiting = None
        elif piece["bracket"] == "}" and opened and opened.pop():
            written.append(sparql[end : piece.end()] + "}")
            end = piece.end()
    return "".join(written) + sparql[end:]


def _gone(graph: str) -> str:
    """Return the pattern of what `graph` alone has said."""
    other = f"?other != <{graph}> && !STRSTARTS(STR(?other), '{_HIDDEN}')"
    elsewhere = f"GRAPH ?other {{ ?s ?p ?o }} FILTER({other})"
    return f"GRAPH <{graph}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ {elsewhere} }}"


def _bring(target: str, old: str, aside: str) -> str:
    """Return the statement that takes `old` out of a graph, and puts in what is new to it."""
    return (
        f"DELETE {{ GRAPH {target} {{ ?s ?p ?o }} }} INSERT {{ GRAPH {target} {{ ?a ?b ?c }} }}"
        f" WHERE {{ {{ {old} }} UNION {{ GRAPH <{aside}> {{ ?a ?b ?c }}"
        f" FILTER NOT EXISTS {{ GRAPH {target} {{ ?a ?b ?c }} }} }} }}"
    )
