"""A name or a document in, departments out, with the number of tasks they hold in each role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, select

from zeren_graph import tables as t
from zeren_graph.decisions import read_identities
from zeren_graph.holders import ALIAS, FULL, LOCAL
from zeren_graph.identity import name_key, search_key
from zeren_graph.paging import Key, read_page, sorted_by
from zeren_graph.records import DepartmentRow, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table

_MOST: Final = ("lead", "tasks")  # sorts that put the most first
_ABOUT: Final = ("num", "id", "name", "kind", "jurisdiction")
_COUNTS: Final = ("lead", "responsible", "support", "supervise", "tasks")


def read_departments(
    connection: Connection,
    *,
    document: str | None,
    q: str | None,
    kind: str | None,
    jurisdiction: str | None,
    sort: str,
    cursor: str | None,
    limit: int | None,
) -> Page[DepartmentRow]:
    """Return the departments that hold a task; with a `document`, those that hold one of its own.

    A unit that is only named, as the office of a member of the leading group, is found by its name.
    """
    query, counts = _select(document)
    keys = sorted_by(_sorts(counts), sort, "部门列表")
    query = query.where(counts.c.tasks > 0)
    if kind is not None:
        query = query.where(t.departments.c.kind == kind)
    if jurisdiction is not None:
        query = query.where(t.departments.c.jurisdiction == jurisdiction)
    if q is not None and (key := search_key(q)):
        named = t.names.c
        known = exists().where(
            named.department == t.departments.c.num,
            named.kind != LOCAL,
            named.key.contains(key, autoescape=True),
            *([] if document is None else [named.document == document]),
        )
        query = query.where(known)
    return read_page(
        connection,
        query,
        keys,
        lambda rows: make_departments(connection, rows, document),
        scope=f"departments {sort} {document!r} {q!r} {kind!r} {jurisdiction!r}",
        cursor=cursor,
        limit=limit,
    )


def _sorts(counts: FromClause) -> dict[str, tuple[Key, ...]]:
    name = (Key(t.departments.c.sort_key, str), Key(t.departments.c.num))
    # Over all documents the counts stand in the table with a minus too, in the order of an index.
    whole = counts is t.departments
    down = {sort: counts.c[f"{sort}_down"] if whole else -counts.c[sort] for sort in _MOST}
    return {"name": name, **{sort: (Key(down[sort]), *name) for sort in _MOST}}


def read_department(connection: Connection, department: str) -> DepartmentRow | None:
    """Return one department by its id, counted over all documents.

    An id that was merged into another leads there.
    """
    query, _counts = _select(None)
    rows = connection.execute(query.where(t.departments.c.id == department)).all()
    if not rows and (decided := read_identities(connection).resolve(department)) is not None:
        rows = connection.execute(query.where(t.departments.c.id == decided.id)).all()
    return next(iter(make_departments(connection, rows, None)), None)


def find_departments(
    connection: Connection, name: str, *, document: str | None
) -> tuple[DepartmentRow, ...]:
    """Return every department that `name` may mean: an id, a full name, or a name printed for it.

    Nothing is guessed: a name that two departments bear gives both, those that bear it in full
    first.
    """
    query, _counts = _select(document)
    key = name.strip()
    decided = read_identities(connection).resolve(key) if _is_id(key) else None
    wanted_ids = [key, decided.id] if decided else [key]
    rows = connection.execute(query.where(t.departments.c.id.in_(wanted_ids))).all()
    if not rows:
        named = t.names.c
        bears: list[ColumnElement[bool]] = [named.key.in_([name_key(name), name.strip()])]
        if document is not None:
            bears.append(named.document == document)
        matches = select(named.department, named.kind).where(*bears)
        kinds: dict[int, set[str]] = {}
        for number, kind in connection.execute(matches):
            kinds.setdefault(number, set()).add(kind)
        wanted = query.where(t.departments.c.num.in_(kinds))
        found = connection.execute(wanted.order_by(t.departments.c.sort_key, t.departments.c.num))
        rows = sorted(found, key=lambda row: FULL not in kinds[row[0]])
    return tuple(make_departments(connection, rows, document))


def _is_id(name: str) -> bool:
    return name.startswith("org-")


def read_holders(connection: Connection, document: str) -> list[DepartmentRow]:
    """Return the departments that hold a task of `document`, in the order of the text."""
    query, _counts = _select(document)
    held = t.appearances.c
    rows = connection.execute(query.where(held.tasks > 0).order_by(held.position)).all()
    return make_departments(connection, rows, document)


def make_departments(
    connection: Connection, rows: Sequence[Sequence[Any]], document: str | None
) -> list[DepartmentRow]:
    """Turn rows that begin with the columns of `_select` into departments."""
    ids = {row[0]: row[1] for row in rows}
    aliases = _read_aliases(connection, ids, document)
    members = _read_members(connection, ids, document)
    made = []
    for row in rows:
        _num, key, name, kind, jurisdiction, *counts = row[: len(_ABOUT) + len(_COUNTS)]
        known = (aliases.get(key, ()), members.get(key, ()))
        made.append(DepartmentRow(key, name, kind, jurisdiction, *known, *counts))
    return made


def _select(document: str | None) -> tuple[Select[Any], FromClause]:
    """Return a select of departments, and the table that its counts come from."""
    joined: FromClause = t.departments
    counts: FromClause = t.departments
    if document is not None:
        counts = t.appearances
        joined = t.departments.join(t.appearances)
    columns = (t.departments.c[name] for name in _ABOUT)
    query = select(*columns, *(counts.c[name] for name in _COUNTS))
    query = query.select_from(joined)
    if document is not None:
        query = query.where(t.appearances.c.document == document)
    return query, counts


def _read_aliases(
    connection: Connection, ids: dict[int, str], document: str | None
) -> dict[str, tuple[str, ...]]:
    named = t.names.c
    mine = named.kind == ALIAS
    if document is not None:
        query = select(named.department, named.name).where(named.document == document, mine)
    else:
        query = _each_once(t.names, named.name, list(ids), mine)
    return _group(ids, connection.execute(query).all())


def _read_members(
    connection: Connection, ids: dict[int, str], document: str | None
) -> dict[str, tuple[str, ...]]:
    held = t.members.c
    if document is not None:
        query = select(held.department, held.member).where(held.document == document)
    else:
        query = _each_once(t.members, held.member, list(ids))
    found = [(row[0], row[1]) for row in connection.execute(query)]
    wanted = select(t.departments.c.num, t.departments.c.id)
    wanted = wanted.where(t.departments.c.num.in_({member for _, member in found}))
    names = {row.num: row.id for row in connection.execute(wanted)}
    return _group(ids, [(department, names[member]) for department, member in found])


def _each_once(
    table: Table, value: ColumnElement[Any], departments: list[int], *where: ColumnElement[bool]
) -> Select[Any]:
    """Return the select of each `value` that `table` has of each department, once.

    A name may stand in ten thousand documents. So the index is asked for the first value, and then
    again and again for the next that is greater, instead of being read through.
    """
    of = table.c.department
    department = t.departments.c.num
    first = select(func.min(value)).where(of == department, *where).scalar_subquery()
    steps = (
        select(department.label("department"), first.label("value"))
        .where(department.in_(departments))
        .cte("steps", recursive=True)
    )
    following = select(func.min(value)).where(
        of == steps.c.department, value > steps.c.value, *where
    )
    steps = steps.union_all(
        select(steps.c.department, following.scalar_subquery()).where(steps.c.value.is_not(None))
    )
    return select(steps.c.department, steps.c.value).where(steps.c.value.is_not(None))


def _group(ids: dict[int, str], found: Sequence[Sequence[Any]]) -> dict[str, tuple[str, ...]]:
    """Return the values of each department whose number is among `ids`, sorted, each once."""
    grouped: dict[str, set[str]] = {}
    for department, value in found:
        if department in ids:
            grouped.setdefault(ids[department], set()).add(value)
    return {key: tuple(sorted(values)) for key, values in grouped.items()}
