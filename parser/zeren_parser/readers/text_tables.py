"""Plain text in, the tables written in it out: Markdown, CSV, columns between tabs, flattened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zeren_parser.paragraphs import find_lines
from zeren_parser.readers.flat_tables import FlatTables, find_flat_tables
from zeren_parser.readers.layout import Cell, Table
from zeren_parser.table_words import Kind, read_head
from zeren_parser.view import fold

_WHOLE_LINE: Final = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
_PIPE: Final = re.compile(r"(?<!\\)\|")
_RULE: Final = re.compile(r"\|?(?::?-{2,}:?\|)+(?::?-{2,}:?)?")
_TAB: Final = re.compile(r"\t")
_WIDE: Final = re.compile(r"[ \u3000\xa0]{2,}")
_CSV_CELL: Final = re.compile(
    r"""(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"|(?P<plain>[^,\r\n]*+))(?P<end>,|\r?\n|\r|\Z)"""
)
_HEAD_WITHIN: Final = 2000  # characters of a file that may stand above the head
_FEWEST_COLUMNS: Final = 3
_LONGEST_HEAD: Final = 12


def find_text_tables(text: str) -> FlatTables:
    r"""Return the tables of `text` in text order, and what of flattened ones is not understood.

    >>> found = find_text_tables("|序号|任务|责任单位|\n|--|--|--|\n|1|治水|市水务局|")
    >>> len(found.tables[0].rows), found.unread
    (2, [])
    """
    tables: list[Table] = []
    if "|" in text:
        tables.extend(_markdown(text))
    if not tables and "," in text:
        tables.extend(_comma_separated(text))
    spaced = not tables
    if spaced and "\t" in text:
        tables.extend(_spaced(text, _TAB))
    if spaced and ("\t" in text or "  " in text or "\u3000\u3000" in text):
        tables.extend(_spaced(text, _WIDE))
    flat = find_flat_tables(text)
    taken = [(_start(table), _end(table)) for table in tables]
    tables.extend(
        table
        for table in flat.tables
        if not any(a < _end(table) and _start(table) < b for a, b in taken)
    )
    flat.tables = sorted(tables, key=_start)
    return flat


def _markdown(text: str) -> Iterator[Table]:
    """Yield the tables of Markdown: lines of cells between | with a rule of --- below the head."""
    rows: list[tuple[Cell | None, ...]] = []
    ruled = False
    for start, end in [*find_lines(text), (len(text), len(text))]:
        if "|" in text[start:end]:
            if _RULE.fullmatch("".join(text[start:end].split())):
                ruled = True
                continue
            rows.append(_between(text, start, end, _PIPE, outer=True))
            continue
        if ruled and len(rows) > 1:
            yield _table(rows)
        rows, ruled = [], False


def _comma_separated(text: str) -> Iterator[Table]:
    """Yield the table of a CSV file (RFC 4180) with a known head in one of its first lines.

    A cell between quotes may hold line ends and commas; a doubled quote in it stays doubled.
    """
    rows: list[tuple[Cell | None, ...]] = []
    row: list[Cell | None] = []
    for cell in _CSV_CELL.finditer(text):
        quoted = cell["quoted"] is not None
        start, end = cell.span("quoted" if quoted else "plain")
        row.append(_cell(text, start, end))
        if cell["end"] == ",":
            continue
        if rows or _is_head(text, tuple(row)):
            rows.append(tuple(row))
        row = []
        if not rows and cell.end() > _HEAD_WITHIN:
            return
    if len(rows) > 1:
        yield _table(rows)


def _spaced(text: str, separator: re.Pattern[str]) -> Iterator[Table]:
    """Yield the tables with a known head whose rows have as many columns as the head."""
    rows: list[tuple[Cell | None, ...]] = []
    lines = find_lines(text)
    if separator is _TAB:  # behind a tab may be a blank cell
        lines = [match.span() for match in _WHOLE_LINE.finditer(text)]
    for start, end in [*lines, (len(text), len(text))]:
        row: tuple[Cell | None, ...] = ()
        if end > start and (rows or _may_be_head(text[start:end])):
            row = _between(text, start, end, separator, outer=False)
        fewest = 2 if separator is _TAB else len(rows[0]) if rows else 0
        if rows and fewest <= len(row) <= len(rows[0]):
            rows.append(row)
            continue
        if len(rows) > 1:
            yield _table(rows)
        rows = [row] if _is_head(text, row) else []
    if len(rows) > 1:
        yield _table(rows)


def _may_be_head(line: str) -> bool:
    return len(line) < 200 and (
        "单位" in line or "部门" in line or "分工" in line or "责任" in line
    )


def _is_head(text: str, row: tuple[Cell | None, ...]) -> bool:
    """Tell whether nearly all cells head columns that are known, one of them of departments."""
    if len(row) < _FEWEST_COLUMNS:
        return False
    heads = [_printed(text, cell) for cell in row]
    kinds = [column.kind for head in heads if (column := read_head(head)) is not None]
    unknown = len(row) - len(kinds)
    if unknown and (len(row) <= _FEWEST_COLUMNS or max(map(len, heads)) > _LONGEST_HEAD):
        return False
    told = Kind.TASK in kinds or Kind.DETAIL in kinds
    return Kind.DEPARTMENT in kinds and unknown * 3 <= len(row) and (told or not unknown)


def _printed(text: str, cell: Cell | None) -> str:
    return "" if cell is None else "".join(fold(text[cell.start : cell.end]).split())


def _between(
    text: str, start: int, end: int, separator: re.Pattern[str], *, outer: bool
) -> tuple[Cell | None, ...]:
    """Return the cells of a line; with `outer`, separators may stand before the first and behind."""
    while start < end and text[start].isspace() and (outer or text[start] != "\t"):
        start += 1
    bounds = [
        start,
        *(edge for m in separator.finditer(text, start, end) for edge in m.span()),
        end,
    ]
    cells = [_cell(text, a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
    if outer and text[start] == "|":
        cells = cells[1:]
    if outer and text[end - 1] == "|":
        cells = cells[:-1]
    return tuple(cells)


def _cell(text: str, start: int, end: int) -> Cell | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Cell(start, end, ((start, end),)) if start < end else None


def _table(rows: list[tuple[Cell | None, ...]]) -> Table:
    width = max(map(len, rows))
    return Table(tuple((*row, *(None,) * (width - len(row))) for row in rows if any(row)))


def _start(table: Table) -> int:
    return min(cell.start for row in table.rows for cell in row if cell is not None)


def _end(table: Table) -> int:
    return max(cell.end for row in table.rows for cell in row if cell is not None)
