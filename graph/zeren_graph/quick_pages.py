"""A department and a role in, a page of its tasks as JSON out: the list that is asked for most.

The same rows as `Catalogue.tasks` gives, and written the same; but the statements are prepared, run
on a connection of their own, and what the catalogue keeps as JSON goes out as it is kept.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from dataclasses import dataclass
from typing import Any, Final, Self

import msgspec
from sqlalchemy.dialects import sqlite as dialect

from zeren_graph.held_tasks import KEYS, PAGE_ROWS
from zeren_graph.paging import decode_cursor, encode_cursor
from zeren_graph.records import TaskFilter
from zeren_graph.task_list import task_scope
from zeren_parser.model import Role

_CACHE: Final = "PRAGMA cache_size = -16384"  # KiB, beside what the system keeps of the file
_COUNTS: Final = {role.value: role.value for role in Role} | {None: "tasks"}
_HELD: Final = {
    role: f'SELECT num, "{count}" FROM departments WHERE id = ?'  # noqa: S608  names of columns
    for role, count in _COUNTS.items()
}
_COMPILED: Final = PAGE_ROWS.compile(dialect=dialect.dialect())
_ROWS: Final = str(_COMPILED)
_ORDER: Final = tuple(_COMPILED.positiontup or ())
_FIXED: Final = {name: value for name, value in _COMPILED.params.items() if value is not None}


class _Facts(msgspec.Struct):
    """What `facts.to_json` wrote, left as it is."""

    assignments: msgspec.Raw
    deadlines: msgspec.Raw
    targets: msgspec.Raw


class _Task(msgspec.Struct):
    """A `TaskRow` on its way out."""

    id: str
    document: str
    document_title: str
    path: str
    title: str
    text: str
    heading: str
    assignments: msgspec.Raw
    open_ended: bool
    deadlines: msgspec.Raw
    targets: msgspec.Raw
    start: int
    end: int


class _Page(msgspec.Struct):
    items: list[_Task]
    total: int
    next: str | None


_decode = msgspec.json.Decoder(_Facts).decode
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """One page of a list as JSON (写好的一页), its total, and the cursor of the next page."""

    body: bytes
    total: int
    next: str | None


class QuickPages:
    """Reads pages from a catalogue that is an SQLite file; safe to use from any thread.

    A page takes a fraction of a millisecond and never waits for a writer, so that an event loop may
    read it.
    """

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(
            file, timeout=0, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA query_only = ON")
        self._connection.execute(_CACHE)
        self._lock = threading.Lock()

    @classmethod
    def open(cls, file: str | None) -> Self | None:
        """Return a reader of `file`; None where there is no file."""
        return None if not file else cls(file)

    def read(
        self, department: str, role: str | None, *, cursor: str | None, limit: int
    ) -> WrittenPage | None:
        """Return the page behind `cursor`; None where the catalogue has to be asked in the usual way.

        Raises `BadCursor` as the catalogue does.
        """
        roles = None if role is None else (role,)
        scope = task_scope("position", TaskFilter(departments=(department,), role=roles))
        after = -1 if cursor is None else decode_cursor(scope, cursor, KEYS)[0]
        found = self._read(department, role, after, limit)
        if found is None:
            return None
        rows, total = found
        following = None
        if len(rows) > limit:
            rows = rows[:limit]
            following = encode_cursor(scope, [rows[-1][-1]])
        return WrittenPage(_encode(_Page(_tasks(rows), total, following)), total, following)

    def _read(
        self, department: str, role: str | None, after: int | str, limit: int
    ) -> tuple[list[Any], int] | None:
        """Return rows and total as they are at one moment."""
        with contextlib.suppress(sqlite3.Error), self._lock:
            run = self._connection.execute
            run("BEGIN")
            try:
                held = run(_HELD[role], (department,)).fetchone()
                if held is None:
                    return None
                given = _FIXED | {
                    "department": held[0],
                    "role": role or "",
                    "after": after,
                    "limit": limit + 1,
                }
                return run(_ROWS, [given[name] for name in _ORDER]).fetchall(), held[1]
            finally:
                run("COMMIT")
        return None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def _tasks(rows: list[Any]) -> list[_Task]:
    made = []
    for key, document, of, path, title, text, heading, more, kept, start, end, _number in rows:
        facts = _decode(kept)
        made.append(
            _Task(
                key,
                document,
                of,
                path,
                title,
                text,
                heading,
                facts.assignments,
                bool(more),
                facts.deadlines,
                facts.targets,
                start,
                end,
            )
        )
    return made
