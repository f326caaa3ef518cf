"""The house rules a machine can hold: who may import whom, and what each package promises."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ["zeren_parser", "zeren_graph", "zeren_service"]  # a floor may import only those below
PARSER_MAY_NOT = {
    "rdflib",
    "pyoxigraph",
    "networkx",
    "fastapi",
    "sqlalchemy",
    "jieba",
    "socket",
    "requests",
}
FILES = sorted(p for top in ("parser", "graph", "service") for p in (ROOT / top).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name.partition(".")[0] for name in found}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_run_downwards(path: Path) -> None:
    package = path.relative_to(ROOT).parts[1]
    above = set(FLOORS[FLOORS.index(package) + 1 :])
    assert not _imports(path) & above


def test_the_parser_is_pure() -> None:
    for path in FILES:
        if path.is_relative_to(ROOT / "parser"):
            assert not _imports(path) & PARSER_MAY_NOT, path


@pytest.mark.parametrize("package", FLOORS)
def test_what_a_package_promises_is_there(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__doc__
    for name in getattr(module, "__all__", []):
        assert hasattr(module, name), name


def test_no_file_is_called_utils_or_helpers() -> None:
    assert FILES
    assert not [p for p in FILES if p.stem in {"utils", "helpers", "common", "manager"}]
