"""A filter in, tasks out: the list that the clerk asks for most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, exists, func, or_, select, union

from zeren_graph import tables as t
from zeren_graph.dates import check_date, first_day, last_day
from zeren_graph.document_list import is_current
from zeren_graph.errors import BadFilter
from zeren_graph.facts import from_json
from zeren_graph.identity import search_key
from zeren_graph.paging import Key, read_page
from zeren_graph.records import Page, TaskMatch, TaskRow
from zeren_graph.search_index import contains
from zeren_parser.model import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, FromClause, Select

    from zeren_graph.records import TaskFilter

_ROW: Final = (
    t.tasks.c.id,
    t.tasks.c.document,
    t.documents.c.title,
    t.tasks.c.path,
    t.tasks.c.title.label("task_title"),
    t.tasks.c.text,
    t.tasks.c.heading,
    t.tasks.c.open_ended,
    t.tasks.c.facts,
    t.tasks.c.start,
    t.tasks.c.end,
)
_MATCH: Final = (
    t.tasks.c.id,
    t.tasks.c.document,
    t.documents.c.title,
    t.tasks.c.path,
    t.tasks.c.title.label("task_title"),
    t.tasks.c.text,
    t.tasks.c.search,
    t.tasks.c.start,
    t.tasks.c.end,
)
_NUMBER: Final = Key(t.tasks.c.num)
_SORTS: Final[dict[str, tuple[Key, ...]]] = {
    "position": (_NUMBER,),
    "due": (Key(t.tasks.c.due, str), _NUMBER),
    "title": (Key(t.tasks.c.sort_key, str), _NUMBER),
}


def read_tasks(
    connection: Connection,
    where: TaskFilter,
    *,
    sort: str,
    cursor: str | None,
    limit: int | None,
) -> Page[TaskRow]:
    """Return the tasks that `where` lets through.

    Sorted by `position` the documents come in order of arrival; by `due` what has no deadline
    comes last; by `title` in Chinese order.
    """
    if sort not in _SORTS:
        raise BadFilter(f"任务列表不能按「{sort}」排序，可用：position、due、title")
    joined, conditions, keys, count = _chosen(connection, where, _SORTS[sort])
    rows: Select[Any] = select(*_ROW).select_from(joined.join(t.documents)).where(*conditions)
    return read_page(
        connection,
        rows,
        keys,
        _rows,
        scope=f"tasks {sort} {where!r}",
        cursor=cursor,
        limit=limit,
        count=count,
    )


def read_matches(connection: Connection, where: TaskFilter, *, limit: int) -> Page[TaskMatch]:
    """Return the first tasks that `where` lets through, in order of arrival, as a search sees them."""
    joined, conditions, keys, count = _chosen(connection, where, (_NUMBER,))
    rows: Select[Any] = select(*_MATCH).select_from(joined.join(t.documents)).where(*conditions)
    return read_page(
        connection,
        rows,
        keys,
        lambda found: [TaskMatch(*row[: len(_MATCH)]) for row in found],
        scope=f"matches {where!r}",
        cursor=None,
        limit=limit,
        count=count,
    )


def _chosen(
    connection: Connection, where: TaskFilter, keys: tuple[Key, ...]
) -> tuple[FromClause, list[ColumnElement[bool]], tuple[Key, ...], Select[Any]]:
    """Return what `where` selects from, its conditions, the sort keys, and the select that counts."""
    numbers = _read_departments(connection, where.departments)
    roles = _roles(connection, where)
    conditions = _conditions(connection, where, roles)
    joined: FromClause = t.tasks
    counted: FromClause = t.tasks
    if numbers is None:
        conditions.append(t.tasks.c.num < 0)
    elif numbers:
        # The first department leads through its own index, which is sorted by task already; when
        # nothing else is asked, that index alone is counted.
        held = t.holdings.c
        others = [*conditions, *(_holds(number, roles) for number in numbers[1:])]
        joined = t.tasks.join(t.holdings, held.task == t.tasks.c.num)
        counted = joined if others else t.holdings
        conditions = [held.department == numbers[0], _is(held.role, roles), *others]
        keys = (*keys[:-1], Key(held.task))
    everything = not conditions and not where.superseded
    if numbers == [] and where.document is None and not where.superseded:
        conditions.append(is_current(t.tasks.c.document))
    count = select(func.count()).select_from(counted).where(*conditions)
    if everything:  # the documents know how many tasks they have
        count = select(func.coalesce(func.sum(t.documents.c.tasks), 0))
        count = count.where(t.documents.c.superseded_by.is_(None))
    return joined, conditions, keys, count


def read_task(connection: Connection, task: str) -> TaskRow | None:
    """Return one task by its id."""
    query = select(*_ROW).select_from(t.tasks.join(t.documents)).where(t.tasks.c.id == task)
    return next(iter(_rows(connection.execute(query).all())), None)


def read_numbers(connection: Connection, departments: Sequence[str]) -> dict[str, int]:
    """Return the numbers of departments by id; an unknown id is left out."""
    query = select(t.departments.c.id, t.departments.c.num)
    found = connection.execute(query.where(t.departments.c.id.in_(departments)))
    return {row.id: row.num for row in found}


def _read_departments(connection: Connection, departments: Sequence[str]) -> list[int] | None:
    """Return the numbers of `departments`, the least busy first; None when one is unknown."""
    if not departments:
        return []
    found = read_numbers(connection, departments)
    if len(found) < len(set(departments)):
        return None
    query = select(t.departments.c.num).where(t.departments.c.num.in_(found.values()))
    return list(connection.scalars(query.order_by(t.departments.c.tasks, t.departments.c.num)))


def _role(role: str | None) -> str:
    if role is None:
        return t.ANY_ROLE
    if role not in set(Role):
        raise BadFilter(f"没有「{role}」这种职责，可用：{'、'.join(Role)}")
    return role


def _roles(connection: Connection, where: TaskFilter) -> tuple[str, ...]:
    """Return how `holdings` spells the role: tasks of superseded documents spell it apart."""
    role = _role(where.role)
    if where.document is not None:
        newer = select(t.documents.c.superseded_by).where(t.documents.c.id == where.document)
        return (role,) if connection.scalar(newer) is None else (t.RETIRED + role,)
    return (role, t.RETIRED + role) if where.superseded else (role,)


def _is(column: ColumnElement[str], roles: tuple[str, ...]) -> ColumnElement[bool]:
    # An equality lets the index give the tasks in their order; a choice has to sort them.
    return column == roles[0] if len(roles) == 1 else column.in_(roles)


def _holds(department: int, roles: tuple[str, ...]) -> ColumnElement[bool]:
    held = t.holdings.alias().c
    mine = (held.department == department, held.task == t.tasks.c.num)
    return exists().where(*mine, _is(held.role, roles))


def _conditions(
    connection: Connection, where: TaskFilter, roles: tuple[str, ...]
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    _role(where.role)
    if where.role is not None and not where.departments and where.person is None:
        held = t.assignments.c
        found.append(exists().where(held.task == t.tasks.c.num, held.role == where.role))
    if where.document is not None:
        found.append(t.tasks.c.document == where.document)
    if where.person is not None:
        found.append(_concerns(where.person, roles))
    if where.due_before is not None or where.due_after is not None:
        found.append(_due(where.due_before, where.due_after))
    if where.q is not None and (key := search_key(where.q)):
        found.append(contains(connection, key))
    words = [contains(connection, key) for word in where.words if (key := search_key(word))]
    if words:
        found.append(or_(*words) if where.any_word else and_(*words))
    return found


def _concerns(person: str, roles: tuple[str, ...]) -> ColumnElement[bool]:
    """Return the condition that a task is held by the person, or by a unit where he has a post."""
    key = search_key(person)
    held, mine = t.holdings.c, t.tasks.alias()
    through_post = (
        select(held.task)
        .select_from(t.people.join(t.posts).join(mine, mine.c.document == t.people.c.document))
        .join(t.holdings, (held.task == mine.c.num) & (held.department == t.posts.c.department))
        .where(t.people.c.key == key, _is(held.role, roles))
    )
    himself = (
        select(held.task)
        .join(t.departments)
        .where(
            t.departments.c.search == key,
            t.departments.c.kind == Kind.PERSON.value,
            _is(held.role, roles),
        )
    )
    return t.tasks.c.num.in_(union(through_post, himself))


def _due(before: str | None, after: str | None) -> ColumnElement[bool]:
    due = t.deadlines.c
    conditions = [due.task == t.tasks.c.num]
    if before is not None:
        conditions.append(due.last_day <= last_day(check_date(before)))
    if after is not None:
        conditions.append(due.last_day >= first_day(check_date(after)))
        conditions.append(due.last_day <= "9999-12-31")
    return exists().where(*conditions)


def _rows(rows: Sequence[Sequence[Any]]) -> list[TaskRow]:
    made = []
    for row in rows:
        key, document, document_title, path, title, text, heading, more, facts = row[:9]
        read = from_json(facts)
        made.append(
            TaskRow(
                id=key,
                document=document,
                document_title=document_title,
                path=path,
                title=title,
                text=text,
                heading=heading,
                assignments=read.assignments,
                open_ended=more,
                deadlines=read.deadlines,
                targets=read.targets,
                start=row[9],
                end=row[10],
            )
        )
    return made
