"""A catalogue in, what questions are checked against out: its departments, tasks, sections, words.

The picture is kept per catalogue until the catalogue changes.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from zeren_graph.records import (
    DepartmentRow,
    DocumentRow,
    PersonRow,
    TargetRow,
    TaskFilter,
    TaskRow,
)
from zeren_service.questions.lexicon import Lexicon, build_lexicon
from zeren_service.questions.normal import Mapped, mapped, normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zeren_graph.catalogue import Catalogue
    from zeren_parser.model import Plan, Roster, Section

_KIND_OF_UNIT: Final = re.compile(r"(?:街道办事处|街道办|镇政府|乡政府|人民政府|分局|中心|大队)$")
_LEVELS: Final = frozenset("省市县区州旗")
_OFFICE_OF: Final = re.compile(r"(?:人民)?政府$|办事处$|管委会$")
_WHOLE_DOCUMENTS: Final = 100  # above that many, whole plans are not held in memory
_KEPT_SCOPES: Final = 64


@dataclass
class Corpus:
    """The part of a catalogue that a question is about: one document, or all."""

    catalogue: Catalogue
    document: str | None
    documents: tuple[DocumentRow, ...]
    _bodies: dict[str, Mapped] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    _known: dict[str, bool] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Tell whether all its plans may be read into memory."""
        return len(self.documents) <= _WHOLE_DOCUMENTS

    @cached_property
    def lexicon(self) -> Lexicon:
        """The names of its departments."""
        return build_lexicon(self.departments)

    @cached_property
    def departments(self) -> tuple[DepartmentRow, ...]:
        """All its departments, groups and persons that hold a task or a seat."""
        return self.catalogue.departments(document=self.document, limit=None).items

    @cached_property
    def tasks(self) -> tuple[TaskRow, ...]:
        """All its tasks, in the order of the documents and the text."""
        return self.select(TaskFilter(document=self.document))

    @cached_property
    def targets(self) -> tuple[TargetRow, ...]:
        """All its targets."""
        return self.catalogue.targets(document=self.document, limit=None).items

    @cached_property
    def rosters(self) -> tuple[tuple[str, Roster], ...]:
        """Its leading groups, each with the id of its document."""
        return self.catalogue.rosters(self.document)

    @cached_property
    def people(self) -> tuple[PersonRow, ...]:
        """The members of its leading groups."""
        return self.catalogue.people(document=self.document, limit=None).items

    @cached_property
    def persons(self) -> dict[str, str]:
        """The names of the members of its leading groups, by their normal form."""
        return {normal(row.person): "" for row in self.people}

    @cached_property
    def posts(self) -> dict[str, str]:
        """The titles of the members, also behind the kind of unit: 街道办事处主任, 镇政府镇长."""
        found = {normal(post.title): "" for row in self.people for post in row.posts}
        for row in self.people:
            for post in row.posts:
                kind = _KIND_OF_UNIT.search(normal(post.organisation or ""))
                if kind is not None:
                    found[kind.group() + normal(post.title)] = ""
        return found

    @cached_property
    def group_roles(self) -> dict[str, str]:
        """The roles in its leading groups (组长, 召集人), each as its own value."""
        return {normal(row.role): normal(row.role) for row in self.people}

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The names of its leading groups."""
        if not self.whole:
            return ()
        return tuple({normal(roster.name): None for _, roster in self.rosters})

    @cached_property
    def seats(self) -> dict[str, str]:
        """The units that have a member in a leading group, as printed and as said.

        省教育厅 is also asked for as 教育厅, 某镇政府 as 某镇; the value is the printed name.
        """
        printed = {
            normal(post.organisation): normal(post.organisation)
            for row in self.people
            for post in row.posts
            if post.organisation
        }
        said: dict[str, set[str]] = {}
        for name in printed:
            for short in _said(name):
                said.setdefault(short, set()).add(name)
        alone = {short: min(names) for short, names in said.items() if len(names) == 1}
        return alone | printed

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The first characters of the names of its members."""
        return frozenset(name[0] for name in self.persons if name)

    @cached_property
    def numbered(self) -> dict[str, str]:
        """The titles of its documents and of those that they cite, by their number."""
        if not self.whole:
            return {}
        cited = self.catalogue.citations(document=self.document, limit=None).items
        pairs = [(row.number, row.title) for row in cited if not row.self]
        pairs.extend((row.number, row.title) for row in self.documents)
        return {normal(number): normal(title).strip("《》") for number, title in pairs if number}

    @cached_property
    def places(self) -> dict[str, str]:
        """The places its documents are from, by their normal form, also without 省, 市 or 县."""
        printed = {normal(r.jurisdiction): r.jurisdiction for r in self.documents if r.jurisdiction}
        short = {name[:-1]: place for name, place in printed.items() if name[-1] in "省市县"}
        return {name: place for name, place in short.items() if len(name) > 1} | printed

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """Its plans by document id; empty when there are too many to hold."""
        if not self.whole:
            return {}
        found = ((row.id, self.catalogue.plan(row.id)) for row in self.documents)
        return {document: plan for document, plan in found if plan is not None}

    @cached_property
    def sections(self) -> tuple[tuple[str, Section], ...]:
        """The numbered items of its plans, each with the id of its document."""
        return tuple(
            (document, section)
            for document, plan in self.plans.items()
            for section in plan.sections
        )

    @cached_property
    def headings(self) -> dict[str, list[tuple[str, str]]]:
        """From the normal form of an item's title to its (document, path)."""
        found: dict[str, list[tuple[str, str]]] = {}
        for document, section in self.sections:
            found.setdefault(normal(section.title), []).append((document, section.path))
        return found

    @cached_property
    def titles(self) -> frozenset[str]:
        """The normal forms of the titles of tasks and items."""
        return frozenset(self.headings) | {normal(task.title) for task in self.tasks}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each document among them, by id."""
        return {row.id: number for number, row in enumerate(self.documents)}

    @cached_property
    def titles_of(self) -> dict[str, str]:
        """The title of each document, by id."""
        return {row.id: row.title for row in self.documents}

    @cached_property
    def passages(self) -> tuple[tuple[str, int, int, str], ...]:
        """The paragraphs outside tasks: document, start, end and normal form of each."""
        covered: dict[str, list[tuple[int, int]]] = {}
        for task in self.tasks:
            covered.setdefault(task.document, []).append((task.start, task.end))
        return tuple(
            (key, start, end, said)
            for key, plan in self.plans.items()
            for start, end in _paragraphs(plan.text, covered.get(key, []))
            if (said := normal(plan.text[start:end]))
        )

    def heading_above(self, document: str, at: int) -> tuple[str | None, str]:
        """Return path and title of the innermost item that holds a place; the document's title else."""
        found = [s for s in self.plans[document].sections if s.span.start <= at < s.span.end]
        if not found:
            return None, self.titles_of[document]
        inner = max(found, key=lambda section: section.span.start)
        return inner.path, inner.title

    def held_by(self, organisations: tuple[str, ...]) -> tuple[TaskRow, ...]:
        """Return the tasks in which one of `organisations` (one unit, by its ids) holds a role."""
        numbers = {n for key in organisations for n in self._tasks_of.get(key, ())}
        return tuple(self.tasks[n] for n in sorted(numbers))

    @cached_property
    def _tasks_of(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, task in enumerate(self.tasks):
            for key in {a.organisation for a in task.assignments}:
                found.setdefault(key, []).append(number)
        return found

    def select(self, where: TaskFilter) -> tuple[TaskRow, ...]:
        """Return all tasks that `where` asks for."""
        return self.catalogue.tasks(where, limit=None).items

    def text(self, document: str) -> str:
        """Return the canonical text of a document."""
        found = self._texts.get(document)
        if found is None:
            plan = self.plans.get(document)
            found = plan.text if plan is not None else self.catalogue.text(document) or ""
            self._texts[document] = found
        return found

    def body(self, task: TaskRow) -> Mapped:
        """Return the normal form of what a task says, its responsibility clauses left out."""
        found = self._bodies.get(task.id)
        if found is None:
            found = self._bodies[task.id] = self._cut_body(task)
        return found

    def clause(self, task: TaskRow, clause: str) -> tuple[int, int] | None:
        """Return the place of a responsibility clause of a task."""
        return self._clauses(task.document).get(clause)

    def knows(self, piece: str) -> bool:
        """Tell whether the normal form `piece` occurs in a task, a target or a title."""
        found = self._known.get(piece)
        if found is None:
            found = self._known[piece] = self._search(piece)
        return found

    def _search(self, piece: str) -> bool:
        if self.whole:
            pairs = (piece[i : i + 2] for i in range(len(piece) - 1))
            return self._pairs.issuperset(pairs) and piece in self._everything
        scope = self.document
        return bool(
            self.catalogue.tasks(TaskFilter(document=scope, q=piece), limit=1).total
            or self.catalogue.targets(document=scope, q=piece, limit=1).total
        )

    @cached_property
    def _everything(self) -> str:
        parts = [self.body(task).text for task in self.tasks]
        parts.extend(normal(task.title) for task in self.tasks)
        parts.extend(normal(target.text) for target in self.targets)
        parts.extend(normal(target.indicator) for target in self.targets)
        parts.extend(self.headings)
        return "\n".join(parts)

    @cached_property
    def _pairs(self) -> frozenset[str]:
        """All pairs of neighbours: what has another pair is nowhere, and need not be looked for."""
        text = self._everything
        return frozenset(text[i : i + 2] for i in range(len(text) - 1))

    def _clauses(self, document: str) -> dict[str, tuple[int, int]]:
        found = self._places.get(document)
        if found is None:
            plan = self.plans.get(document) or self.catalogue.plan(document)
            found = {
                clause.id: (clause.span.start, clause.span.end)
                for clause in (plan.clauses if plan is not None else ())
            }
            self._places[document] = found
        return found

    @cached_property
    def _places(self) -> dict[str, dict[str, tuple[int, int]]]:
        return {}

    def _cut_body(self, task: TaskRow) -> Mapped:
        text = self.text(task.document)
        places = self._clauses(task.document)
        cuts = sorted({places[a.clause] for a in task.assignments if a.clause in places})
        pieces: list[Mapped] = []
        at = task.start
        for start, end in cuts:
            if start > at:
                pieces.append(mapped(text, at, min(start, task.end)))
            at = max(at, end)
        if at < task.end:
            pieces.append(mapped(text, at, task.end))
        joined = "\n".join(piece.text for piece in pieces)
        offsets: list[int] = []
        for index, piece in enumerate(pieces):
            if index:
                offsets.append(offsets[-1] if offsets else piece.offsets[0])
            offsets.extend(piece.offsets)
        return Mapped(joined, tuple(offsets))


def _paragraphs(text: str, covered: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the lines of `text` that no stretch of `covered` touches, white space cut off."""
    at = 0
    spans = sorted(covered)
    index = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        while index < len(spans) and spans[index][1] <= start:
            index += 1
        if index < len(spans) and spans[index][0] < at:
            continue
        inner = line.strip()
        if inner:
            first = start + len(line) - len(line.lstrip())
            yield first, first + len(inner)


def _said(name: str) -> list[str]:
    """Return what a unit is also called: 教育厅 for 省教育厅, 某镇 for 某镇政府."""
    found = [name[1:]] if name[0] in _LEVELS and len(name) > 3 else []
    office = _OFFICE_OF.search(name)
    if office is not None and office.start() > 2:
        found.append(name[: office.start()])
    return found


_LOCK: Final = threading.Lock()
_Shelf = tuple[int, "OrderedDict[str | None, Corpus]"]
_SHELVES: WeakKeyDictionary[Catalogue, _Shelf] = WeakKeyDictionary()


def open_corpus(catalogue: Catalogue, document: str | None = None) -> Corpus | None:
    """Return the corpus of one document or of all; None when there is no such document."""
    revision = catalogue.revision
    with _LOCK:
        kept, scopes = _SHELVES.get(catalogue, (-1, OrderedDict()))
        if kept != revision:
            scopes = OrderedDict()
            _SHELVES[catalogue] = (revision, scopes)
        found = scopes.get(document)
    if found is not None:
        return found
    if document is None:
        rows = catalogue.documents(limit=None).items
    else:
        row = catalogue.document(document)
        if row is None:
            return None
        rows = (row,)
    found = Corpus(catalogue, None if document is None else rows[0].id, rows)
    with _LOCK:
        scopes[document] = found
        while len(scopes) > _KEPT_SCOPES:
            scopes.popitem(last=False)
    return found
