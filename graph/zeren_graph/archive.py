"""The whole catalogue in one file and back (整库转储): every row, whatever the engine.

A zip file holds one member for each table, a row a line in JSON, and `manifest.json` with the
revision of the tables, the number of rows and the SHA-256 of each member. No hour and no name of a
machine is in it: the same catalogue gives the same bytes. Restored into an older or newer program's
engine the tables are made at the archive's revision, filled, and then brought to the newest.

The index for searching is not in it, nor the graph: both are made anew from what is.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import LargeBinary, MetaData, Table, func, insert, inspect, select, tuple_

from zeren_graph import postgresql, schema
from zeren_graph import tables as t
from zeren_graph.errors import ArchiveDamaged, GraphError, StoreFull
from zeren_graph.search_index import add_to_search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import IO

    from sqlalchemy import Connection

    from zeren_graph.engine import Database

_FORMAT: Final = "zeren-archive"
_VERSION: Final = 1
_MANIFEST: Final = "manifest.json"
_NO_HOUR: Final = (1980, 1, 1, 0, 0, 0)
_ROWS: Final = 1000  # read or written at once; of those with whole files in them:
_FILES: Final = 20
_BYTES: Final = "base64"


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive holds (转储内容): rows in all, documents, tasks."""

    rows: int
    documents: int
    tasks: int


def dump(database: Database, path: Path, *, step: Callable[[int], None] | None = None) -> Archived:
    """Write all that `database` holds to a new file; `step` is told of each batch of rows.

    Another process may write to the database meanwhile: the archive shows one state. What stands
    under that name already is not overwritten, and an archive that was not finished is deleted.
    """
    try:
        file = path.open("xb")
    except FileExistsError:
        raise GraphError(f"{path} 已经存在，没有覆盖；请换一个文件名") from None
    except OSError as error:
        raise GraphError(f"写不了 {path}（{error.strerror}）；请换一个目录") from error
    try:
        with (
            file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            database.read() as connection,
        ):
            return _archived(_write(connection, archive, step or _silent))
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            words = (
                f"写 {path} 时出错（{error.strerror}），没有留下半份文件；请腾出空间或换一个目录"
            )
            raise StoreFull(words) from error
        raise


def restore(
    database: Database, path: Path, *, step: Callable[[int], None] | None = None
) -> Archived:
    """Fill an empty database with what `dump` has written; all of it or nothing.

    The whole file is checked before anything is written. A database that holds documents is left
    alone.
    """
    with contextlib.ExitStack() as opened:
        with _damage(path):
            archive = opened.enter_context(zipfile.ZipFile(path))
            manifest = _read_manifest(archive)
            _check(archive, manifest)
        with database.alter() as connection:
            _make_tables(connection, manifest["revision"])
            for name, member in manifest["tables"].items():
                _fill(connection, archive, name, member["rows"], step or _silent)
            schema.upgrade(connection, manifest["revision"])
            _index(connection)
    return _archived({name: member["rows"] for name, member in manifest["tables"].items()})


def _silent(_rows: int) -> None:
    """Tell nobody."""


def _archived(counts: dict[str, int]) -> Archived:
    return Archived(sum(counts.values()), counts.get("documents", 0), counts.get("tasks", 0))


def _write(
    connection: Connection, archive: zipfile.ZipFile, step: Callable[[int], None]
) -> dict[str, int]:
    members: dict[str, dict[str, object]] = {}
    counts: dict[str, int] = {}
    for table in t.metadata.sorted_tables:
        digest, rows = hashlib.sha256(), 0
        with archive.open(_info(f"{table.name}.jsonl"), "w", force_zip64=True) as out:
            for batch in _batches(connection, table):
                lines = b"".join(_line(row) for row in batch)
                digest.update(lines)
                out.write(lines)
                rows += len(batch)
                step(len(batch))
        members[table.name] = {"rows": rows, "sha256": digest.hexdigest()}
        counts[table.name] = rows
    manifest = {
        "format": _FORMAT,
        "version": _VERSION,
        "revision": schema.revision_of(connection),
        "tables": members,
    }
    archive.writestr(_info(_MANIFEST), json.dumps(manifest, indent=1))
    return counts


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NO_HOUR)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table in the order of its key, so many at a time."""
    keys = list(table.primary_key)
    many = _FILES if any(isinstance(c.type, LargeBinary) for c in table.c) else _ROWS
    last: tuple[object, ...] | None = None
    while True:
        query = select(table).order_by(*keys).limit(many)
        if last is not None:
            query = query.where(tuple_(*keys) > last)
        rows = [dict(row) for row in connection.execute(query).mappings()]
        if not rows:
            return
        yield rows
        last = tuple(rows[-1][key.name] for key in keys)


def _line(row: dict[str, Any]) -> bytes:
    packed = {
        name: {_BYTES: base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in row.items()
    }
    return json.dumps(packed, separators=(",", ":")).encode() + b"\n"


@contextlib.contextmanager
def _damage(path: Path) -> Iterator[None]:
    """Say what is wrong with a file that cannot be read as an archive."""
    try:
        yield
    except FileNotFoundError:
        raise GraphError(f"没有这个文件：{path}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ArchiveDamaged(
            f"转储文件 {path} 不完整或已损坏，没有恢复任何数据（{error}）"
        ) from error


def _read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
        if manifest["format"] != _FORMAT or not manifest["tables"]:
            raise KeyError(_FORMAT)
    except (KeyError, ValueError, TypeError) as error:
        raise ArchiveDamaged("这不是 zeren dump 写出的转储文件") from error
    if manifest["version"] != _VERSION or manifest["revision"] not in schema.revisions():
        raise ArchiveDamaged(
            f"转储文件的版本（{manifest['revision']}）比本程序新；请升级程序后再恢复"
        )
    return manifest


def _check(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Compare every member with its checksum."""
    for name, member in manifest["tables"].items():
        digest, rows = hashlib.sha256(), 0
        try:
            with archive.open(f"{name}.jsonl") as lines:
                for line in lines:
                    digest.update(line)
                    rows += 1
        except KeyError as error:
            raise ArchiveDamaged(f"转储文件里缺少 {name}，没有恢复任何数据") from error
        if digest.hexdigest() != member["sha256"] or rows != member["rows"]:
            raise ArchiveDamaged(f"转储文件里的 {name} 与校验和不符，没有恢复任何数据")


def _make_tables(connection: Connection, revision: str) -> None:
    """Put the tables of `revision` in the place of those that are there and hold nothing."""
    there = inspect(connection)
    if there.has_table(t.documents.name):
        if connection.scalar(select(func.count()).select_from(t.documents)):
            raise GraphError("目录库里已有文件，没有恢复；请恢复到空的数据目录或空库")
        schema.drop(connection)
    schema.create_at(connection, revision)


def _fill(
    connection: Connection,
    archive: zipfile.ZipFile,
    name: str,
    rows: int,
    step: Callable[[int], None],
) -> None:
    if not rows:
        return
    table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
    many = _FILES if any(isinstance(c.type, LargeBinary) for c in table.c) else _ROWS
    with archive.open(f"{name}.jsonl") as lines:
        for batch in _read_batches(lines, many):
            if connection.dialect.name == "sqlite" or many == _FILES:
                connection.execute(insert(table), batch)
            else:
                postgresql.insert_rows(connection, table, batch)
            step(len(batch))
    if connection.dialect.name != "sqlite":
        postgresql.count_on(connection, table)


def _read_batches(lines: IO[bytes], many: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for line in lines:
        batch.append({name: _value(value) for name, value in json.loads(line).items()})
        if len(batch) == many:
            yield batch
            batch = []
    if batch:
        yield batch


def _value(value: Any) -> Any:  # noqa: ANN401 - any value of any column
    return base64.b64decode(value[_BYTES]) if isinstance(value, dict) else value


def _index(connection: Connection) -> None:
    """Make the index for searching anew."""
    last = -1
    while True:
        query = select(t.tasks.c.num, t.tasks.c.search).where(t.tasks.c.num > last)
        rows = connection.execute(query.order_by(t.tasks.c.num).limit(_ROWS)).all()
        if not rows:
            return
        add_to_search(connection, {row.num: row.search for row in rows})
        last = rows[-1].num
