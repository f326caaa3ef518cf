"""PostgreSQL, and engines that speak its language: all that is peculiar to them."""

from __future__ import annotations

import contextlib
import json
import re
import ssl
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, InterfaceError

from zeren_graph.errors import (
    BadStoreAddress,
    GraphError,
    StoreAway,
    StoreBusy,
    StoreFull,
    StoreRefused,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import URL, Connection, Engine, Table

_PORT: Final = 5432
_SECONDS: Final = 60
_LOCK_SECONDS: Final = 30
_WRITERS: Final = 0x7A6572656E  # "zeren": the lock that one writer at a time holds
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")

# SQLSTATE, or its first characters, to what is told.
_STATES: Final[tuple[tuple[str, type[GraphError], str], ...]] = (
    ("28", StoreRefused, "目录库服务器拒绝登录；请检查地址里的用户名和密码"),
    ("3D", StoreRefused, "目录库服务器上没有这个库；请先建库，或检查地址里的库名"),
    ("42501", StoreRefused, "目录库服务器不允许这个用户做此操作；请让管理员授权"),
    ("53100", StoreFull, "目录库服务器的磁盘已满，没有写入，原有数据完好；请腾出空间后再试"),
    ("53", StoreBusy, "目录库服务器资源不足（连接或内存），请稍后再试"),
    ("40", StoreBusy, "目录库正被另一个操作占用，请稍后再试"),
    ("55P03", StoreBusy, "目录库正被另一个操作占用，请稍后再试"),
    ("57", StoreAway, "目录库服务器正在停止或重启，请稍后再试"),
    ("08", StoreAway, "与目录库服务器的连接断了，请稍后再试"),
)
_AWAY: Final = "连接不上目录库服务器；请检查地址、网络和服务器是否在运行"


def create(url: URL) -> Engine:
    """Return the engine for a server; the driver is ours to choose, whatever the URL says."""
    query = {
        key: value if isinstance(value, str) else value[-1] for key, value in url.query.items()
    }
    arguments: dict[str, Any] = {"timeout": float(query.get("connect_timeout", _SECONDS))}
    host = query.get("host", "")
    if host.startswith("/"):  # as libpq writes the folder of a socket
        arguments["unix_sock"] = f"{host}/.s.PGSQL.{url.port or query.get('port', _PORT)}"
    mode = query.get("sslmode", "prefer")
    if mode not in ("disable", "allow", "prefer"):
        arguments["ssl_context"] = _tls(mode, query.get("sslrootcert"))
    driven = url.set(drivername="postgresql+pg8000", query={})
    engine = create_engine(driven, connect_args=arguments, pool_pre_ping=True, pool_recycle=1800)
    event.listen(engine, "before_cursor_execute", _storable_parameters, retval=True)
    return engine


@contextlib.contextmanager
def reading(connection: Connection) -> Iterator[Connection]:
    """Open a transaction that only reads, and sees one state all along."""
    prepared = connection.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    with prepared.begin():
        yield prepared


@contextlib.contextmanager
def writing(connection: Connection) -> Iterator[Connection]:
    """Open a transaction that holds the one lock for writing: tasks are numbered in one line."""
    with connection.begin():
        connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITERS})"))
        yield connection


altering = writing


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert `rows`, all with the same columns, in one statement.

    The driver would send them one by one, and wait for each.
    """
    prepare = connection.dialect.identifier_preparer
    name = prepare.format_table(table)
    columns = ", ".join(prepare.quote(column) for column in rows[0])
    values = json.dumps([_storable(row) for row in rows], ensure_ascii=False)
    connection.execute(
        text(
            f"INSERT INTO {name} ({columns}) SELECT {columns}"  # noqa: S608 - names of our own
            f" FROM json_populate_recordset(CAST(NULL AS {name}), CAST(:rows AS json))"
        ),
        {"rows": values},
    )


def count_on(connection: Connection, table: Table) -> None:
    """Let the next number that the server gives a row of `table` follow those that are there."""
    name = connection.dialect.identifier_preparer.format_table(table)
    for column in table.primary_key:
        found = {"table": name, "column": column.name}
        query = text("SELECT pg_get_serial_sequence(:table, :column)")
        if (sequence := connection.scalar(query, found)) is not None:
            highest = connection.scalar(select(func.max(column)))
            if highest is not None:
                connection.execute(
                    text("SELECT setval(CAST(:sequence AS regclass), :highest)"),
                    {"sequence": sequence, "highest": highest},
                )


def explain(error: DBAPIError) -> GraphError | None:
    """Return what an error of the engine means to the clerk; or None where it is a fault of ours."""
    told = error.orig.args[0] if error.orig is not None and error.orig.args else None
    if isinstance(told, dict):
        state = str(told.get("C", ""))
        for prefix, kind, words in _STATES:
            if state.startswith(prefix):
                return kind(f"{words}（{told.get('M', '')}）")
        return None
    if isinstance(error, InterfaceError) or error.connection_invalidated:
        return StoreAway(f"{_AWAY}（{error.orig}）")
    return None


def _tls(mode: str, certificate: str | None) -> ssl.SSLContext:
    if mode not in ("require", "verify-ca", "verify-full"):
        raise BadStoreAddress(
            f"不认识 sslmode={mode}，可用 disable、prefer、require、verify-ca、verify-full"
        )
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = mode == "verify-full"
    if mode == "require":
        context.verify_mode = ssl.CERT_NONE
    return context


def _storable(value: Any) -> Any:  # noqa: ANN401 - any parameter of any query
    r"""Return `value` with U+FFFD for what a text of the server cannot hold: NUL, half characters.

    >>> _storable({"title": "方案\x00", "path": ["一"]})
    {'title': '方案�', 'path': ['一']}
    """
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _storable(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_storable(held) for held in value)
    return value


def _storable_parameters(
    _connection: Connection,
    _cursor: object,
    statement: str,
    parameters: Any,  # noqa: ANN401
    _context: object,
    _many: bool,
) -> tuple[str, Any]:
    return statement, _storable(parameters)
