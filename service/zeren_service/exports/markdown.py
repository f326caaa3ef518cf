"""A table in, a Markdown table out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zeren_service.exports.table import Cell, Table

_SPECIAL: Final = re.compile(r"([\\`*_|<>\[\]#&])")


def _text(cell: Cell) -> str:
    """Return a cell on one line, with the signs of Markdown and HTML made harmless."""
    if cell is None:
        return ""
    return "<br>".join(_SPECIAL.sub(r"\\\1", str(cell)).splitlines())


def to_markdown(table: Table) -> bytes:
    """Return `table` as GitHub-flavoured Markdown in UTF-8."""
    lines = [
        f"# {_text(table.title)}",
        "",
        "| " + " | ".join(_text(column.name) for column in table.columns) + " |",
        "|" + "|".join(" :-: " if column.narrow else " --- " for column in table.columns) + "|",
    ]
    lines += ["| " + " | ".join(_text(cell) for cell in row) + " |" for row in table.rows]
    lines += ["", *(_text(note) for note in table.notes)] if table.notes else []
    return ("\n".join(lines) + "\n").encode("utf-8")
