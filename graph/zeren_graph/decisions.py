"""The decisions of persons as rows of the catalogue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, or_, select, update

from zeren_graph import tables as t
from zeren_graph.identities import Decision, Identities

if TYPE_CHECKING:
    from sqlalchemy import Connection


def read_decisions(
    connection: Connection, *, department: str | None = None, undone: bool = True
) -> tuple[Decision, ...]:
    """Return the decisions in the order in which they were made; those about one `department`."""
    decided = t.decisions.c
    query = select(t.decisions).order_by(decided.num)
    if department is not None:
        query = query.where(or_(decided.subject == department, decided.object == department))
    if not undone:
        query = query.where(decided.undone_at.is_(None))
    return tuple(_decision(dict(row)) for row in connection.execute(query).mappings())


def read_identities(connection: Connection) -> Identities:
    """Return who is who by the decisions that hold."""
    return Identities(read_decisions(connection, undone=False))


def last_decided(connection: Connection) -> int:
    """Return the revision at which something was last decided or undone; 0 where nothing was."""
    return connection.scalar(select(func.coalesce(func.max(t.decisions.c.revision), 0))) or 0


def write_decision(connection: Connection, decision: Decision) -> int:
    """Keep a decision; return its number."""
    row = {name: getattr(decision, name) for name in Decision.__slots__ if name != "num"}
    row["documents"] = json.dumps(list(decision.documents))
    made = connection.execute(insert(t.decisions).values(row))
    number: int = made.inserted_primary_key[0]  # type: ignore[index]
    return number


def write_undoing(
    connection: Connection, number: int, *, who: str, why: str, at: str, revision: int
) -> None:
    """Note that a decision holds no more."""
    mine = t.decisions.c.num == number
    values = {"undone_by": who, "undone_why": why, "undone_at": at, "revision": revision}
    connection.execute(update(t.decisions).where(mine).values(values))


def _decision(row: dict[str, Any]) -> Decision:
    return Decision(**row | {"documents": tuple(json.loads(row["documents"]))})
