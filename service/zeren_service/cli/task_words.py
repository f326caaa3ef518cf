"""Rows in, lines for the terminal out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zeren_service.exports.words import ROLES, deadlines_of, targets_of, units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.records import (
        DepartmentRow,
        DiagnosticRow,
        DocumentRow,
        TargetRow,
        TaskRow,
    )
    from zeren_service.exports.table import Table


def tasks_in_words(
    tasks: Sequence[TaskRow], targets: dict[str, TargetRow], *, with_document: bool
) -> str:
    """Return tasks, each with its holders, deadlines and targets, and the count below."""
    lines: list[str] = []
    document = ""
    for task in tasks:
        if with_document and task.document != document:
            document = task.document
            lines += [f"《{task.document_title}》（{task.document}）"]
        lines.append(f"{task.path}  {task.title}")
        held = [(word, units_of(task, role)) for role, word in ROLES.items()]
        held += [("时限", deadlines_of(task)), ("目标", targets_of(task, targets))]
        lines += [f"    {word}：{names}" for word, names in held if names]
    lines.append(f"共 {len(tasks)} 项任务。")
    return "\n".join(lines) + "\n"


def departments_in_words(rows: Sequence[DepartmentRow]) -> str:
    """Return departments with their counts by role."""
    lines = []
    for row in rows:
        counts = {
            "牵头": row.lead,
            "责任": row.responsible,
            "配合": row.support,
            "督导": row.supervise,
        }
        held = "，".join(f"{word} {count}" for word, count in counts.items() if count)
        also = f"（又作：{'、'.join(row.aliases)}）" if row.aliases else ""
        lines.append(f"{row.name}{also}  {held or '没有任务'}")
    lines.append(f"共 {len(rows)} 个部门。")
    return "\n".join(lines) + "\n"


def documents_in_words(rows: Sequence[DocumentRow]) -> str:
    """Return documents with their ids and counts."""
    lines = [
        f"{row.id}  {row.title}  任务 {row.tasks}，部门 {row.departments}，提示 {row.diagnostics}"
        + (f"（已被 {row.superseded_by} 取代）" if row.superseded_by else "")
        for row in rows
    ]
    lines.append(f"共 {len(rows)} 份文件。")
    return "\n".join(lines) + "\n"


def diagnostics_in_words(rows: Sequence[DiagnosticRow], text: str, name: str) -> str:
    """Return lint notes as `file:line: severity: message`, which editors understand."""
    severities = {"error": "错误", "warning": "提醒", "info": "说明"}
    lines = []
    for row in rows:
        line = text.count("\n", 0, row.start) + 1
        severity = severities.get(row.severity, row.severity)
        lines.append(f"{name}:{line}: {severity}：{row.message} [{row.code}]")
    lines.append(f"共 {len(rows)} 条提示。")
    return "\n".join(lines) + "\n"


def table_in_words(table: Table) -> str:
    """Return a table as lines: the first column, then every other that says something."""
    lines = []
    for number, *cells in table.rows:
        named = zip(table.columns[1:], cells, strict=True)
        said = [f"{column.name} {cell}" for column, cell in named if cell not in (None, "", 0)]
        lines.append(f"{number}. {'，'.join(said)}")
    lines.append(f"共 {len(table.rows)} 条。")
    return "\n".join(lines) + "\n"


def answer_in_words(answer: dict[str, Any]) -> str:
    """Return an answer: the sentence, then each item with its proof."""
    lines = [answer["answer"]]
    for i, item in enumerate(answer["items"], 1):
        path = f"{item['path']}  " if item.get("path") else ""
        quote = " ".join(item["quote"].split())
        quote = quote if len(quote) <= 100 else quote[:100] + "…"
        lines += [f"{i}. {path}{item['label']}", f"    原文：{quote}"]
    if answer["excluded"]:
        lines.append(f"另有 {len(answer['excluded'])} 项看过而没有列入：")
        lines += [f"  - {item['label']}：{item.get('reason') or ''}" for item in answer["excluded"]]
    return "\n".join(lines) + "\n"
