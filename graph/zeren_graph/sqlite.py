"""SQLite, in a file or in memory: all that is peculiar to it."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import StaticPool

from zeren_graph.errors import GraphError, StoreBusy, StoreDamaged, StoreFull

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.exc import DBAPIError

_WRITE: Final = "zeren_write"
_BUSY_SECONDS: Final = 30
# What SQLite says where it cannot write and does not know why: a quota, a limit, a broken disk.
_WRITES: Final = tuple(
    f"SQLITE_IOERR_{what}" for what in ("WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE", "SHMSIZE")
)
_PAUSE: Final = 0.01  # seconds between two tries
_BUSY: Final = "目录库正被另一个操作占用，请稍后再试"
_FULL: Final = "磁盘已满，目录库没有写入，原有数据完好；请腾出空间后再试"
_UNWRITTEN: Final = (
    "写不了磁盘，目录库没有写入，原有数据完好；请检查磁盘空间、配额和磁盘是否正常，再重新操作"
)
_READ_ONLY: Final = "目录库文件只能读、不能写；请检查文件和目录的权限"
_DAMAGED: Final = "目录库文件无法读取，可能已损坏；请从备份恢复，或删除后重新导入文件"


def create(url: URL) -> Engine:
    """Return the engine for a file, or for memory where the URL names none."""
    arguments = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
    if url.database:
        engine = create_engine(url, connect_args=arguments)
    else:
        engine = create_engine(url, connect_args=arguments, poolclass=StaticPool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextlib.contextmanager
def reading(connection: Connection) -> Iterator[Connection]:
    """Open a transaction that only reads."""
    with connection.begin():
        yield connection


@contextlib.contextmanager
def writing(connection: Connection) -> Iterator[Connection]:
    """Open a transaction that holds the one lock for writing."""
    prepared = connection.execution_options(**{_WRITE: True})
    with prepared.begin():
        yield prepared


@contextlib.contextmanager
def altering(connection: Connection) -> Iterator[Connection]:
    """Open a transaction that may make a table anew; what refers to its rows stays.

    SQLite changes a table by copying it and dropping the old one, and with it, were foreign keys
    not switched off, all rows that refer to it. They can be switched outside transactions only.
    """
    held: Any = connection.connection.driver_connection
    held.execute("PRAGMA foreign_keys = OFF")
    try:
        with writing(connection) as prepared:
            yield prepared
            lost = prepared.exec_driver_sql("PRAGMA foreign_key_check").first()
            if lost is not None:
                raise GraphError(f"目录库升级后有记录失去了所属（表 {lost[0]}），已撤销升级")
    finally:
        held.execute("PRAGMA foreign_keys = ON")


def back_up(engine: Engine, file: str, name: str) -> Path:
    """Copy the database to a new file beside it, whole even while others write; return its path."""
    # Two that copy at once must not write to one file.
    unready = Path(f"{file}.{name}.{os.getpid()}-{threading.get_ident()}.part")
    copy_into(engine, unready)
    path = Path(f"{file}.{name}.bak")
    count = 1
    while path.exists():
        count += 1
        path = Path(f"{file}.{name}-{count}.bak")
    return unready.rename(path)


def copy_into(engine: Engine, path: Path) -> None:
    """Write one state of the database into a new file, while others read and write."""
    with contextlib.closing(engine.raw_connection()) as connection:
        held: Any = connection.driver_connection
        try:
            held.execute("VACUUM INTO ?", [str(path)])
        except held.OperationalError as error:
            path.unlink(missing_ok=True)
            raise OperationalError("VACUUM INTO", None, error) from error


def explain(error: DBAPIError) -> GraphError | None:
    """Return what an error of the engine means to the clerk; or None where it is a fault of ours."""
    words = str(error.orig)
    if isinstance(error, OperationalError):
        if "locked" in words or "busy" in words:
            return StoreBusy(_BUSY)
        if "full" in words:
            return StoreFull(_FULL)
        if getattr(error.orig, "sqlite_errorname", "").startswith(_WRITES):
            return StoreFull(_UNWRITTEN)
        if "readonly" in words:
            return StoreDamaged(_READ_ONLY)
        return StoreDamaged(f"{_DAMAGED}（{words}）")
    if type(error) is DatabaseError:
        return StoreDamaged(f"{_DAMAGED}（{words}）")
    return None


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN comes before writes only, so that two reads could see two states.
    connection.isolation_level = None
    cursor = connection.cursor()
    _use_log(cursor)
    for pragma in ("foreign_keys = ON", "cache_size = -32768"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _use_log(cursor: sqlite3.Cursor) -> None:
    """Switch to the write-ahead log; SQLite itself does not wait here for others to let go."""
    last = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except cursor.connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > last:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin(connection: Connection) -> None:
    # A reader that turns writer half-way is refused in WAL mode: take the lock at the start.
    writes = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
