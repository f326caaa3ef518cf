"""A filter in, tasks out: the list that the clerk asks for most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from zeren_graph import tables as t
from zeren_graph.document_list import is_current
from zeren_graph.facts import from_json
from zeren_graph.paging import Key, read_page, sorted_by
from zeren_graph.records import Page, TaskMatch, TaskRow
from zeren_graph.task_conditions import find_conditions, spelled_roles, through_index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, FromClause, Select

    from zeren_graph.records import TaskFilter

_NAMED: Final = (
    t.tasks.c.id,
    t.tasks.c.document,
    t.documents.c.title,
    t.tasks.c.path,
    t.tasks.c.title.label("task_title"),
    t.tasks.c.text,
)
_ROW: Final = (
    *_NAMED,
    t.tasks.c.heading,
    t.tasks.c.open_ended,
    t.tasks.c.facts,
    t.tasks.c.start,
    t.tasks.c.end,
)
_MATCH: Final = (*_NAMED, t.tasks.c.search, t.tasks.c.start, t.tasks.c.end)
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
    comes last; by `title` in Chinese order. A `-` before it turns the order round.
    """
    chosen = _chosen(connection, where, sorted_by(_SORTS, sort, "任务列表"))
    joined, conditions, keys, count = chosen
    return read_page(
        connection,
        select_tasks(joined).where(*conditions),
        keys,
        make_tasks,
        scope=task_scope(sort, where),
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
    numbers = _read_departments(connection, where)
    roles = spelled_roles(connection, where)
    leads = bool(numbers) and through_index(where, roles)
    others = (numbers or [])[1:] if leads else numbers or []
    conditions = find_conditions(connection, where, others, roles)
    joined: FromClause = t.tasks
    counted: FromClause = t.tasks
    if numbers is None:
        conditions.append(t.tasks.c.num < 0)
    elif leads:
        # The first department leads through its own index, which is sorted by task already; when
        # nothing else is asked, that index alone is counted.
        held = t.holdings.c
        joined = t.tasks.join(t.holdings, held.task == t.tasks.c.num)
        counted = joined if conditions else t.holdings
        conditions = [held.department == numbers[0], held.role == roles[0], *conditions]
        keys = (*keys[:-1], Key(held.task, descending=keys[-1].descending))
    everything = not conditions and not where.superseded
    if numbers == [] and not where.document and not where.superseded:
        conditions.append(is_current(t.tasks.c.document))
    count = select(func.count()).select_from(counted).where(*conditions)
    if everything:  # the documents know how many tasks they have
        count = select(func.coalesce(func.sum(t.documents.c.tasks), 0))
        count = count.where(t.documents.c.superseded_by.is_(None))
    return joined, conditions, keys, count


def select_tasks(tasks: FromClause) -> Select[Any]:
    """Return the select of what `make_tasks` reads."""
    return select(*_ROW).select_from(tasks.join(t.documents))


def task_scope(sort: str, where: TaskFilter) -> str:
    """Return what the cursor of a list of tasks belongs to."""
    return f"tasks {sort} {where!r}"


def read_task(connection: Connection, task: str) -> TaskRow | None:
    """Return one task by its id."""
    query = select_tasks(t.tasks).where(t.tasks.c.id == task)
    return next(iter(make_tasks(connection.execute(query).all())), None)


def read_numbers(connection: Connection, departments: Sequence[str]) -> dict[str, int]:
    """Return the numbers of departments by id; an unknown id is left out."""
    query = select(t.departments.c.id, t.departments.c.num)
    found = connection.execute(query.where(t.departments.c.id.in_(departments)))
    return {row.id: row.num for row in found}


def _read_departments(connection: Connection, where: TaskFilter) -> list[int] | None:
    """Return the numbers of the departments, the least busy first; None when nobody can match."""
    if not where.departments:
        return []
    found = read_numbers(connection, where.departments)
    if len(found) < len(set(where.departments)) and not (where.any_department and found):
        return None
    query = select(t.departments.c.num).where(t.departments.c.num.in_(found.values()))
    return list(connection.scalars(query.order_by(t.departments.c.tasks, t.departments.c.num)))


def make_tasks(rows: Sequence[Sequence[Any]]) -> list[TaskRow]:
    """Turn rows that begin with the columns of `select_tasks` into tasks."""
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
