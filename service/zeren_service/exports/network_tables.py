"""What was measured on networks in, tables for people out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren_service.exports.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.network_measures import Coordination, DepartmentLoad, Meeting, PlanGroup

_INDEX = Column("序号", 6, narrow=True)


def _numbers(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, 10, narrow=True) for name in names)


def load_table(rows: Sequence[DepartmentLoad]) -> Table:
    """Return the load of each department."""
    columns = (
        _INDEX,
        Column("部门", 30),
        *_numbers("任务数", "牵头", "责任", "配合", "督导", "有时限", "目标数"),
        Column("编号", 20),
    )
    cells = tuple(
        (
            *(i, r.name, r.tasks, r.lead, r.responsible, r.support, r.supervise),
            *(r.with_deadline, r.targets, r.department),
        )
        for i, r in enumerate(rows, 1)
    )
    return Table("部门负担", columns, cells)


def coordination_table(rows: Sequence[Coordination]) -> Table:
    """Return who brings most others together."""
    columns = (
        _INDEX,
        Column("部门", 30),
        *_numbers("牵头任务", "召集部门数", "召集次数", "被召集部门数", "被召集次数"),
        Column("编号", 20),
    )
    cells = tuple(
        (i, r.name, r.lead, r.partners, r.joins, r.led_by, r.joined, r.department)
        for i, r in enumerate(rows, 1)
    )
    return Table("牵头协调", columns, cells)


def meeting_table(rows: Sequence[Meeting]) -> Table:
    """Return the departments that must be in one meeting."""
    columns = (
        _INDEX,
        Column("部门", 60),
        *_numbers("部门数", "共同任务", "只需本组的任务"),
    )
    cells = tuple(
        (i, "、".join(r.names), len(r.names), len(r.tasks), r.inside) for i, r in enumerate(rows, 1)
    )
    return Table("应同开一会的部门", columns, cells)


def plan_group_table(rows: Sequence[PlanGroup]) -> Table:
    """Return the plans that hang together."""
    columns = (
        _INDEX,
        Column("方案", 60),
        *_numbers("份数"),
        Column("共同引用的文件", 60),
    )
    cells = tuple(
        (i, "；".join(r.titles), len(r.titles), "；".join(r.shared)) for i, r in enumerate(rows, 1)
    )
    return Table("成组的方案", columns, cells)
