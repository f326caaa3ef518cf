"""A person's decision on who is who in, the documents that it concerns written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from zeren_graph import tables as t
from zeren_graph.catalogue_rewrite import rewrite_departments
from zeren_graph.decisions import (
    read_decisions,
    read_identities,
    write_decision,
    write_undoing,
)
from zeren_graph.department_list import read_department
from zeren_graph.document_list import read_document
from zeren_graph.errors import BadDecision
from zeren_graph.identities import KINDS, LINK, MERGE, SPLIT, Decision
from zeren_graph.identity import department_id
from zeren_graph.versions import touch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from zeren_graph.records import DepartmentRow


def decide(
    connection: Connection,
    kind: str,
    subject: str,
    other: str | None,
    *,
    documents: Sequence[str],
    name: str | None,
    who: str,
    why: str,
    at: str,
    revision: int,
) -> Decision:
    """Make a decision and let it take effect; `BadDecision` where it makes no sense.

    `subject` and `other` are ids of departments. A split takes `documents` and may give the
    department in them a `name` of its own.
    """
    if kind not in KINDS:
        raise BadDecision(f"没有「{kind}」这种决定，可用：{'、'.join(KINDS)}")
    if not who.strip() or not why.strip():
        raise BadDecision("请写明是谁决定的、为什么")
    mine = _find(connection, subject)
    files = _documents(connection, documents)
    if kind == SPLIT:
        target, full, place = _split(connection, mine, files, name)
    else:
        theirs = _find(connection, other or "")
        _check(kind, mine, theirs)
        target, full, place = theirs.id, theirs.name, theirs.jurisdiction
    decision = Decision(
        num=0,
        kind=kind,
        subject=mine.id,
        object=target,
        subject_name=mine.name,
        object_name=full,
        jurisdiction=place,
        documents=files,
        who=who.strip(),
        why=why.strip(),
        at=at,
        revision=revision,
    )
    known = read_decisions(connection, department=mine.id, undone=False)
    if any((d.kind, d.subject, d.object) == (kind, mine.id, target) for d in known):
        raise BadDecision("这个决定已经作过了，用 decisions 查看")
    number = write_decision(connection, decision)
    if kind != LINK:
        _apply(connection, {mine.id, target}, revision)
    (made,) = (d for d in read_decisions(connection) if d.num == number)
    return made


def undo(
    connection: Connection, number: int, *, who: str, why: str, at: str, revision: int
) -> Decision:
    """Take a decision back: the lists are again as if it had never been made."""
    found = next((d for d in read_decisions(connection) if d.num == number), None)
    if found is None:
        raise BadDecision(f"没有第 {number} 号决定，用 decisions 查看")
    if not found.active:
        raise BadDecision(f"第 {number} 号决定已经撤销过了")
    if not who.strip() or not why.strip():
        raise BadDecision("请写明是谁撤销的、为什么")
    concerned = {found.subject, found.object}
    identities = read_identities(connection)
    for key in tuple(concerned):
        decided = identities.resolve(key)
        concerned |= {decided.id} if decided else set()
    write_undoing(connection, number, who=who.strip(), why=why.strip(), at=at, revision=revision)
    if found.kind != LINK:
        _apply(connection, concerned, revision)
    (left,) = (d for d in read_decisions(connection) if d.num == number)
    return left


def _apply(connection: Connection, departments: Iterable[str], revision: int) -> None:
    """Write anew what every document says that names one of `departments`."""
    held = t.appearances.join(t.departments)
    query = select(t.appearances.c.document).distinct().select_from(held)
    query = query.where(t.departments.c.id.in_(departments))
    documents = sorted(connection.scalars(query))
    rewrite_departments(connection, documents)
    touch(connection, documents, revision)


def _find(connection: Connection, department: str) -> DepartmentRow:
    row = read_department(connection, department)
    if row is None:
        raise BadDecision(f"没有编号为 {department} 的部门，可能已经归并到别的部门")
    return row


def _documents(connection: Connection, documents: Sequence[str]) -> tuple[str, ...]:
    found = []
    for document in documents:
        row = read_document(connection, document)
        if row is None:
            raise BadDecision(f"没有编号为 {document} 的文件")
        found.append(row.id)
    return tuple(sorted(set(found)))


def _check(kind: str, mine: DepartmentRow, theirs: DepartmentRow) -> None:
    if mine.id == theirs.id:
        raise BadDecision("两个编号是同一个部门")
    if kind == MERGE and mine.kind != theirs.kind:
        raise BadDecision("类别不同的不能归并：单位、一类单位、个人各归各")


def _split(
    connection: Connection, mine: DepartmentRow, documents: tuple[str, ...], name: str | None
) -> tuple[str, str, str | None]:
    """Return id, name and place of the department that is split off."""
    held = t.appearances.join(t.departments)
    query = select(t.appearances.c.document).select_from(held)
    named = set(connection.scalars(query.where(t.departments.c.id == mine.id)))
    if not documents:
        raise BadDecision("请指明哪些文件里的是另一个单位")
    strange = [document for document in documents if document not in named]
    if strange:
        raise BadDecision(f"文件 {'、'.join(strange)} 里没有这个部门")
    if named == set(documents):
        raise BadDecision("所有文件都拆出去就等于没有拆，请留下至少一份")
    full = (name or "").strip() or mine.name
    return department_id(f"{mine.id}\n{','.join(documents)}", full), full, mine.jurisdiction
