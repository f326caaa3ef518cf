"""A document of the catalogue in, its tasks as they are compared with those of another out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from zeren_graph.identity import search_key
from zeren_graph.records import TaskFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zeren_graph.catalogue import Catalogue
    from zeren_graph.records import CitationRow, DepartmentRow, DocumentRow, TargetRow, TaskRow
    from zeren_parser.model import Span

_LONGEST_NUMBER: Final = 12  # characters: 第一百二十三条


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents that are compared (对照的一方).

    `bodies` are the texts of the tasks without white space, without the number they begin with and
    without the clauses that say who holds them: none of these is a change of words.
    """

    document: DocumentRow
    tasks: tuple[TaskRow, ...]
    bodies: tuple[str, ...]
    targets: tuple[TargetRow, ...]
    departments: tuple[DepartmentRow, ...]
    citations: tuple[CitationRow, ...]


@dataclass(frozen=True, slots=True)
class TaskRef:
    """A task as a comparison names it (任务), with its place in its own document."""

    id: str
    path: str
    title: str
    start: int
    end: int


def read_side(catalogue: Catalogue, document: DocumentRow) -> Side:
    """Return what is compared of `document`."""
    tasks = catalogue.tasks(TaskFilter(document=document.id), limit=None).items
    plan = catalogue.plan(document.id)
    clauses = () if plan is None else tuple(clause.span for clause in plan.clauses)
    return Side(
        document,
        tasks,
        tuple(_body(task, clauses) for task in tasks),
        catalogue.targets(document=document.id, limit=None).items,
        catalogue.departments(document=document.id, limit=None).items,
        catalogue.citations(document=document.id, limit=None).items,
    )


def to_ref(task: TaskRow) -> TaskRef:
    """Return how a comparison names `task`."""
    return TaskRef(task.id, task.path, task.title, task.start, task.end)


def _body(task: TaskRow, clauses: Iterable[Span]) -> str:
    kept, at = [], task.start
    for span in clauses:
        if task.start <= span.start and span.end <= task.end and span.start >= at:
            kept.append(task.text[at - task.start : span.start - task.start])
            at = span.end
    kept.append(task.text[at - task.start :])
    body = "".join("".join(kept).split())
    number = body.find("".join(task.title.split()))
    return body[number:] if 0 < number <= _LONGEST_NUMBER else body


class SameUnits:
    """Tells which departments of two documents are one unit: by id, by full name or by alias.

    Within a comparison the two documents are held to speak of the same place; one may not say
    where it belongs, and then its ids are of its own.
    """

    def __init__(self, *sides: Sequence[DepartmentRow]) -> None:
        self._first: dict[str, str] = {}
        for row in (row for side in sides for row in side):
            names = [row.id, *(search_key(name) for name in (row.name, *row.aliases))]
            roots = [self._root(name) for name in names]
            for root in roots[1:]:
                self._first[root] = roots[0]

    def key(self, department: str) -> str:
        """Return what stands for the department with this id and all that are the same."""
        return self._root(department)

    def _root(self, name: str) -> str:
        while (parent := self._first.setdefault(name, name)) != name:
            name = parent
        return name
