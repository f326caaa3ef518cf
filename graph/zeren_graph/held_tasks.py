"""A department and a role in, a page of its tasks out: the list that is asked for most, prepared.

What `task_list` would make of such a filter, statement for statement; only that the statements are
made once and not, in several times the time that they run, for each request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from zeren_graph import tables as t
from zeren_graph.holders import ROLES
from zeren_graph.paging import Key, decode_cursor, encode_cursor
from zeren_graph.records import Page, TaskFilter, TaskRow
from zeren_graph.task_conditions import known_roles, several
from zeren_graph.task_list import make_tasks, select_tasks, task_scope

if TYPE_CHECKING:
    from sqlalchemy import Connection

_held = t.holdings.c
KEYS: Final = (Key(_held.task),)
# The counts of a department are kept with it: to count its tasks takes as long as there are many.
_COUNTS: Final = {role: t.departments.c[role or "tasks"] for role in (t.ANY_ROLE, *ROLES)}
_DEPARTMENT: Final = select(t.departments.c.num, *_COUNTS.values()).where(
    t.departments.c.id == bindparam("id")
)
_MINE: Final = (_held.department == bindparam("department"), _held.role == bindparam("role"))
PAGE_ROWS: Final = (
    select_tasks(t.tasks.join(t.holdings, _held.task == t.tasks.c.num))
    .where(*_MINE, _held.task > bindparam("after"))
    .order_by(_held.task)
    .limit(bindparam("limit"))
    .add_columns(_held.task)
)


def is_plain(where: TaskFilter, sort: str) -> bool:
    """Tell whether nothing is asked but the tasks of one department in one role, or any."""
    if sort != "position" or len(where.departments) != 1 or len(several(where.role)) > 1:
        return False
    return where == TaskFilter(
        departments=where.departments, role=where.role, any_department=where.any_department
    )


def read_held_tasks(
    connection: Connection, where: TaskFilter, *, cursor: str | None, limit: int
) -> Page[TaskRow] | None:
    """Return the page behind `cursor`; None where there is no such department."""
    department = connection.execute(_DEPARTMENT, {"id": where.departments[0]}).first()
    if department is None:
        return None
    (role,) = known_roles(where.role)
    mine = {"department": department.num, "role": role}
    scope = task_scope("position", where)
    after = decode_cursor(scope, cursor, KEYS)[0] if cursor is not None else -1
    found = connection.execute(PAGE_ROWS, mine | {"after": after, "limit": limit + 1}).all()
    following = None
    if len(found) > limit:
        found = found[:limit]
        following = encode_cursor(scope, [found[-1][-1]])
    return Page(tuple(make_tasks(found)), getattr(department, _COUNTS[role].name), following)
