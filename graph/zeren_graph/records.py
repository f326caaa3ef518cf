"""The rows that the catalogue answers with: frozen records, the same for every engine.

Offsets count characters of the document's canonical text, half open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: the rows, how many there are in all, and the cursor of the next page."""

    items: tuple[Row, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of the catalogue (文件), with the counts a list shows."""

    id: str
    title: str
    number: str | None
    index_no: str | None
    issuer: str | None
    jurisdiction: str | None
    published: str | None
    name: str | None
    media_type: str
    sha256: str
    encoding: str | None
    tasks: int
    departments: int
    diagnostics: int
    revision: int
    superseded_by: str | None = None  # the newer version of the same document
    replaces: str | None = None  # the version before this one


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One department in one role of a task; `organisation` is the id of the department's row."""

    department: str
    organisation: str
    name: str
    role: str
    order: int
    group: bool
    clause: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline phrase of a task."""

    date: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task (任务) with everyone who holds a role in it, in printed order."""

    id: str
    document: str
    document_title: str
    path: str
    title: str
    text: str
    heading: str  # 类别：所属一级、二级标题，如「重点任务／加强环境污染防治」
    assignments: tuple[AssignmentRow, ...]
    open_ended: bool
    deadlines: tuple[DeadlineRow, ...]
    targets: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TaskMatch:
    """A task that a search may show (命中任务): its text, and the key that was searched."""

    id: str
    document: str
    document_title: str
    path: str
    title: str
    text: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department (部门) of one jurisdiction, with the tasks it holds by role."""

    id: str
    name: str
    kind: str
    jurisdiction: str | None
    aliases: tuple[str, ...]
    members: tuple[str, ...]
    lead: int
    responsible: int
    support: int
    supervise: int
    tasks: int


@dataclass(frozen=True, slots=True)
class PostRow:
    """An office that a person holds."""

    organisation: str | None
    title: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A member of a leading group (领导小组成员)."""

    id: str
    document: str
    roster: str
    role: str
    person: str
    posts: tuple[PostRow, ...]
    note: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A measurable aim; `value` is a number, a pair or None, `task` and `section` ids or None."""

    id: str
    document: str
    task: str | None
    task_path: str | None
    section: str | None
    section_path: str | None
    indicator: str
    comparator: str
    value: float | tuple[float, float] | None
    unit: str | None
    baseline_year: int | None
    deadline: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A document that a plan names."""

    document: str
    title: str
    number: str | None
    self: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DiagnosticRow:
    """Something a careful clerk would flag."""

    document: str
    code: str
    severity: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Departments × tasks of one document (责任矩阵).

    `cells[i][j]` is the role of department `j` in task `i` or None; when a department holds several
    roles in one task the strongest stands (lead, responsible, support, supervise).
    """

    document: DocumentRow
    departments: tuple[DepartmentRow, ...]
    tasks: tuple[TaskRow, ...]
    cells: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks to list; filters combine with AND. Dates are ISO, inclusive, may be partial.

    `departments` are ids of department rows; a task matches when each of them, or with
    `any_department` one of them, holds `role` (any role where None). Of several roles, documents
    or sections one is enough. A section is a path: `二/(四)` lets through all that stands below it.
    `kind` is that of a department which holds the task. `q` is a substring of the task's text,
    white space ignored; `words` must all be in it, or with `any_word` at least one of them. Tasks
    of superseded documents are left out, unless `superseded` wants them or the `document` is one.
    """

    departments: tuple[str, ...] = ()
    role: str | tuple[str, ...] | None = None
    document: str | tuple[str, ...] | None = None
    person: str | None = None
    due_before: str | None = None
    due_after: str | None = None
    q: str | None = None
    words: tuple[str, ...] = ()
    any_word: bool = False
    superseded: bool = False
    any_department: bool = False
    sections: tuple[str, ...] = ()
    has_lead: bool | None = None
    has_deadline: bool | None = None
    has_target: bool | None = None
    open_ended: bool | None = None
    kind: str | None = None
