"""A document's id in, everything its page shows out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zeren_service.errors import UnknownDocument
from zeren_service.exports.list_tables import excerpt
from zeren_service.exports.matrix_table import totals
from zeren_service.exports.words import ROLES, deadlines_of, units_of
from zeren_service.lookup import find_document
from zeren_service.web.marks import fact_marks, layout_marks, mention_key, task_marks
from zeren_service.web.pieces import Mark, Piece, cut

if TYPE_CHECKING:
    from zeren_graph.catalogue import Catalogue
    from zeren_graph.records import (
        DepartmentRow,
        DiagnosticRow,
        DocumentRow,
        Matrix,
        PersonRow,
        TargetRow,
        TaskRow,
    )


@dataclass(frozen=True, slots=True)
class Duty:
    """One task of the chosen department, with the address of its proof."""

    task: TaskRow
    key: str
    clause: str
    deadlines: str
    targets: tuple[TargetRow, ...]
    others: tuple[tuple[str, str], ...]  # other roles of the task: 牵头 → 甲局、乙局


@dataclass(frozen=True, slots=True)
class Duties:
    """The tasks of the chosen department by role."""

    department: DepartmentRow
    groups: tuple[tuple[str, str, tuple[Duty, ...]], ...]  # role, its word, the tasks


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What the page of a document shows."""

    document: DocumentRow
    matrix: Matrix
    totals: tuple[tuple[str, tuple[int, ...]], ...]
    pieces: tuple[Piece, ...]
    targets: tuple[TargetRow, ...]
    people: tuple[PersonRow, ...]
    diagnostics: tuple[tuple[DiagnosticRow, str], ...]  # each with the words it is about


def read_duties(catalogue: Catalogue, document: str, department: str) -> Duties | None:
    """Return the tasks of `department` (an id) in `document`, or None where it has no part."""
    matrix = catalogue.matrix(find_document(catalogue, document).id)
    if matrix is None:
        return None
    row = next((d for d in matrix.departments if d.id == department), None)
    if row is None:
        return None
    targets = {t.id: t for t in catalogue.targets(document=matrix.document.id, limit=None).items}
    groups: list[tuple[str, str, tuple[Duty, ...]]] = []
    for role, word in ROLES.items():
        duties = tuple(
            duty
            for task in matrix.tasks
            if (duty := _duty(task, department, role, targets)) is not None
        )
        if duties:
            groups.append((role, word, duties))
    return Duties(row, tuple(groups))


def _duty(task: TaskRow, department: str, role: str, targets: dict[str, TargetRow]) -> Duty | None:
    held = [a for a in task.assignments if a.organisation == department and a.role == role]
    if not held:
        return None
    others = ((word, units_of(task, other)) for other, word in ROLES.items())
    return Duty(
        task=task,
        key=mention_key(task.id, held[0]),
        clause=around(task.text, held[0].start - task.start, held[0].end - task.start),
        deadlines=deadlines_of(task),
        targets=tuple(targets[t] for t in task.targets if t in targets),
        others=tuple((word, names) for word, names in others if names),
    )


def around(text: str, start: int, end: int) -> str:
    """Return what stands around `text[start:end]`: its bracket or sentence, cut visibly.

    >>> around("推广绿色出行。(牵头单位:宣传部,责任单位:建设局)", 13, 16)
    '(牵头单位:宣传部,责任单位:建设局)'
    """
    if not 0 <= start < end <= len(text):
        return excerpt(text, 0, len(text))
    first = max(text.rfind(c, 0, start) + (c in "。；") for c in "。；(（")
    last = min((i + 1 for c in "。；)）" if (i := text.find(c, end)) >= 0), default=len(text))
    first = max(first, 0, start - 60)
    return ("" if first == 0 or text[first] in "(（" else "…") + excerpt(text, first, last)


def read_document_view(
    catalogue: Catalogue, document: str, at: tuple[int, int] | None = None
) -> DocumentView:
    """Return what the page of `document` shows; `at` is a stretch to highlight."""
    row = find_document(catalogue, document)
    matrix, plan = catalogue.matrix(row.id), catalogue.plan(row.id)
    if matrix is None or plan is None:  # removed between the look-ups
        raise UnknownDocument("没有这份文件，可能刚被删除。请回到首页。")
    targets = catalogue.targets(document=row.id, limit=None).items
    people = catalogue.people(document=row.id, limit=None).items
    diagnostics = catalogue.diagnostics(row.id)
    marks = [
        *layout_marks(plan),
        *task_marks(matrix.tasks),
        *fact_marks(targets, people, diagnostics),
    ]
    if at is not None:
        marks.append(Mark(*at, "at", "at"))
    return DocumentView(
        document=row,
        matrix=matrix,
        totals=totals(matrix),
        pieces=cut(plan.text, marks),
        targets=targets,
        people=people,
        diagnostics=tuple((d, excerpt(plan.text, d.start, d.end)) for d in diagnostics),
    )
