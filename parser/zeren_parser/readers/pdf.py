"""PDF files with a text layer in, canonical text out: lines by their place on the page, ruled tables.

Characters are put into lines by their baseline and not in the order of the file, which draws bold
type twice and fields last. White space is what the gaps between characters are.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from typing import Final

import pypdfium2
from pypdfium2 import raw

from zeren_parser.errors import UnreadableDocument
from zeren_parser.readers.layout import Canvas
from zeren_parser.readers.pdf_letters import Letter, Line, lines_of, read_letters
from zeren_parser.readers.pdf_ruling import Grid, find_grids
from zeren_parser.readers.pdf_tables import Boxes, boxes_of, cells_of, continue_table, goes_on

# The library is not made for several threads at a time.
_LOCK: Final = threading.Lock()
_MOST_PAGES: Final = 3000
_FEWEST_LETTERS: Final = 4  # a page; a scan may carry a page number as text
_GARBLED: Final = 0.3
_NUMERAL: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"\s*[-—–_第]*\s*\d{1,4}\s*(?:页.{0,14}|[-—–_]*)\s*(?:/\s*\d{1,4})?\s*"
)
_INDENT: Final = 1.5  # letters


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page shows from top to bottom: lines (with left edge and letter size) and tables."""

    parts: list[Line | Boxes]


def read_pdf(data: bytes) -> Canvas:
    """Return the text of a PDF; lines that the page broke are still broken.

    Raises:
        UnreadableDocument: the file is encrypted, damaged, a scan, or of fonts that tell no text.
    """
    with _LOCK:
        pages = _pages(data)
    canvas = Canvas()
    running = _running_lines(pages)
    left = _left_edge(pages)
    table: Boxes = []
    for number, page in enumerate(pages):
        kept = [
            part for part in page.parts if not isinstance(part, Line) or _key(part) not in running
        ]
        for part in kept:
            if isinstance(part, Line):
                if table and _PAGE_NUMBER.fullmatch(part.text) and part is kept[-1]:
                    continue  # a table goes on behind the number of the page
                _flush(table, canvas)
                canvas.line(_indented(part, left))
            elif table and part is kept[0] and goes_on(table, part):
                continue_table(table, part)
            else:
                _flush(table, canvas)
                table.extend(part)
        if number + 1 < len(pages) and not table:
            canvas.page()
    _flush(table, canvas)
    if not canvas.length:
        raise UnreadableDocument("no-text")
    return canvas


def _pages(data: bytes) -> list[_Page]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "damaged"
        raise UnreadableDocument(code, kind="PDF") from error
    try:
        if len(document) > _MOST_PAGES:
            raise UnreadableDocument("too-large", kind="PDF")
        letters: list[list[Letter]] = []
        grids: list[list[Grid]] = []
        images = 0
        for index in range(len(document)):
            page = document[index]
            letters.append(read_letters(page))
            grids.append(find_grids(page))
            images += any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
            page.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument("damaged", kind="PDF") from error
    finally:
        document.close()
    _refuse_unreadable(letters, images)
    return [_page(own, ruled) for own, ruled in zip(letters, grids, strict=True)]


def _refuse_unreadable(letters: list[list[Letter]], images: int) -> None:
    count = sum(map(len, letters))
    if count < _FEWEST_LETTERS * max(1, len(letters)):
        raise UnreadableDocument("scanned" if images else "no-text")
    odd = sum(unicodedata.category(x.sign) in ("Co", "Cn", "Cc") or x.sign == "\ufffd"
              for page in letters for x in page)  # fmt: skip
    if odd > count * _GARBLED:
        raise UnreadableDocument("garbled-fonts")


def _page(letters: list[Letter], grids: list[Grid]) -> _Page:
    """Put the letters into the cells of the grids, the others into lines."""
    cells: list[dict[int, list[Letter]]] = [{} for _ in grids]
    free: list[Letter] = []
    for letter in letters:
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
    return _Page([part for _, part in parts])


def _flush(table: Boxes, canvas: Canvas) -> None:
    if table:
        canvas.table(cells_of(table))
        table.clear()


def _key(line: Line) -> tuple[int, str]:
    """Return what is equal for a running head or foot on all its pages: height, text but numerals."""
    return round(line.base / 4), _NUMERAL.sub("0", "".join(line.text.split()))


def _running_lines(pages: list[_Page]) -> frozenset[tuple[int, str]]:
    """Return the lines that stand at the same height on most pages: title, address, page number."""
    count: dict[tuple[int, str], int] = {}
    for page in pages:
        lines = [part for part in page.parts if isinstance(part, Line)]
        for line in {*lines[:2], *lines[-2:]}:
            count[_key(line)] = count.get(_key(line), 0) + 1
    needed = max(3, len(pages) * 0.6)
    return frozenset(key for key, seen in count.items() if seen >= needed)


def _left_edge(pages: list[_Page]) -> float:
    """Return where most lines of running text begin."""
    edges: dict[int, int] = {}
    for page in pages:
        for part in page.parts:
            if isinstance(part, Line):
                edges[round(part.left)] = edges.get(round(part.left), 0) + 1
    return float(max(edges, key=lambda edge: (edges[edge], -edge))) if edges else 0.0


def _indented(line: Line, left: float) -> str:
    """Return the line with two blanks before it where it is indented, as plain text has it."""
    return "\u3000\u3000" * (line.left - left > _INDENT * line.size) + line.text
