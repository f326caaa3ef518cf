"""Codes of the model in, the words a clerk reads out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zeren_graph.records import AssignmentRow, TargetRow, TaskRow

ROLES: Final = {"lead": "牵头", "responsible": "责任", "support": "配合", "supervise": "督导"}
KINDS: Final = {"unit": "单位", "group": "一类单位", "person": "个人"}
SEVERITIES: Final = {"error": "错误", "warning": "提醒", "info": "说明"}
_SIGNS: Final = {
    ">=": "≥",
    "<=": "≤",
    ">": "＞",
    "<": "＜",
    "=": "＝",
    "range": "",
    "increase": "增加",
    "decrease": "减少",
    "complete": "完成",
}


def units_of(task: TaskRow, role: str) -> str:
    """Return the departments that hold `role` in `task`, as printed, joined by 、.

    A 等 that the text prints behind a name is kept: others may be meant.
    """
    return "、".join(
        assignment.department + ("等" if _is_open(task, assignment) else "")
        for assignment in task.assignments
        if assignment.role == role
    )


def _is_open(task: TaskRow, assignment: AssignmentRow) -> bool:
    """Tell whether the text goes on with 等; no where the task's text is not one stretch."""
    start, end = assignment.start - task.start, assignment.end - task.start
    if not task.open_ended or start < 0:
        return False
    printed = "".join(task.text[start:end].split())
    following = task.text[end : end + 4].lstrip()
    return printed == "".join(assignment.department.split()) and following.startswith("等")


def deadlines_of(task: TaskRow) -> str:
    """Return the deadlines of `task` as printed, each once."""
    return "；".join(dict.fromkeys(" ".join(d.text.split()) for d in task.deadlines))


def number(value: float) -> str:
    """Return a number without a needless `.0`.

    >>> number(40.0), number(0.6963)
    ('40', '0.6963')
    """
    return f"{value:.10g}"


def target_in_words(target: TargetRow) -> str:
    """Return a target in the plan's own words, without white space."""
    return "".join(target.text.split())


def target_value(target: TargetRow) -> str:
    """Return the measure of a target: comparison sign, value and unit, `≥95%`."""
    sign = _SIGNS.get(target.comparator, target.comparator)
    if target.value is None:
        return sign
    if isinstance(target.value, int | float):
        value = number(target.value)
    else:
        value = "-".join(number(end) for end in target.value)
    return f"{sign}{value}{target.unit or ''}"


def targets_of(task: TaskRow, targets: dict[str, TargetRow]) -> str:
    """Return the targets of `task` in words, one after the other."""
    return "；".join(target_in_words(targets[t]) for t in task.targets if t in targets)


def by_id(targets: Iterable[TargetRow]) -> dict[str, TargetRow]:
    """Return the targets by their ids."""
    return {target.id: target for target in targets}
