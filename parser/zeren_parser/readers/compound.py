"""Compound files in ([MS-CFB]: doc, wps, xls, et), told apart by their streams, canonical text out."""

from __future__ import annotations

import io
from typing import Final

import olefile

from zeren_parser.errors import UnreadableDocument
from zeren_parser.readers.convert import find_office, text_by_antiword
from zeren_parser.readers.layout import Canvas
from zeren_parser.readers.open_document import read_converted
from zeren_parser.readers.plain import decode
from zeren_parser.readers.sheets import read_old_sheets

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOC: Final = "doc、wps"
# The stream that holds the real file when Office protects it with a password ([MS-OFFCRYPTO] 2.3).
_ENCRYPTED: Final = "encryptedpackage"
_FLAGS: Final = 11  # [MS-DOC] 2.5.2: the byte of FibBase whose lowest bit is fEncrypted
_OLD_WORKS: Final = "contents"  # Microsoft Works, also called wps


def read_compound(data: bytes) -> tuple[Canvas | str, str]:
    """Return the text of a compound file, laid out or plain, and its media type.

    Raises:
        UnreadableDocument: the file is damaged, encrypted or holds no document, or no converter
            for it is installed.
    """
    streams, flags = _streams(data)
    if _ENCRYPTED in streams:
        raise UnreadableDocument("encrypted")
    if "worddocument" in streams:
        if flags & 1:
            raise UnreadableDocument("encrypted")
        return _read_doc(data), "application/msword"
    if streams & {"workbook", "book"}:
        return read_old_sheets(data), "application/vnd.ms-excel"
    if "powerpoint document" in streams:
        raise UnreadableDocument("unsupported-format", kind="演示文稿（ppt）")
    if _OLD_WORKS in streams:
        return read_converted(data, suffix="wps", kind="wps"), "application/vnd.ms-works"
    raise UnreadableDocument("unsupported-format", kind="这种")


def _read_doc(data: bytes) -> Canvas | str:
    if find_office() is None:
        printed = text_by_antiword(data, kind=_DOC)
        if printed is not None:
            if not printed.strip():
                raise UnreadableDocument("no-text")
            return decode(printed)[0]
    return read_converted(data, suffix="doc", kind=_DOC)


def _streams(data: bytes) -> tuple[set[str], int]:
    """Return the names of the streams in lower case, and the flags of a Word document."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            names = {entry[0].lower() for entry in file.listdir() if len(entry) == 1}
            flags = 0
            if "worddocument" in names:
                flags = file.openstream("WordDocument").read(_FLAGS + 1)[_FLAGS]
            return names, flags
    except (OSError, ValueError, IndexError, TypeError, OverflowError) as error:
        raise UnreadableDocument("damaged", kind="doc、wps、xls") from error
