"""Rows of task tables in, clauses and tasks out, joined with those of the running text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from itertools import accumulate
from typing import Final

from zeren_parser.adjacent_names import are_two_names
from zeren_parser.clause_cells import CellOfNames, read_cell
from zeren_parser.clause_forms import ReadClause
from zeren_parser.model import Role
from zeren_parser.names import looks_like_organisation
from zeren_parser.outline import Item, innermost_item
from zeren_parser.outline_numbers import NUMBER
from zeren_parser.readers.layout import Cell
from zeren_parser.table_words import Column, Kind
from zeren_parser.tables import SectionRow, TaskRow, TaskTable
from zeren_parser.tasks import FoundTask
from zeren_parser.view import View

_NUMBER_CELL: Final = re.compile(
    r"(?P<number>[(\[]?[\d一二三四五六七八九十百]{1,5}(?:[.-]\d{1,3}){0,3}[)\]]?|[①-⑳])[、.]?"
)
_SENTENCE: Final = re.compile(r"[^。\n]*")
_PERSON: Final = re.compile(r"[\u4e00-\u9fff]{2,4}(?:同志|[正副]?局长|[正副]?主任)?")
_SEPARATOR: Final = re.compile(r"[、,;。:]")


def paragraphs_in_tables(view: View, tables: tuple[TaskTable, ...]) -> frozenset[int]:
    """Return the paragraphs of task tables that are no items of the outline.

    A row that heads a part of a table (一、经济建设) is one.
    """
    starts = [paragraph.start for paragraph in view.paragraphs]
    inside: set[int] = set()
    for table in tables:
        first = bisect_left(starts, view.at(table.start))
        last = bisect_left(starts, view.at(table.end))
        inside.update(range(first, last))
        for section in table.sections:
            inside.discard(bisect_left(starts, view.at(section.title.start)))
    return frozenset(inside)


def read_rows(
    view: View, tables: tuple[TaskTable, ...], items: list[Item]
) -> list[tuple[FoundTask, list[ReadClause]]]:
    """Return the task of each row with its clauses; the clause indices of the tasks are not set."""
    item_starts = [item.start for item in items]
    found: list[tuple[FoundTask, list[ReadClause]]] = []
    for table in tables:
        for row in table.rows:
            clauses = _clauses(view, row, table)
            if clauses:
                found.append((_task(view, row, items, item_starts), clauses))
    return found


def outside_rows(
    view: View,
    tables: tuple[TaskTable, ...],
    rows: list[tuple[FoundTask, list[ReadClause]]],
    clauses: list[ReadClause],
) -> list[ReadClause]:
    """Return `clauses` of the running text without those that stand in a row or a head of a table."""
    taken = [(task.start, task.end) for task, _ in rows]
    for table in tables:
        first = view.at(min(row.start for row in table.rows))
        taken.append((view.at(table.start), first))
    taken.sort()
    starts = [start for start, _ in taken]
    reach = list(accumulate((end for _, end in taken), max))  # how far the stretches so far go
    return [
        clause
        for clause in clauses
        if not (before := bisect_left(starts, clause.end)) or reach[before - 1] <= clause.start
    ]


def join_rows(
    rows: list[tuple[FoundTask, list[ReadClause]]],
    clauses: list[ReadClause],
    tasks: list[FoundTask],
) -> tuple[list[ReadClause], list[FoundTask]]:
    """Return clauses and tasks of text and tables in text order, paths made unique."""
    if not rows:
        return clauses, tasks
    merged = sorted((*clauses, *(c for _, own in rows for c in own)), key=lambda c: c.start)
    place = {id(clause): index for index, clause in enumerate(merged)}
    all_tasks = [
        replace(task, clauses=tuple(place[id(clauses[i])] for i in task.clauses)) for task in tasks
    ]
    used = Counter(task.path.partition("#")[0] for task in tasks)
    for task, own in rows:
        used[task.path] += 1
        path = task.path if used[task.path] == 1 else f"{task.path}#{used[task.path]}"
        indices = tuple(place[id(clause)] for clause in own)
        all_tasks.append(replace(task, path=path, clauses=indices))
    all_tasks.sort(key=lambda task: task.start)
    return merged, all_tasks


def _clauses(view: View, row: TaskRow, table: TaskTable) -> list[ReadClause]:
    """Return the clause that each cell of departments makes."""
    clauses: list[ReadClause] = []
    for column, cell in row.departments:
        start, end = _range(view, cell)
        stretches = _stretches(view, start, end, column)
        names = CellOfNames(column.role or Role.RESPONSIBLE, column.person, stretches)
        leads = table.first_leads and len(row.departments) == 1
        clause = read_cell(view, names, start, end, first_leads=leads)
        if clause is not None:
            clauses.append(_with_marked_leads(view, clause, table.lead_mark))
    return clauses


def _with_marked_leads(view: View, clause: ReadClause, mark: str | None) -> ReadClause:
    """Return `clause` with the units behind the sign `mark` as leading ones: ★甲局、乙局."""
    if mark is None:
        return clause
    mentions = tuple(
        replace(m, role=Role.LEAD)
        if m.role is Role.RESPONSIBLE and view.text[m.start - 1 : m.start] == mark
        else m
        for m in clause.mentions
    )
    return replace(clause, mentions=mentions)


def _task(view: View, row: TaskRow, items: list[Item], item_starts: list[int]) -> FoundTask:
    start, end = view.at(row.start), _end(view, row.end)
    owner = innermost_item(items, item_starts, start)
    head_start, head_end = _range(view, row.heads[0])
    inner = NUMBER.match(view.text, head_start, head_end)
    own = ""
    if inner and inner.end() < head_end:
        head_start = inner.end()
        own = inner[inner.lastgroup or 0]
    sentence = _SENTENCE.match(view.text, head_start, head_end)
    title_end = sentence.end() if sentence else head_end
    path = [items[owner].path if owner is not None else ""]
    if row.section is not None and not _is_item(view, row.section, items, owner):
        path.append(_printed_number(view, row.section.number))
    path.extend(_numbers(view, row, own))
    return FoundTask(
        "/".join(filter(None, path)), owner, start, end, head_start,
        max(head_start + 1, title_end), (), tuple(_range(view, cell) for cell in row.due),
    )  # fmt: skip


def _numbers(view: View, row: TaskRow, own: str) -> list[str]:
    """Return the last numbers of the path of a row: as printed in it, else as counted.

    Without a column of numbers those in the cells of category and task tell: 一、…|1.… gives 一/1.
    """
    printed = _printed_number(view, row.number)
    if printed or row.number is not None:
        return [printed or own or str(row.order)]
    numbers: list[str] = []
    counted = True
    for kind, cell in row.groups:
        match = NUMBER.match(view.text, *_range(view, cell))
        if match:
            numbers.append(match[match.lastgroup or 0])
            counted = counted and kind is not Kind.TASK
    return [*numbers, own or (str(row.order) if counted else "")]


def _is_item(view: View, section: SectionRow, items: list[Item], owner: int | None) -> bool:
    return owner is not None and items[owner].start == view.at(section.title.start)


def _printed_number(view: View, cell: Cell | None) -> str:
    """Return the number in a cell as it stands in a path, "" where it holds none."""
    if cell is None:
        return ""
    match = _NUMBER_CELL.fullmatch(view.text, *_range(view, cell))
    return match["number"] if match else ""


def _range(view: View, cell: Cell) -> tuple[int, int]:
    return view.at(cell.start), _end(view, cell.end)


def _end(view: View, offset: int) -> int:
    """Return the view position behind the last character before the canonical `offset`."""
    end = view.at(offset)
    while end and view.text[end - 1] == "\n":
        end -= 1
    return end


def _stretches(view: View, start: int, end: int, column: Column) -> tuple[tuple[int, int], ...]:
    """Cut a cell of departments where white space stands between two names: 市财政局 市审计局.

    White space inside of a name (自然资源⏎局, 王　敏) cuts nothing. In a column of units and persons a
    person behind a unit (市财政局 张某某) is left out.
    """
    pieces: list[tuple[int, int]] = []
    persons: set[int] = set()
    first = start
    for at in range(start + 1, end):
        if view.offsets[at] == view.offsets[at - 1] + 1:
            continue
        left = _SEPARATOR.split(view.text[first:at])[-1]
        right = _SEPARATOR.split(view.text[at:end], maxsplit=1)[0]
        if column.person:
            # 王　敏, 张弘(总会⏎计师); else a name and an office, or two names: 副市长 张三, 张三⏎李四
            if min(len(left), len(right)) < 2 or left.count("(") > left.count(")"):
                continue
        elif column.mixed and looks_like_organisation(left) and _PERSON.fullmatch(right):
            persons.add(at)
        elif not are_two_names(left, right) or view.canonical.find(left + right) >= 0:
            continue
        pieces.append((first, at))
        first = at
    pieces.append((first, end))
    return tuple(piece for piece in pieces if piece[0] not in persons)
