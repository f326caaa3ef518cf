"""Versions of one document (文件版本): which supersedes which, and what follows from it.

A document is known again by its number, or by its title and issuer. The newer version supersedes
the older, which stays as it is; the counts of departments speak of the newest versions only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select, update

from zeren_graph import tables as t
from zeren_graph.catalogue_write import change_counts
from zeren_graph.document_list import read_document, select_documents, to_documents
from zeren_graph.errors import BadVersion
from zeren_graph.identity import search_key
from zeren_graph.similarity import likenesses

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from zeren_graph.records import DocumentRow

_SAME_TITLE: Final = 0.85  # of two files with one number: the notice and its annex are two


def is_same_document(one: DocumentRow, other: DocumentRow) -> bool:
    """Tell whether two files are versions of one document.

    One number and one title are enough. Without a number on both sides it takes the same title
    and the same issuer; a year in the title makes two plans of two years two documents.
    """
    titles = (search_key(one.title), search_key(other.title))
    if one.number and other.number:
        if search_key(one.number) != search_key(other.number):
            return False
        return titles[0] == titles[1] or likenesses(*([t] for t in titles)).get((0, 0), 0.0) >= (
            _SAME_TITLE
        )
    same_place = one.jurisdiction == other.jurisdiction
    return titles[0] == titles[1] and bool(one.issuer) and one.issuer == other.issuer and same_place


def file_version(
    connection: Connection, row: DocumentRow, *, replaces: str | None, revision: int
) -> None:
    """Work out which document `row`, which has just arrived, supersedes, or is superseded by.

    What the user says (`replaces`) counts; else the one current document that is the same. A file
    that was published before the version that is here is an older version that came late.
    """
    if replaces is not None:
        supersede(connection, replaces, row.id, revision=revision)
        return
    known = find_version(connection, row)
    if known is None:
        return
    if row.published and known.published and row.published[:10] < known.published[:10]:
        supersede(connection, row.id, known.id, revision=revision)
    else:
        supersede(connection, known.id, row.id, revision=revision)


def find_version(connection: Connection, row: DocumentRow) -> DocumentRow | None:
    """Return the current document that `row` is a version of; None where none or several are."""
    documents = t.documents.c
    alike = [documents.title == row.title]
    if row.number:
        alike.append(documents.number == row.number)
    query = select_documents().where(
        or_(*alike), documents.id != row.id, documents.superseded_by.is_(None)
    )
    rows = to_documents(connection.execute(query.order_by(documents.revision)).all())
    same = [other for other in rows if is_same_document(row, other)]
    return same[0] if len(same) == 1 else None


def supersede(connection: Connection, old: str, new: str, *, revision: int) -> None:
    """Let `new` supersede `old`; `BadVersion` where another does, or it would be a circle."""
    row = read_document(connection, old)
    if row is None:
        raise BadVersion(f"没有编号为 {old} 的文件，不知道要取代哪一份")
    if row.id == new:
        raise BadVersion("一份文件不能取代它自己，请核对编号")
    if row.superseded_by == new:
        return
    if row.superseded_by is not None:
        raise BadVersion(f"文件 {row.id} 已经被 {row.superseded_by} 取代，请改为取代最新的版本")
    step: str | None = new
    while step is not None:
        if step == row.id:
            raise BadVersion(f"文件 {new} 本身已经被 {row.id} 取代，请核对哪一份更新")
        step = connection.scalar(
            select(t.documents.c.superseded_by).where(t.documents.c.id == step)
        )
    _set_successor(connection, row.id, new)
    touch(connection, [new], revision)


def withdraw(connection: Connection, row: DocumentRow, *, revision: int) -> None:
    """Before `row` is deleted: let what it superseded be current again, or superseded by the next."""
    old = connection.scalars(
        select(t.documents.c.id).where(t.documents.c.superseded_by == row.id)
    ).all()
    for document in old:
        _set_successor(connection, document, row.superseded_by)
    if row.superseded_by is not None:
        touch(connection, [row.superseded_by], revision)


def find_older(connection: Connection, document: str) -> list[DocumentRow]:
    """Return the documents that `document` supersedes directly."""
    query = select_documents().where(t.documents.c.superseded_by == document)
    return to_documents(connection.execute(query.order_by(t.documents.c.revision)).all())


def touch(connection: Connection, documents: list[str], revision: int) -> None:
    """Note that the graphs of `documents` have to be made anew."""
    mine = t.documents.c.id.in_(documents)
    connection.execute(update(t.documents).where(mine).values(changed=revision))


def _set_successor(connection: Connection, document: str, successor: str | None) -> None:
    documents, held = t.documents.c, t.holdings.c
    query = select(documents.superseded_by, documents.first_task, documents.last_task)
    was, first, last = connection.execute(query.where(documents.id == document)).one()
    mine = documents.id == document
    connection.execute(update(t.documents).where(mine).values(superseded_by=successor))
    if (was is None) == (successor is None):
        return
    appeared = t.appearances.c
    rows = connection.execute(select(t.appearances).where(appeared.document == document)).mappings()
    counts = [dict(row) | {"num": row["department"]} for row in rows]
    change_counts(connection, counts, sign=-1 if was is None else 1)
    role = t.RETIRED + held.role if was is None else func.substr(held.role, len(t.RETIRED) + 1)
    tasks = held.task.between(first, last)
    connection.execute(update(t.holdings).where(tasks).values(role=role))
