"""Bytes in, canonical text out: tells the format by content and hands over to its reader."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from zeren_parser.errors import UnreadableDocument
from zeren_parser.model import Source
from zeren_parser.paragraphs import rejoin_clauses, split_paragraphs
from zeren_parser.readers.layout import Canvas, Table
from zeren_parser.readers.markup import is_markup, read_markup
from zeren_parser.readers.package import Package
from zeren_parser.readers.pdf import read_pdf
from zeren_parser.readers.plain import decode
from zeren_parser.readers.sheets import read_sheets
from zeren_parser.readers.word import read_word

# File signatures, from the formats' own specifications; the file's name is not trusted.
_SIGNATURES: Final = (
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
)
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream that holds the real file when Office protects it with a password ([MS-OFFCRYPTO] 2.3).
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_ZIP: Final = b"PK\x03\x04"
_PDF: Final = b"%PDF-"  # within the first kilobyte, as readers of PDF allow
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as text (原文): the canonical text, never changed afterwards, and where it came from.

    `blocks` are the paragraphs as stretches of the text, cells of `tables` among them.
    """

    text: str
    source: Source
    blocks: tuple[tuple[int, int], ...]
    tables: tuple[Table, ...] = ()


def read_source(data: bytes, *, name: str | None = None) -> SourceText:
    """Return the canonical text of the file `data`; `name` is kept as a label only.

    Raises:
        UnreadableDocument: the file is empty, no text, or of a format without a reader.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableDocument("empty-file")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableDocument("unsupported-format", kind=kind)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_COMPOUND):
        code = "encrypted" if _ENCRYPTED in data else "unsupported-format"
        raise UnreadableDocument(code, kind="旧版 Office（doc、wps、xls）")
    if _PDF in data[:1024]:
        return _laid_out(read_pdf(data), Source(name, "application/pdf", digest, None))
    if data.startswith(_ZIP):
        canvas, media_type = _read_package(data)
        return _laid_out(canvas, Source(name, media_type, digest, None))
    if is_markup(data):
        canvas, encoding = read_markup(data)
        return _laid_out(canvas, Source(name, "text/html", digest, encoding))
    text, encoding = decode(data)
    if not text.strip():
        raise UnreadableDocument("empty-file")
    blocks = tuple(split_paragraphs(text))
    return SourceText(text, Source(name, "text/plain", digest, encoding), blocks)


def _read_package(data: bytes) -> tuple[Canvas, str]:
    """Return what an Office file holds and its media type."""
    package = Package(data)
    names = package.names()
    main = package.main_part() or ""
    if main.lower().startswith("word/") or "word/document.xml" in package:
        part = main if main in package else "word/document.xml"
        return read_word(package, part), _OFFICE + "wordprocessingml.document"
    if "xl/workbook.xml" in package:
        return read_sheets(data, package), _OFFICE + "spreadsheetml.sheet"
    kinds = (
        ("xl/workbook.bin", "Excel 二进制（xlsb）"),
        ("ppt/", "演示文稿（pptx）"),
        ("ofd.xml", "OFD"),
    )
    for prefix, kind in kinds:
        if any(name.startswith(prefix) for name in names):
            raise UnreadableDocument("unsupported-format", kind=kind)
    raise UnreadableDocument("unsupported-format", kind="压缩包（zip）")


def _laid_out(canvas: Canvas, source: Source) -> SourceText:
    """Return what a reader wrote, its paragraphs as the file itself sets them."""
    text = canvas.text
    blocks = tuple(rejoin_clauses(text, canvas.blocks))
    return SourceText(text, source, blocks, tuple(canvas.tables))
