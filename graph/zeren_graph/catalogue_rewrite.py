"""A document that is here already in, its departments written anew: after a decision on who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, exists, select, update

from zeren_graph import tables as t
from zeren_graph.catalogue_write import Writer, change_counts
from zeren_graph.facts import to_json
from zeren_graph.packing import unpack_plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection


def rewrite_departments(connection: Connection, documents: Iterable[str]) -> None:
    """Write anew who holds what in `documents`; tasks, places and texts stay as they are."""
    for document in documents:
        row = connection.execute(select(t.documents).where(t.documents.c.id == document)).one()
        packed = connection.scalar(select(t.sources.c.plan).where(t.sources.c.document == document))
        assert packed is not None, "each document has its plan"  # noqa: S101
        plan = unpack_plan(packed)
        writer = _Rewriter(connection, plan, first_task=row.first_task)
        writer.rewrite(first=row.first_task, last=row.last_task, current=row.superseded_by is None)
    held = t.appearances.c
    left = exists().where(held.department == t.departments.c.num)
    connection.execute(delete(t.departments).where(~left))


class _Rewriter(Writer):
    """Replaces what `Writer` wrote of the departments of a document."""

    def rewrite(self, *, first: int, last: int, current: bool) -> None:
        """Replace it all: appearances, names, members, assignments, facts and posts."""
        self._forget(first, last, current=current)
        self._write_departments(counted=current)
        self._write_holdings(prefix="" if current else t.RETIRED)
        self._correct_assignments()
        self._correct_posts()
        count = sum(bool(holder.tasks) for holder in self._holders.by_id.values())
        mine = t.documents.c.id == self._document
        self._connection.execute(update(t.documents).where(mine).values(departments=count))

    def _forget(self, first: int, last: int, *, current: bool) -> None:
        held = t.appearances.c
        found = self._connection.execute(
            select(t.appearances).where(held.document == self._document)
        )
        rows = [dict(row) for row in found.mappings()]
        if current:
            counts = [row | {"num": row["department"]} for row in rows]
            change_counts(self._connection, counts, sign=-1)
        for table in (t.appearances, t.names, t.members):
            self._connection.execute(delete(table).where(table.c.document == self._document))
        tasks = t.holdings.c.task.between(first, last)
        self._connection.execute(delete(t.holdings).where(tasks))

    def _correct_assignments(self) -> None:
        held, tasks = t.assignments.c, t.tasks.c
        rows = [
            {
                "the_task": self._tasks[task.id],
                "the_position": position,
                "holder": self._numbers[self._holders.of(assignment).id],
            }
            for task in self._plan.tasks
            for position, assignment in enumerate(task.assignments, 1)
        ]
        mine = (held.task == bindparam("the_task"), held.position == bindparam("the_position"))
        change = update(t.assignments).where(*mine).values(department=bindparam("holder"))
        if rows:
            self._connection.execute(change, rows)
        texts = [
            {"the_task": self._tasks[task.id], "said": to_json(self._facts(task))}
            for task in self._plan.tasks
        ]
        change = update(t.tasks).where(tasks.num == bindparam("the_task"))
        if texts:
            self._connection.execute(change.values(facts=bindparam("said")), texts)

    def _correct_posts(self) -> None:
        mine = select(t.people.c.num).where(t.people.c.document == self._document)
        query = select(t.posts.c.person, t.posts.c.position, t.posts.c.organisation)
        for row in self._connection.execute(query.where(t.posts.c.person.in_(mine))).all():
            holder = self._holders.find(row.organisation)
            here = (t.posts.c.person == row.person, t.posts.c.position == row.position)
            number = self._numbers[holder.id] if holder else None
            self._connection.execute(update(t.posts).where(*here).values(department=number))
