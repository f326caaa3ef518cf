"""Tables in, those that assign tasks out: which column is what, and what each row says.

Runs on the canonical text, before the view is built, because a cell of departments is one paragraph
(自然资源⏎局) where a cell of prose may be several.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from zeren_parser.names import looks_like_organisation
from zeren_parser.readers.layout import Cell, Table
from zeren_parser.table_words import POWER_HEADS, Column, Kind, find_lead_mark, read_head
from zeren_parser.view import fold
from zeren_parser.vocabulary import FIRST_LEADS

_HEAD_WITHIN: Final = 6  # rows that may stand above the head: a title, a date, a unit of measure
_LONGEST_HEAD: Final = 40
_AROUND: Final = 400  # how far from a table a declaration about it may stand
_ONLY_PAGE: Final = re.compile(r"[\s\d\-—第页共/]*")
_FIRST_NAME: Final = re.compile(r"[^、,;。:\s()\[\]]+")
_SAME_AS_ABOVE: Final = re.compile(r"同上|[〃″\"]")
_NOTHING: Final = re.compile(rf"[-—–/无\\*·.]*|{_SAME_AS_ABOVE.pattern}")
_CONTACTS: Final = 2  # columns of names, offices and telephones in a list of contacts
_IN_CLAUSE: Final = re.compile(r"[(\[][^()\[\]]*(?:负责|单位:|部门:)[^()\[\]]*[)\]]")
_ORGANISATIONS: Final = 0.3  # share of cells of a true column of departments that name one


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row that says who does what (任务行): `head` are its texts, the first gives the title.

    `section` is the row above that heads a part of the table, or None; `groups` are the cells of
    categories and tasks other than the title, in the order of the columns.
    """

    number: Cell | None
    heads: tuple[Cell, ...]
    departments: tuple[tuple[Column, Cell], ...]
    due: tuple[Cell, ...]
    start: int
    end: int
    order: int
    section: SectionRow | None
    groups: tuple[tuple[Kind, Cell], ...] = ()


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A row that only heads those below it (分节行): 一、经济建设."""

    number: Cell | None
    title: Cell


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A table that assigns tasks (任务表).

    `first_leads` and `lead_mark` come from a declaration in its head or beside it.
    """

    start: int
    end: int
    rows: tuple[TaskRow, ...]
    sections: tuple[SectionRow, ...]
    first_leads: bool
    lead_mark: str | None


def find_task_tables(text: str, tables: tuple[Table, ...]) -> tuple[TaskTable, ...]:
    """Return the tables of `text` with columns of departments and of tasks, in text order.

    A table without head that follows one with as many columns, nothing but a page number between
    them, goes on with it.
    """
    found: list[TaskTable] = []
    columns: list[Column] = []
    previous_end = -1
    for table in tables:
        reader = _Reader(text, _filled(text, table), table)
        head = reader.head()
        start, end = reader.bounds()
        if head is not None:
            columns, first = head
        elif len(table.rows[0]) == len(columns) and _ONLY_PAGE.fullmatch(text, previous_end, start):
            first = 0
        else:
            columns = []
        previous_end = end
        if head is not None and first == len(table.rows):
            continue  # only a head: the table goes on in the next one
        if not columns or not reader.names_departments(columns, first):
            columns = []
            continue
        rows, sections = reader.rows(columns, first)
        if rows:
            found.append(
                TaskTable(start, end, rows, sections, *_declared(text, start, end, columns))
            )
    return tuple(found)


def merge_cells(
    blocks: tuple[tuple[int, int], ...], tables: tuple[TaskTable, ...]
) -> list[tuple[int, int]]:
    """Return `blocks` with each cell of departments and each date as one block."""
    cells = {
        cell.start: cell
        for table in tables
        for row in table.rows
        for cell in (*(cell for _, cell in row.departments), *row.due)
    }
    merged: list[tuple[int, int]] = []
    for start, end in blocks:
        if start in cells:
            merged.append((start, cells[start].end))
        elif not merged or start >= merged[-1][1]:
            merged.append((start, end))
    return merged


def _declared(text: str, start: int, end: int, columns: list[Column]) -> tuple[bool, str | None]:
    """Return whether first-named units lead, and the sign that marks leading ones."""
    around = fold(text[max(0, start - _AROUND) : start] + "\n" + text[end : end + _AROUND])
    lines = ("".join(line.split()) for line in around.splitlines())
    # A declaration in a clause of the running text speaks of the clauses behind it: (甲局、乙局负责,下同)
    around = "\n".join(line for line in lines if not _IN_CLAUSE.search(line))
    first_leads = any(column.first_leads for column in columns)
    mark = next((column.lead_mark for column in columns if column.lead_mark), None)
    return first_leads or FIRST_LEADS.search(around) is not None, mark or find_lead_mark(around)


def _filled(text: str, table: Table) -> Table:
    """Return `table` with the cell above in place of one that says 同上."""
    rows: list[tuple[Cell | None, ...]] = []
    for row in table.rows:
        if rows and any(cell is not None and _says_same(text, cell) for cell in row):
            row = tuple(
                replace(above, inherited=True, above=True)
                if cell is not None and above is not None and _says_same(text, cell)
                else cell
                for cell, above in zip(row, rows[-1], strict=True)
            )
        rows.append(row)
    return replace(table, rows=tuple(rows))


def _says_same(text: str, cell: Cell) -> bool:
    return _SAME_AS_ABOVE.fullmatch(text, cell.start, cell.end) is not None


def _may_be_head(cells: Iterable[str]) -> bool:
    """Tell whether all `cells` are short enough for the head of a table."""
    return all(len(cell) <= _LONGEST_HEAD for cell in cells)


@dataclass(slots=True)
class _Reader:
    """Reads one table; `printed_table` still says 同上 where `table` holds the cell above."""

    text: str
    table: Table
    printed_table: Table

    def printed(self, cell: Cell | None) -> str:
        """Return the folded text of a cell without white space."""
        return "" if cell is None else "".join(fold(self.text[cell.start : cell.end]).split())

    def bounds(self) -> tuple[int, int]:
        """Return where the table begins and ends in the text."""
        cells = [cell for row in self.table.rows for cell in row if cell is not None]
        return min(cell.start for cell in cells), max(cell.end for cell in cells)

    def head(self) -> tuple[list[Column], int] | None:
        """Return the columns and the first row below the head; None where no head is known."""
        for index, row in enumerate(self.table.rows[:_HEAD_WITHIN]):
            columns = [self._column(cell) for cell in row]
            if not self._is_head(row, columns):
                continue
            first = index + 1
            while first < len(self.table.rows) and self._goes_on(columns, first):
                below = self.table.rows[first]
                columns = [
                    above if cell is None or cell.inherited else self._column(cell, below=True)
                    for cell, above in zip(below, columns, strict=True)
                ]
                first += 1
            if self._assigns(columns, self.table.rows[:first]):
                return columns, first
        return None

    def _assigns(self, columns: list[Column], heads: Sequence[tuple[Cell | None, ...]]) -> bool:
        """Tell whether a table with these columns says who does what, not whom to call or who may."""
        kinds = Counter(column.kind for column in columns)
        told = kinds[Kind.TASK] + kinds[Kind.DETAIL] + kinds[Kind.GROUPING]
        if not kinds[Kind.DEPARTMENT] or not (told or kinds[Kind.NUMBER]):
            return False
        if not told and kinds[Kind.CONTACT] >= _CONTACTS:
            return False  # 单位 | 责任科室 | 姓名 | 职务 | 电话
        return not any(self.printed(cell) in POWER_HEADS for row in heads for cell in row)

    def _column(self, cell: Cell | None, *, below: bool = False) -> Column:
        return read_head(self.printed(cell), below=below) or Column(Kind.OTHER)

    def _is_head(self, row: tuple[Cell | None, ...], columns: list[Column]) -> bool:
        known = {id(c) for c, column in zip(row, columns, strict=True) if column.kind != Kind.OTHER}
        return len(known) >= 2 and _may_be_head(map(self.printed, row))

    def _is_new_head(self, row: tuple[Cell | None, ...], columns: list[Column]) -> bool:
        kinds = {column.kind for column, cell in zip(columns, row, strict=True) if cell is not None}
        return Kind.DEPARTMENT in kinds and Kind.OTHER not in kinds and self._is_head(row, columns)

    def _goes_on(self, columns: list[Column], index: int) -> bool:
        """Tell whether row `index` is a second row of the head: 责任单位 over 牵头 and 配合."""
        row = self.table.rows[index]
        own = {id(cell): cell for cell in row if cell is not None and not cell.inherited}
        if not own or all(cell is None or not cell.inherited for cell in row):
            return False
        if not _may_be_head(map(self.printed, own.values())):
            return False
        # A head of departments that reaches down is in this row, too; else labels stand below it.
        return all(
            cell is None or cell.inherited or self._column(cell, below=True).kind is Kind.DEPARTMENT
            for cell, column in zip(row, columns, strict=True)
            if column.kind is Kind.DEPARTMENT
        )

    def names_departments(self, columns: list[Column], first: int) -> bool:
        """Tell whether the columns of departments really name some."""
        cells = [
            self.printed(cell)
            for row in self.table.rows[first:]
            for column, cell in zip(columns, row, strict=True)
            if column.kind is Kind.DEPARTMENT and not column.person
        ]
        names = [cell for cell in cells if not _NOTHING.fullmatch(cell)]
        good = sum(any(map(looks_like_organisation, _names(name))) for name in names)
        return good > 0 and good >= len(names) * _ORGANISATIONS

    def rows(
        self, columns: list[Column], first: int
    ) -> tuple[tuple[TaskRow, ...], tuple[SectionRow, ...]]:
        """Return the rows that assign tasks and those that head a part of the table."""
        heads = {tuple(map(self.printed, row)) for row in self.table.rows[:first]}
        found: list[TaskRow] = []
        sections: list[SectionRow] = []
        parts: list[SectionRow] = []
        order = 0
        for index, row in enumerate(self.table.rows[first:], first):
            printed = tuple(map(self.printed, row))
            if printed in heads:
                continue
            anew = [self._column(cell) for cell in row] if _may_be_head(printed) else []
            if anew and self._is_new_head(row, anew):
                # A sheet may hold several tables, one below the other.
                columns, order = anew, 0
                sections, parts = [], [*parts, *sections]
                continue
            section = self._section(row, columns)
            if section is not None:
                sections.append(section)
                continue
            order += 1
            read = self._row(index, columns, order, sections[-1] if sections else None)
            if read is not None:
                found.append(read)
            elif found and _adds_to(row, columns):
                last = found[-1]
                end = max(cell.end for cell in row if cell is not None)
                found[-1] = replace(last, end=end)
        return tuple(found), (*parts, *sections)

    def _section(self, row: tuple[Cell | None, ...], columns: list[Column]) -> SectionRow | None:
        """Return the row as heading of those below: one text, alone or behind its number."""
        own = list({id(cell): cell for cell in row if cell is not None}.values())
        number = None
        for column, cell in zip(columns, row, strict=True):
            if column.kind is Kind.NUMBER and cell is not None and len(own) == 2:
                number = cell
        texts = [cell for cell in own if cell is not number]
        if len(texts) != 1:
            return None
        title = texts[0]
        places = [column for column, cell in zip(columns, row, strict=True) if cell is title]
        wide = len(places) > 1 and any(c.kind is not Kind.DEPARTMENT for c in places)
        # Sheets leave the other cells blank instead of merging them.
        alone = len(own) == 1 and not title.inherited and places[0].kind not in (
            Kind.DEPARTMENT, Kind.DUE, Kind.DETAIL,
        )  # fmt: skip
        if not (wide or alone) or len(self.printed(title)) > 60:
            return None
        return SectionRow(number, title)

    def _is_shared(self, index: int, column: int) -> bool:
        """Tell whether the cell in a place was merged over several rows."""
        cell = self.table.rows[index][column]
        if cell is None or cell.inherited:
            return cell is not None
        below = self.table.rows[index + 1][column] if index + 1 < len(self.table.rows) else None
        return below is not None and below.inherited

    def _row(
        self,
        index: int,
        columns: list[Column],
        order: int,
        section: SectionRow | None,
    ) -> TaskRow | None:
        row = self.table.rows[index]
        printed = self.printed_table.rows[index]
        own = [cell for cell in printed if cell is not None and not cell.above]
        if not own:
            return None
        heads: list[tuple[int, Cell]] = []
        departments: list[tuple[Column, Cell]] = []
        due: list[Cell] = []
        groups: list[tuple[Kind, Cell]] = []
        number: Cell | None = None
        seen: set[int] = set()
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            if cell is None or id(cell) in seen:
                continue
            seen.add(id(cell))
            if column.kind is Kind.DEPARTMENT:
                if not _NOTHING.fullmatch(self.printed(cell)):
                    departments.append((column, cell))
            elif column.kind is Kind.NUMBER:
                number = number or cell
            elif column.kind is Kind.DUE:
                due.append(cell)
            elif column.kind in (Kind.TASK, Kind.DETAIL, Kind.GROUPING) or (
                column.kind is Kind.OTHER and not _NOTHING.fullmatch(self.printed(cell))
            ):
                shared = self._is_shared(index, place)
                heads.append((_rank(column.kind, shared=shared), cell))
                if column.kind in (Kind.GROUPING, Kind.TASK):
                    groups.append((column.kind, cell))
        if not departments or not heads:
            return None
        heads.sort(key=lambda head: head[0])
        return TaskRow(
            number, tuple(cell for _, cell in heads), tuple(departments), tuple(due),
            min(cell.start for cell in own), max(cell.end for cell in own), order, section,
            tuple((kind, cell) for kind, cell in groups if cell is not heads[0][1]),
        )  # fmt: skip


def _rank(kind: Kind, *, shared: bool) -> int:
    """Return how well a cell names its row: a task of its own, one of several rows, anything else."""
    if kind is Kind.TASK:
        return 2 if shared else 0
    if kind is Kind.DETAIL:
        return 3 if shared else 1
    return 4 if kind is Kind.OTHER else 5


def _names(printed: str) -> Iterator[str]:
    for match in _FIRST_NAME.finditer(printed):
        yield re.sub(r"(?:牵头|负责|配合|落实|参与|等)+$", "", match.group())


def _adds_to(row: tuple[Cell | None, ...], columns: list[Column]) -> bool:
    """Tell whether a row without departments goes on with the task above it."""
    return any(cell is not None and not cell.inherited for cell in row) and not any(
        cell is not None and not cell.inherited and column.kind in (Kind.TASK, Kind.NUMBER)
        for column, cell in zip(columns, row, strict=True)
    )
