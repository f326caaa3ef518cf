"""Old catalogues are upgraded and keep what they hold; newer ones are refused."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import column, insert, inspect, select, table, text

from zeren_graph import tables as t
from zeren_graph.catalogue import Catalogue
from zeren_graph.catalogue_write import Writer
from zeren_graph.engine import Database
from zeren_graph.errors import GraphError, StoreDamaged
from zeren_graph.records import TaskFilter
from zeren_graph.schema import FIRST, alembic_config, prepare, revision_of, revisions

OLD = Path(__file__).with_name("data") / "catalogue-0001.sqlite.gz"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a catalogue as a program before the first revision has left it."""
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    return path


@pytest.fixture(params=["sqlite-memory", "sqlite-file", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database without tables."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("own_postgres_url")
        return url
    return "sqlite://" if "memory" in request.param else f"sqlite:///{tmp_path / 'c.sqlite'}"


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    held = Database(address)
    yield held
    held.close()


def lists(catalogue: Catalogue) -> list[Any]:
    """Return every list of a catalogue, without the numbers that count arrivals."""
    rows = catalogue.documents(limit=None).items
    return [
        [(row.id, row.title, row.tasks, row.departments) for row in rows],
        catalogue.tasks(limit=None),
        catalogue.tasks(TaskFilter(q="治理"), limit=None),
        catalogue.departments(sort="lead", limit=None),
        catalogue.people(limit=None),
        catalogue.targets(limit=None),
        catalogue.citations(limit=None),
        [catalogue.matrix(row.id) for row in rows],
        [catalogue.diagnostics(row.id) for row in rows],
        [catalogue.source(row.id) for row in rows],
    ]


def test_an_old_catalogue_is_upgraded_and_keeps_its_lists(old: Path) -> None:
    with Catalogue.open(f"sqlite:///{old}") as upgraded, Catalogue.open("sqlite://") as fresh:
        rows = upgraded.documents(limit=None).items
        assert len(rows) == 4
        for row in reversed(rows):
            plan, data = upgraded.plan(row.id), upgraded.source(row.id)
            assert plan is not None
            assert data is not None
            fresh.put(plan, data)
        assert lists(upgraded) == lists(fresh)
        assert upgraded.revision == 4
        assert upgraded.remove(rows[0].id)
        assert fresh.remove(rows[0].id)
        assert lists(upgraded) == lists(fresh)


def test_the_old_file_is_kept_beside_the_new(old: Path) -> None:
    before = old.read_bytes()
    Catalogue.open(f"sqlite:///{old}").close()
    Catalogue.open(f"sqlite:///{old}").close()
    (copy,) = old.parent.glob("*.bak")
    assert copy.name == "catalogue.sqlite.0001.bak"
    assert old.read_bytes() != before
    database = Database(f"sqlite:///{copy}")
    with database.read() as connection:
        assert revision_of(connection) == FIRST
        assert connection.scalar(text("SELECT count(*) FROM tasks")) == 7
    database.close()


def test_an_upgrade_that_fails_leaves_the_old_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreDamaged("半途")

    with monkeypatch.context() as patch:
        patch.setattr("alembic.operations.batch.ApplyBatchImpl._create", fail)
        with pytest.raises(GraphError, match="半途"):
            Catalogue.open(f"sqlite:///{old}")
    database = Database(f"sqlite:///{old}")
    with database.read() as connection:
        assert revision_of(connection) == FIRST
    database.close()
    with Catalogue.open(f"sqlite:///{old}") as upgraded:
        assert upgraded.tasks().total == 7


def test_two_that_open_an_old_file_at_once_upgrade_it_once(old: Path) -> None:
    failed: list[BaseException] = []

    def open_it() -> None:
        try:
            Catalogue.open(f"sqlite:///{old}").close()
        except BaseException as error:  # noqa: BLE001 - it is told below
            failed.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with Catalogue.open(f"sqlite:///{old}") as upgraded:
        assert upgraded.tasks().total == 7


def test_a_newer_catalogue_is_refused_and_left_alone(address: str) -> None:
    held = Catalogue.open(address)
    database = held._database
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreDamaged, match=r"9999.*升级程序"):
        prepare(database)
    with database.read() as connection:
        assert revision_of(connection) == "9999"
    held.close()


def test_the_history_is_one_line() -> None:
    database = Database("sqlite://")
    with database.read() as connection:
        script = ScriptDirectory.from_config(alembic_config(connection))
    database.close()
    assert script.get_heads() == [revisions()[-1]]
    steps = list(script.walk_revisions())
    assert [step.revision for step in reversed(steps)] == revisions()
    assert [step.down_revision for step in reversed(steps)] == [None, *revisions()[:-1]]
    for step in steps:
        assert Path(step.path).stem.startswith(f"r{step.revision}_")


@pytest.mark.parametrize("steps", [True, False])
def test_the_history_ends_in_the_tables_of_the_program(database: Database, *, steps: bool) -> None:
    if steps:
        with database.alter() as connection:
            command.upgrade(alembic_config(connection), "head")
    else:
        prepare(database)
    with database.read() as connection:
        options = {"include_name": lambda name, kind, _parents: not _is_search(name, kind)}
        context = MigrationContext.configure(connection, opts=options | {"compare_type": True})
        assert compare_metadata(context, t.metadata) == []


def _is_search(name: str | None, kind: str) -> bool:
    """Tell what stands in no metadata: the search index, which each engine has in its own way."""
    return kind == "table" and str(name).startswith("task_search")


def test_making_a_table_anew_loses_nothing_that_refers_to_it(
    database: Database, make_plan: Any, sheets: Any
) -> None:
    prepare(database)
    with database.write() as connection:
        Writer(connection, make_plan(sheets[0])[0], first_task=1).write(b"", revision=1)
    with database.alter() as connection:
        before = connection.scalar(text("SELECT count(*) FROM holdings"))
        with (
            Operations.context(MigrationContext.configure(connection)) as op,
            op.batch_alter_table("tasks") as batch,
        ):
            batch.drop_column("heading")
    with database.read() as connection:
        assert before == connection.scalar(text("SELECT count(*) FROM holdings"))


def test_an_upgrade_that_orphans_rows_is_undone(database: Database) -> None:
    prepare(database)
    orphan = insert(t.deadlines).values(
        task=77, date="2020", last_day="2020-12-31", text="2020年", start=0, end=5
    )
    with pytest.raises(Exception, match=r"所属|foreign key"), database.alter() as connection:
        connection.execute(orphan)
    with database.read() as connection:
        assert connection.execute(select(t.deadlines)).all() == []


def test_every_old_revision_comes_to_the_newest(database: Database) -> None:
    for start in revisions():
        with database.alter() as connection:
            for name in ("alembic_version", "task_search", *reversed(t.metadata.sorted_tables)):
                connection.execute(text(f'DROP TABLE IF EXISTS "{name}"'))
            command.upgrade(alembic_config(connection), start)
            connection.execute(text("DELETE FROM state"))
            columns = [column["name"] for column in inspect(connection).get_columns("state")]
            row = {"id": 1, "schema_version": 1, "revision": 3, "last_task": 0, "changed": 0}
            state = table("state", *(column(name) for name in columns))
            connection.execute(insert(state).values({name: row[name] for name in columns}))
            if start == FIRST:
                connection.execute(text("DROP TABLE alembic_version"))
        prepare(database)
        with database.read() as connection:
            assert revision_of(connection) == revisions()[-1]
            assert connection.scalar(select(t.state.c.revision)) == 3
