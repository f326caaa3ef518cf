"""Assertions that several tests share."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from zeren_parser import Plan, Role

# A page number on a line of its own, between two halves of a name.
_PAGE_BREAK = re.compile(r"[\n\f]\s*[-—]*\s*\d{1,4}\s*[-—]*\s*(?=[\n\f])")


def _inked(text: str, start: int, end: int) -> str:
    """Return ``text[start:end]`` without white space and page numbers."""
    return "".join(_PAGE_BREAK.sub("", text[start:end]).split())


def assert_places_are_true(plan: Plan) -> None:
    """Assert that every fact of `plan` stands where it says it stands."""
    text = plan.text

    def printed(start: int, end: int) -> str:
        return "".join(text[start:end].split())

    for task in plan.tasks:
        assert text[task.span.start : task.span.end] == task.text
        for assignment in task.assignments:
            span = assignment.span
            assert _inked(text, span.start, span.end) == assignment.department
            # 配合省局做好…: who issued the plan supports, named at the head of it
            elsewhere = assignment.department == plan.document.issuer
            # a cell that says 同上: the name stands in the row above
            elsewhere = elsewhere or any(word in task.text for word in ("同上", "〃"))
            assert elsewhere or task.span.start <= span.start < span.end <= task.span.end
        assert [a.order for a in task.assignments] == list(range(1, len(task.assignments) + 1))
        for deadline in task.deadlines:
            assert printed(deadline.span.start, deadline.span.end) == "".join(deadline.text.split())
    for clause in plan.clauses:
        assert printed(clause.span.start, clause.span.end) == clause.text
    for section in plan.sections:
        places = (section.span.start, section.span.end)
        assert section.title in (printed(*places) + "\n" + _inked(text, *places))
    for target in plan.targets:
        assert target.indicator in printed(target.span.start, target.span.end)
    for citation in plan.citations:
        assert citation.title in printed(citation.span.start, citation.span.end)
    if plan.roster:
        for member in plan.roster.members:
            assert member.person in printed(member.span.start, member.span.end)
    ids = [
        row.id
        for rows in (plan.sections, plan.tasks, plan.clauses, plan.organisations, plan.targets)
        for row in rows
    ]
    assert len(ids) == len(set(ids))
    known = {o.id for o in plan.organisations}
    assert {a.organisation for t in plan.tasks for a in t.assignments} <= known
    assert {a.clause for t in plan.tasks for a in t.assignments} <= {c.id for c in plan.clauses}
    for diagnostic in plan.diagnostics:
        assert 0 <= diagnostic.span.start < diagnostic.span.end <= len(text)
        assert diagnostic.message


ROLES = {
    "牵头": Role.LEAD,
    "责任": Role.RESPONSIBLE,
    "配合": Role.SUPPORT,
    "督导": Role.SUPERVISE,
}


def told(plan: Plan) -> list[str]:
    """Return the tasks of a plan in the words of the cases."""
    lines: list[str] = []
    for task in plan.tasks:
        parts = [task.path, task.title]
        for word, role in ROLES.items():
            names = [a.department for a in task.assignments if a.role is role]
            if names:
                parts.append(f"{word}={'、'.join(names)}")
        dates = list(dict.fromkeys(deadline.date for deadline in task.deadlines))
        if dates:
            parts.append(f"时限={'、'.join(dates)}")
        lines.append(" ".join(parts))
    return lines


def steps(work: Callable[[], object]) -> int:
    """Return how many calls `work` takes: the same on every machine."""
    count = 0

    def step(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event.endswith("call")

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def outputs_by_hash_seed(code: str, path: Path, *, seeds: tuple[str, ...]) -> set[bytes]:
    """Return what `code`, given `path`, prints in a process of its own for each of `seeds`."""
    return {
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", code, str(path)],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in seeds
    }
