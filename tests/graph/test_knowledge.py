"""Catalogue and graph as one: nothing is kept by halves, and what lags is caught up."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from zeren_graph import sparql
from zeren_graph.errors import StoreBusy, StoreDamaged
from zeren_graph.knowledge import PROJECTION, Knowledge
from zeren_graph.store import OxigraphStore
from zeren_graph.vocabulary import ONTOLOGY_GRAPH, graph_iri
from zeren_parser import UnreadableDocument

ALL = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
TEXT = (
    "甲区工作方案\n\n一、重点任务\n\n(一)推进节能。{}加强管理。(牵头单位:经发局,责任单位:财政局)\n"
)


def document(name: str) -> bytes:
    return TEXT.format(name).encode()


class FailingStore(OxigraphStore):
    """A store whose disk is full, until it is not."""

    full = True

    def replace(self, graph: str, triples: Iterable[ox.Triple], *, revision: int) -> None:
        if self.full and graph != ONTOLOGY_GRAPH:
            raise StoreDamaged("磁盘已满")
        super().replace(graph, triples, revision=revision)


def wanted(knowledge: Knowledge) -> dict[str, int]:
    rows = knowledge.catalogue.documents(limit=None).items
    return {graph_iri(row.id): row.revision for row in rows} | {ONTOLOGY_GRAPH: PROJECTION}


@pytest.fixture(params=["memory", "folder"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    return tmp_path / "data" if request.param == "folder" else None


def test_a_file_goes_into_both(folder: Path | None) -> None:
    with Knowledge.open(folder) as knowledge:
        row, created = knowledge.ingest(document("甲"), "甲.txt")
        assert created
        assert row.name == "甲.txt"
        assert row.tasks == 1
        assert knowledge.ingest(document("甲"), "另一个名字.txt") == (row, False)
        assert knowledge.graph.graphs() == wanted(knowledge)
        assert len(knowledge.graph.select(sparql.all_tasks())) == 1
        assert knowledge.remove(row.id[:8])
        assert not knowledge.remove(row.id)
        assert knowledge.graph.graphs() == wanted(knowledge) == {ONTOLOGY_GRAPH: PROJECTION}
        assert knowledge.graph.select(sparql.all_tasks()) == []


def test_what_cannot_be_read_leaves_nothing(folder: Path | None) -> None:
    with Knowledge.open(folder) as knowledge:
        with pytest.raises(UnreadableDocument):
            knowledge.ingest(b"", "empty.txt")
        with pytest.raises(UnreadableDocument):
            knowledge.ingest(bytes(range(256)) * 20, "x.bin")
        assert knowledge.catalogue.documents().total == 0
        assert knowledge.graph.graphs() == {ONTOLOGY_GRAPH: PROJECTION}


def test_a_graph_that_failed_is_caught_up_by_the_next_ingest() -> None:
    memory = Knowledge.open(None)
    store = FailingStore()
    knowledge = Knowledge(memory.catalogue, store)
    first, created = knowledge.ingest(document("甲"))
    assert created
    assert knowledge.catalogue.plan(first.id) is not None
    assert graph_iri(first.id) not in store.graphs()
    FailingStore.full = False
    try:
        knowledge.ingest(document("乙"))
        assert store.graphs() == wanted(knowledge)
        assert len(wanted(knowledge)) == 3
    finally:
        FailingStore.full = True


def test_a_failed_catch_up_does_not_undo_the_ingest() -> None:
    knowledge = Knowledge(Knowledge.open(None).catalogue, FailingStore())
    knowledge.ingest(document("甲"))
    row, created = knowledge.ingest(document("乙"))
    assert created
    assert knowledge.catalogue.document(row.id) == row


def test_what_lags_is_caught_up_on_open(tmp_path: Path) -> None:
    with Knowledge.open(tmp_path) as knowledge:
        kept, _ = knowledge.ingest(document("甲"))
        gone, _ = knowledge.ingest(document("乙"))
        knowledge.graph.remove(graph_iri(kept.id))
        knowledge.catalogue.remove(gone.id)
        stale, _ = knowledge.ingest(document("丙"))
        knowledge.graph.replace(graph_iri(stale.id), [], revision=0)
    with Knowledge.open(tmp_path) as knowledge:
        assert knowledge.graph.graphs() == wanted(knowledge)
        tasks = knowledge.graph.select(sparql.all_tasks())
        assert len(tasks) == knowledge.catalogue.tasks().total == 2


def test_an_older_projection_is_made_anew(tmp_path: Path) -> None:
    with Knowledge.open(tmp_path) as knowledge:
        row, _ = knowledge.ingest(document("甲"))
        knowledge.graph.replace(graph_iri(row.id), [], revision=row.revision)
        knowledge.graph.replace(ONTOLOGY_GRAPH, [], revision=PROJECTION - 1)
    with Knowledge.open(tmp_path) as knowledge:
        assert len(knowledge.graph.select(sparql.all_tasks())) == 1


@pytest.mark.parametrize("many", [2, 40])
def test_rebuild_gives_the_same_graph(folder: Path | None, many: int) -> None:
    with Knowledge.open(folder) as knowledge:
        rows = [knowledge.ingest(document(f"第{n}次"))[0] for n in range(many)]
        before = knowledge.graph.dump("nq"), knowledge.graph.select(ALL)
        knowledge.graph.replace(graph_iri(rows[1].id), [], revision=rows[1].revision)
        assert knowledge.rebuild() == many
        assert (knowledge.graph.dump("nq"), knowledge.graph.select(ALL)) == before


def test_a_graph_that_is_gone_is_made_anew_on_open(tmp_path: Path) -> None:
    with Knowledge.open(tmp_path) as knowledge:
        first, *_rest = [knowledge.ingest(document(f"第{n}次"))[0] for n in range(20)]
        before = knowledge.graph.dump("nq"), knowledge.graph.select(ALL)
    shutil.rmtree(tmp_path / "graph")
    # What a loading that broke off has left: half of a graph, and no revision.
    left = ox.Store(tmp_path / "graph")
    half = ox.NamedNode("https://example.org/half")
    left.extend([ox.Quad(half, half, half, ox.NamedNode(graph_iri(first.id)))])
    left.extend([ox.Quad(half, half, half)])
    left.flush()
    del left
    with Knowledge.open(tmp_path) as knowledge:
        assert (knowledge.graph.dump("nq"), knowledge.graph.select(ALL)) == before


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys\n"
        "from zeren_graph.errors import StoreBusy\n"
        "from zeren_graph.knowledge import Knowledge\n"
        "try:\n"
        "    Knowledge.open(pathlib.Path(sys.argv[1]))\n"
        "except StoreBusy as error:\n"
        "    sys.stdout.buffer.write(str(error).encode())\n"
    )
    with Knowledge.open(tmp_path):
        second = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True
        )
        assert "请先停止那个程序" in second.stdout.decode()
        with pytest.raises(StoreBusy):
            Knowledge.open(tmp_path)
    Knowledge.open(tmp_path).close()


def test_a_process_that_is_killed_while_reading_files_leaves_whole_documents(
    tmp_path: Path,
) -> None:
    code = (
        "import pathlib, sys\n"
        "from zeren_graph.knowledge import Knowledge\n"
        "knowledge = Knowledge.open(pathlib.Path(sys.argv[1]))\n"
        "for n in range(10_000):\n"
        f"    knowledge.ingest({TEXT!r}.format('第' + str(n) + '项').encode())\n"
        "    print(n, flush=True)\n"
    )
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    for _ in range(5):
        process.stdout.readline()
    process.kill()
    process.communicate()
    with Knowledge.open(tmp_path) as knowledge:
        rows = knowledge.catalogue.documents(limit=None)
        assert rows.total >= 5
        assert knowledge.graph.graphs() == wanted(knowledge)
        assert knowledge.catalogue.tasks(limit=None).total == rows.total
        assert len(knowledge.graph.select(sparql.all_tasks())) == rows.total
