"""Many files at once: the same as one by one, and nothing lost when something breaks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import deadly
from zeren_graph import bulk, reading_pool
from zeren_graph.archive import dump
from zeren_graph.bulk import Loaded, load_files
from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import StoreDamaged
from zeren_graph.knowledge import Knowledge
from zeren_graph.memory_store import MemoryStore
from zeren_graph.reading_pool import ReadingPool, Telling
from zeren_graph.records import TaskFilter
from zeren_graph.store import GraphStore, NewGraph, OxigraphStore
from zeren_graph.vocabulary import ONTOLOGY_GRAPH, graph_iri

TEXT = "甲区第{}期工作方案\n甲发〔2020〕{}号\n\n(一)推进节能第{}次。(牵头单位:经发局,责任单位:财政局、第{}局)\n"

VERSION = (
    "甲县第{0}期工作方案\n甲发〔2020〕{0}号\n\n(一)推进节能第{0}次。(牵头单位:{1},责任单位:财政局)\n"
    "(二)督查落实。(牵头单位:第{0}局)\n\n附件：领导小组名单\n组长：张三丰（经发局局长）\n\n"
    "甲县人民政府\n{2}\n"
)

LOAD = """
import sys
from pathlib import Path
from zeren_graph.bulk import load_files
from zeren_graph.knowledge import Knowledge

if __name__ == "__main__":
    paths = sorted(Path(sys.argv[2]).iterdir())
    with Knowledge.open(Path(sys.argv[1])) as knowledge:
        for _ in load_files(knowledge, paths, workers=1):
            print("x", end="", flush=True)
"""


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time pass: the log of changes tells when each came about."""
    monkeypatch.setattr(time, "time", lambda: 1_600_000_000.0)
    monkeypatch.setattr("zeren_graph.catalogue._now", lambda: "2020-09-13T12:26:40Z")


def write(folder: Path, count: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number:03}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(TEXT.format(*[number] * 4), "utf-8")
    return paths


def titles(knowledge: Knowledge) -> list[str]:
    return [task.title for task in knowledge.catalogue.tasks(limit=None).items]


@pytest.mark.parametrize("count", [3, 40])
@pytest.mark.parametrize("make", [OxigraphStore, MemoryStore])
def test_it_is_as_if_they_came_one_by_one(
    tmp_path: Path, count: int, make: type[OxigraphStore | MemoryStore]
) -> None:
    paths = write(tmp_path / "in", count)
    with (
        Knowledge(Catalogue.open("sqlite://"), make()) as many,
        Knowledge(Catalogue.open("sqlite://"), make()) as single,
    ):
        done = list(load_files(many, paths, workers=2))
        assert [loaded.path for loaded in done] == paths
        assert all(loaded.created for loaded in done)
        rows = [single.ingest(path.read_bytes(), path.name)[0] for path in paths]
        assert [loaded.row for loaded in done] == rows
        _assert_same(many, single, tmp_path)
        again = list(load_files(many, paths, workers=2))
        assert [(loaded.row, loaded.created) for loaded in again] == [(row, False) for row in rows]


def write_versions(folder: Path) -> list[Path]:
    """Write documents, newer and older versions of some in each order, and one of them twice."""
    bodies = []
    for number in range(12):
        day, lead = f"2020年3月{number + 1}日", f"第{number}局"
        bodies.append(VERSION.format(number, lead, day))
        if number % 3 == 0:
            bodies.append(VERSION.format(number, "经发局", f"2020年6月{number + 1}日"))
        if number % 4 == 0:
            bodies.append(VERSION.format(number, "财政局", f"2019年6月{number + 1}日"))
    bodies += [VERSION.format(1, "经发局", "2021年1月1日"), bodies[0]]
    folder.mkdir()
    paths = [folder / f"{number:03}.txt" for number in range(len(bodies))]
    for path, body in zip(paths, bodies, strict=True):
        path.write_text(body, "utf-8")
    return paths


@pytest.mark.parametrize(
    ("engine", "hide_people"), [("sqlite", False), ("sqlite", True), ("postgresql", False)]
)
def test_versions_and_decisions_are_those_of_one_by_one(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    engine: str,
    *,
    hide_people: bool,
) -> None:
    address = "sqlite://" if engine == "sqlite" else request.getfixturevalue("postgres_url")
    monkeypatch.setattr(bulk, "_DOCUMENTS", 7)  # versions meet inside a batch and across batches
    paths = write_versions(tmp_path / "in")
    by = {"who": "张三", "why": "三定方案"}
    with (
        Knowledge(Catalogue.open(address), OxigraphStore(), hide_people=hide_people) as many,
        Knowledge(Catalogue.open("sqlite://"), OxigraphStore(), hide_people=hide_people) as single,
    ):
        for knowledge, load in ((many, load_files), (single, _one_by_one)):
            for _ in load(knowledge, paths[:5]):
                pass
            (one,), (other,) = map(knowledge.catalogue.find_departments, ("第1局", "财政局"))
            made = knowledge.decide("merge", one.id, other.id, **by)
            for _ in load(knowledge, paths):
                pass
            assert knowledge.catalogue.find_departments("第1局")[0].id == other.id
            assert knowledge.catalogue.documents(superseded=True).total > 12
        _assert_same(many, single, tmp_path)
        for knowledge in (many, single):
            knowledge.undo(made.num, **by)
        _assert_same(many, single, tmp_path)


def _one_by_one(knowledge: Knowledge, paths: Sequence[Path]) -> Iterator[Loaded]:
    for path in paths:
        row, created = knowledge.ingest(path.read_bytes(), path.name)
        yield Loaded(path, row, created, None)


def _assert_same(many: Knowledge, single: Knowledge, folder: Path) -> None:
    """Assert that catalogue, change log and graph of both are the same to the last byte."""
    archives = [folder / "many.zip", folder / "single.zip"]
    for knowledge, path in zip((many, single), archives, strict=True):
        path.unlink(missing_ok=True)
        dump(knowledge.catalogue._database, path)
    assert archives[0].read_bytes() == archives[1].read_bytes()
    assert many.graph.dump("nq") == single.graph.dump("nq")
    assert many.graph.graphs() == single.graph.graphs()
    count_all = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert many.graph.select(count_all) == single.graph.select(count_all)
    words = TaskFilter(q="推进")
    assert many.catalogue.tasks(words, limit=None) == single.catalogue.tasks(words, limit=None)


def test_what_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", 20)
    paths[3].write_bytes(b"\x00\x01\x02" * 100)
    paths[7].unlink()
    paths[9].write_bytes(paths[8].read_bytes())
    with Knowledge.open() as knowledge:
        done = list(load_files(knowledge, paths, workers=2))
        told = {n: loaded.reason for n, loaded in enumerate(done) if loaded.row is None}
        assert told.keys() == {3, 7}
        assert all(told.values())
        assert done[9].row == done[8].row
        assert not done[9].created
        assert len(titles(knowledge)) == 17


def test_a_file_at_which_a_worker_dies_is_told_and_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_pool, "_read", deadly.read)
    paths = write(tmp_path / "in", 21)
    bad = tmp_path / "in" / "致命.txt"
    bad.write_text("x")
    paths.insert(5, bad)
    with ReadingPool(Telling(), workers=2) as pool:
        done = list(pool.read(paths))
    assert [file.path for file in done] == paths
    assert [file.path for file in done if file.reading is None] == [bad]
    assert "崩溃" in str(done[5].reason)


class Failing(OxigraphStore):
    """A store that cannot load for a while."""

    fails = True

    def load(self, graphs: Sequence[NewGraph]) -> None:
        if self.fails:
            super().load(graphs[:1])
            raise StoreDamaged("磁盘已满")
        super().load(graphs)


def test_a_graph_that_fails_is_caught_up(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", 30)
    store = Failing()
    with Knowledge(Catalogue.open("sqlite://"), store) as knowledge:
        assert all(loaded.created for loaded in load_files(knowledge, paths[:20], workers=1))
        assert knowledge.behind
        store.fails = False
        assert all(loaded.created for loaded in load_files(knowledge, paths[20:], workers=1))
        assert not knowledge.behind
        _assert_whole(knowledge, 30)


def _assert_whole(knowledge: Knowledge, count: int) -> None:
    """Assert that graph and catalogue say the same of `count` documents, and all that they say."""
    with Knowledge(Catalogue.open("sqlite://"), OxigraphStore()) as fresh:
        for row in reversed(knowledge.catalogue.documents(limit=None).items):
            data = knowledge.catalogue.source(row.id)
            assert data is not None
            assert fresh.ingest(data, row.name)[1]
        assert fresh.catalogue.documents().total == count
        assert titles(fresh) == titles(knowledge)
        assert _said(fresh.graph) == _said(knowledge.graph)


def _said(store: GraphStore) -> list[str]:
    """Return all quads but the revisions, which count arrivals."""
    return sorted(str(quad) for quad in store.quads() if "revision" not in quad.predicate.value)


@pytest.mark.parametrize("after", [1, 70])
def test_a_process_killed_in_the_middle_loses_nothing(tmp_path: Path, after: int) -> None:
    paths = write(tmp_path / "in", 100)
    script = tmp_path / "load.py"
    script.write_text(LOAD)
    command = [sys.executable, str(script), str(tmp_path / "data"), str(tmp_path / "in")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)  # noqa: S603
    assert process.stdout is not None
    with process.stdout:
        assert len(process.stdout.read(after)) == after
        time.sleep(0.02 * (after % 7))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    with Knowledge.open(tmp_path / "data") as knowledge:
        there = knowledge.catalogue.documents(limit=1).total
        assert after <= there <= 100
        assert knowledge.graph.graphs().keys() == {
            ONTOLOGY_GRAPH,
            *map(graph_iri, knowledge.catalogue.ids()),
        }
        rest: list[Loaded] = list(load_files(knowledge, paths, workers=1))
        assert sum(loaded.created for loaded in rest) == 100 - there
        _assert_whole(knowledge, 100)
