"""The conductor: bytes in, `Plan` out. Each stage reads once what it is there for."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import Final

from zeren_parser.citations import find_citations
from zeren_parser.clause_forms import Mention, ReadClause
from zeren_parser.clauses import find_clauses
from zeren_parser.date_cells import read_date_cell
from zeren_parser.deadlines import Moment, deadlines_among, scan_moments
from zeren_parser.furniture import Furnished, find_furniture
from zeren_parser.lint import find_diagnostics
from zeren_parser.metadata import Metadata, plan_year, read_metadata
from zeren_parser.model import (
    Assignment,
    Clause,
    Deadline,
    Document,
    Kind,
    Organisation,
    Plan,
    Section,
    Span,
    Target,
    Task,
)
from zeren_parser.organisations import PrintedName, resolve_organisations
from zeren_parser.outline import Item, read_outline
from zeren_parser.page_breaks import find_page_numbers
from zeren_parser.prose import find_prose
from zeren_parser.readers import read_source
from zeren_parser.roster import find_roster
from zeren_parser.table_rows import join_rows, outside_rows, paragraphs_in_tables, read_rows
from zeren_parser.tables import find_task_tables, merge_cells
from zeren_parser.targets import FoundTarget, find_targets
from zeren_parser.tasks import FoundTask, find_tasks
from zeren_parser.view import View, build_view

_ID_LENGTH: Final = 16
_OVERLAP: Final = 8  # tasks that may overlap: a section's and those of its items
_Times = tuple[tuple[Moment, ...], int | None]  # the phrases of time, and the document's year


def parse(data: bytes, *, name: str | None = None) -> Plan:
    """Return what the plan in the file `data` says; `name` is a label and changes nothing else.

    The same bytes give the same plan. Text is never refused: what is odd stands in `diagnostics`.

    Raises:
        UnreadableDocument: the file is empty, no text, or of a format without a reader.
    """
    source_text = read_source(data, name=name)
    text = source_text.text
    tables = find_task_tables(text, source_text.tables)
    view = build_view(text, merge_cells(source_text.blocks, tables), find_page_numbers(text))
    furnished = find_furniture(view)
    stretches = [(view.at(table.start), view.at(table.end)) for table in tables]
    metadata = read_metadata(view, furnished, stretches)
    first, last = furnished.body
    start, end = _range(view, furnished)
    skipped = paragraphs_in_tables(view, tables) | _title_paragraphs(view, metadata)
    items = read_outline(view, first, last, skipped)
    clauses = find_clauses(view, start, end, stretches)
    rows = read_rows(view, tables, items)
    clauses = outside_rows(view, tables, rows, clauses)
    if clauses or not rows:
        told = find_prose(view, items, clauses, (start, end), metadata.issuer, stretches)
        clauses = sorted((*clauses, *told), key=lambda clause: clause.start)
    tasks = find_tasks(view, items, clauses, furnished.body)
    clauses, tasks = join_rows(rows, clauses, tasks)
    roster = find_roster(view)
    joiner = _Joiner(view, source_text.source.sha256[:_ID_LENGTH], items, clauses, tasks)
    resolution = resolve_organisations(view, joiner.printed_lists(), roster, metadata.jurisdiction)
    units, meaning = resolution.units, resolution.meaning
    organisation_ids = {unit.name: joiner.id("o", index) for index, unit in enumerate(units)}
    year = plan_year(metadata)
    moments = scan_moments(view.text, start, end, year=year)
    targets = joiner.targets(find_targets(view, start, end, year=year, moments=moments))
    plan = Plan(
        document=Document(
            id=source_text.source.sha256[:_ID_LENGTH],
            title=metadata.title or name or "",
            number=metadata.number,
            index_no=metadata.index_no,
            issuer=metadata.issuer,
            jurisdiction=metadata.jurisdiction,
            published=metadata.published,
            source=source_text.source,
        ),
        text=text,
        sections=joiner.sections(),
        tasks=joiner.tasks(meaning, organisation_ids, targets, (moments, year)),
        clauses=joiner.clauses(),
        organisations=tuple(
            Organisation(
                id=organisation_ids[unit.name],
                name=unit.name,
                kind=unit.kind,
                aliases=tuple(unit.aliases),
                members=tuple(organisation_ids[member] for member in unit.members),
                evidence=tuple(unit.evidence),
            )
            for unit in units
        ),
        targets=targets,
        citations=find_citations(view, start, end, own_title=metadata.title),
        roster=roster,
        diagnostics=(),
        furniture=furnished.furniture,
    )
    diagnostics = find_diagnostics(plan, view, resolution.open, source_text.unread)
    return replace(plan, diagnostics=diagnostics)


def _title_paragraphs(view: View, metadata: Metadata) -> frozenset[int]:
    """Return the paragraphs of the title: a running number before it (1. 某某通知) makes no item."""
    span = metadata.title_span
    if span is None:
        return frozenset()
    start, end = view.at(span.start), view.at(span.end)
    return frozenset(
        index for index, p in enumerate(view.paragraphs) if p.start < end and start < p.end
    )


def _range(view: View, furnished: Furnished) -> tuple[int, int]:
    """Return the view positions of the plan proper."""
    first, last = furnished.body
    if first >= last:
        return 0, 0
    return view.paragraphs[first].start, view.paragraphs[last - 1].end


@dataclass(frozen=True, slots=True)
class _Joiner:
    """Joins what the stages found (in view positions) into the plan's records (canonical spans)."""

    view: View
    document: str
    items: list[Item]
    found_clauses: list[ReadClause]
    found_tasks: list[FoundTask]
    spans: dict[tuple[int, int], Span] = field(default_factory=dict)  # of names: asked for twice

    def name_span(self, mention: Mention) -> Span:
        """Return the canonical span of a name."""
        place = (mention.start, mention.end)
        span = self.spans.get(place)
        if span is None:
            span = self.spans[place] = self.view.span(*place)
        return span

    def id(self, letter: str, index: int) -> str:
        return f"{self.document}.{letter}{index + 1}"

    def sections(self) -> tuple[Section, ...]:
        return tuple(
            Section(
                id=self.id("s", index),
                path=item.path,
                level=item.level,
                number=self.view.printed(item.start, item.start + len(item.number)),
                title=self.view.name(item.body, max(item.body + 1, item.title_end)).rstrip("。"),
                span=self.view.span(item.start, item.end),
            )
            for index, item in enumerate(self.items)
        )

    def clauses(self) -> tuple[Clause, ...]:
        return tuple(
            Clause(
                id=self.id("c", index),
                text=self.view.printed(clause.start, clause.end),
                form=clause.form,
                repairs=clause.repairs,
                span=self.view.span(clause.start, clause.end),
            )
            for index, clause in enumerate(self.found_clauses)
        )

    def printed_lists(self) -> list[list[PrintedName]]:
        """Return the names as they stand in one list: those of one role, side by side."""
        lists: list[list[PrintedName]] = []
        for clause in self.found_clauses:
            role = None
            for mention in clause.mentions:
                kind = Kind.PERSON if mention.person else Kind.GROUP if mention.group else Kind.UNIT
                text = self.view.text[mention.start : mention.end].replace("\n", "")
                if mention.role is not role:
                    lists.append([])
                    role = mention.role
                lists[-1].append(PrintedName(text, kind, self.name_span(mention)))
        return lists

    def tasks(
        self,
        meaning: dict[int, str],
        organisation_ids: dict[str, str],
        targets: tuple[Target, ...],
        times: _Times,
    ) -> tuple[Task, ...]:
        by_task: dict[str, list[str]] = {}
        for target in targets:
            if target.task:
                by_task.setdefault(target.task, []).append(target.id)
        tasks: list[Task] = []
        for index, found in enumerate(self.found_tasks):
            span = self.view.span(found.start, found.end)
            own = [self.found_clauses[i] for i in found.clauses]
            tasks.append(
                Task(
                    id=self.id("t", index),
                    path=found.path,
                    title=self.view.name(found.title_start, found.title_end).rstrip(
                        "。;；,，:：.、"
                    ),
                    text=span.of(self.view.canonical),
                    section=self.id("s", found.item) if found.item is not None else None,
                    assignments=self._assignments(found, meaning, organisation_ids),
                    open_ended=any(clause.open_ended for clause in own),
                    deadlines=self._deadlines(found, own, times),
                    targets=tuple(by_task.get(self.id("t", index), ())),
                    span=span,
                )
            )
        return tuple(tasks)

    def _assignments(
        self, found: FoundTask, meaning: dict[int, str], organisation_ids: dict[str, str]
    ) -> tuple[Assignment, ...]:
        assignments: list[Assignment] = []
        for index in found.clauses:
            for mention in self.found_clauses[index].mentions:
                span = self.name_span(mention)
                assignments.append(
                    Assignment(
                        department=self.view.name(mention.start, mention.end),
                        organisation=organisation_ids[meaning[span.start]],
                        role=mention.role,
                        order=len(assignments) + 1,
                        clause=self.id("c", index),
                        group=mention.group,
                        span=span,
                    )
                )
        return tuple(assignments)

    def _deadlines(
        self, found: FoundTask, own: list[ReadClause], times: _Times
    ) -> tuple[Deadline, ...]:
        """Return the task's deadlines: those of its clause first, then those of its text."""
        spans = [(clause.start, clause.end) for clause in own]
        spans.append((found.start, min(clause.start for clause in own)))
        if own[-1].form == "prose":  # the paragraph goes on behind the sentence with the duty
            spans.append((own[-1].end, found.end))
        deadlines: list[Deadline] = []
        for start, end in found.due:
            deadlines.extend(read_date_cell(self.view, start, end, year=times[1]))
        if deadlines:  # a column says when; dates in the text of the row are steps on the way
            return tuple(deadlines)
        for start, end in spans:
            if start < end:
                deadlines.extend(deadlines_among(self.view, times[0], start, end))
        return tuple(deadlines)

    def targets(self, found: tuple[FoundTarget, ...]) -> tuple[Target, ...]:
        task_starts = [task.start for task in self.found_tasks]
        item_starts = [item.start for item in self.items]
        return tuple(
            Target(
                id=self.id("g", index),
                task=self._task_at(target.span, task_starts),
                section=self._section_at(target.span, item_starts),
                indicator=target.indicator,
                comparator=target.comparator,
                value=target.value,
                unit=target.unit,
                baseline_year=target.baseline_year,
                deadline=target.deadline,
                span=target.span,
            )
            for index, target in enumerate(found)
        )

    def _task_at(self, span: Span, starts: list[int]) -> str | None:
        """Return the id of the task that holds `span`; `starts` are those of the tasks."""
        at = self.view.at(span.start)
        last = bisect_right(starts, at) - 1
        for index in range(last, max(-1, last - _OVERLAP), -1):
            if at < self.found_tasks[index].end:
                return self.id("t", index)
        return None

    def _section_at(self, span: Span, starts: list[int]) -> str | None:
        """Return the id of the innermost item that holds `span`; `starts` are those of the items."""
        at = self.view.at(span.start)
        index: int | None = bisect_right(starts, at) - 1
        while index is not None and index >= 0:
            if at < self.items[index].end:
                return self.id("s", index)
            index = self.items[index].parent
        return None
