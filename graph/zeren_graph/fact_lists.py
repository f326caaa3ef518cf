"""People, targets, citations and diagnostics: the shorter lists of the catalogue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, or_, select

from zeren_graph import tables as t
from zeren_graph.document_list import is_current
from zeren_graph.identity import search_key
from zeren_graph.paging import Key, read_page
from zeren_graph.records import (
    CitationRow,
    DiagnosticRow,
    Page,
    PersonRow,
    PostRow,
    TargetRow,
)
from zeren_graph.task_list import read_numbers
from zeren_parser.model import Member, Post, Roster, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Select, Table

_TARGET: Final = tuple(
    t.targets.c[name]
    for name in (
        *("id", "document", "task", "task_path", "section", "section_path", "indicator"),
        *("comparator", "value", "unit", "baseline_year", "deadline", "text", "start", "end"),
    )
)
_VALUE: Final = 8


def read_people(
    connection: Connection,
    *,
    document: str | None,
    q: str | None,
    superseded: bool,
    cursor: str | None,
    limit: int | None,
    named: bool = True,
) -> Page[PersonRow]:
    """Return the members of leading groups; `q` is looked for in names, roles and posts.

    Unless `named`, it is not looked for in names: who must not see them must not find by them.
    """
    columns = "num id document roster role person note start end"
    query = _select(t.people, columns, document, q if named else None)
    if not named and q is not None and (key := search_key(q)):
        query = query.where(_has_role_or_post(key))
    if not superseded and document is None:
        query = query.where(is_current(t.people.c.document))
    return read_page(
        connection,
        query,
        (Key(t.people.c.num),),
        lambda rows: _people(connection, rows),
        scope=f"people {document!r} {q!r} {superseded}{'' if named else ' nameless'}",
        cursor=cursor,
        limit=limit,
    )


def read_targets(
    connection: Connection,
    *,
    document: str | None,
    department: str | None,
    task: str | None,
    q: str | None,
    superseded: bool,
    cursor: str | None,
    limit: int | None,
) -> Page[TargetRow]:
    """Return targets; with a `department`, those of the tasks it holds in any role."""
    query = _where(select(*_TARGET), t.targets, document, q)
    if not superseded and document is None:
        query = query.where(is_current(t.targets.c.document))
    if task is not None:
        query = query.where(t.targets.c.task == task)
    if department is not None:
        number = read_numbers(connection, [department]).get(department, -1)
        held = t.holdings.c
        holds = exists().where(
            held.department == number,
            held.role.in_((t.ANY_ROLE, t.RETIRED + t.ANY_ROLE)),
            held.task == t.targets.c.task_num,
        )
        query = query.where(holds)
    return read_page(
        connection,
        query,
        (Key(t.targets.c.num),),
        _targets,
        scope=f"targets {document!r} {department!r} {task!r} {q!r} {superseded}",
        cursor=cursor,
        limit=limit,
    )


def read_citations(
    connection: Connection,
    *,
    document: str | None,
    q: str | None,
    superseded: bool,
    cursor: str | None,
    limit: int | None,
) -> Page[CitationRow]:
    """Return the documents that plans name; `q` is looked for in title and number."""
    query = _select(t.citations, "document title number self start end", document, q)
    if not superseded and document is None:
        query = query.where(is_current(t.citations.c.document))
    return read_page(
        connection,
        query,
        (Key(t.citations.c.num),),
        lambda rows: [CitationRow(*row[:6]) for row in rows],
        scope=f"citations {document!r} {q!r} {superseded}",
        cursor=cursor,
        limit=limit,
    )


def read_diagnostics(connection: Connection, document: str) -> tuple[DiagnosticRow, ...]:
    """Return what a careful clerk would flag in one document."""
    query = _select(t.diagnostics, "document code severity message start end", document, None)
    rows = connection.execute(query.order_by(t.diagnostics.c.num))
    return tuple(DiagnosticRow(*row) for row in rows)


def read_rosters(connection: Connection, document: str | None) -> tuple[tuple[str, Roster], ...]:
    """Return the leading groups with the id of their document, in order of arrival."""
    query = select(t.rosters).join(t.documents).order_by(t.documents.c.revision)
    if document is not None:
        query = query.where(t.rosters.c.document == document)
    else:
        query = query.where(t.documents.c.superseded_by.is_(None))
    people = read_people(
        connection, document=document, q=None, superseded=False, cursor=None, limit=None
    ).items
    members: dict[str, list[Member]] = {}
    for person in people:
        members.setdefault(person.document, []).append(_member(person))
    return tuple(
        (key, Roster(name, at, head, tuple(members.get(key, ())), Span(start, end)))
        for key, name, at, head, start, end in connection.execute(query)
    )


def _select(table: Table, names: str, document: str | None, q: str | None) -> Select[Any]:
    return _where(select(*(table.c[name] for name in names.split())), table, document, q)


def _where(query: Select[Any], table: Table, document: str | None, q: str | None) -> Select[Any]:
    if document is not None:
        query = query.where(table.c.document == document)
    if q is not None and (key := search_key(q)):
        query = query.where(table.c.search.contains(key, autoescape=True))
    return query


def _has_role_or_post(key: str) -> ColumnElement[bool]:
    held = t.posts.c
    post = func.coalesce(held.organisation, "") + held.title
    holds = exists().where(held.person == t.people.c.num, post.contains(key, autoescape=True))
    return or_(t.people.c.role.contains(key, autoescape=True), holds)


def _people(connection: Connection, rows: Sequence[Sequence[Any]]) -> list[PersonRow]:
    held = t.posts.c
    query = select(held.person, held.organisation, held.title)
    query = query.where(held.person.in_([row[0] for row in rows]))
    posts: dict[int, list[PostRow]] = {}
    for number, organisation, title in connection.execute(
        query.order_by(held.person, held.position)
    ):
        posts.setdefault(number, []).append(PostRow(organisation, title))
    return [
        PersonRow(
            id=row[1],
            document=row[2],
            roster=row[3],
            role=row[4],
            person=row[5],
            posts=tuple(posts.get(row[0], ())),
            note=row[6],
            start=row[7],
            end=row[8],
        )
        for row in rows
    ]


def _member(person: PersonRow) -> Member:
    posts = tuple(Post(post.organisation, post.title) for post in person.posts)
    span = Span(person.start, person.end)
    return Member(person.role, person.person, posts, person.note, span)


def _targets(rows: Sequence[Sequence[Any]]) -> list[TargetRow]:
    made = []
    for row in rows:
        value = json.loads(row[_VALUE])
        value = tuple(value) if isinstance(value, list) else value
        made.append(TargetRow(*(*row[:_VALUE], value, *row[_VALUE + 1 : len(_TARGET)])))
    return made
