"""A plan's facts in, the marks of its page out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren_service.exports.words import ROLES, SEVERITIES
from zeren_service.web.pieces import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zeren_graph.records import AssignmentRow, DiagnosticRow, PersonRow, TargetRow, TaskRow
    from zeren_parser.model import Plan


def task_key(task: str) -> str:
    """Return the address of a task on its document's page."""
    return f"t-{task}"


def mention_key(task: str, assignment: AssignmentRow) -> str:
    """Return the address of the place that names a department."""
    return f"m-{task}-{assignment.order}"


def task_marks(tasks: Sequence[TaskRow]) -> Iterator[Mark]:
    """Yield the marks of tasks, of the departments they name and of their deadlines."""
    for task in tasks:
        yield Mark(task.start, task.end, task_key(task.id), "task")
        for a in task.assignments:
            label = f"{ROLES.get(a.role, a.role)}：{a.name}"
            yield Mark(a.start, a.end, mention_key(task.id, a), f"unit {a.role}", label)
        for i, deadline in enumerate(task.deadlines):
            key = f"d-{task.id}-{i}"
            yield Mark(deadline.start, deadline.end, key, "deadline", f"时限：{deadline.date}")


def fact_marks(
    targets: Sequence[TargetRow],
    people: Sequence[PersonRow],
    diagnostics: Sequence[DiagnosticRow],
) -> Iterator[Mark]:
    """Yield the marks of targets, people and lint notes."""
    for target in targets:
        yield Mark(target.start, target.end, f"g-{target.id}", "target")
    for i, person in enumerate(people):
        yield Mark(person.start, person.end, f"p-{i}", "person")
    for i, note in enumerate(diagnostics):
        severity = SEVERITIES.get(note.severity, note.severity)
        yield Mark(note.start, note.end, f"n-{i}", "lint", f"{severity}：{note.message}")


def layout_marks(plan: Plan) -> Iterator[Mark]:
    """Yield the marks of headings and of what belongs to the page and not to the plan."""
    for section in plan.sections:
        end = plan.text.find("\n", section.span.start, section.span.end)
        end = section.span.end if end < 0 else end
        if end - section.span.start <= 80:  # a whole paragraph is no heading
            yield Mark(section.span.start, end, f"s-{section.id}", f"heading level-{section.level}")
    for furniture in plan.furniture:
        yield Mark(furniture.span.start, furniture.span.end, "", "furniture")
