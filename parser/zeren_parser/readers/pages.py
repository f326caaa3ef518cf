"""Printed pages (PDF, OFD) in, canonical text out: lines by their place, ruled tables as tables.

Running heads and page numbers are left out: they belong to the paper, and a paragraph that goes on
behind them is one. Lines of a paragraph stay lines of the text; the blocks tell what is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zeren_parser.readers.layout import Canvas
from zeren_parser.readers.page_letters import Letter, Line, lines_of
from zeren_parser.readers.page_paragraphs import Edges, Setting, find_setting
from zeren_parser.readers.page_ruling import Grid
from zeren_parser.readers.page_tables import Boxes, boxes_of, cells_of, continue_table, goes_on

_NUMERAL: Final = re.compile(r"\d+")
_LEADER: Final = re.compile(r"[.…·．]{6,}")
_PAGE_NUMBER: Final = re.compile(
    r"\s*(?:(?P<dash>[-—–_·]+|第)\s*)?(?P<number>\d{1,4})\s*"
    r"(?P<end>页.{0,14}|[-—–_·]+|/\s*\d{1,4})?\s*"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed on one page (页面): letters, ruled tables, its width in points, pictures."""

    letters: list[Letter]
    grids: list[Grid]
    width: float
    images: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows from top to bottom (版面): lines and tables; its width in points."""

    parts: list[Line | Boxes]
    width: int


def write_pages(pages: list[Page]) -> Canvas:
    """Return the text of `pages`; its blocks are paragraphs, joined over lines and pages."""
    running = _running_lines(pages)
    pages = [
        Page(_without_margins(page, number, running), page.width)
        for number, page in enumerate(pages, 1)
    ]
    setting = find_setting(
        [(page.width, [part for part in page.parts if isinstance(part, Line)]) for page in pages]
    )
    writer = _Writer(Canvas(), setting)
    for number, page in enumerate(pages):
        writer.page(page)
        if number + 1 < len(pages):
            writer.turn()
    writer.flush()
    return writer.canvas


@dataclass(slots=True)
class _Writer:
    """Writes page after page; holds back a table that may go on over the page."""

    canvas: Canvas
    setting: Setting
    table: Boxes | None = None
    last: Line | None = None  # the line before, where its paragraph may go on
    last_edges: Edges | None = None

    def page(self, page: Page) -> None:
        """Write what one page shows."""
        edges = self.setting.edges[page.width]
        first = True
        for part in page.parts:
            if isinstance(part, Line):
                self.flush()
                self._line(part, edges, over_page=first)
            elif self.table is not None and first and goes_on(self.table, part):
                continue_table(self.table, part)
            else:
                self.flush()
                self.table, self.last = part, None
            first = False

    def turn(self) -> None:
        """Write the mark between two pages, not inside of a table."""
        if self.table is None:
            self.canvas.page()

    def flush(self) -> None:
        """Write the table that was held back."""
        if self.table is not None:
            self.canvas.table(cells_of(self.table))
            self.table, self.last = None, None

    def _line(self, line: Line, edges: Edges, *, over_page: bool) -> None:
        last = self.last
        if (
            last is not None
            and self.last_edges is not None
            and self.setting.is_one_paragraph(
                last, self.last_edges, line, edges, over_page=over_page
            )
        ):
            self.canvas.go_on(line.text)
        else:
            indent = "\u3000\u3000" if edges.is_indented(line) else ""
            self.canvas.line(indent + line.text)
        self.last, self.last_edges = line, edges


def lay_out(printed: Printed) -> Page:
    """Return what a page shows: its letters in the cells of its grids, the others in lines."""
    grids = printed.grids
    cells: list[dict[int, list[Letter]]] = [{} for _ in grids]
    free: list[Letter] = []
    for letter in printed.letters:
        for grid, inside in zip(grids, cells, strict=True):
            place = grid.cell_at(letter.middle, letter.base + letter.size * 0.3)
            if place is not None:
                inside.setdefault(place, []).append(letter)
                break
        else:
            free.append(letter)
    parts: list[tuple[float, Line | Boxes]] = [(line.base, line) for line in lines_of(free)]
    for grid, inside in zip(grids, cells, strict=True):
        if len(inside) > 1:
            parts.append((grid.top, boxes_of(grid, inside)))
        else:  # a frame around text
            parts.extend((line.base, line) for own in inside.values() for line in lines_of(own))
    parts.sort(key=lambda part: -part[0])
    return Page([part for _, part in parts], round(printed.width))


def _key(line: Line) -> tuple[int, str]:
    """Return what is equal for a running head or foot on all its pages: height, text but numerals."""
    return round(line.base / 4), _NUMERAL.sub("0", "".join(line.text.split()))


def _running_lines(pages: list[Page]) -> frozenset[tuple[int, str]]:
    """Return the lines that stand at the same height on most pages: title, address, page number."""
    count: dict[tuple[int, str], int] = {}
    for page in pages:
        lines = [part for part in page.parts if isinstance(part, Line)]
        for line in {*lines[:2], *lines[-2:]}:
            count[_key(line)] = count.get(_key(line), 0) + 1
    needed = max(3, len(pages) * 0.6)
    return frozenset(key for key, seen in count.items() if seen >= needed)


def _without_margins(
    page: Page, number: int, running: frozenset[tuple[int, str]]
) -> list[Line | Boxes]:
    """Return the parts of a page without running lines, contents and its own number."""
    parts = [part for part in page.parts if not isinstance(part, Line) or _key(part) not in running]
    parts = [p for p in parts if not isinstance(p, Line) or not _is_entry(p.text)]
    for at in (0, -1):
        if parts and isinstance(line := parts[at], Line) and _is_page_number(line.text, number):
            del parts[at]
    return parts


def _is_entry(text: str) -> bool:
    """Tell whether a line is one of the table of contents: it leads to a number by dots.

    >>> _is_entry("一、总体要求 . . . . . . . . 12"), _is_entry("完成率达到12")
    (True, False)
    """
    printed = "".join(text.split())
    begin = printed.rstrip("-0123456789")
    return begin != printed and _LEADER.fullmatch(begin[-6:]) is not None


def _is_page_number(text: str, number: int) -> bool:
    """Tell whether a line at the edge of page `number` is its number.

    >>> _is_page_number("— 12 —", 3), _is_page_number("2", 2), _is_page_number("2024", 2)
    (True, True, False)
    """
    match = _PAGE_NUMBER.fullmatch(text)
    if match is None:
        return False
    return bool(match["dash"] or match["end"]) or int(match["number"]) == number
