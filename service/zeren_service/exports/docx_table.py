"""A table in, a Word file out: landscape A4, heading repeated on each page.

The XML is written directly: a document of one table needs nothing more, and libraries that add
row by row take a hundred times as long.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from zeren_service.exports.table import Cell, Column, Table

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PAGE_WIDTH: Final = 15_400  # twentieths of a point between the margins of a landscape A4 page
_STAMP: Final = (1980, 1, 1, 0, 0, 0)  # no clock in the output
_TYPES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def to_docx(table: Table) -> bytes:
    """Return `table` as a docx file; the same table gives the same bytes."""
    out = io.BytesIO()
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _document(table),
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, xml)
    return out.getvalue()


def _document(table: Table) -> str:
    whole = sum(column.width for column in table.columns) or 1
    widths = [_PAGE_WIDTH * column.width // whole for column in table.columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(
        _cell(column.name, width, bold=True, centred=True)
        for column, width in zip(table.columns, widths, strict=True)
    )
    rows = "".join(f"<w:tr>{_row(table.columns, widths, row)}</w:tr>" for row in table.rows)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    notes = "".join(_paragraph(note, size=20) for note in table.notes)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:document xmlns:w="{_W}"><w:body>'
        + _paragraph(table.title, size=36, font="黑体", centred=True)
        + f'<w:tbl><w:tblPr><w:tblW w:w="{_PAGE_WIDTH}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
        + (notes or "<w:p/>")
        + '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1000" w:right="700" w:bottom="1000" w:left="700" '
        'w:header="500" w:footer="500" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _row(columns: tuple[Column, ...], widths: list[int], row: tuple[Cell, ...]) -> str:
    return "".join(
        _cell("" if cell is None else str(cell), width, centred=column.narrow)
        for column, width, cell in zip(columns, widths, row, strict=True)
    )


def _cell(text: str, width: int, *, bold: bool = False, centred: bool = False) -> str:
    paragraphs = "".join(
        _paragraph(line, size=18, bold=bold, centred=centred) for line in text.split("\n")
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraphs}</w:tc>'


def _paragraph(
    text: str, *, size: int, font: str = "宋体", bold: bool = False, centred: bool = False
) -> str:
    clean = "".join(c for c in text if c >= " " or c == "\t")  # XML has no control characters
    alignment = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:p>{alignment}<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" '
        f'w:eastAsia="{font}"/>{weight}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(clean)}</w:t></w:r></w:p>'
    )
