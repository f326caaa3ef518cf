"""A plan in, the heading of each task out: `重点任务／加强环境污染防治`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zeren_parser.model import Plan, Section, Task

_LEVELS: Final = 2
_JOINT: Final = "／"


def find_headings(plan: Plan) -> dict[str, str]:
    """Return the titles of the first two levels above each task, by task id.

    A section that is the task itself is no heading of it.
    """
    upper = [section for section in plan.sections if section.level <= _LEVELS]
    return {task.id: _heading(task, upper) for task in plan.tasks}


def _heading(task: Task, sections: list[Section]) -> str:
    above = [
        section
        for section in sections
        if section.span.start <= task.span.start < section.span.end
        and not (section.id == task.section and section.title == task.title)
    ]
    above.sort(key=lambda section: (section.level, section.span.start))
    return _JOINT.join(section.title for section in above)
