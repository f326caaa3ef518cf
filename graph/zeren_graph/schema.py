"""A database in, its tables at the newest revision out, with all that they held.

The steps are in `migrations/versions`, one file each: `r0001_…`, `r0002_…`. They are counted by
the names of the files, since Alembic takes longer to load than most commands to answer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import column, insert, inspect, select, table, text

from zeren_graph import tables as t
from zeren_graph.errors import StoreDamaged
from zeren_graph.search_index import create_search

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

    from zeren_graph.engine import Database

FIRST: Final = "0001"
_FOLDER: Final = Path(__file__).with_name("migrations")
_VERSIONS: Final = table("alembic_version", column("version_num"))


def revisions() -> list[str]:
    """Return the revisions that this program knows, the oldest first."""
    return sorted(path.stem[1:5] for path in (_FOLDER / "versions").glob("r[0-9]*.py"))


def prepare(database: Database) -> None:
    """Create the tables where there are none, and bring older ones to the newest revision.

    The file of an SQLite catalogue is copied first, beside itself. Tables of a newer program are
    refused with `StoreDamaged`, and left as they are.
    """
    known = revisions()
    with database.read() as connection:
        found = revision_of(connection)
    if found == known[-1]:
        return
    if found is not None:
        if found not in known:
            raise StoreDamaged(
                f"目录库的版本是 {found}，比本程序所知的 {known[-1]} 新；"
                "请升级程序后再打开，数据没有改动"
            )
        database.back_up(found)
    with database.alter() as connection:
        now = revision_of(connection)
        if now is None:
            create_at(connection, known[-1])
            connection.execute(insert(t.state).values(id=1, revision=0, last_task=0, changed=0))
        else:  # which may be the newest, where another process was faster
            upgrade(connection, now)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the tables, or None where there are none."""
    tables = inspect(connection)
    if tables.has_table(_VERSIONS.name):
        found = connection.scalar(select(_VERSIONS.c.version_num))
        if found is not None:
            return str(found)
    return FIRST if tables.has_table(t.state.name) else None


def alembic_config(connection: Connection) -> Config:
    """Return what Alembic wants to know in order to work on `connection`."""
    from alembic.config import Config  # slow to load, and seldom wanted

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def create_at(connection: Connection, revision: str) -> None:
    """Create the tables as they were at a revision, without a single row."""
    if revision != revisions()[-1]:
        from alembic import command

        command.upgrade(alembic_config(connection), revision)
        return
    # The newest at once; a test holds that all steps lead to the same.
    t.metadata.create_all(connection)
    create_search(connection)
    connection.execute(
        text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    )
    connection.execute(insert(_VERSIONS).values(version_num=revision))


def upgrade(connection: Connection, found: str) -> None:
    """Bring tables of the revision `found` to the newest."""
    if found == revisions()[-1]:
        return
    from alembic import command

    config = alembic_config(connection)
    if found == FIRST:
        command.stamp(config, FIRST)
    command.upgrade(config, "head")


def drop(connection: Connection) -> None:
    """Drop all tables, with what they hold."""
    names = [table.name for table in reversed(t.metadata.sorted_tables)]
    for name in ("task_search", *names, _VERSIONS.name):
        connection.execute(text(f'DROP TABLE IF EXISTS "{name}"'))
