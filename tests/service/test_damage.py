"""Full disks, flipped bytes, a folder that is taken: a clear word, and nothing lost or half there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from zeren_graph.errors import StoreBusy, StoreDamaged
from zeren_graph.knowledge import Knowledge

# A process that may write files no longer than so many bytes: to it the disk is full there.
RUN = """
import resource, sys
from zeren_service.cli import main

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
    raise SystemExit(main(sys.argv[2:]))
"""
NO_LIMIT = 2**40
TEXT = (
    "甲县第{0}期方案\n甲发〔2020〕{0}号\n\n(一)推进节能第{0}次。(牵头单位:经发局,责任单位:财政局)\n"
)


def write(folder: Path, numbers: range, *, lines: int = 0) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"{number}.txt" for number in numbers]
    for number, path in zip(numbers, paths, strict=True):
        rest = "".join(f"第{n}行{number * n * 7919 % 10007}。\n" for n in range(lines))
        path.write_text(TEXT.format(number) + rest, "utf-8")
    return paths


def zeren(
    command: str, *arguments: Path, data: Path, room: int = NO_LIMIT
) -> subprocess.CompletedProcess[str]:
    script = data.with_name("run.py")
    script.write_text(RUN)
    told = [str(room), command, *map(str, arguments), "--data", str(data)]
    program = [sys.executable, str(script), *told]
    return subprocess.run(program, capture_output=True, text=True, check=False)  # noqa: S603


def state(data: Path) -> tuple[set[Any], set[Any], set[str]]:
    """Return the documents, the tasks and what the graph says of them."""
    with Knowledge.open(data) as knowledge:
        catalogue = knowledge.catalogue
        assert not knowledge.behind
        return (
            set(catalogue.documents(limit=None).items),
            set(catalogue.tasks(limit=None).items),
            set(map(str, knowledge.graph.quads())),
        )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with three documents in it."""
    folder = tmp_path / "data"
    with Knowledge.open(folder) as knowledge:
        for path in write(tmp_path / "first", range(3)):
            knowledge.ingest(path.read_bytes(), path.name)
    return folder


def test_a_full_disk_is_told_and_loses_nothing(data: Path, tmp_path: Path) -> None:
    before = state(data)
    write(tmp_path / "many", range(10, 40), lines=1000)
    done = zeren("ingest", tmp_path / "many", data=data, room=600_000)
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert "没有收完" in done.stderr
    assert "磁盘" in done.stderr.splitlines()[-1]
    assert "再" in done.stderr.splitlines()[-1]
    after = state(data)
    assert all(old <= new for old, new in zip(before, after, strict=True))
    assert len(after[0]) < 33
    # With room again the same command goes on, and all is there.
    done = zeren("ingest", tmp_path / "many", data=data)
    assert done.returncode == 0, done.stderr
    assert f"新收 {33 - len(after[0])} 份" in done.stdout
    documents, tasks, _quads = state(data)
    assert (len(documents), len(tasks)) == (33, 33)


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for place in range(0, len(content), 512):
        content[place] ^= 0xFF
    path.write_bytes(content)


def test_a_damaged_catalogue_is_told_and_left_as_it_is(data: Path) -> None:
    file = data / "catalogue.sqlite"
    _flip(file)
    found = file.read_bytes()
    with pytest.raises(StoreDamaged, match="备份"):
        Knowledge.open(data)
    assert file.read_bytes() == found
    done = zeren("documents", data=data)
    assert (done.returncode, "Traceback" in done.stderr) == (4, False)
    assert "备份" in done.stderr


@pytest.mark.parametrize("what", ["CURRENT", "MANIFEST-*", "*.sst"])
def test_a_damaged_graph_is_told_and_made_anew(data: Path, what: str) -> None:
    before = state(data)
    harmed = list((data / "graph").glob(what))
    assert harmed
    for path in harmed:
        _flip(path)
    with pytest.raises(StoreDamaged, match="移走") as told:
        state(data)
    assert str(data / "graph") in str(told.value)
    shutil.move(data / "graph", data / "harmed")
    assert state(data) == before


def test_a_folder_that_is_taken_is_told_and_nothing_is_written(data: Path, tmp_path: Path) -> None:
    write(tmp_path / "more", range(10, 40))
    before = state(data)
    with Knowledge.open(data) as knowledge:
        done = zeren("ingest", tmp_path / "more", data=data)
        assert (done.returncode, done.stdout) == (4, "")
        assert "正被另一个程序使用" in done.stderr
        with pytest.raises(StoreBusy):
            Knowledge.open(data)
        assert knowledge.catalogue.documents().total == 3
    assert state(data) == before
