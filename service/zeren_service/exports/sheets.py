"""A table in, a worksheet that prints well out: the one home of xlsxwriter."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

if TYPE_CHECKING:
    from zeren_service.exports.table import Cell, Table

A4: Final = 9
A3: Final = 8
_FONT: Final = "宋体"
_MOST: Final = 32_767  # characters in a cell; xlsxwriter drops longer strings without a word
_CUT: Final = "…（超过单元格上限，全文见原件）"
# No clock in the output: the same rows give the same bytes.
_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001  the format has no time zone


@dataclass(frozen=True, slots=True)
class Formats:
    """The looks of cells, made once for a workbook."""

    title: Any
    head: Any
    vertical: Any
    text: Any
    centred: Any
    note: Any
    total: Any
    roles: dict[str, Any]


class Workbook:
    """An xlsx file in the making; `finish` returns its bytes."""

    def __init__(self, title: str) -> None:
        self._out = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book: Any = xlsxwriter.Workbook(self._out, options)
        self.book.set_properties({"title": title, "created": _CREATED})
        self.formats = self._formats()

    def _formats(self) -> Formats:
        add = self.book.add_format
        cell = {"font_name": _FONT, "font_size": 10, "border": 1, "valign": "vcenter"}
        wrapped = cell | {"text_wrap": True, "valign": "top"}
        centred = cell | {"align": "center"}
        head = centred | {"bold": True, "text_wrap": True, "bg_color": "#E8ECF1"}
        return Formats(
            title=add(
                {
                    "font_name": "黑体",
                    "font_size": 16,
                    "align": "center",
                    "valign": "vcenter",
                    "text_wrap": True,
                }
            ),
            head=add(head),
            vertical=add(head | {"rotation": 270, "text_wrap": False, "valign": "top"}),
            text=add(wrapped),
            centred=add(centred),
            note=add({"font_name": _FONT, "font_size": 10, "text_wrap": True, "valign": "top"}),
            total=add(centred | {"bold": True, "bg_color": "#F4F4F4"}),
            roles={
                "lead": add(centred | {"bold": True, "bg_color": "#F6C9C4"}),
                "responsible": add(centred | {"bg_color": "#FCE8C5"}),
                "support": add(centred | {"bg_color": "#DCEBF7"}),
                "supervise": add(centred | {"bg_color": "#E4E0EE"}),
            },
        )

    def sheet(self, name: str, *, paper: int = A4) -> Any:  # noqa: ANN401  xlsxwriter has no types
        """Add a worksheet that prints landscape, one page wide."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    def finish(self) -> bytes:
        """Close the workbook and return the file."""
        self.book.close()
        return self._out.getvalue()


def put(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:  # noqa: ANN401
    """Write one cell: text is text, whatever sign it begins with."""
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(cell, str):
        text = cell if len(cell) <= _MOST else cell[: _MOST - len(_CUT)] + _CUT
        sheet.write_string(row, column, text, look)
    else:
        sheet.write_number(row, column, cell, look)


def fill_table(book: Workbook, sheet: Any, table: Table) -> None:  # noqa: ANN401
    """Write `table` into `sheet`: title, heading repeated on each page, wrapped rows, notes."""
    looks = book.formats
    last = len(table.columns) - 1
    if last > 0:
        sheet.merge_range(0, 0, 0, last, "", looks.title)
    put(sheet, 0, 0, table.title, looks.title)
    sheet.set_row(0, 30)
    for j, column in enumerate(table.columns):
        sheet.set_column(j, j, column.width)
        put(sheet, 1, j, column.name, looks.head)
    for i, row in enumerate(table.rows, 2):
        sheet.set_row(i, _height(table, row))
        for j, cell in enumerate(row):
            put(sheet, i, j, cell, looks.centred if table.columns[j].narrow else looks.text)
    for i, note in enumerate(table.notes, len(table.rows) + 3):
        put(sheet, i, 0, note, looks.note)
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(0, 1)
    if table.rows:
        sheet.autofilter(1, 0, len(table.rows) + 1, last)


def _height(table: Table, row: tuple[Cell, ...]) -> float:
    """Return the height that shows the whole row: spreadsheets do not grow rows by themselves.

    Excel allows 409 points at most; longer texts scroll inside the cell.
    """
    lines = 1
    for column, cell in zip(table.columns, row, strict=True):
        if isinstance(cell, str):
            room = max(2, column.width - 1)
            lines = max(lines, sum(1 + _columns(part) // room for part in cell.split("\n")))
    return min(409.0, 13.5 * lines + 3)


def _columns(text: str) -> int:
    """Return how many half-width columns `text` takes."""
    return sum(2 if ord(c) > 0x2E7F or c in "“”‘’…—·" else 1 for c in text)


def to_xlsx(table: Table, sheet_name: str) -> bytes:
    """Return `table` as a workbook of one sheet."""
    book = Workbook(table.title)
    fill_table(book, book.sheet(sheet_name), table)
    return book.finish()
