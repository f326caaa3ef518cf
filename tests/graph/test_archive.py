"""The whole catalogue goes into one file, and out of it into any engine."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zeren_graph import tables as t
from zeren_graph.archive import _FORMAT, _line, dump, restore
from zeren_graph.catalogue import Catalogue
from zeren_graph.engine import Database
from zeren_graph.errors import ArchiveDamaged, GraphError, StoreDamaged
from zeren_graph.records import TaskFilter
from zeren_graph.schema import prepare, revisions
from zeren_parser import Plan


@pytest.fixture
def full(address: str, make_plan: Any, sheets: Any, plan: Plan, plan_bytes: bytes) -> Catalogue:
    """Return a catalogue with gaps in its numbers, and with the real plan."""
    held = Catalogue.open(address)
    for sheet in sheets:
        held.put(*make_plan(sheet))
    held.put(plan, plan_bytes)
    held.remove(held.documents(limit=None).items[2].id)
    return held


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return a database without tables, on another engine than its own or on the same."""
    if request.param == "postgresql":
        held = Database(request.getfixturevalue("own_postgres_url"))
    else:
        held = Database(f"sqlite:///{tmp_path / 'target.sqlite'}")
    yield held
    held.close()


def everything(catalogue: Catalogue) -> list[Any]:
    rows = catalogue.documents(limit=None).items
    return [
        rows,
        catalogue.revision,
        catalogue.tasks(limit=None),
        catalogue.tasks(TaskFilter(q="污染"), limit=None),
        catalogue.tasks(TaskFilter(q="水"), sort="title", limit=None),
        catalogue.departments(sort="lead", limit=None),
        catalogue.people(limit=None),
        catalogue.targets(limit=None),
        catalogue.citations(limit=None),
        catalogue.rosters(),
        [catalogue.matrix(row.id) for row in rows],
        [catalogue.diagnostics(row.id) for row in rows],
        [(catalogue.source(row.id), catalogue.plan_json(row.id)) for row in rows],
    ]


def test_what_is_dumped_is_restored_on_any_engine(
    full: Catalogue, target: Database, tmp_path: Path, make_plan: Any
) -> None:
    told = dump(full._database, tmp_path / "a.zip")
    assert told == restore(target, tmp_path / "a.zip")
    restored = Catalogue(target)
    assert everything(restored) == everything(full)
    dump(target, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == (tmp_path / "a.zip").read_bytes()
    # It goes on from there: what is new gets new numbers, what is there is known.
    new = make_plan(make_plan.sheet("新方案", [make_plan.item("新任务", lead=["财政局"])]))
    for catalogue in (restored, full):
        assert catalogue.add(*new)[1]
    assert everything(restored) == everything(full)
    full.close()


def test_an_archive_of_an_older_program_is_restored(
    target: Database, tmp_path: Path, make_plan: Any, sheets: Any
) -> None:
    with Catalogue.open("sqlite://") as held:
        for sheet in sheets:
            held.put(*make_plan(sheet))
        wanted = everything(held)
        dump(held._database, tmp_path / "a.zip")
    # At revision 0001 `state` had a column more, and other tables may have had fewer.
    old = tmp_path / "old.sqlite"
    data = Path(__file__).with_name("data") / "catalogue-0001.sqlite.gz"
    old.write_bytes(gzip.decompress(data.read_bytes()))
    _archive_by_hand(old, tmp_path / "old.zip")
    restore(target, tmp_path / "old.zip")
    restored = Catalogue(target)
    assert restored.documents().total == len(wanted[0])
    assert restored.tasks(TaskFilter(q="污染")).total == 1
    assert restored.revision == 4


def _archive_by_hand(database: Path, path: Path) -> None:
    """Write what `dump` of the program of revision 0001 would have written."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    members: dict[str, Any] = {}
    with zipfile.ZipFile(path, "w") as out:
        for table in t.metadata.sorted_tables:
            known = connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = ?", [table.name]
            ).fetchone()
            if known is None:
                continue
            rows = [dict(row) for row in connection.execute(f'SELECT * FROM "{table.name}"')]  # noqa: S608
            lines = b"".join(_line(row) for row in rows)
            out.writestr(f"{table.name}.jsonl", lines)
            digest = hashlib.sha256(lines).hexdigest()
            members[table.name] = {"rows": len(rows), "sha256": digest}
        manifest = {"format": _FORMAT, "version": 1, "revision": "0001", "tables": members}
        out.writestr("manifest.json", json.dumps(manifest))
    connection.close()


@pytest.fixture
def archive(tmp_path: Path, make_plan: Any, sheets: Any) -> Path:
    with Catalogue.open("sqlite://") as held:
        held.put(*make_plan(sheets[0]))
        dump(held._database, tmp_path / "a.zip")
    return tmp_path / "a.zip"


def test_nothing_is_overwritten(archive: Path, make_plan: Any, sheets: Any) -> None:
    before = archive.read_bytes()
    with Catalogue.open("sqlite://") as held:
        with pytest.raises(GraphError, match="没有覆盖"):
            dump(held._database, archive)
        held.put(*make_plan(sheets[1]))
        wanted = everything(held)
        with pytest.raises(GraphError, match="已有文件"):
            restore(held._database, archive)
        assert everything(held) == wanted
    assert archive.read_bytes() == before


def test_an_empty_catalogue_is_filled(archive: Path, address: str) -> None:
    with Catalogue.open(address) as held:
        restore(held._database, archive)
        assert held.documents().total == 1


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _other(path: Path) -> None:
    path.unlink()
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("hello.txt", "你好")


def _text(path: Path) -> None:
    path.write_text("你好")


def _change(path: Path, name: str, change: Any) -> None:
    with zipfile.ZipFile(path) as old:
        members = {info.filename: old.read(info) for info in old.infolist()}
    members[name] = change(members[name])
    with zipfile.ZipFile(path, "w") as new:
        for member, data in members.items():
            if data is not None:
                new.writestr(member, data)


def _forge(path: Path) -> None:
    _change(path, "tasks.jsonl", lambda data: data.replace("推进".encode("unicode_escape"), b"x"))
    _change(path, "tasks.jsonl", lambda data: data + b"\n")


def _drop(path: Path) -> None:
    _change(path, "tasks.jsonl", lambda _: None)


def _newer(path: Path) -> None:
    newest = revisions()[-1].encode()
    _change(path, "manifest.json", lambda data: data.replace(newest, b"9999"))


@pytest.mark.parametrize(
    "harm", [_flip, _cut, _other, _text, _forge, _drop, _newer], ids=lambda f: f.__name__
)
def test_an_archive_that_is_not_whole_is_refused(archive: Path, address: str, harm: Any) -> None:
    harm(archive)
    database = Database(address)
    prepare(database)
    with pytest.raises(ArchiveDamaged):
        restore(database, archive)
    assert Catalogue(database).documents().total == 0
    database.close()


def test_a_restore_that_fails_leaves_nothing(
    archive: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreDamaged("半途")

    database = Database(address)
    prepare(database)
    monkeypatch.setattr("zeren_graph.archive._index", fail)
    with pytest.raises(StoreDamaged, match="半途"):
        restore(database, archive)
    assert Catalogue(database).documents().total == 0
    database.close()


def test_a_missing_archive_and_a_missing_folder_are_told(tmp_path: Path) -> None:
    database = Database("sqlite://")
    prepare(database)
    with pytest.raises(GraphError, match="没有这个文件"):
        restore(database, tmp_path / "none.zip")
    with pytest.raises(GraphError, match="写不了"):
        dump(database, tmp_path / "none" / "a.zip")
    database.close()
