"""Rows of the other lists in, tables for people out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren_service.exports.table import Column, Table
from zeren_service.exports.words import KINDS, SEVERITIES, target_in_words, target_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.records import (
        CitationRow,
        DepartmentRow,
        DiagnosticRow,
        DocumentRow,
        PersonRow,
        TargetRow,
    )

_INDEX = Column("序号", 6, narrow=True)


def document_table(rows: Sequence[DocumentRow]) -> Table:
    """Return the list of documents."""
    columns = (
        _INDEX,
        Column("标题", 50),
        Column("文号", 22),
        Column("辖区", 22),
        Column("发布单位", 20),
        Column("公开日期", 14),
        Column("任务数", 8, narrow=True),
        Column("部门数", 8, narrow=True),
        Column("校核提示数", 10, narrow=True),
        Column("文件名", 40),
        Column("编号", 20),
    )
    return Table(
        "文件清单",
        columns,
        tuple(
            (
                i,
                r.title,
                r.number,
                r.jurisdiction,
                r.issuer,
                (r.published or "")[:10],
                r.tasks,
                r.departments,
                r.diagnostics,
                r.name,
                r.id,
            )
            for i, r in enumerate(rows, 1)
        ),
    )


def department_table(rows: Sequence[DepartmentRow]) -> Table:
    """Return the list of departments with the number of tasks by role."""
    columns = (
        _INDEX,
        Column("部门", 30),
        Column("辖区", 24),
        Column("类别", 10, narrow=True),
        Column("其他名称", 30),
        Column("牵头", 8, narrow=True),
        Column("责任", 8, narrow=True),
        Column("配合", 8, narrow=True),
        Column("督导", 8, narrow=True),
        Column("任务数", 8, narrow=True),
        Column("编号", 20),
    )
    return Table(
        "部门清单",
        columns,
        tuple(
            (
                i,
                r.name,
                r.jurisdiction,
                KINDS.get(r.kind, r.kind),
                "、".join(r.aliases),
                r.lead,
                r.responsible,
                r.support,
                r.supervise,
                r.tasks,
                r.id,
            )
            for i, r in enumerate(rows, 1)
        ),
    )


def target_table(rows: Sequence[TargetRow]) -> Table:
    """Return the list of targets."""
    columns = (
        _INDEX,
        Column("条目", 14),
        Column("指标", 30),
        Column("目标值", 16),
        Column("时限", 12),
        Column("基期", 8, narrow=True),
        Column("原文", 60),
        Column("编号", 22),
    )
    return Table(
        "目标清单",
        columns,
        tuple(
            (
                i,
                r.task_path or r.section_path,
                r.indicator,
                target_value(r),
                r.deadline,
                r.baseline_year,
                target_in_words(r),
                r.id,
            )
            for i, r in enumerate(rows, 1)
        ),
    )


def person_table(rows: Sequence[PersonRow]) -> Table:
    """Return the list of people."""
    columns = (
        _INDEX,
        Column("姓名", 12),
        Column("组内职务", 14),
        Column("职务", 50),
        Column("名单", 40),
        Column("备注", 30),
    )
    return Table(
        "领导小组成员名单",
        columns,
        tuple(
            (
                i,
                r.person,
                r.role,
                "，".join(f"{p.organisation or ''}{p.title}" for p in r.posts),
                r.roster,
                r.note,
            )
            for i, r in enumerate(rows, 1)
        ),
    )


def citation_table(rows: Sequence[CitationRow]) -> Table:
    """Return the list of cited documents."""
    columns = (
        _INDEX,
        Column("文件名称", 70),
        Column("文号", 24),
        Column("是否本文件", 12, narrow=True),
    )
    return Table(
        "引用文件清单",
        columns,
        tuple((i, r.title, r.number, "是" if r.self else "") for i, r in enumerate(rows, 1)),
    )


def diagnostic_table(rows: Sequence[DiagnosticRow], text: str) -> Table:
    """Return the lint notes, each with the words of `text` it is about."""
    columns = (
        _INDEX,
        Column("程度", 8, narrow=True),
        Column("说明", 60),
        Column("原文", 50),
        Column("代码", 26),
    )
    return Table(
        "校核提示",
        columns,
        tuple(
            (
                i,
                SEVERITIES.get(r.severity, r.severity),
                r.message,
                excerpt(text, r.start, r.end),
                r.code,
            )
            for i, r in enumerate(rows, 1)
        ),
    )


def excerpt(text: str, start: int, end: int, most: int = 120) -> str:
    r"""Return `text[start:end]` on one line, cut visibly when it is long.

    >>> excerpt("甲\n  乙丙丁", 0, 7, most=4)
    '甲 乙丙…'
    """
    words = " ".join(text[start:end].split())
    return words if len(words) <= most else words[:most] + "…"
