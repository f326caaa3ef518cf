"""The catalogue as everybody may see it: the same lists, with the names of persons hidden."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import select, union

from zeren_graph import tables as t
from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import PeopleHidden, StoreBusy
from zeren_graph.people_mask import Mask, mask_name, mask_of
from zeren_parser import dump
from zeren_parser.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zeren_graph.engine import Database
    from zeren_graph.identities import Decision
    from zeren_graph.records import (
        CitationRow,
        DepartmentRow,
        DiagnosticRow,
        DocumentRow,
        Matrix,
        Page,
        PersonRow,
        TargetRow,
        TaskFilter,
        TaskMatch,
        TaskRow,
    )
    from zeren_parser.model import Plan, Roster

Row = TypeVar("Row")
_KEPT: Final = 20_000  # masks held in memory; each is a pattern of a few names
_AT_ONCE: Final = 500  # documents asked for in one statement
_PERSON: Final = Kind.PERSON.value
_NOT_BY_NAME: Final = "人员姓名已隐藏，不能按姓名查任务；请改用部门查找"


class PublicCatalogue(Catalogue):
    """A catalogue that hides who the members of leading groups are (公开目录).

    Offsets are those of the full text: a hidden name is as long as it was. What cannot be answered
    without a name, the file as it came and a search by name, raises `PeopleHidden`.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._masks: OrderedDict[str, Mask | None] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def of(cls, catalogue: Catalogue) -> PublicCatalogue:
        """Return the public view of `catalogue`, on the same database."""
        return cls(catalogue._database)  # noqa: SLF001  the same class, seen from below

    def documents(self, **options: Any) -> Page[DocumentRow]:  # noqa: ANN401
        """Return documents as `Catalogue.documents` does."""
        page = super().documents(**options)
        return self._page(page, lambda row: row.id)

    def document(self, document: str) -> DocumentRow | None:
        """Return one document, or None where there is none or more than one."""
        row = super().document(document)
        return None if row is None else self._hide(row, row.id)

    def source(self, document: str) -> bytes | None:
        """Refuse: nobody can hide a name in a file and leave it the file that came."""
        if super().document(document) is None:
            return None
        raise PeopleHidden(
            "原文件里有人员姓名，只有管理员密钥可以下载；其他人请用解析后的文字和清单"
        )

    def plan(self, document: str) -> Plan | None:
        """Return what the parser read."""
        plan = super().plan(document)
        return None if plan is None else self._hide(plan, plan.document.id)

    def plan_json(self, document: str) -> str | None:
        """Return what the parser read as the JSON that `zeren_parser.dump` gives."""
        plan = self.plan(document)
        return None if plan is None else dump(plan)

    def text(self, document: str) -> str | None:
        """Return the canonical text, into which every start and end points."""
        text, row = super().text(document), super().document(document)
        return None if text is None or row is None else self._hide(text, row.id)

    def tasks(self, where: TaskFilter | None = None, **options: Any) -> Page[TaskRow]:  # noqa: ANN401
        """Return tasks as `Catalogue.tasks` does; they cannot be asked for by a person."""
        if where is not None and where.person is not None:
            raise PeopleHidden(_NOT_BY_NAME)
        page = super().tasks(**options) if where is None else super().tasks(where, **options)
        return self._page(page, lambda row: row.document)

    def open_pages(self) -> None:
        """Return no quick reader: it would show the names."""

    def recall_departments(self, name: str) -> None:
        """Return nothing: it would show the names."""

    def matches(self, where: TaskFilter, *, limit: int) -> Page[TaskMatch]:
        """Return tasks as `Catalogue.matches` does; they cannot be asked for by a person."""
        if where.person is not None:
            raise PeopleHidden(_NOT_BY_NAME)
        return self._page(super().matches(where, limit=limit), lambda row: row.document)

    def task(self, task: str) -> TaskRow | None:
        """Return one task by its id."""
        row = super().task(task)
        return None if row is None else self._hide(row, row.document)

    def departments(self, **options: Any) -> Page[DepartmentRow]:  # noqa: ANN401
        """Return departments as `Catalogue.departments` does; persons among them bear no name."""
        page = super().departments(**options)
        return replace(page, items=tuple(_nameless(row) for row in page.items))

    def department(self, department: str) -> DepartmentRow | None:
        """Return one department by its id."""
        row = super().department(department)
        return None if row is None else _nameless(row)

    def find_departments(
        self, name: str, *, document: str | None = None
    ) -> tuple[DepartmentRow, ...]:
        """Return every department that an id, a full name or an abbreviation may mean.

        A person is found by the id alone.
        """
        found = super().find_departments(name, document=document)
        return tuple(
            _nameless(row) for row in found if row.kind != _PERSON or row.id == name.strip()
        )

    def people(self, *, q: str | None = None, **options: Any) -> Page[PersonRow]:  # noqa: ANN401
        """Return the members of leading groups; `q` is looked for in roles and posts alone."""
        page = super().people(q=q, named=False, **options)
        return self._page(page, lambda row: row.document)

    def targets(self, **options: Any) -> Page[TargetRow]:  # noqa: ANN401
        """Return targets as `Catalogue.targets` does."""
        return self._page(super().targets(**options), lambda row: row.document)

    def citations(self, **options: Any) -> Page[CitationRow]:  # noqa: ANN401
        """Return the documents that plans name."""
        return self._page(super().citations(**options), lambda row: row.document)

    def diagnostics(self, document: str) -> tuple[DiagnosticRow, ...]:
        """Return what a careful clerk would flag in one document."""
        return tuple(self._hide(row, row.document) for row in super().diagnostics(document))

    def matrix(self, document: str) -> Matrix | None:
        """Return who holds which task of one document."""
        matrix = super().matrix(document)
        return None if matrix is None else self._hide(matrix, matrix.document.id)

    def decisions(self, department: str | None = None) -> tuple[Decision, ...]:
        """Return what was decided about departments, not by whom; persons among them bear no name."""
        return tuple(self._unsigned(one) for one in super().decisions(department))

    def decide(self, *what: Any, **options: Any) -> Decision:  # noqa: ANN401
        """Decide as `Catalogue.decide` does; the answer bears no name of a person."""
        return self._unsigned(super().decide(*what, **options))

    def undo(self, decision: int, *, who: str, why: str) -> Decision:
        """Take a decision back; the answer bears no name of a person."""
        return self._unsigned(super().undo(decision, who=who, why=why))

    def _unsigned(self, decision: Decision) -> Decision:
        """Return a decision without the names of those who made it and of persons it is about."""
        undone_by = decision.undone_by
        hidden = replace(
            decision,
            who=mask_name(decision.who),
            undone_by=None if undone_by is None else mask_name(undone_by),
        )
        about = super().department(decision.object)
        if about is None or about.kind != _PERSON:
            return hidden
        return replace(
            hidden,
            subject_name=mask_name(decision.subject_name),
            object_name=mask_name(decision.object_name),
        )

    def rosters(self, document: str | None = None) -> tuple[tuple[str, Roster], ...]:
        """Return the leading groups, each with the id of its document."""
        found = super().rosters(document)
        masks = self._masks_of({key for key, _ in found})
        return tuple((key, _apply(masks[key], roster)) for key, roster in found)

    def _page(self, page: Page[Row], document_of: Any) -> Page[Row]:  # noqa: ANN401
        masks = self._masks_of({document_of(row) for row in page.items})
        items = tuple(_apply(masks[document_of(row)], row) for row in page.items)
        return replace(page, items=items)

    def _hide(self, value: Row, document: str) -> Row:
        return _apply(self._masks_of({document})[document], value)

    def _masks_of(self, documents: set[str]) -> dict[str, Mask | None]:
        """Return the mask of each document; what a document says never changes, so they are kept."""
        with self._lock:
            found = {key: self._masks[key] for key in documents if key in self._masks}
        missing = sorted(documents - found.keys())
        for start in range(0, len(missing), _AT_ONCE):
            found |= self._read_masks(missing[start : start + _AT_ONCE])
        with self._lock:
            for key in missing:
                self._masks[key] = found[key]
            while len(self._masks) > _KEPT:
                self._masks.popitem(last=False)
        return found

    def _read_masks(self, documents: list[str]) -> dict[str, Mask | None]:
        held = t.appearances.join(t.departments)
        queries = (
            select(t.people.c.document, t.people.c.person),
            select(t.rosters.c.document, t.rosters.c.office_head),
            select(t.names.c.document, t.names.c.name)
            .select_from(t.names.join(t.departments))
            .where(t.departments.c.kind == _PERSON),
            select(t.appearances.c.document, t.departments.c.name)
            .select_from(held)
            .where(t.departments.c.kind == _PERSON),
        )
        query = union(*(q.where(q.selected_columns[0].in_(documents)) for q in queries))
        names: dict[str, list[str | None]] = {}
        with self._database.read() as connection:
            there = select(t.documents.c.id).where(t.documents.c.id.in_(documents))
            names = {key: [] for key in connection.scalars(there)}
            for key, name in connection.execute(query):
                names[key].append(name)
        if len(names) < len(documents):  # its names are gone, and a row of it is still in hand
            raise StoreBusy("有文件刚被删除，请再试一次")
        return {key: mask_of(held) for key, held in names.items()}


def _apply(mask: Mask | None, value: Row) -> Row:
    return value if mask is None else mask(value)


def _nameless(row: DepartmentRow) -> DepartmentRow:
    if row.kind != _PERSON:
        return row
    return replace(row, name=mask_name(row.name), aliases=_masked(row.aliases))


def _masked(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(mask_name(name) for name in names)
