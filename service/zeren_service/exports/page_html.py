"""A table in, a stand-alone HTML page out that prints well."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zeren_service.exports.table import Cell, Table

_STYLE: Final = "/static/table.css"


def _text(cell: Cell) -> str:
    return "" if cell is None else "<br>".join(escape(str(cell)).splitlines())


def to_html(table: Table) -> bytes:
    """Return `table` as a page in UTF-8. Its style comes from this server, it has no script."""
    head = "".join(f'<th scope="col">{_text(column.name)}</th>' for column in table.columns)
    narrow = [' class="narrow"' if column.narrow else "" for column in table.columns]
    body = "\n".join(
        "<tr>"
        + "".join(f"<td{css}>{_text(c)}</td>" for css, c in zip(narrow, row, strict=True))
        + "</tr>"
        for row in table.rows
    )
    notes = "".join(f"<p>{_text(note)}</p>" for note in table.notes)
    title = escape(table.title)
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="stylesheet" href="{_STYLE}"></head>\n<body><table><caption>{title}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>{notes}</body></html>\n"
    ).encode()
