"""Tasks in, the 责任分工表 out: one task a row, in the columns offices use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren_service.exports.table import Cell, Column, Table
from zeren_service.exports.words import deadlines_of, targets_of, units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.records import TargetRow, TaskRow


def task_table(
    tasks: Sequence[TaskRow],
    targets: dict[str, TargetRow],
    *,
    title: str,
    with_document: bool = False,
    notes: tuple[str, ...] = (),
) -> Table:
    """Return the 责任分工表 of `tasks`.

    督导单位 is a column only where some task has one; `with_document` adds the title of the plan.
    """
    supervised = any(a.role == "supervise" for task in tasks for a in task.assignments)
    columns = (
        Column("序号", 6, narrow=True),
        *((Column("文件", 24),) if with_document else ()),
        Column("类别", 18),
        Column("任务", 30),
        Column("牵头单位", 14),
        Column("责任单位", 22),
        Column("配合单位", 18),
        *((Column("督导单位", 14),) if supervised else ()),
        Column("完成时限", 12),
        Column("目标", 26),
        Column("原文", 60),
    )
    return Table(
        title,
        columns,
        tuple(
            _row(i, task, targets, with_document=with_document, supervised=supervised)
            for i, task in enumerate(tasks, 1)
        ),
        notes,
    )


def _row(
    index: int,
    task: TaskRow,
    targets: dict[str, TargetRow],
    *,
    with_document: bool,
    supervised: bool,
) -> tuple[Cell, ...]:
    return (
        index,
        *((task.document_title,) if with_document else ()),
        task.heading,
        f"{task.path} {task.title}".strip(),
        units_of(task, "lead"),
        units_of(task, "responsible"),
        units_of(task, "support"),
        *((units_of(task, "supervise"),) if supervised else ()),
        deadlines_of(task),
        targets_of(task, targets),
        tidy(task.text),
    )


def tidy(text: str) -> str:
    r"""Return `text` with its white space as one reads it: indents and empty lines dropped.

    >>> tidy("  一是节能。\n\n   二是节水。")
    '一是节能。\n二是节水。'
    """
    return "\n".join(
        line for line in (" ".join(part.split()) for part in text.splitlines()) if line
    )
