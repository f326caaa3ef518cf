"""A user's SPARQL text in, the text to run and its form out; what may not run is refused.

The query is really parsed, so a word inside a string or a comment harms nobody, and nothing that
is hidden by escapes passes: what is judged here is, character for character, what runs later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from pyparsing.exceptions import ParseBaseException
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate

from zeren_graph.errors import QueryRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

Form = Literal["solutions", "boolean", "triples"]

_FORMS: Final[dict[str, Form]] = {
    "SelectQuery": "solutions",
    "AskQuery": "boolean",
    "ConstructQuery": "triples",
    "DescribeQuery": "triples",
}
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class RdfDataset:
    """The graphs that a query asks (数据集), where its protocol names them: then FROM says nothing.

    `default` are joined into the default graph, `named` may be asked by GRAPH.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether it names any graph."""
        return bool(self.default or self.named)


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A query that may run, and what it answers with."""

    text: str
    form: Form


def read_query(sparql: str) -> ReadQuery:
    """Return the query that may run.

    >>> read_query('ASK { ?s ?p "SERVICE" } # INSERT').form
    'boolean'
    >>> read_query("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    zeren_graph.errors.QueryRefused: 不允许使用 SERVICE：查询只在本系统的图谱中进行
    """
    text = _normalise(sparql)
    if not text.strip():
        raise QueryRefused("查询是空的，请写一条 SELECT、ASK、CONSTRUCT 或 DESCRIBE 查询")
    try:
        parsed = parseQuery(text)
        names = {name for name, _part in _parts(parsed)}
    except ParseBaseException as error:
        raise QueryRefused(_explain(text, error)) from error
    except RecursionError as error:
        raise QueryRefused("查询嵌套过深，请改写得简单一些") from error
    if "ServiceGraphPattern" in names:
        raise QueryRefused("不允许使用 SERVICE：查询只在本系统的图谱中进行")
    form = _FORMS[parsed[1].name]
    return ReadQuery(text, form)


def _normalise(sparql: str) -> str:
    r"""Return `sparql` with escapes resolved and line ends made one.

    Parsers differ in when they resolve ``\u0023`` and in what ends a comment; after this there is
    nothing left for them to differ in.
    """
    text = sparql.replace("\r\n", "\n").replace("\r", "\n")
    while _ESCAPE.search(text):
        text = _ESCAPE.sub(_character, text).replace("\r", "\n")
    return text


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise QueryRefused(f"查询中的转义 {escape[0]} 不是有效字符")
    return chr(code)


def _parts(parsed: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - the parser's own tree
    """Yield every named part of a parsed query, at any depth."""
    waiting = [parsed]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield getattr(part, "name", ""), part
            waiting.extend(part.values())
        elif isinstance(part, list) or hasattr(part, "as_list"):
            waiting.extend(part)


def _explain(text: str, error: ParseBaseException) -> str:
    try:
        changes = "request" in parseUpdate(text)
    except (ParseBaseException, RecursionError):
        changes = False
    if not changes:
        place = f"第 {error.lineno} 行第 {error.column} 列附近"
        return f"查询语句有语法错误（{place}）：{error.line.strip()[:120]}"
    return "这里只能查询，不能修改图谱（不接受 INSERT、DELETE、LOAD 等更新语句）"
