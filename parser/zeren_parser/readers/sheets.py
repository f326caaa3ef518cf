"""Excel files (xlsx, xls) in, canonical text out: each visible sheet a table, its title rows as lines."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from zeren_parser.errors import UnreadableDocument
from zeren_parser.readers.layout import Canvas, RawCell, clean_lines
from zeren_parser.readers.package import Package

_KIND: Final = "Excel（xlsx）"
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_REFERENCE: Final = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']""")
# The library lays a sheet out in full: two far corners would fill all memory.
_LARGEST_AREA: Final = 1_000_000
_LARGEST_SIZE: Final = 128 * 2**20  # of all parts, unpacked


def read_sheets(data: bytes, package: Package) -> Canvas:
    """Return the text of the visible sheets of an xlsx.

    Raises:
        UnreadableDocument: the file is damaged, larger than any list of tasks, or holds no text.
    """
    size = 0
    for name in package.names():
        part = package.read(name) if name.endswith((".xml", ".rels")) else None
        if part is None:
            continue  # a picture; the library does not open it either
        size += len(part)
        too_wide = _SHEET.fullmatch(name) is not None and _area(part) > _LARGEST_AREA
        if too_wide or size > _LARGEST_SIZE:
            raise UnreadableDocument("too-large", kind=_KIND)
    return _read(data, _KIND)


def read_old_sheets(data: bytes) -> Canvas:
    """Return the text of the visible sheets of an xls, at most 65,536 rows of 256 columns.

    Raises:
        UnreadableDocument: the file is damaged, encrypted or holds no text.
    """
    return _read(data, "Excel（xls）")


def _read(data: bytes, kind: str) -> Canvas:
    try:
        canvas = _read_visible(data, kind)
    except UnreadableDocument:
        raise
    except PasswordError as error:
        raise UnreadableDocument("encrypted") from error
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableDocument("damaged", kind=kind) from error
    except BaseException as error:
        # The library is written in Rust: on a broken file it may panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableDocument("damaged", kind=kind) from error
    if not canvas.length:
        raise UnreadableDocument("no-text")
    return canvas


def _read_visible(data: bytes, kind: str) -> Canvas:
    canvas = Canvas()
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for about in book.sheets_metadata:
        if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_name(about.name)
            if sheet.total_height * sheet.total_width > _LARGEST_AREA:
                raise UnreadableDocument("too-large", kind=kind)
            _write(sheet, canvas)
    return canvas


def _area(part: bytes) -> int:
    """Return how many cells the smallest rectangle around all cells of a sheet has."""
    widest = deepest = 0
    for match in _REFERENCE.finditer(part):
        column = 0
        for letter in match[1]:
            column = column * 26 + letter - ord("A") + 1
        widest, deepest = max(widest, column), max(deepest, int(match[2]))
    return widest * deepest


def _write(sheet: CalamineSheet, canvas: Canvas) -> None:
    values = sheet.to_python(skip_empty_area=False)
    grid = [[_lines(value) for value in row] for row in values]
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        bottom, right = min(bottom, len(grid) - 1), min(right, _width(grid) - 1)
        if bottom < top or right < left:
            continue
        spans[top, left] = (right - left + 1, bottom - top + 1)
        covered |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        covered.discard((top, left))
    first, last = _inner(grid)
    for row in grid[:first]:
        _write_lines(row, canvas)
    canvas.table(
        [
            [
                RawCell(lines, *spans.get((number, column), (1, 1)))
                for column, lines in enumerate(row)
                if (number, column) not in covered
            ]
            for number, row in enumerate(grid[first:last], first)
        ]
    )
    for row in grid[last:]:
        _write_lines(row, canvas)


def _inner(grid: list[list[tuple[str, ...]]]) -> tuple[int, int]:
    """Return the rows of the table proper: from the first to the last with several filled cells."""
    wide = [index for index, row in enumerate(grid) if sum(map(bool, row)) > 1]
    return (wide[0], wide[-1] + 1) if len(wide) > 1 else (len(grid), len(grid))


def _write_lines(row: list[tuple[str, ...]], canvas: Canvas) -> None:
    for lines in row:
        for line in lines:
            canvas.line(line)


def _width(grid: list[list[tuple[str, ...]]]) -> int:
    return max((len(row) for row in grid), default=0)


def _lines(value: object) -> tuple[str, ...]:
    r"""Return what a cell shows, as far as the value tells.

    >>> _lines(3.0), _lines(0.85), _lines(dt.date(2023, 11, 30)), _lines("甲局\n乙局")
    (('3',), ('0.85',), ('2023年11月30日',), ('甲局', '乙局'))
    """
    if isinstance(value, str):
        return clean_lines(re.split(r"[\r\n]+", value))
    if isinstance(value, bool):
        return ("是" if value else "否",)
    if isinstance(value, float | int):
        return (f"{value:.12g}",)
    if isinstance(value, dt.date):  # and datetime
        return (f"{value.year}年{value.month}月{value.day}日",)
    return clean_lines([str(value)]) if value is not None else ()
