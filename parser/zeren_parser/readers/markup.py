"""Web pages in, canonical text out: what a reader sees, one line for each block, tables as tables.

Scripts, styles, menus in ``nav`` and hidden parts are left out. A table is one only where it has
rows of several short cells; one that merely places text on the page is read as its blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from lxml import etree, html

from zeren_parser.errors import UnreadableDocument
from zeren_parser.readers.layout import Canvas, RawCell, clean_lines
from zeren_parser.readers.list_numbers import list_number, whole_number
from zeren_parser.readers.plain import decode

_STARTS: Final = re.compile(
    rb"(?:<\?xml[^>]{0,200}>|<!--.{0,4000}?-->|\s)*"
    rb"<(?:!doctype\s+html|(?:html|head|meta|title|link|body|div|table|article|section|style|script"
    rb"|center|font|span|p|h[1-6])(?:\s[^<>]*)?/?>)",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET: Final = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE
)
_XML_CHARSET: Final = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_-]{2,20})""")
# GB2312 and GBK are announced by pages that use GB18030.
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "big5-hkscs": "big5hkscs"}
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_NOT_XML: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_HIDDEN: Final = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_KEEPS_LINES: Final = re.compile(r"white-space\s*:\s*(?:pre|break)", re.IGNORECASE)
_LINE_END: Final = "\x1e"  # stands for a printed line end; no page holds it, see _NOT_XML

_LEFT_OUT: Final = frozenset(
    [
        "script",
        "style",
        "nav",
        "noscript",
        "template",
        "iframe",
        "svg",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "head",
        "title",
        "object",
        "canvas",
        "video",
        "audio",
        "map",
        "datalist",
        "dialog",
        "math",
    ]
)
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_ROW_PARTS: Final = frozenset({"thead", "tbody", "tfoot"})

Rows: TypeAlias = list[list[RawCell]]


def is_markup(data: bytes) -> bool:
    """Tell whether `data` begins as a web page or a piece of one does.

    >>> is_markup(b'<div class="wrap">'), is_markup("<市财政局>".encode())
    (True, False)
    """
    head = data[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        named = "utf-16-le" if head.startswith(b"\xff\xfe") else "utf-16-be"
        head = head[2:].decode(named, "ignore").encode()
    return _STARTS.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read_markup(data: bytes) -> tuple[Canvas, str]:
    """Return the text of a page and the name of its encoding.

    Raises:
        UnreadableDocument: the page shows no text.
    """
    page, encoding = _decode(data)
    page = _NOT_XML.sub(" ", _DECLARATION.sub("", page))
    root = _tree(page)
    canvas = Canvas()
    if root is not None:
        for block in _blocks(root):
            if isinstance(block, str):
                canvas.line(block)
            else:
                rows, header_rows = block
                canvas.table(rows, header_rows=header_rows)
    if not canvas.length:
        raise UnreadableDocument("no-text")
    return canvas, encoding


def _decode(data: bytes) -> tuple[str, str]:
    """Return the page as text: by its BOM, by what it says of itself if that holds, by its bytes."""
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        said = _CHARSET.search(data[:8192]) or _XML_CHARSET.match(data)
        if said:
            named = said[1].decode("ascii").lower()
            named = _WIDER.get(named, named)
            try:
                return data.decode(named), named
            except (UnicodeDecodeError, LookupError):
                pass
    try:
        return decode(data)
    except UnreadableDocument:
        # One broken byte in a page of a known encoding is no reason to refuse the page.
        return data.decode("utf-8", "replace"), "utf-8"


def _tree(page: str) -> html.HtmlElement | None:
    # Encoded by us: what the page says of its encoding no longer holds.
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None


def _blocks(root: etree._Element) -> Iterator[str | tuple[Rows, int]]:
    """Yield the lines and tables below `root` in the order of the page."""
    line: list[str] = []
    kept: list[etree._Element] = []  # open elements whose line ends are printed
    counts: dict[etree._Element, int] = {}  # open numbered lists, how far they have counted
    number = ""  # of an item whose text has not begun: 一、<p>甲</p>
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if tag in _BLOCKS and line:
            yield from _joined(line)
            line = []
        if event == "end":
            if kept and kept[-1] is element:
                kept.pop()
            counts.pop(element, None)
            text = element.tail if element is not root else None
        elif tag in _LEFT_OUT or _HIDDEN.search(element.get("style") or ""):
            walk.skip_subtree()
            continue
        elif tag == "table" and element is not root and _is_table(rows := _rows(element)):
            walk.skip_subtree()
            yield _read_table(rows)
            continue
        else:
            if tag == "pre" or _KEEPS_LINES.search(element.get("style") or ""):
                kept.append(element)
            text = element.text
            if tag == "li":
                number = list_number(element, counts)
        if number and text and not text.isspace():
            line.append(number)
            number = ""
        if text:
            line.append(text.replace("\n", _LINE_END) if kept else text)
    if line:
        yield from _joined(line)


def _joined(line: list[str]) -> Iterator[str]:
    """Yield the printed line, or the lines where the page keeps its line ends."""
    for text in "".join(line).split(_LINE_END):
        yield _BLANKS.sub(" ", text).strip(" ")


def _rows(table: etree._Element) -> list[etree._Element]:
    rows: list[etree._Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in _ROW_PARTS:
            rows.extend(row for row in child if row.tag == "tr")
    return rows


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _is_table(rows: list[etree._Element]) -> bool:
    """Tell a table from a frame that places text: rows of several cells, none with a table inside."""
    several = sum(len(_cells(row)) > 1 for row in rows)
    if len(rows) < 2 or several < 2 or several * 2 < len(rows):
        return False
    return not any(cell.find(".//table") is not None for row in rows for cell in _cells(row))


def _read_table(rows: list[etree._Element]) -> tuple[Rows, int]:
    read: Rows = []
    header_rows = 0
    for row in rows:
        cells = _cells(row)
        parent = row.getparent()
        head = parent is not None and parent.tag == "thead"
        if (head or (cells and all(cell.tag == "th" for cell in cells))) and len(
            read
        ) == header_rows:
            header_rows += 1
        read.append(
            [
                RawCell(
                    clean_lines(block for block in _blocks(cell) if isinstance(block, str)),
                    _span(cell.get("colspan")),
                    _span(cell.get("rowspan")),
                )
                for cell in cells
            ]
        )
    return read, header_rows


def _span(value: str | None) -> int:
    span = whole_number(value)
    return 1 if span is None else span
