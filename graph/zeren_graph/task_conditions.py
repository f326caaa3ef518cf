"""A task filter in, SQL conditions out; they combine with AND."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, exists, func, or_, select, union

from zeren_graph import tables as t
from zeren_graph.dates import check_date, first_day, last_day
from zeren_graph.errors import BadFilter
from zeren_graph.identity import name_key, search_key
from zeren_graph.search_index import contains
from zeren_parser.model import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection

    from zeren_graph.records import TaskFilter

# In a path brackets are half-width and numbers stand without 、 or full stop.
_PATH: Final = str.maketrans("（）／＃", "()/#")


def several(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the values of a filter that takes one or several.

    >>> several("lead"), several(None), several(("lead", "support"))
    (('lead',), (), ('lead', 'support'))
    """
    return (value,) if isinstance(value, str) else value or ()


def known_roles(role: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the roles to look for among the holdings; none given means whatever role it is."""
    roles = several(role)
    for one in roles:
        if one not in set(Role):
            raise BadFilter(f"没有「{one}」这种职责，可用：{'、'.join(Role)}")
    return roles or (t.ANY_ROLE,)


def spelled_roles(connection: Connection, where: TaskFilter) -> tuple[str, ...]:
    """Return how `holdings` spells the roles: tasks of superseded documents spell them apart."""
    roles = known_roles(where.role)
    retired = tuple(t.RETIRED + role for role in roles)
    documents = set(several(where.document))
    if not documents:
        return (*roles, *retired) if where.superseded else roles
    known = t.documents.c
    old = connection.scalar(
        select(func.count()).where(known.id.in_(documents), known.superseded_by.is_not(None))
    )
    if not old:
        return roles
    return retired if old == len(documents) else (*roles, *retired)


def through_index(where: TaskFilter, roles: Sequence[str]) -> bool:
    """Tell whether the tasks are those of one department's index, each once."""
    return len(roles) == 1 and (not where.any_department or len(where.departments) == 1)


def find_conditions(
    connection: Connection,
    where: TaskFilter,
    departments: Sequence[int],
    roles: Sequence[str],
) -> list[ColumnElement[bool]]:
    """Return what `where` asks of a task.

    `departments` are the numbers of those still to check, `roles` are as `holdings` spells them.
    """
    found: list[ColumnElement[bool]] = []
    if departments and where.any_department:
        found.append(_held_by(departments, roles))
    else:
        found += [_held_by([number], roles) for number in departments]
    if where.role is not None and not where.departments and where.person is None:
        held = t.assignments.c
        plain = known_roles(where.role)
        found.append(exists().where(held.task == t.tasks.c.num, held.role.in_(plain)))
    if documents := several(where.document):
        found.append(t.tasks.c.document.in_(documents))
    if where.sections:
        found.append(or_(*(_below(section) for section in where.sections)))
    if where.person is not None:
        found.append(_concerns(where.person, roles))
    if where.due_before is not None or where.due_after is not None:
        found.append(_due(where.due_before, where.due_after))
    found += _marks(where)
    if where.q is not None and (key := search_key(where.q)):
        found.append(contains(connection, key))
    words = [contains(connection, key) for word in where.words if (key := search_key(word))]
    if words:
        found.append(or_(*words) if where.any_word else and_(*words))
    return found


def _marks(where: TaskFilter) -> list[ColumnElement[bool]]:
    """Return what is asked of a task with yes or no."""
    held, due, aim = t.assignments.c, t.deadlines.c, t.targets.c
    found: list[ColumnElement[bool]] = []
    for wanted, there in (
        (where.has_lead, exists().where(held.task == t.tasks.c.num, held.role == Role.LEAD.value)),
        (where.has_deadline, exists().where(due.task == t.tasks.c.num)),
        (where.has_target, exists().where(aim.task_num == t.tasks.c.num)),
    ):
        if wanted is not None:
            found.append(there if wanted else ~there)
    if where.open_ended is not None:
        found.append(t.tasks.c.open_ended == where.open_ended)
    if where.kind is not None:
        if where.kind not in set(Kind):
            raise BadFilter(f"没有「{where.kind}」这类部门，可用：{'、'.join(Kind)}")
        of_kind = select(t.departments.c.num).where(t.departments.c.kind == where.kind)
        found.append(exists().where(held.task == t.tasks.c.num, held.department.in_(of_kind)))
    return found


def _held_by(departments: Sequence[int], roles: Sequence[str]) -> ColumnElement[bool]:
    held = t.holdings.alias().c
    mine = (held.department.in_(departments), held.task == t.tasks.c.num)
    return exists().where(*mine, held.role.in_(roles))


def _below(section: str) -> ColumnElement[bool]:
    """Return the condition that a task stands at this path or below it."""
    path = t.tasks.c.path
    key = section.translate(_PATH).strip("/ ")
    below = (path.startswith(f"{key}{mark}", autoescape=True) for mark in "/#")
    return or_(path == key, *below)


def _concerns(person: str, roles: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a task is held by the person, or by a unit where he has a post."""
    key = name_key(person)
    held, mine = t.holdings.c, t.tasks.alias()
    through_post = (
        select(held.task)
        .select_from(t.people.join(t.posts).join(mine, mine.c.document == t.people.c.document))
        .join(t.holdings, (held.task == mine.c.num) & (held.department == t.posts.c.department))
        .where(t.people.c.key == key, held.role.in_(roles))
    )
    himself = (
        select(held.task)
        .join(t.departments)
        .where(
            t.departments.c.search == key,
            t.departments.c.kind == Kind.PERSON.value,
            held.role.in_(roles),
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
