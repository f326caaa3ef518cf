"""The table that every writer takes: columns, rows and remarks, without any file format."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column (列): its heading and how wide it prints, in half-width characters."""

    name: str
    width: int = 12
    narrow: bool = False  # short values, centred


@dataclass(frozen=True, slots=True)
class Table:
    """A table to hand out (表格). `notes` are remarks that stand below it on paper."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
