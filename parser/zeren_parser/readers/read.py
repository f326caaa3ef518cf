"""Bytes in, canonical text out: tells the format by content and hands over to its reader."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from zeren_parser.errors import UnreadableDocument
from zeren_parser.model import Source
from zeren_parser.paragraphs import rejoin_clauses, split_paragraphs
from zeren_parser.readers.compound import COMPOUND, read_compound
from zeren_parser.readers.flat_tables import Unread
from zeren_parser.readers.layout import Canvas, Table
from zeren_parser.readers.markup import is_markup, read_markup
from zeren_parser.readers.mime import is_mime, page_of
from zeren_parser.readers.ofd import read_ofd
from zeren_parser.readers.open_document import read_converted, read_open_document
from zeren_parser.readers.package import Package
from zeren_parser.readers.pdf import read_pdf
from zeren_parser.readers.plain import decode
from zeren_parser.readers.sheets import read_sheets
from zeren_parser.readers.text_tables import find_text_tables
from zeren_parser.readers.word import read_word

# File signatures, from the formats' own specifications; the file's name is not trusted.
_SIGNATURES: Final = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
)
_RTF: Final = b"{\\rtf"
_WORD_XML: Final = b'progid="Word.Document"'
_ZIP: Final = b"PK\x03\x04"
_PDF: Final = b"%PDF-"  # within the first kilobyte, as readers of PDF allow
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as text (原文): the canonical text, never changed afterwards, and where it came from.

    `blocks` are the paragraphs as stretches of the text, cells of `tables` among them; `unread` are
    rows of a table flattened to lines that were not understood.
    """

    text: str
    source: Source
    blocks: tuple[tuple[int, int], ...]
    tables: tuple[Table, ...] = ()
    unread: tuple[Unread, ...] = ()


def read_source(data: bytes, *, name: str | None = None) -> SourceText:
    """Return the canonical text of the file `data`; `name` is kept as a label only.

    Raises:
        UnreadableDocument: the file is empty, no text, or of a format without a reader.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableDocument("empty-file")
    for signature, code in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or b"\0" in data[:64]):
            raise UnreadableDocument(code)
    digest = hashlib.sha256(data).hexdigest()
    read, media_type, encoding = _read(data)
    source = Source(name, media_type, digest, encoding)
    if isinstance(read, Canvas):
        return _laid_out(read, source)
    return _plain(read, source)


def _read(data: bytes) -> tuple[Canvas | str, str, str | None]:
    """Return what the reader of the file's format read: laid out or plain; media type, encoding."""
    if data.startswith(COMPOUND):
        return (*read_compound(data), None)
    if _PDF in data[:1024]:
        return read_pdf(data), "application/pdf", None
    if data.startswith(_ZIP):
        return (*_read_package(data), None)
    if data.startswith(_RTF):
        return read_converted(data, suffix="rtf", kind="RTF"), "application/rtf", None
    page = page_of(data) if is_mime(data) else data
    if page is not None and is_markup(page):
        canvas, encoding = read_markup(page)
        return canvas, "text/html", encoding
    if _WORD_XML in data[:1024]:
        return read_converted(data, suffix="xml", kind="Word XML"), "application/msword", None
    text, encoding = decode(data)
    if not text.strip():
        raise UnreadableDocument("empty-file")
    return text, "text/plain", encoding


def _read_package(data: bytes) -> tuple[Canvas, str]:
    """Return what a zip archive of a known kind holds, and its media type."""
    package = Package(data)
    main = package.main_part() or ""
    if main.lower().startswith("word/") or "word/document.xml" in package:
        part = main if main in package else "word/document.xml"
        return read_word(package, part), _OFFICE + "wordprocessingml.document"
    if "xl/workbook.xml" in package:
        return read_sheets(data, package), _OFFICE + "spreadsheetml.sheet"
    if "ofd.xml" in package:
        return read_ofd(data, package), "application/ofd"
    if "mimetype" in package and "content.xml" in package:
        return read_open_document(data, package)
    for prefix, kind in (("xl/workbook.bin", "Excel 二进制（xlsb）"), ("ppt/", "演示文稿（pptx）")):
        if any(name.startswith(prefix) for name in package.names()):
            raise UnreadableDocument("unsupported-format", kind=kind)
    raise UnreadableDocument("archive")


def _plain(text: str, source: Source) -> SourceText:
    """Return plain text with the tables that are written in it."""
    found = find_text_tables(text)
    cells = {
        block for table in found.tables for row in table.rows for cell in row if cell
        for block in cell.blocks
    }  # fmt: skip
    if cells:  # else their lines are running text
        cells.update((rows.start, rows.end) for rows in found.unread)
        cells.update(found.lines)
    blocks = tuple(split_paragraphs(text, _apart(cells)))
    return SourceText(text, source, blocks, tuple(found.tables), tuple(found.unread))


def _apart(cells: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return `cells` in text order, those left out that lie within another."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(cells, key=lambda cell: (cell[0], -cell[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _laid_out(canvas: Canvas, source: Source) -> SourceText:
    """Return what a reader wrote, its paragraphs as the file itself sets them."""
    text = canvas.text
    blocks = tuple(rejoin_clauses(text, canvas.blocks))
    return SourceText(text, source, blocks, tuple(canvas.tables))
