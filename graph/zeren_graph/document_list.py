"""Documents of the catalogue, and what is kept of each as it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from zeren_graph import tables as t
from zeren_graph.identity import search_key
from zeren_graph.paging import Key, read_page, sorted_by
from zeren_graph.records import DocumentRow, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Select

_ROW: Final = tuple(
    t.documents.c[name]
    for name in (
        *("id", "title", "number", "index_no", "issuer", "jurisdiction", "published", "name"),
        *("media_type", "sha256", "encoding", "tasks", "departments", "diagnostics", "revision"),
        "superseded_by",
    )
)
_NEWEST: Final = Key(t.documents.c.revision, descending=True)
_SORTS: Final[dict[str, tuple[Key, ...]]] = {
    "arrival": (_NEWEST,),
    "published": (
        Key(func.coalesce(t.documents.c.published, ""), str, descending=True),
        _NEWEST,
    ),
    "tasks": (Key(t.documents.c.tasks, descending=True), _NEWEST),
    "title": (Key(t.documents.c.title, str), _NEWEST),
}
_ID: Final = 16
_SHORTEST_PREFIX: Final = 6


def select_documents() -> Select[Any]:
    """Return a select of the columns that `to_documents` reads."""
    older = t.documents.alias()
    before = select(func.max(older.c.id)).where(older.c.superseded_by == t.documents.c.id)
    return select(*_ROW, before.scalar_subquery().label("replaces"))


def is_current(document: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that the document with this id is not superseded."""
    old = select(t.documents.c.id).where(t.documents.c.superseded_by.is_not(None))
    return document.not_in(old)


def read_documents(
    connection: Connection,
    *,
    q: str | None,
    jurisdiction: str | None,
    superseded: bool,
    sort: str,
    cursor: str | None,
    limit: int | None,
) -> Page[DocumentRow]:
    """Return documents; `q` is looked for in title, number and names.

    Sorted by `arrival` or `published` the newest come first, by `tasks` those with the most; by
    `title` in the order of the characters.
    """
    query = select_documents()
    if not superseded:
        query = query.where(t.documents.c.superseded_by.is_(None))
    if jurisdiction is not None:
        query = query.where(t.documents.c.jurisdiction == jurisdiction)
    if q is not None and (key := search_key(q)):
        query = query.where(t.documents.c.search.contains(key, autoescape=True))
    keys = sorted_by(_SORTS, sort, "文件清单")
    scope = f"documents {sort} {q!r} {jurisdiction!r} {superseded}"
    return read_page(connection, query, keys, to_documents, scope=scope, cursor=cursor, limit=limit)


def read_document(connection: Connection, document: str) -> DocumentRow | None:
    """Return the document with this id, or the only one whose id begins so (from 6 characters)."""
    query = select_documents()
    ids = t.documents.c.id
    if len(document) >= _ID or len(document) < _SHORTEST_PREFIX:
        query = query.where(ids == document)
    else:
        query = query.where(ids.startswith(document, autoescape=True)).limit(2)
    rows = connection.execute(query).all()
    return to_documents(rows)[0] if len(rows) == 1 else None


def find_document(connection: Connection, document: str) -> str:
    """Return the full id for an id or prefix; what is unknown comes back as it is."""
    if len(document) >= _ID:
        return document
    row = read_document(connection, document)
    return row.id if row else document


def read_source(connection: Connection, document: str, part: str) -> bytes | None:
    """Return `data`, `plan` or `text` of a document, as it is stored."""
    query = select(t.sources.c[part]).where(
        t.sources.c.document == find_document(connection, document)
    )
    found: bytes | None = connection.scalar(query)
    return found


def to_documents(rows: Sequence[Sequence[Any]]) -> list[DocumentRow]:
    """Turn rows that begin with the columns of `select_documents` into documents."""
    return [DocumentRow(*row[: len(_ROW) + 1]) for row in rows]
