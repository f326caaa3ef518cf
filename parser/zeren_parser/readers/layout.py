"""Lines and grids in, canonical text out: how a structured file becomes one text with places.

A paragraph is a line. A row of a table is a stretch of its own: its cells are separated by tabs, the
paragraphs inside of a cell by line feeds. A cell that was merged over several rows is printed once
more in each of them where it is short (a name, a date), so that a row says by itself whom it binds;
a long one stands once, and the rows below point back to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

_BLANKS: Final = re.compile(r"[^\S\xa0\u3000]+")
_INK: Final = re.compile(r"\S")
# A merged cell longer than this, or with sentences in it, is not printed again.
_REPEATED_LENGTH: Final = 600
# No sheet of paper has more columns, no table of tasks more merged rows.
_MOST_COLUMNS: Final = 200
_MOST_CELLS: Final = 400_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands in the canonical text (单元格); `blocks` are its paragraphs.

    `inherited` tells that the cell began in a row above, `above` that it is printed only there. A
    merged cell covers several columns of a row as the same object.
    """

    start: int
    end: int
    blocks: tuple[tuple[int, int], ...]
    inherited: bool = False
    above: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file (表格): rows of equal length, None for a blank cell.

    `header_rows` counts the rows that the file itself declares as header; 0 where it does not say.
    """

    rows: tuple[tuple[Cell | None, ...], ...]
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as a reader found it: its paragraphs, and how far it was merged."""

    lines: tuple[str, ...]
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class Canvas:
    """The canonical text while it is being written; `blocks` are the paragraphs so far."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[tuple[int, int]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return what has been written."""
        return "".join(self.pieces)

    def line(self, text: str) -> None:
        """Write a paragraph; one without ink is left out."""
        text = text.rstrip()
        if not text.strip():
            return
        self.blocks.append((self.length, self.length + len(text)))
        self._write(text + "\n")

    def go_on(self, text: str) -> None:
        """Write a line that goes on with the paragraph written last."""
        start, _ = self.blocks[-1]
        self.blocks[-1] = (start, self.length + len(text))
        self._write(text + "\n")

    def page(self) -> None:
        """Write the mark between two pages."""
        self._write("\f")

    def table(self, rows: Sequence[Sequence[RawCell]], *, header_rows: int = 0) -> None:
        """Write a table whose cells may be merged; rows without ink are left out."""
        grid = _grid(rows)
        width = max((len(row) for row in grid), default=0)
        written: dict[int, Cell] = {}
        lines: list[tuple[Cell | None, ...]] = []
        for number, row in enumerate(grid):
            if not any(slot is not None and slot.cell.lines for slot in row):
                header_rows -= number < header_rows
                continue
            cells = self._row(row, number, written)
            lines.append((*cells, *(None,) * (width - len(cells))))
        if lines:
            self.tables.append(Table(tuple(lines), max(0, header_rows)))

    def _row(
        self, row: list[_Slot | None], number: int, written: dict[int, Cell]
    ) -> list[Cell | None]:
        """Write one row and return its cells."""
        cells: list[Cell | None] = []
        here: dict[int, Cell] = {}
        for column, slot in enumerate(row):
            if column:
                self._write("\t" if slot is None or id(slot.cell) not in here else "")
            if slot is None or not slot.cell.lines:
                cells.append(None)
                continue
            key = id(slot.cell)
            if key not in here:
                inherited = slot.row < number
                if inherited and key in written and not _is_repeated(slot.cell):
                    first = written[key]
                    here[key] = Cell(
                        first.start, first.end, first.blocks, inherited=True, above=True
                    )
                else:
                    here[key] = self._cell(slot.cell.lines, inherited=inherited)
                    written[key] = here[key]
            cells.append(here[key])
        self._write("\n")
        return cells

    def _cell(self, lines: tuple[str, ...], *, inherited: bool) -> Cell:
        blocks: list[tuple[int, int]] = []
        for index, line in enumerate(lines):
            if index:
                self._write("\n")
            blocks.append((self.length, self.length + len(line)))
            self._write(line)
        self.blocks.extend(blocks)
        return Cell(blocks[0][0], blocks[-1][1], tuple(blocks), inherited)

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


@dataclass(frozen=True, slots=True)
class _Slot:
    """What covers one place of the grid, and the row where that cell begins."""

    cell: RawCell
    row: int


def _grid(rows: Sequence[Sequence[RawCell]]) -> list[list[_Slot | None]]:
    """Lay merged cells out over all places that they cover."""
    grid: list[list[_Slot | None]] = [[] for _ in rows]
    count = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column < len(grid[number]) and grid[number][column] is not None:
                column += 1
            columns = max(1, min(cell.columns, _MOST_COLUMNS - column))
            down = max(1, min(cell.rows, len(rows) - number))
            count += columns * down
            if column >= _MOST_COLUMNS or count > _MOST_CELLS:
                break
            slot = _Slot(cell, number)
            for below in range(number, number + down):
                line = grid[below]
                line.extend([None] * (column + columns - len(line)))
                for covered in range(column, column + columns):
                    line[covered] = line[covered] or slot
            column += columns
    return grid


def _is_repeated(cell: RawCell) -> bool:
    """Tell whether a merged cell is printed in each of its rows: a name is, a description is not."""
    sentences = any("。" in line.rstrip("。") for line in cell.lines)
    return sum(map(len, cell.lines)) <= _REPEATED_LENGTH and not sentences


def clean_lines(lines: Iterable[str]) -> tuple[str, ...]:
    r"""Return the lines of a cell with ink, each with single spaces and without tabs.

    >>> clean_lines(["  市财政局 ", "", "市\t审计局"])
    ('市财政局', '市 审计局')
    """
    return tuple(_BLANKS.sub(" ", line).strip() for line in lines if _INK.search(line))
