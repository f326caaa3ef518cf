"""Options and fixtures that every test may use."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from servers import Postgres, oxigraph, postgres, virtuoso
from zeren_graph.catalogue import Catalogue
from zeren_graph.engine import Database
from zeren_graph.remote_store import RemoteStore
from zeren_graph.tables import metadata
from zeren_parser import Plan, parse

# The same examples on every run, so that a change is what makes a test fail. `HYPOTHESIS_PROFILE=explore`
# looks for new ones.
settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", derandomize=False, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).parent.parent
PLAN_FILE = next((ROOT / "source_docs").glob("*.txt"))
CORPUS = ROOT.parent / "shared" / "corpus"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="rewrite generated pages, and fail")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Return the check that a file holds what it should; `--golden` rewrites it and fails."""

    def check(path: Path, wanted: str) -> None:
        if request.config.getoption("--golden"):
            path.write_text(wanted, "utf-8")
            pytest.fail(f"rewrote {path.name}: read the diff, then run again without --golden")
        assert path.read_text("utf-8") == wanted, "run: make golden"

    return check


@pytest.fixture(scope="session")
def plan_bytes() -> bytes:
    """Return the bytes of the real plan in source_docs/."""
    return PLAN_FILE.read_bytes()


@pytest.fixture(scope="session")
def plan(plan_bytes: bytes) -> Plan:
    """Return the real plan of source_docs/, parsed."""
    return parse(plan_bytes, name=PLAN_FILE.name)


@pytest.fixture(scope="session")
def corpus() -> list[Path]:
    """Return the real plans beside the repository; skip where they are absent and CI is not."""
    if not CORPUS.is_dir():
        if os.environ.get("ZEREN_REQUIRE_CORPUS"):
            pytest.fail(f"corpus expected at {CORPUS}")
        pytest.skip(f"no corpus at {CORPUS}: real plans are not part of the repository")
    return sorted(path for path in CORPUS.iterdir() if path.suffix in (".txt", ".md"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """Run a PostgreSQL that sorts in Chinese, which no list of ours may notice."""
    # Not below pytest's own folder, which the server's user may not enter.
    with (
        tempfile.TemporaryDirectory(prefix="zeren-postgres-") as folder,
        postgres(Path(folder)) as server,
    ):
        yield server


_numbers = itertools.count()


@pytest.fixture
def own_postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """Return the URL of a new database on a server, without tables."""
    name = f"test{next(_numbers)}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def _shared_postgres_url(postgres_server: Postgres) -> str:
    url = postgres_server.create("shared")
    Catalogue.open(url).close()
    return url


@pytest.fixture
def postgres_url(_shared_postgres_url: str) -> str:
    """Return the URL of a catalogue on a server, with nothing in it; emptying it is quick."""
    database = Database(_shared_postgres_url)
    with database.write() as connection:
        names = ", ".join(name for name in metadata.tables if name != "state")
        connection.exec_driver_sql(f"TRUNCATE {names}, task_search RESTART IDENTITY")
        connection.exec_driver_sql("UPDATE state SET revision = 0, last_task = 0")
    database.close()
    return _shared_postgres_url


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[str]:
    """Run an Oxigraph server, empty; return the URL of its query service."""
    with (
        tempfile.TemporaryDirectory(prefix="zeren-oxigraph-") as folder,
        oxigraph(Path(folder)) as url,
    ):
        yield url


@pytest.fixture(scope="session")
def virtuoso_server() -> Iterator[str]:
    """Run a Virtuoso, empty; return the URL of its query service."""
    with (
        tempfile.TemporaryDirectory(prefix="zeren-virtuoso-") as folder,
        virtuoso(Path(folder)) as url,
    ):
        yield url


@pytest.fixture
def oxigraph_url(oxigraph_server: str) -> str:
    """Return the URL of an Oxigraph server with nothing in it."""
    return _emptied(oxigraph_server)


@pytest.fixture
def virtuoso_url(virtuoso_server: str) -> str:
    """Return the URL of a Virtuoso with nothing of ours in it."""
    return _emptied(virtuoso_server)


def _emptied(url: str) -> str:
    store = RemoteStore(url)
    for graph in store.graphs():
        store.remove(graph)
    store.close()
    return url
