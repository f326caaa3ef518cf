"""A database URL in, transactions out, on whichever engine the URL names."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from zeren_graph import postgresql, sqlite
from zeren_graph.errors import BadStoreAddress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from sqlalchemy import URL, Connection


class Database:
    """Transactions on one database, for any thread.

    A read sees one state of the database from its first query to its last. Writes come one after
    the other. The in-memory database has a single connection, so there reads wait too.
    """

    def __init__(self, url: str) -> None:
        address = _read_url(url)
        self._kind: ModuleType = postgresql if _is_server(address) else sqlite
        self._engine = self._kind.create(address)
        self._file = None if _is_server(address) else address.database
        alone = not _is_server(address) and not address.database
        self._lock = threading.RLock() if alone else contextlib.nullcontext()

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with (
            self._lock,
            self._errors(),
            self._engine.connect() as connection,
            self._kind.reading(connection) as prepared,
        ):
            yield prepared

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that writes: all of it happens, or nothing."""
        with (
            self._lock,
            self._errors(),
            self._engine.connect() as connection,
            self._kind.writing(connection) as prepared,
        ):
            yield prepared

    @contextlib.contextmanager
    def alter(self) -> Iterator[Connection]:
        """Open a transaction that writes, and may change the tables themselves."""
        with (
            self._lock,
            self._errors(),
            self._engine.connect() as connection,
            self._kind.altering(connection) as prepared,
        ):
            yield prepared

    def back_up(self, name: str) -> None:
        """Copy a database that is a file, beside itself under `name`; a server is left alone."""
        if self._file:
            with self._lock, self._errors():
                sqlite.back_up(self._engine, self._file, name)

    def copy_into(self, path: Path) -> None:
        """Write one state of a database of SQLite into a new file, while others use it.

        Raises `BadStoreAddress` for a server, which has means of its own.
        """
        if self._kind is not sqlite:
            raise BadStoreAddress("目录库在 PostgreSQL 服务器上，请用 pg_dump 备份")
        with self._lock, self._errors():
            sqlite.copy_into(self._engine, path)

    @property
    def file(self) -> str | None:
        """The file of the database; None in memory and on a server."""
        return self._file

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """Say in the words of this package what the database complains of."""
        try:
            yield
        except DBAPIError as error:
            known = self._kind.explain(error)
            if known is None:
                raise
            raise known from error


def _read_url(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise BadStoreAddress(
            "目录库的地址写法不对，应像 postgresql://用户:密码@主机:5432/库名 或 sqlite:///文件"
        ) from None
    if address.get_backend_name() not in ("sqlite", "postgresql", "postgres"):
        raise BadStoreAddress(
            f"目录库不支持「{address.get_backend_name()}」，可用 postgresql:// 或 sqlite:///"
        )
    return address


def _is_server(address: URL) -> bool:
    return address.get_backend_name() != "sqlite"
