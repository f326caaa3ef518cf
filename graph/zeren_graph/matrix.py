"""Tasks and departments of one document in, who holds what out (责任矩阵)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren_graph.holders import ROLES
from zeren_graph.records import Matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.records import DepartmentRow, DocumentRow, TaskRow


def build_matrix(
    document: DocumentRow, departments: Sequence[DepartmentRow], tasks: Sequence[TaskRow]
) -> Matrix:
    """Return the matrix; where a department holds several roles in a task the strongest stands."""
    cells = []
    for task in tasks:
        held: dict[str, str] = {}
        for assignment in sorted(task.assignments, key=lambda a: -ROLES.index(a.role)):
            held[assignment.organisation] = assignment.role
        cells.append(tuple(held.get(department.id) for department in departments))
    return Matrix(document, tuple(departments), tuple(tasks), tuple(cells))
