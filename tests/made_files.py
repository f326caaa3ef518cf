"""Small documents built in memory: docx, html, xlsx and pdf of the same table, pages of pdf and ofd.

A row is a list of cells; a cell is its text, or ``(text, columns, rows)`` where it is merged. Line
ends in the text are paragraphs of the cell.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

CellText: TypeAlias = str | tuple[str, int, int]
Rows: TypeAlias = Sequence[Sequence[CellText]]

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_TYPES: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_FONT: Final = "STSong-Light"


def docx_file(body: str, **parts: str) -> bytes:
    """Return a docx whose ``w:body`` holds `body`; `parts` are further parts (numbering, styles)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr(
            "word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content.replace("<w:ROOT", f"<w:{name} {_W}"))
    return stream.getvalue()


def docx_paragraph(text: str, properties: str = "") -> str:
    """Return the XML of a paragraph with one run."""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{escape(text)}</w:t>"
        "</w:r></w:p>"
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell at its place in the grid."""

    row: int
    column: int
    text: str
    columns: int
    rows: int


def _placed(rows: Rows) -> list[_Placed]:
    """Return the cells of `rows` at their places, those that others cover left out."""
    taken: set[tuple[int, int]] = set()
    placed: list[_Placed] = []
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            text, columns, down = _parts(cell)
            placed.append(_Placed(number, column, text, columns, down))
            taken |= {(number + r, column + c) for r in range(down) for c in range(columns)}
    return placed


def _parts(cell: CellText) -> tuple[str, int, int]:
    return (cell, 1, 1) if isinstance(cell, str) else cell


def _width(rows: Rows) -> int:
    return sum(_parts(cell)[1] for cell in rows[0])


def docx_table(rows: Rows, *, header: int = 0) -> str:
    """Return the XML of a table; the first `header` rows repeat on each page."""
    lines: list[list[tuple[int, str]]] = [[] for _ in rows]
    for cell in _placed(rows):
        for row in range(cell.row, cell.row + cell.rows):
            first = row == cell.row
            merge = f'<w:vMerge w:val="{"restart" if first else "continue"}"/>' * (cell.rows > 1)
            xml = _docx_cell(cell.text if first else "", cell.columns, merge)
            lines[row].append((cell.column, xml))
    repeated = "<w:trPr><w:tblHeader/></w:trPr>"
    return "<w:tbl>{}</w:tbl>".format(
        "".join(
            f"<w:tr>{repeated * (number < header)}{''.join(xml for _, xml in sorted(line))}</w:tr>"
            for number, line in enumerate(lines)
        )
    )


def _docx_cell(text: str, columns: int, merge: str) -> str:
    paragraphs = "".join(docx_paragraph(line) for line in text.split("\n"))
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{paragraphs}</w:tc>"


def html_table(rows: Rows) -> str:
    """Return a table of a web page."""
    lines: list[str] = []
    for row in rows:
        cells = ""
        for cell in row:
            text, columns, down = _parts(cell)
            inner = "<br>".join(escape(line) for line in text.split("\n"))
            cells += f'<td colspan="{columns}" rowspan="{down}">{inner}</td>'
        lines.append(f"<tr>{cells}</tr>")
    return f"<table border=1>{''.join(lines)}</table>"


def in_docx(rows: Rows, *, before: Sequence[str] = (), after: Sequence[str] = ()) -> bytes:
    """Return a docx with paragraphs around the table."""
    return docx_file(
        "".join(map(docx_paragraph, before))
        + docx_table(rows)
        + "".join(map(docx_paragraph, after))
    )


def in_html(rows: Rows, *, before: Sequence[str] = (), after: Sequence[str] = ()) -> bytes:
    """Return a web page with paragraphs around the table."""
    above, below = ("".join(f"<p>{escape(p)}</p>" for p in ps) for ps in (before, after))
    return f"<!DOCTYPE html><html><body>{above}{html_table(rows)}{below}</body></html>".encode()


def in_xlsx(rows: Rows, *, before: Sequence[str] = (), after: Sequence[str] = ()) -> bytes:
    """Return a workbook with one sheet: the paragraphs in merged title rows around the table."""
    book = Workbook()
    sheet = book.active
    line = 1
    for text in before:
        sheet.cell(line, 1, text)
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=_width(rows))
        line += 1
    for cell in _placed(rows):
        row, column = line + cell.row, 1 + cell.column
        value = int(cell.text) if cell.text.isdigit() else cell.text
        sheet.cell(row, column, value or None).alignment = Alignment(wrap_text=True)
        if cell.columns > 1 or cell.rows > 1:
            sheet.merge_cells(
                start_row=row, end_row=row + cell.rows - 1,
                start_column=column, end_column=column + cell.columns - 1,
            )  # fmt: skip
    line += len(rows)
    for text in after:
        sheet.cell(line, 1, text)
        line += 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def in_pdf(
    rows: Rows,
    *,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    widths: Sequence[float] | None = None,
    repeat: int = 0,
    open_sides: bool = False,
    level_only: bool = False,
) -> bytes:
    """Return a PDF with a ruled table.

    `widths` are those of the columns in points, `repeat` counts head rows printed on each page;
    with `open_sides` there is no rule left and right of the table, with `level_only` no upright one.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    style = ParagraphStyle("c", fontName=_FONT, fontSize=9, leading=13, wordWrap="CJK")
    text_style = ParagraphStyle(
        "p", fontName=_FONT, fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24
    )
    width = _width(rows)
    grid: list[list[object]] = [[""] * width for _ in rows]
    spans: list[tuple[str, tuple[int, int], tuple[int, int]]] = []
    for cell in _placed(rows):
        lines = [Paragraph(escape(part), style) for part in cell.text.split("\n")]
        grid[cell.row][cell.column] = lines
        if cell.columns > 1 or cell.rows > 1:
            last = (cell.column + cell.columns - 1, cell.row + cell.rows - 1)
            spans.append(("SPAN", (cell.column, cell.row), last))
    table = Table(grid, colWidths=widths or [720 / width] * width, repeatRows=repeat)
    ruled = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
    if open_sides:
        ruled = [
            (which, (0, 0), (-1, -1), 0.5, "black")
            for which in ("INNERGRID", "LINEABOVE", "LINEBELOW")
        ]
    if level_only:
        ruled = [
            ("LINEABOVE", (0, 0), (-1, -1), 0.5, "black"),
            ("LINEBELOW", (0, -1), (-1, -1), 0.5, "black"),
        ]
    table.setStyle(TableStyle([*ruled, *spans]))
    stream = io.BytesIO()
    above, below = ([Paragraph(escape(p), text_style) for p in ps] for ps in (before, after))
    SimpleDocTemplate(stream, pagesize=landscape(A4), invariant=1).build([*above, table, *below])
    return stream.getvalue()


def pdf_file(
    pages: Sequence[Sequence[tuple[float, float, str]]],
    *,
    size: float = 12,
    password: str | None = None,
    rotate: int = 0,
) -> bytes:
    """Return a PDF of A4 pages with texts at (x, y) points from below left, in a Chinese font."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1, encrypt=password)
    for page in pages:
        canvas.setFont(_FONT, size)
        canvas.setPageRotation(rotate)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def ofd_file(
    pages: Sequence[Sequence[tuple[float, float, str]]],
    *,
    rules: Sequence[tuple[float, float, float, float]] = (),
    size: float = 4.2,
) -> bytes:
    """Return an OFD of A4 pages with texts at (x, y) millimetres from above left, and rules."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {space} Version='1.0' DocType='OFD'><ofd:DocBody><ofd:DocInfo/>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(
            f"<ofd:Page ID='{n + 1}' BaseLoc='Pages/Page_{n}/Content.xml'/>"
            for n in range(len(pages))
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
            "</ofd:Document>",
        )
        drawn = "".join(
            f"<ofd:PathObject ID='{900 + n}' Boundary='{x0} {y0} {x1 - x0} {y1 - y0}'>"
            f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
            for n, (x0, y0, x1, y1) in enumerate(rules)
        )
        for number, page in enumerate(pages):
            texts = "".join(
                f"<ofd:TextObject ID='{100 + n}' Boundary='{x} {y - size} {size * len(text)} {size}'"
                f" Size='{size}' Font='1'><ofd:TextCode X='0' Y='{size}' DeltaX='g {len(text) - 1}"
                f" {size}'>{escape(text)}</ofd:TextCode></ofd:TextObject>"
                for n, (x, y, text) in enumerate(page)
            )
            archive.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f"<ofd:Page {space}><ofd:Content><ofd:Layer ID='9'>{texts}{drawn}</ofd:Layer>"
                "</ofd:Content></ofd:Page>",
            )
    return stream.getvalue()


def compound_file(streams: dict[str, bytes]) -> bytes:
    """Return a compound file ([MS-CFB] version 3) with streams of one sector and more each.

    Streams are padded to 4096 bytes, so that no mini stream is needed.
    """
    free, end, in_fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    padded = {
        name: data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0")
        for name, data in streams.items()
    }
    entries = [("Root Entry", 5, end, 0, 1 if padded else free)]
    fat: list[int] = []
    sectors: list[bytes] = []
    for name, data in padded.items():
        entries.append((name, 2, len(sectors), len(data), free))
        pieces = [data[at : at + 512] for at in range(0, len(data), 512)]
        fat += [*range(len(sectors) + 1, len(sectors) + len(pieces)), end]
        sectors += pieces
    directory = b""
    for number in range(-(-len(entries) // 4) * 4):
        name, kind, start, size, child = (
            entries[number] if number < len(entries) else ("", 0, 0, 0, free)
        )
        raw = name.encode("utf-16-le")
        right = number + 1 if 0 < number < len(entries) - 1 else free
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ", raw, len(raw) + 2 * bool(raw), kind, 1, free, right, child,
            b"", 0, 0, 0, start, size,
        )  # fmt: skip
    first_directory = len(sectors)
    pieces = [directory[at : at + 512] for at in range(0, len(directory), 512)]
    fat += [*range(first_directory + 1, first_directory + len(pieces)), end]
    sectors += pieces
    first_fat = len(sectors)
    fat.append(in_fat)
    fat += [free] * (128 - len(fat))
    sectors.append(struct.pack("<128I", *fat))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        b"", 0, 1, first_directory, 0, 4096, end, 0, end, 0, first_fat,
    )  # fmt: skip
    return header + struct.pack("<108I", *[free] * 108) + b"".join(sectors)


FORMATS: Final[dict[str, Callable[..., bytes]]] = {
    "docx": in_docx,
    "html": in_html,
    "xlsx": in_xlsx,
    "pdf": in_pdf,
}
