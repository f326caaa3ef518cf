"""Options and fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zeren_parser import Plan, parse

ROOT = Path(__file__).parent.parent
PLAN_FILE = next((ROOT / "source_docs").glob("*.txt"))
CORPUS = ROOT.parent / "shared" / "corpus"


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
