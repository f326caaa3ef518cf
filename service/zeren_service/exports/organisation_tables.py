"""Open questions and decisions about departments in, tables and lines for people out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zeren_service.exports.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.identities import Decision
    from zeren_graph.open_questions import OpenQuestion

DECISIONS: Final = {"merge": "归并", "split": "拆分", "link": "沿革"}
QUESTIONS: Final = {
    "proven-alias": "证明过的简称",
    "near-variant": "写法相近",
    "ambiguous-name": "一名多指",
    "no-jurisdiction": "未写辖区",
}
_INDEX: Final = Column("序号", 6, narrow=True)


def question_table(rows: Sequence[OpenQuestion]) -> Table:
    """Return what is open, one question a row."""
    columns = (
        _INDEX,
        Column("类别", 14),
        Column("辖区", 20),
        Column("部门", 36),
        Column("说明", 50),
        Column("可作", 8, narrow=True),
        Column("编号", 36),
    )
    cells = tuple(
        (
            *(i, QUESTIONS[r.kind], r.jurisdiction, "、".join(r.names), r.reason),
            *(DECISIONS[r.suggestion], "、".join(r.departments)),
        )
        for i, r in enumerate(rows, 1)
    )
    return Table("待定的单位", columns, cells)


def decision_table(rows: Sequence[Decision]) -> Table:
    """Return what was decided, one decision a row."""
    columns = (
        Column("号", 6, narrow=True),
        Column("决定", 8, narrow=True),
        Column("部门", 24),
        Column("归到", 24),
        Column("文件", 24),
        Column("谁", 12),
        Column("为什么", 40),
        Column("何时", 22),
        Column("撤销", 40),
    )
    cells = tuple(
        (
            *(r.num, DECISIONS[r.kind], r.subject_name, r.object_name, "、".join(r.documents)),
            *(r.who, r.why, r.at),
            None if r.active else f"{r.undone_at} {r.undone_by}：{r.undone_why}",
        )
        for r in rows
    )
    return Table("单位归并决定", columns, cells)
