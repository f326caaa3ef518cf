"""What is shipped: the wheel holds our three packages with their data, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = {"zeren_parser": "parser", "zeren_graph": "graph", "zeren_service": "service"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)  # noqa: S603
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_our_packages_only(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        tops = {name.partition("/")[0] for name in package.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_of_a_package_is_in_the_wheel(wheel: Path, package: str) -> None:
    source = ROOT / PACKAGES[package] / package
    wanted = {
        f"{package}/{path.relative_to(source).as_posix()}"
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        assert wanted <= set(archive.namelist())


def test_the_product_starts_without_the_tools_of_its_makers() -> None:
    makers = ["pytest", "hypothesis", "mypy", "ruff", "playwright", "openpyxl", "pyshacl"]
    code = (
        "import sys\n"
        f"for name in {makers}: sys.modules[name] = None\n"
        "import zeren_service.app, zeren_service.cli\n"
        "zeren_service.cli.build_parser()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603
