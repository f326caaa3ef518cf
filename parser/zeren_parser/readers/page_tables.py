"""Tables that run over several pages in, one table out: repeated heads, rows the page broke.

While it is put together a table is a grid of boxes; a merged box stands in all places it covers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from zeren_parser.readers.layout import RawCell
from zeren_parser.readers.page_letters import Letter, Line, lines_of
from zeren_parser.readers.page_ruling import Grid

_STOPS: Final = "。；;！!"
_REST: Final = 2  # letters of a cell that may stand alone on the next page
_SLACK: Final = 2.3  # letters that the padding of a cell and an unbroken word may leave free


@dataclass(slots=True)
class Box:
    """A cell while the table grows; `paragraphs` may hold line ends where the column broke them."""

    paragraphs: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the text without white space."""
        return "".join("".join(self.paragraphs).split())

    def add(self, paragraphs: list[str]) -> None:
        """Go on with what the next page shows of this cell."""
        if paragraphs and self.paragraphs and self.paragraphs[-1][-1:] not in _STOPS:
            self.paragraphs[-1] += "\n" + paragraphs[0]
            paragraphs = paragraphs[1:]
        self.paragraphs.extend(paragraphs)


Boxes: TypeAlias = list[list[Box]]


def boxes_of(grid: Grid, inside: dict[int, list[Letter]]) -> Boxes:
    """Return the boxes of one page; `inside` are the letters of each cell of its grid."""
    made: dict[int, Box] = {}
    for row in grid.rows:
        for cell in row:
            made[cell.index] = Box(_paragraphs(lines_of(inside.get(cell.index, [])), cell.width))
    return [
        [made[grid.places[row, column]] for column in range(len(grid.xs) - 1)]
        for row in range(len(grid.ys) - 1)
    ]


def _paragraphs(lines: list[Line], width: float) -> list[str]:
    """Put lines that the width of the cell broke into one paragraph: all but its last are full."""
    paragraphs: list[str] = []
    full = False
    for line in lines:
        text = line.text.strip()
        if paragraphs and full:
            paragraphs[-1] += "\n" + text
        else:
            paragraphs.append(text)
        full = width - (line.right - line.left) < _SLACK * line.size or text[-1:] in "、，,（("
    return paragraphs


def goes_on(table: Boxes, page: Boxes) -> bool:
    """Tell whether the first table of a page may go on with the one that ended the page before."""
    return len(table[0]) == len(page[0])


def continue_table(table: Boxes, page: Boxes) -> None:
    """Add the rows of the next page to `table`."""
    repeated = 0
    while repeated < min(len(table), len(page)) and _same(table[repeated], page[repeated]):
        repeated += 1
    rows = page[repeated:]
    if rows and not rows[0][0].paragraphs and any(box.paragraphs for box in rows[0]):
        rows = _joined(table, rows)
    table.extend(rows)


def _same(row: list[Box], other: list[Box]) -> bool:
    return [box.text() for box in row] == [box.text() for box in other]


def _joined(table: Boxes, rows: Boxes) -> Boxes:
    """Return `rows` with the cells that go on from the page before replaced by those above.

    A row without number is the rest of the one above where the longest text above is unfinished;
    else it is a row of its own under the merged cells above.
    """
    above, first = table[-1], rows[0]
    longest = max(range(len(above)), key=lambda column: len(above[column].text()))
    unfinished = above[longest].text()[-1:] not in _STOPS and bool(first[longest].paragraphs)
    # 2024年10|月: a few letters below letters are a rest, whichever column they stand in
    filled = [(box, upper) for box, upper in zip(first, above, strict=True) if box.paragraphs]
    unfinished = unfinished or all(
        len(box.text()) <= _REST and upper.text()[-1:] not in ("", *_STOPS) for box, upper in filled
    )
    onto: dict[int, Box] = {}
    for column, box in enumerate(first):
        upper = above[column]
        merged = len(table) > 1 and table[-2][column] is upper
        ended = upper.text()[-1:] in _STOPS
        if id(box) not in onto and (unfinished or not box.paragraphs or (merged and not ended)):
            onto[id(box)] = upper
            upper.add(box.paragraphs)
    replaced = [[onto.get(id(box), box) for box in row] for row in rows]
    return replaced[1:] if unfinished else replaced


def cells_of(table: Boxes) -> list[list[RawCell]]:
    """Return the finished table."""
    seen: set[int] = set()
    rows: list[list[RawCell]] = []
    for number, row in enumerate(table):
        cells: list[RawCell] = []
        for column, box in enumerate(row):
            if id(box) in seen:
                continue
            seen.add(id(box))
            wide = sum(other is box for other in row[column:])
            deep = 1
            while number + deep < len(table) and table[number + deep][column] is box:
                deep += 1
            cells.append(RawCell(tuple(p for p in box.paragraphs if p), wide, deep))
        rows.append(cells)
    return rows
