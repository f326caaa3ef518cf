"""Word files (docx) in, canonical text out: paragraphs with their numbers, tables, boxes, notes.

Read from the XML itself: the automatic numbers 一、 and (一) stand in no run of text, and no library
that was tried recovers them all. Deleted text of a tracked change is left out, inserted text kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from zeren_parser.errors import UnreadableDocument
from zeren_parser.readers.layout import Canvas, RawCell, clean_lines
from zeren_parser.readers.package import Package
from zeren_parser.readers.word_numbering import (
    Numbering,
    is_on,
    namespace,
    read_numbering,
    value,
    whole,
)

_CHOICE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LEFT_OUT: Final = frozenset({"del", "moveFrom", "rPr", "pPr", "instrText", "delText", "rt"})
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NO_SPACE_AFTER: Final = re.compile("[、)）．.①-⒛]")


def read_word(package: Package, main: str) -> Canvas:
    """Return the text of the document part `main` of a docx.

    Raises:
        UnreadableDocument: a part is damaged, or the document holds no text.
    """
    root = package.tree(main)
    body = None if root is None else root.find(f"{namespace(root)}body")
    if root is None or body is None:
        raise UnreadableDocument("damaged", kind="docx")
    folder = main.rpartition("/")[0]
    folder = folder + "/" if folder else ""
    numbering = read_numbering(
        package.tree(f"{folder}numbering.xml"), package.tree(f"{folder}styles.xml")
    )
    reader = _Reader(namespace(root), numbering)
    canvas = Canvas()
    reader.blocks(body, canvas)
    notes = [package.tree(f"{folder}{part}.xml") for part in ("footnotes", "endnotes")]
    for note in notes:
        if note is not None:
            reader.notes(note, canvas)
    if not canvas.length:
        raise UnreadableDocument("no-text")
    return canvas


@dataclass(slots=True)
class _Text:
    """The text of a paragraph while it is read, and the text boxes anchored in it."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """Reads paragraphs and tables in the order of the file; the numbering counts along."""

    w: str
    numbering: Numbering

    def blocks(self, parent: etree._Element, canvas: Canvas) -> None:
        """Write the paragraphs and tables below `parent`."""
        for element in self._block_elements(parent):
            if element.tag != f"{self.w}p":
                self._table(element, canvas)
            elif not self._is_contents(element):
                for line in self._lines(element, numbered_blank=False):
                    canvas.line(line)

    def _is_contents(self, paragraph: etree._Element) -> bool:
        """Tell whether a paragraph is a line of the table of contents, which says all twice."""
        return any(
            "PAGEREF _Toc" in (field.text or "") for field in paragraph.iter(f"{self.w}instrText")
        )

    def notes(self, root: etree._Element, canvas: Canvas) -> None:
        """Write the notes of ``footnotes.xml`` or ``endnotes.xml``; separators are none."""
        for note in root:
            if note.get(f"{self.w}type") in (None, "normal"):
                self.blocks(note, canvas)

    def _block_elements(self, parent: etree._Element) -> Iterator[etree._Element]:
        """Yield paragraphs and tables, also those inside content controls and tracked changes."""
        w = self.w
        for element in parent:
            if element.tag in (f"{w}p", f"{w}tbl"):
                yield element
            elif element.tag in (f"{w}sdt", f"{w}sdtContent", f"{w}customXml", f"{w}ins",
                                 f"{w}moveTo", f"{w}smartTag"):  # fmt: skip
                yield from self._block_elements(element)
            elif element.tag == f"{_CHOICE}AlternateContent":
                chosen = element.find(f"{_CHOICE}Choice")
                if chosen is not None:
                    yield from self._block_elements(chosen)

    def _lines(self, paragraph: etree._Element, *, numbered_blank: bool) -> Iterator[str]:
        """Yield the printed lines of a paragraph, then those of the text boxes anchored in it.

        `numbered_blank` tells whether a number without text behind it counts as a line.
        """
        text = _Text()
        self._text(paragraph, text)
        printed = "".join(text.pieces)
        label = self._label(paragraph)
        if label and (printed.strip() or numbered_blank):
            body = printed.lstrip(" \t\u3000")
            joined = _NO_SPACE_AFTER.match(label[-1]) and not body[:1].isdigit()
            printed = label + ("" if joined else " ") + body
        yield from printed.split("\n")
        for box in text.boxes:
            for element in self._block_elements(box):
                if element.tag == f"{self.w}p":
                    yield from self._lines(element, numbered_blank=False)
                else:
                    for row in self._rows(element):
                        yield "\t".join(" ".join(cell.lines) for _, _, cell in row)

    def _label(self, paragraph: etree._Element) -> str:
        w = self.w
        properties = paragraph.find(f"{w}pPr")
        if properties is None:
            return self.numbering.label(None, None, None)
        style = value(properties.find(f"{w}pStyle"))
        own = properties.find(f"{w}numPr")
        if own is None:
            return self.numbering.label(style, None, None)
        return self.numbering.label(
            style, value(own.find(f"{w}numId")), whole(own.find(f"{w}ilvl"))
        )

    def _text(self, parent: etree._Element, text: _Text) -> None:
        w = self.w
        for element in parent:
            tag = str(element.tag)
            name = tag.rpartition("}")[2]
            if tag == _MATH or tag == f"{w}t":
                text.pieces.append((element.text or "").replace("\n", " "))
            elif name in _SIGNS and tag == w + name:
                page = _attribute(element, "type") in ("page", "column")
                text.pieces.append("" if page else _SIGNS[name])
            elif tag == f"{w}r" and is_on(element.find(f"{w}rPr/{w}vanish")):
                continue
            elif tag == f"{w}txbxContent":
                text.boxes.append(element)
            elif tag == f"{_CHOICE}AlternateContent":
                chosen = element.find(f"{_CHOICE}Choice")
                if chosen is None:
                    chosen = element.find(f"{_CHOICE}Fallback")
                if chosen is not None:
                    self._text(chosen, text)
            elif name not in _LEFT_OUT and len(element):
                self._text(element, text)

    def _table(self, table: etree._Element, canvas: Canvas) -> None:
        rows = self._rows(table)
        several = sum(len(row) > 1 for row in rows)
        head = len(rows) == 1 and len(rows[0]) > 2  # of a table that follows as one of its own
        if several < 2 and not head:
            for row in rows:
                for _, _, cell in row:
                    for line in cell.lines:
                        canvas.line(line)
            return
        canvas.table(_spanned(rows), header_rows=self._header_rows(table))

    def _header_rows(self, table: etree._Element) -> int:
        count = 0
        for row in table.iterchildren(f"{self.w}tr"):
            if not is_on(row.find(f"{self.w}trPr/{self.w}tblHeader")):
                break
            count += 1
        return count

    def _rows(self, table: etree._Element) -> list[list[tuple[int, bool, RawCell]]]:
        """Return the rows as (grid column, whether merged with the cell above, cell)."""
        w = self.w
        rows: list[list[tuple[int, bool, RawCell]]] = []
        for row in self._below(table, f"{w}tr"):
            if row.find(f"{w}trPr/{w}del") is not None:
                continue
            column = whole(row.find(f"{w}trPr/{w}gridBefore")) or 0
            cells: list[tuple[int, bool, RawCell]] = []
            for cell in self._below(row, f"{w}tc"):
                columns = whole(cell.find(f"{w}tcPr/{w}gridSpan")) or 1
                merge = cell.find(f"{w}tcPr/{w}vMerge")
                merged = merge is not None and value(merge) != "restart"
                lines = clean_lines(self._cell_lines(cell))
                cells.append((column, merged, RawCell(lines, columns)))
                column += columns
            rows.append(cells)
        return rows

    def _below(self, parent: etree._Element, tag: str) -> Iterator[etree._Element]:
        for element in parent:
            if element.tag == tag:
                yield element
            elif element.tag in (f"{self.w}sdt", f"{self.w}sdtContent", f"{self.w}customXml",
                                 f"{self.w}ins"):  # fmt: skip
                yield from self._below(element, tag)

    def _cell_lines(self, cell: etree._Element) -> Iterator[str]:
        for element in self._block_elements(cell):
            if element.tag == f"{self.w}p":
                yield from self._lines(element, numbered_blank=True)
            else:
                for row in self._rows(element):
                    for _, _, inner in row:
                        yield from inner.lines


def _spanned(rows: list[list[tuple[int, bool, RawCell]]]) -> list[list[RawCell]]:
    """Return the rows with cells merged downwards as one cell over several rows."""
    spanned: list[list[RawCell]] = []
    above: set[int] = set()
    for number, row in enumerate(rows):
        cells: list[RawCell] = []
        if row and row[0][0]:
            cells.append(RawCell((), row[0][0]))  # the row begins further right
        for at, merged, cell in row:
            if merged and at in above:
                continue
            down = 1
            while number + down < len(rows) and _continues(rows[number + down], at):
                down += 1
            cells.append(RawCell(cell.lines, cell.columns, down))
        spanned.append(cells)
        above = {at for at, _, _ in row}
    return spanned


def _continues(row: list[tuple[int, bool, RawCell]], column: int) -> bool:
    return any(at == column and merged for at, merged, _ in row)


def _attribute(element: etree._Element, name: str) -> str | None:
    """Return an attribute in the element's own namespace."""
    return element.get(f"{namespace(element)}{name}")
