"""A plan in, a document of the catalogue out (收文入库), in the transaction of the caller."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from zeren_graph import tables as t
from zeren_graph.catalogue_write import Writer
from zeren_graph.changes import ADDED, SUPERSEDED, record_change
from zeren_graph.document_list import read_document
from zeren_graph.versions import file_version, find_older, supersede

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from zeren_graph.packing import Packed
    from zeren_graph.records import DocumentRow
    from zeren_parser.model import Plan


def add_document(
    connection: Connection,
    plan: Plan,
    data: bytes,
    *,
    packed: Packed | None = None,
    replaces: str | None = None,
) -> tuple[DocumentRow, bool]:
    """Write `plan` and the file `data` it was read from, unless it is there; tell whether it is new.

    It supersedes the document that `replaces` names, or else the version of it that is here. A plan
    that is `packed` already need not be packed again.
    """
    document = plan.document.id
    known = read_document(connection, document)
    if known is not None:
        if replaces is None:
            return known, False
        revision, _last = advance(connection, tasks=0)
        supersede(connection, replaces, document, revision=revision)
        record_changes(connection, SUPERSEDED, find_older(connection, document))
        return _read(connection, document), False
    revision, last_task = advance(connection, tasks=len(plan.tasks))
    writer = Writer(connection, plan, first_task=last_task - len(plan.tasks) + 1)
    writer.write(data, revision=revision, packed=packed)
    row = _read(connection, document)
    record_change(connection, ADDED, row, revision=revision)
    file_version(connection, row, replaces=replaces, revision=revision)
    row = _read(connection, document)
    record_changes(connection, SUPERSEDED, find_older(connection, document))
    if row.superseded_by is not None:  # an older version that came late
        record_changes(connection, SUPERSEDED, [row])
    return row, True


def advance(connection: Connection, *, tasks: int) -> tuple[int, int]:
    """Count one more revision and `tasks` more tasks; return both numbers."""
    counted = t.state.c
    changes: dict[str, Any] = {"revision": counted.revision + 1, "changed": int(time.time())}
    changes["last_task"] = counted.last_task + tasks
    connection.execute(update(t.state).values(changes))
    row = connection.execute(select(counted.revision, counted.last_task)).one()
    return row.revision, row.last_task


def record_changes(connection: Connection, kind: str, rows: Sequence[DocumentRow]) -> None:
    """Write down one more change of each of `rows`, each at a revision of its own."""
    for row in rows:
        revision, _last = advance(connection, tasks=0)
        record_change(connection, kind, row, revision=revision)


def _read(connection: Connection, document: str) -> DocumentRow:
    row = read_document(connection, document)
    assert row is not None, "what was written in this transaction is there"  # noqa: S101
    return row
