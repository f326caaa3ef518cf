"""A responsibility matrix in, the table for plain formats out: tasks down, departments across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren_service.exports.table import Cell, Column, Table
from zeren_service.exports.words import ROLES

if TYPE_CHECKING:
    from zeren_graph.records import Matrix


def used_roles(matrix: Matrix) -> tuple[str, ...]:
    """Return the roles that occur in the matrix, in their usual order."""
    found = {cell for row in matrix.cells for cell in row}
    return tuple(role for role in ROLES if role in found)


def totals(matrix: Matrix) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return one line for each role and one for all: how many tasks each department has."""
    columns = range(len(matrix.departments))
    lines = [
        (f"{ROLES[role]}合计", tuple(sum(row[j] == role for row in matrix.cells) for j in columns))
        for role in used_roles(matrix)
    ]
    both = tuple(sum(row[j] is not None for row in matrix.cells) for j in columns)
    return (*lines, ("任务合计", both))


def matrix_table(matrix: Matrix) -> Table:
    """Return the matrix with 牵头, 责任, 配合, 督导 in its cells, and totals below."""
    columns = (
        Column("序号", 6, narrow=True),
        Column("任务", 36),
        *(Column(department.name, 5, narrow=True) for department in matrix.departments),
    )
    rows: list[tuple[Cell, ...]] = [
        (i, f"{task.path} {task.title}".strip(), *(ROLES.get(cell or "", "") for cell in cells))
        for i, (task, cells) in enumerate(zip(matrix.tasks, matrix.cells, strict=True), 1)
    ]
    rows += [("", name, *counts) for name, counts in totals(matrix)]
    return Table(f"{matrix.document.title} 责任矩阵", columns, tuple(rows))
