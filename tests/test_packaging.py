"""The wheel: it holds every file of the three packages, and the program runs from it alone."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("parser/zeren_parser", "graph/zeren_graph", "service/zeren_service")
# Started in an empty folder: reads a plan, asks a question, shows a page, lists and searches.
_RUN = """
import asyncio, sys
from pathlib import Path
import httpx
import zeren_graph, zeren_parser, zeren_service
for package in (zeren_parser, zeren_graph, zeren_service):
    assert Path(package.__file__).is_relative_to(sys.argv[1]), package.__file__
from zeren_graph.knowledge import Knowledge
from zeren_service.app import create_app
from zeren_service.settings import Settings

async def main():
    with Knowledge.open(Path("data")) as knowledge:
        knowledge.ingest("甲县方案\\n一、推广绿色出行。(牵头单位:宣传部)\\n".encode())
        app = create_app(Settings(), knowledge)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://zeren.test") as client:
            for path in ("/", "/docs", "/redoc", "/static/style.css", "/openapi.json", "/readyz",
                         "/api/v1/graph?format=ttl", "/api/v1/tasks?format=docx"):
                answer = await client.get(path)
                assert answer.status_code == 200, (path, answer.text)
            question = {"question": "宣传部牵头哪些任务"}
            answer = await client.post("/api/v1/ask", json=question)
            assert answer.json()["total"] == 1, answer.text
        app.state.context.sandbox.close()

asyncio.run(main())
print("ran")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built as a release is."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603  ours
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_holds_every_file_and_nothing_else(wheel: Path) -> None:
    ours = {
        path.relative_to(ROOT / package).as_posix()
        for package in ("parser", "graph", "service")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {Path(name).suffix for name in ours} >= {".py", ".toml", ".ttl", ".rq", ".css", ".js"}
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        entry = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "zeren = zeren_service.cli:main" in archive.read(entry).decode()
    assert packed == ours
    assert {f"{package.partition('/')[2]}/py.typed" for package in PACKAGES} <= packed


def test_the_program_runs_from_the_wheel_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    unpacked, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ZEREN_")}
    done = subprocess.run(  # noqa: S603  ours
        [sys.executable, "-c", _RUN, str(unpacked)],
        cwd=empty,
        env=environment | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout.endswith("ran\n"), done.stderr
