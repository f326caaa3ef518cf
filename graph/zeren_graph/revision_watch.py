"""A catalogue in, its present revision out, so quickly that an event loop may ask on every request."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Self, TypeVar

from sqlalchemy import select

from zeren_graph import tables as t

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sqlalchemy import Connection

Value = TypeVar("Value")

_MOST: Final = 4096
_QUERY: Final = "SELECT revision, changed FROM state"


@dataclass(frozen=True, slots=True)
class Stamp:
    """How often the catalogue has changed (修订), and when last: seconds since 1970, 0 for never."""

    revision: int
    changed: int


def read_stamp(connection: Connection) -> Stamp:
    """Return the stamp of the catalogue."""
    row = connection.execute(select(t.state.c.revision, t.state.c.changed)).one()
    return Stamp(row.revision, row.changed)


class RevisionWatch:
    """Reads the stamp of a catalogue that is an SQLite file, over a connection of its own.

    A read takes microseconds and does not wait for readers or writers of the catalogue: in such a
    file they do not meet. Safe to use from any thread.
    """

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(
            file, timeout=0, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA query_only = ON")
        self._lock = threading.Lock()

    @classmethod
    def open(cls, file: str | None) -> Self | None:
        """Return a watch on `file`; None where there is no file."""
        return None if not file else cls(file)

    def read(self) -> Stamp | None:
        """Return the stamp; None where the catalogue has to be asked in the usual way."""
        with contextlib.suppress(sqlite3.Error), self._lock:
            row = self._connection.execute(_QUERY).fetchone()
            return None if row is None else Stamp(*row)
        return None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


class RevisionMemo(Generic[Value]):
    """Keeps what was found out (备忘) until the catalogue changes; without a watch, nothing."""

    def __init__(self, watch: RevisionWatch | None) -> None:
        self._watch = watch
        self._stamp: Stamp | None = None
        self._values: dict[Hashable, Value] = {}

    def get(self, key: Hashable, find: Callable[[], Value]) -> Value:
        """Return what was found under `key` since the last change, or find it now."""
        stamp = self._watch.read() if self._watch else None
        if stamp is None:
            return find()
        if stamp != self._stamp or len(self._values) >= _MOST:
            self._values = {}
            self._stamp = stamp
        values = self._values
        if key not in values:
            values[key] = find()  # what has changed meanwhile, the next stamp tells
        return values[key]

    def recall(self, key: Hashable) -> Value | None:
        """Return what was found under `key` since the last change, or None."""
        stamp = self._watch.read() if self._watch else None
        return self._values.get(key) if stamp is not None and stamp == self._stamp else None
