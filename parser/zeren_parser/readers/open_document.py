"""Files that only LibreOffice reads (odt, ods, rtf) in, canonical text out, through docx or xlsx."""

from __future__ import annotations

from typing import Final

from zeren_parser.errors import UnreadableDocument
from zeren_parser.readers.convert import convert
from zeren_parser.readers.layout import Canvas
from zeren_parser.readers.package import Package
from zeren_parser.readers.sheets import read_sheets
from zeren_parser.readers.word import read_word

_TEXT: Final = "application/vnd.oasis.opendocument.text"
_SHEET: Final = "application/vnd.oasis.opendocument.spreadsheet"
_ENCRYPTED: Final = b":encryption-data"  # OpenDocument 1.3 part 2, 4.4


def read_open_document(data: bytes, package: Package) -> tuple[Canvas, str]:
    """Return the text of an odt or ods and its media type.

    Raises:
        UnreadableDocument: the file is encrypted, of another kind, or LibreOffice cannot read it.
    """
    manifest = package.read("META-INF/manifest.xml") or b""
    if _ENCRYPTED in manifest:
        raise UnreadableDocument("encrypted")
    media_type = (package.read("mimetype") or b"").decode("ascii", "replace").strip()
    if media_type == _TEXT:
        return read_converted(data, suffix="odt", kind="odt"), media_type
    if media_type == _SHEET:
        made = convert(data, suffix="ods", to="xlsx", kind="ods")
        return read_sheets(made, Package(made)), media_type
    raise UnreadableDocument("unsupported-format", kind="OpenDocument")


def read_converted(data: bytes, *, suffix: str, kind: str) -> Canvas:
    """Return the text of a file that LibreOffice reads.

    Raises:
        UnreadableDocument: LibreOffice is not installed, or cannot read the file.
    """
    package = Package(convert(data, suffix=suffix, to="docx", kind=kind))
    return read_word(package, package.main_part() or "word/document.xml")
