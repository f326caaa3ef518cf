"""A database URL in, an engine out: the one place that knows what is peculiar to an engine."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    Integer,
    and_,
    create_engine,
    event,
    literal_column,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import StaticPool

from zeren_graph.errors import StoreBusy, StoreDamaged
from zeren_graph.tables import metadata, tasks

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from sqlalchemy import URL, ColumnElement, Connection, Engine

_WRITE: Final = "zeren_write"
_BUSY_SECONDS: Final = 30
_BUSY: Final = "目录库正被另一个操作占用，请稍后再试"
_DAMAGED: Final = "目录库文件无法读取，可能已损坏；请从备份恢复，或删除后重新导入文件"

_CREATE_GRAMS: Final = (
    "CREATE VIRTUAL TABLE task_search USING fts5(grams, content='', tokenize='ascii')"
)
_ADD_GRAMS: Final = "INSERT INTO task_search (rowid, grams) VALUES (:number, :grams)"
_REMOVE_GRAMS: Final = (
    "INSERT INTO task_search (task_search, rowid, grams) VALUES ('delete', :number, :grams)"
)


class Database:
    """Transactions on one database, for any thread.

    A read sees one state of the database from its first query to its last. Writes come one after
    the other. The in-memory database has a single connection, so there reads wait too.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self._engine = _create(address)
        alone = address.get_backend_name() == "sqlite" and not address.database
        self._lock = threading.RLock() if alone else contextlib.nullcontext()

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with self._lock, _errors(), self._engine.connect() as connection:
            if connection.dialect.name != "sqlite":  # there it is so by itself
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that writes: all of it happens, or nothing."""
        with self._lock, _errors(), self._engine.connect() as connection:
            connection = connection.execution_options(**{_WRITE: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


def _create(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    arguments = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
    if url.database:
        engine = create_engine(url, connect_args=arguments)
    else:
        engine = create_engine(url, connect_args=arguments, poolclass=StaticPool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN comes before writes only, so that two reads could see two states.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "cache_size = -32768"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer half-way is refused in WAL mode: take the lock at the start.
    writes = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def create_tables(connection: Connection) -> None:
    """Create the tables, and the index behind `contains` where the engine has one."""
    metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        connection.execute(text(_CREATE_GRAMS))


def contains(connection: Connection, key: str) -> ColumnElement[bool]:
    """Return the condition that the text of a task contains `key` (see `search_key`).

    The index holds pairs of neighbouring characters, so it finds a word of two characters as well
    as a sentence.
    """
    exact = tasks.c.search.contains(key, autoescape=True)
    if connection.dialect.name != "sqlite" or not key:
        return exact
    pairs = _pairs(key)[:-1] or [key]
    quoted = ['"{}"'.format(pair.replace('"', '""')) for pair in pairs if _is_word(pair)]
    if not quoted:  # nothing but ASCII punctuation, which the index does not hold
        return exact
    phrase = " ".join(quoted) + ("*" if len(key) == 1 else "")
    match = text("task_search MATCH :phrase").bindparams(phrase=phrase)
    found = select(literal_column("rowid", Integer)).select_from(table("task_search")).where(match)
    indexed = tasks.c.num.in_(found)
    # Punctuation and ASCII are folded in the index, so there a match is only likely.
    return and_(indexed, exact) if any(map(str.isascii, key)) else indexed


def add_to_search(connection: Connection, texts: Mapping[int, str]) -> None:
    """Let the index know the texts of tasks, by number."""
    if connection.dialect.name == "sqlite" and texts:
        connection.execute(text(_ADD_GRAMS), _grams(texts))


def remove_from_search(connection: Connection, texts: Mapping[int, str]) -> None:
    """Make the index forget tasks; it wants the very texts that were added."""
    if connection.dialect.name == "sqlite" and texts:
        connection.execute(text(_REMOVE_GRAMS), _grams(texts))


def _grams(texts: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {"number": number, "grams": " ".join(g for line in lines.split("\n") for g in _pairs(line))}
        for number, lines in texts.items()
    ]


def _pairs(line: str) -> list[str]:
    """Return each pair of neighbours, and the last character alone, which parts line from line.

    >>> _pairs("生态区")
    ['生态', '态区', '区']
    """
    return [line[i : i + 2] for i in range(len(line))]


def _is_word(pair: str) -> bool:
    return any(character.isalnum() or not character.isascii() for character in pair)


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """Say in the words of this package what the database complains of."""
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig) or "busy" in str(error.orig):
            raise StoreBusy(_BUSY) from error
        raise StoreDamaged(f"{_DAMAGED}（{error.orig}）") from error
    except DatabaseError as error:
        if type(error) is DatabaseError:
            raise StoreDamaged(f"{_DAMAGED}（{error.orig}）") from error
        raise
