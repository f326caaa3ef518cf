"""A plan in, rows out: everything one document says, written in one transaction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, exists, insert, select, update

from zeren_graph import postgresql
from zeren_graph import tables as t
from zeren_graph.dates import NEVER, last_day
from zeren_graph.decisions import read_identities
from zeren_graph.facts import TaskFacts, to_json
from zeren_graph.headings import find_headings
from zeren_graph.holders import LOCAL, ROLES, Holder, Holders
from zeren_graph.identity import name_key, search_key, sort_key
from zeren_graph.packing import Packed, pack
from zeren_graph.records import AssignmentRow, DeadlineRow
from zeren_graph.search_index import add_to_search, remove_from_search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

    from zeren_parser.model import Plan, Span, Task

Values = dict[str, Any]

_NAME: Final = 400  # characters of a name by which it is known: an index holds no more


class Writer:
    """Writes one plan; `first_task` is the number that its first task gets."""

    def __init__(self, connection: Connection, plan: Plan, *, first_task: int) -> None:
        self._connection = connection
        self._plan = plan
        self._document = plan.document.id
        self._holders = Holders(plan, read_identities(connection))
        self._tasks = {task.id: first_task + i for i, task in enumerate(plan.tasks)}
        self._first_task = first_task
        self._numbers: dict[str, int] = {}

    def write(self, data: bytes, *, revision: int, packed: Packed | None = None) -> None:
        """Write all rows; a plan that is `packed` already need not be packed again."""
        self._write_document(data, revision, packed or pack(self._plan))
        self._write_sections()
        self._write_departments()
        self._write_tasks()
        self._write_targets()
        self._write_roster()
        self._write_citations()
        self._write_diagnostics()

    def _insert(self, table: Table, rows: Sequence[Values]) -> None:
        if rows:
            insert_rows(self._connection, table, rows)

    def _write_document(self, data: bytes, revision: int, packed: Packed) -> None:
        plan, document = self._plan, self._plan.document
        searched = (document.title, document.number, document.index_no, document.issuer)
        row = {
            "id": document.id,
            "title": document.title,
            "number": document.number,
            "index_no": document.index_no,
            "issuer": document.issuer,
            "jurisdiction": document.jurisdiction,
            "published": document.published,
            "name": document.source.name,
            "media_type": document.source.media_type,
            "sha256": document.source.sha256,
            "encoding": document.source.encoding,
            "tasks": len(plan.tasks),
            "departments": sum(bool(holder.tasks) for holder in self._holders.by_id.values()),
            "diagnostics": len(plan.diagnostics),
            "revision": revision,
            "changed": revision,
            "first_task": self._first_task,
            "last_task": self._first_task + len(plan.tasks) - 1,
            "search": _searched(*searched, document.jurisdiction, document.source.name),
        }
        self._insert(t.documents, [row])
        source = {"data": data, "plan": packed.plan, "text": packed.text}
        self._insert(t.sources, [{"document": document.id, **source}])

    def _write_sections(self) -> None:
        rows = [
            {
                "id": section.id,
                "document": self._document,
                "position": position,
                "path": section.path,
                "level": section.level,
                "number": section.number,
                "title": section.title,
                **_place(section.span),
            }
            for position, section in enumerate(self._plan.sections, 1)
        ]
        self._insert(t.sections, rows)

    def _write_departments(self, *, counted: bool = True) -> None:
        holders = self._holders.by_id
        known = set(self._read_numbers())
        self._insert(
            t.departments,
            [self._department(holder) for key, holder in holders.items() if key not in known],
        )
        self._numbers = self._read_numbers()
        counts = [{"num": self._numbers[key], **_counts(holder)} for key, holder in holders.items()]
        if counted:
            change_counts(self._connection, counts, sign=1)
        appearances = [
            {"document": self._document, "position": holder.position, **_counts(holder)}
            | {"department": self._numbers[key]}
            for key, holder in holders.items()
        ]
        self._insert(t.appearances, appearances)
        self._insert(t.names, [row for holder in holders.values() for row in self._names(holder)])
        members = [
            {
                "document": self._document,
                "department": self._numbers[key],
                "member": self._numbers[member],
            }
            for key, holder in holders.items()
            for member in holder.members
        ]
        self._insert(t.members, members)

    def _read_numbers(self) -> dict[str, int]:
        wanted = t.departments.c.id.in_(self._holders.by_id)
        query = select(t.departments.c.id, t.departments.c.num).where(wanted)
        return {row.id: row.num for row in self._connection.execute(query)}

    def _department(self, holder: Holder) -> Values:
        return {
            "id": holder.id,
            "name": holder.name,
            "kind": holder.kind,
            "jurisdiction": holder.jurisdiction,
            "sort_key": sort_key(holder.name),
            "search": name_key(holder.name),
            "tasks": 0,
            "lead_down": 0,
            "tasks_down": 0,
            **dict.fromkeys(ROLES, 0),
        }

    def _names(self, holder: Holder) -> list[Values]:
        return [
            {
                "document": self._document,
                "department": self._numbers[holder.id],
                "name": name[:_NAME],
                "kind": kind,
                "key": name if kind == LOCAL else name_key(name),
            }
            for name, kind in holder.names
        ]

    def _write_tasks(self) -> None:
        headings = find_headings(self._plan)
        rows = [self._task(task, headings[task.id]) for task in self._plan.tasks]
        self._insert(t.tasks, rows)
        add_to_search(self._connection, {row["num"]: row["search"] for row in rows})
        assignments: list[Values] = []
        deadlines: list[Values] = []
        for task in self._plan.tasks:
            number = self._tasks[task.id]
            for position, assignment in enumerate(task.assignments, 1):
                department = self._numbers[self._holders.of(assignment).id]
                row = {
                    "task": number,
                    "position": position,
                    "department": department,
                    "printed": assignment.department,
                    "role": assignment.role.value,
                    "rank": assignment.order,
                    "collective": assignment.group,
                    "clause": assignment.clause,
                    **_place(assignment.span),
                }
                assignments.append(row)
            for deadline in task.deadlines:
                row = {
                    "task": number,
                    "date": deadline.date,
                    "last_day": last_day(deadline.date),
                    "text": deadline.text,
                    **_place(deadline.span),
                }
                deadlines.append(row)
        self._insert(t.assignments, assignments)
        self._insert(t.deadlines, deadlines)
        self._write_holdings(prefix="")

    def _write_holdings(self, *, prefix: str) -> None:
        """Write who holds what; `prefix` tells tasks of superseded documents apart."""
        found = {
            (self._numbers[self._holders.of(assignment).id], prefix + role, self._tasks[task.id])
            for task in self._plan.tasks
            for assignment in task.assignments
            for role in (assignment.role.value, t.ANY_ROLE)
        }
        rows = [{"department": d, "role": r, "task": n} for d, r, n in sorted(found)]
        self._insert(t.holdings, rows)

    def _task(self, task: Task, heading: str) -> Values:
        return {
            "num": self._tasks[task.id],
            "id": task.id,
            "document": self._document,
            "path": task.path,
            "title": task.title,
            "text": task.text,
            "heading": heading,
            "open_ended": task.open_ended,
            "facts": to_json(self._facts(task)),
            "due": min((last_day(deadline.date) for deadline in task.deadlines), default=NEVER),
            "sort_key": sort_key(task.title),
            "search": _searched(task.title, task.text),
            **_place(task.span),
        }

    def _facts(self, task: Task) -> TaskFacts:
        held = [(assignment, self._holders.of(assignment)) for assignment in task.assignments]
        return TaskFacts(
            tuple(
                AssignmentRow(
                    department=assignment.department,
                    organisation=holder.id,
                    name=holder.name,
                    role=assignment.role.value,
                    order=assignment.order,
                    group=assignment.group,
                    clause=assignment.clause,
                    start=assignment.span.start,
                    end=assignment.span.end,
                )
                for assignment, holder in held
            ),
            tuple(DeadlineRow(d.date, d.text, d.span.start, d.span.end) for d in task.deadlines),
            task.targets,
        )

    def _write_targets(self) -> None:
        tasks = {task.id: task.path for task in self._plan.tasks}
        sections = {section.id: section.path for section in self._plan.sections}
        rows = [
            {
                "id": target.id,
                "document": self._document,
                "task": target.task,
                "task_num": self._tasks.get(target.task or ""),
                "task_path": tasks.get(target.task or ""),
                "section": target.section,
                "section_path": sections.get(target.section or ""),
                "indicator": target.indicator,
                "comparator": target.comparator.value,
                "value": json.dumps(target.value),
                "unit": target.unit,
                "baseline_year": target.baseline_year,
                "deadline": target.deadline,
                "text": target.span.of(self._plan.text),
                "search": _searched(target.indicator, target.span.of(self._plan.text)),
                **_place(target.span),
            }
            for target in self._plan.targets
        ]
        self._insert(t.targets, rows)

    def _write_roster(self) -> None:
        roster = self._plan.roster
        if roster is None:
            return
        group = {"document": self._document, "name": roster.name, "office_at": roster.office_at}
        self._insert(
            t.rosters, [group | {"office_head": roster.office_head, **_place(roster.span)}]
        )
        people = [
            {
                "id": f"{self._document}.p{position}",
                "document": self._document,
                "roster": roster.name,
                "role": member.role,
                "person": member.person,
                "note": member.note,
                "key": name_key(member.person),
                "search": _searched(
                    member.person,
                    member.role,
                    *(f"{post.organisation or ''}{post.title}" for post in member.posts),
                ),
                **_place(member.span),
            }
            for position, member in enumerate(roster.members, 1)
        ]
        self._insert(t.people, people)
        mine = select(t.people.c.num).where(t.people.c.document == self._document)
        numbers = self._connection.scalars(mine.order_by(t.people.c.num)).all()
        posts: list[Values] = []
        for number, member in zip(numbers, roster.members, strict=True):
            for position, post in enumerate(member.posts, 1):
                holder = self._holders.find(post.organisation)
                row: Values = {"person": number, "position": position, "title": post.title}
                row["organisation"] = post.organisation
                row["department"] = self._numbers[holder.id] if holder else None
                posts.append(row)
        self._insert(t.posts, posts)

    def _write_citations(self) -> None:
        rows = [
            {
                "document": self._document,
                "title": citation.title,
                "number": citation.number,
                "self": citation.self,
                "search": _searched(citation.title, citation.number),
                **_place(citation.span),
            }
            for citation in self._plan.citations
        ]
        self._insert(t.citations, rows)

    def _write_diagnostics(self) -> None:
        rows = [
            {
                "document": self._document,
                "code": diagnostic.code,
                "severity": diagnostic.severity.value,
                "message": diagnostic.message,
                **_place(diagnostic.span),
            }
            for diagnostic in self._plan.diagnostics
        ]
        self._insert(t.diagnostics, rows)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert `rows`, all with the same columns."""
    if connection.dialect.name == "sqlite" or any(isinstance(v, bytes) for v in rows[0].values()):
        connection.execute(insert(table), rows)
    else:
        postgresql.insert_rows(connection, table, rows)


def change_counts(connection: Connection, counts: Sequence[Values], *, sign: int) -> None:
    """Add `counts` (num and one number per role) to the departments, or take them away."""
    columns = t.departments.c
    changes = {name: columns[name] + bindparam(f"more_{name}") for name in (*ROLES, "tasks")}
    changes |= {
        f"{name}_down": columns[f"{name}_down"] - bindparam(f"more_{name}")
        for name in ("lead", "tasks")
    }
    change = update(t.departments).where(columns.num == bindparam("which")).values(changes)
    rows = [
        {"which": row["num"]} | {f"more_{name}": sign * row[name] for name in (*ROLES, "tasks")}
        for row in counts
    ]
    if rows:
        connection.execute(change, rows)


def delete_plan(connection: Connection, document: str) -> None:
    """Delete all that a document said, and the departments that no document names any more."""
    held = t.appearances.c
    query = select(t.appearances).where(held.document == document)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    newer = select(t.documents.c.superseded_by).where(t.documents.c.id == document)
    if connection.scalar(newer) is None:  # else its tasks are not counted
        change_counts(connection, [row | {"num": row["department"]} for row in rows], sign=-1)
    mine = select(t.tasks.c.num, t.tasks.c.search).where(t.tasks.c.document == document)
    remove_from_search(connection, {row.num: row.search for row in connection.execute(mine)})
    connection.execute(delete(t.documents).where(t.documents.c.id == document))
    left = exists().where(held.department == t.departments.c.num)
    gone = t.departments.c.num.in_([row["department"] for row in rows])
    connection.execute(delete(t.departments).where(gone, ~left))


def _counts(holder: Holder) -> Values:
    return {role: holder.count(role) for role in ROLES} | {"tasks": holder.count()}


def _place(span: Span) -> Values:
    return {"start": span.start, "end": span.end}


def _searched(*texts: str | None) -> str:
    return "\n".join(search_key(text) for text in texts if text)
