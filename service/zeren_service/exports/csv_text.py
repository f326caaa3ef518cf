"""A table in, CSV bytes out: safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zeren_service.exports.table import Cell, Table

# A spreadsheet runs a cell that begins so as a formula; full-width signs are folded first.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: Cell) -> Cell:
    """Return `cell` so that no spreadsheet takes it for a formula.

    >>> safe("=1+1"), safe("经发局"), safe(-3)
    ("'=1+1", '经发局', -3)
    """
    if isinstance(cell, str) and cell.lstrip(" \u3000").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def to_csv(table: Table, *, bom: bool = True) -> bytes:
    """Return `table` as CSV (RFC 4180) in UTF-8; with `bom`, Excel reads its Chinese aright."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(column.name) for column in table.columns])
    for row in table.rows:
        writer.writerow(["" if cell is None else safe(cell) for cell in row])
    return (b"\xef\xbb\xbf" if bom else b"") + out.getvalue().encode("utf-8")
