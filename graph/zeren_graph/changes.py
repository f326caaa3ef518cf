"""The log of changes (变动记录): which documents came and went, in order, for systems that follow.

A change bears the revision of the catalogue that it made: who has read up to a revision asks for
what came after it, and misses nothing and sees nothing twice.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select

from zeren_graph import tables as t
from zeren_graph.holders import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from zeren_graph.engine import Database
    from zeren_graph.records import DocumentRow

ADDED: Final = "added"
REMOVED: Final = "removed"
SUPERSEDED: Final = "superseded"
RESTORED: Final = "restored"  # what superseded it is gone


@dataclass(frozen=True, slots=True)
class HeldRow:
    """How many tasks of one document a department holds, in all and by role."""

    department: str
    name: str
    kind: str
    lead: int
    responsible: int
    support: int
    supervise: int
    tasks: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change (变动): `kind` is added, removed, superseded or restored; `at` is in seconds since 1970."""

    revision: int
    at: int
    kind: str
    document: str
    title: str
    responsibilities: tuple[HeldRow, ...]


class ChangeLog:
    """Reads what has changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, revision: int, limit: int) -> tuple[tuple[ChangeRow, ...], int]:
        """Return up to `limit` changes after `revision`, oldest first, and how many there are."""
        changes = t.changes.c
        later = changes.revision > revision
        query = select(t.changes).where(later).order_by(changes.revision).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            total = connection.scalar(select(func.count()).select_from(t.changes).where(later))
            there = [row.document for row in rows if row.held is None]
            held = read_held(connection, there)
        made = tuple(
            ChangeRow(
                row.revision,
                row.at,
                row.kind,
                row.document,
                row.title,
                held.get(row.document, ()) if row.held is None else _from_json(row.held),
            )
            for row in rows
        )
        return made, total or 0


def record_change(
    connection: Connection, kind: str, document: DocumentRow, *, revision: int
) -> None:
    """Write down a change in the transaction that makes it, before a document goes."""
    held = None
    if kind == REMOVED:
        rows = read_held(connection, [document.id]).get(document.id, ())
        held = json.dumps([asdict(row) for row in rows], ensure_ascii=False)
    row = {"revision": revision, "at": int(time.time()), "kind": kind, "document": document.id}
    connection.execute(insert(t.changes).values(**row, title=document.title, held=held))


def read_held(connection: Connection, documents: Iterable[str]) -> dict[str, tuple[HeldRow, ...]]:
    """Return who holds how much in each of `documents`, in the order of the text."""
    held, known = t.appearances.c, t.departments.c
    counts = (held[name] for name in (*ROLES, "tasks"))
    query = (
        select(held.document, known.id, known.name, known.kind, *counts)
        .select_from(t.appearances.join(t.departments))
        .where(held.document.in_(list(documents)), held.tasks > 0)
        .order_by(held.document, held.position)
    )
    found: dict[str, list[HeldRow]] = {}
    for document, *values in connection.execute(query):
        found.setdefault(document, []).append(HeldRow(*values))
    return {document: tuple(rows) for document, rows in found.items()}


def _from_json(text: str) -> tuple[HeldRow, ...]:
    return tuple(HeldRow(**values) for values in json.loads(text))
