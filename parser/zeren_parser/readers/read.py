"""Bytes in, canonical text out: tells the format by content and hands over to its reader."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from zeren_parser.errors import UnreadableDocument
from zeren_parser.model import Source
from zeren_parser.readers.plain import decode

# File signatures, from the formats' own specifications; the file's name is not trusted.
_SIGNATURES: Final = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "Office（docx、xlsx、ofd 或 zip）"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office（doc、wps、xls）"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
)
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as text (原文): the canonical text, never changed afterwards, and where it came from."""

    text: str
    source: Source


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
    if _HTML.match(data):
        raise UnreadableDocument("unsupported-format", kind="网页（html）")
    text, encoding = decode(data)
    if not text.strip():
        raise UnreadableDocument("empty-file")
    digest = hashlib.sha256(data).hexdigest()
    return SourceText(text, Source(name, "text/plain", digest, encoding))
