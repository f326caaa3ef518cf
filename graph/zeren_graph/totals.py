"""How many rows a list has, counted once for each state of the catalogue.

Counting costs as much as the list is long, and every page tells the total. Each change of the
catalogue moves its revision, so what was counted at a revision stays true of it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import select

from zeren_graph import tables as t

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Select

_MOST: Final = 4096  # lists that are remembered of one database

_lock = threading.Lock()
_known: WeakKeyDictionary[Engine, dict[tuple[int, str], int]] = WeakKeyDictionary()


def read(connection: Connection, scope: str, count: Select[Any]) -> int:
    """Return what `count` counts, of the list that `scope` names with all its filters."""
    revision = connection.scalar(select(t.state.c.revision))
    assert revision is not None, "there is one row of state"  # noqa: S101
    key = (revision, scope)
    with _lock:
        known = _known.setdefault(connection.engine, {})
        total = known.get(key)
    if total is None:
        total = int(connection.scalar(count) or 0)
        with _lock:
            if len(known) >= _MOST:
                known.clear()
            known[key] = total
    return total
