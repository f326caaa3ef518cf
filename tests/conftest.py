"""Options and fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from zeren_parser import Plan, parse

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
