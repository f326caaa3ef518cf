"""Every store keeps the same contract: one list of tests, run on each of them."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from zeren_graph.errors import GraphError, StoreBusy, StoreDamaged
from zeren_graph.formats import RDF_FORMATS, serialize_triples
from zeren_graph.memory_store import MemoryStore
from zeren_graph.remote_store import RemoteStore
from zeren_graph.store import GraphStore, NewGraph, OxigraphStore

A, B = "https://example.org/graph/a", "https://example.org/graph/b"
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
LABELS = f"SELECT ?label WHERE {{ ?unit {LABEL} ?label }} ORDER BY ?label"
COUNT = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?unit {LABEL} ?label }}"
STORES: dict[str, Callable[[Path], GraphStore]] = {
    "memory": lambda _path: MemoryStore(),
    "oxigraph": lambda _path: OxigraphStore(),
    "oxigraph-in-a-folder": lambda path: OxigraphStore(path / "graph"),
}
# A literal holds what ends a line of N-Triples; one triple stands in two graphs.
LOADED = {
    B: ("甲局", "丙局", '丁"局"\n <x> .\n'),
    "https://example.org/graph/c": ("甲局", ""),
}
SERVERS = {"oxigraph-server": "oxigraph_url", "virtuoso": "virtuoso_url"}


@pytest.fixture(params=[*STORES, *SERVERS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    if request.param in SERVERS:
        held: GraphStore = RemoteStore(request.getfixturevalue(SERVERS[request.param]))
    else:
        held = STORES[request.param](tmp_path)
    yield held
    held.close()


def named(*labels: str, language: str | None = None) -> list[ox.Triple]:
    return [
        ox.Triple(ox.NamedNode(f"{A}/{n}"), LABEL, ox.Literal(label, language=language))
        for n, label in enumerate(labels)
    ]


def labels(store: GraphStore) -> list[str]:
    return [row["label"] for row in store.select(LABELS)]


def test_replace_twice_holds_only_the_second(store: GraphStore) -> None:
    store.replace(A, named("甲局", "乙局"), revision=1)
    store.replace(A, named("丙局"), revision=2)
    assert labels(store) == ["丙局"]
    assert store.graphs() == {A: 2}


def test_one_graph_is_replaced_alone(store: GraphStore) -> None:
    store.replace(A, named("甲局"), revision=1)
    store.replace(B, named("乙局", language="zh"), revision=2)
    store.replace(A, [], revision=3)
    assert labels(store) == ["乙局"]
    assert store.graphs() == {A: 3, B: 2}
    store.remove(B)
    store.remove("https://example.org/graph/none")
    assert labels(store) == []
    assert store.graphs() == {A: 3}


def test_what_two_graphs_say_is_said_once_and_outlives_one_of_them(store: GraphStore) -> None:
    store.replace(A, named("甲局", "乙局"), revision=1)
    store.replace(B, named("甲局"), revision=2)
    assert labels(store) == ["乙局", "甲局"]
    assert store.select(COUNT) == [{"n": "2"}]
    store.replace(A, [], revision=3)
    assert labels(store) == ["甲局"]
    store.remove(B)
    assert labels(store) == []
    assert sorted({str(quad.graph_name) for quad in store.quads()}) == [f"<{A}>"]


def test_graphs_that_are_loaded_are_as_if_they_had_been_put_in(store: GraphStore) -> None:
    store.replace(A, named("甲局", "乙局"), revision=1)
    bodies = {name: serialize_triples(named(*words)) for name, words in LOADED.items()}
    store.load([NewGraph(name, bodies[name], revision) for revision, name in enumerate(LOADED, 2)])
    assert labels(store) == ["", '丁"局"\n <x> .\n', "丙局", "乙局", "甲局"]
    assert store.select(COUNT) == [{"n": "5"}]
    assert store.graphs() == {A: 1, **dict(zip(LOADED, (2, 3), strict=True))}
    store.replace(B, named("戊局"), revision=4)
    store.remove(A)
    assert labels(store) == ["", "戊局", "甲局"]


def test_a_failed_replace_leaves_what_was_there(store: GraphStore) -> None:
    def broken() -> Iterator[ox.Triple]:
        yield from named("半截")
        raise OSError("the disk is full")

    store.replace(A, named("甲局"), revision=1)
    with pytest.raises(Exception, match="disk"):
        store.replace(A, broken(), revision=2)
    assert labels(store) == ["甲局"]
    assert store.graphs() == {A: 1}


def test_a_graph_may_be_called_by_its_name(store: GraphStore) -> None:
    store.replace(A, named("甲局", "乙局"), revision=1)
    store.replace(B, named("甲局"), revision=2)

    def count(pattern: str) -> str:
        return store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")[0]["n"]

    a, b, none = f"GRAPH <{A}>", f"GRAPH <{B}>", "GRAPH <https://example.org/none>"
    assert count(f"{a} {{ ?s {LABEL} ?l }}") == "2"
    assert count(f"{none} {{ ?s {LABEL} ?l }}") == "0"
    assert count(f"{a} {{ ?s {LABEL} ?l }} {b} {{ ?s {LABEL} ?l }}") == "1"
    assert count(f"{a} {{ ?s {LABEL} ?l }} ?s {LABEL} ?m") == "2"
    assert count(f"{a} {{ ?s {LABEL} ?l }} GRAPH ?g {{ ?s {LABEL} ?l }}") == "3"
    assert count(f"GRAPH ?g {{ ?s {LABEL} ?l }}") == "3"
    assert count("GRAPH ?g { ?g ?p ?r }") == "2"
    rows = store.select(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s {LABEL} ?o }} }} ORDER BY ?g")
    assert rows == [{"g": A}, {"g": B}]


def test_a_duplicate_triple_counts_once(store: GraphStore) -> None:
    store.replace(A, named("甲局") * 2, revision=1)
    assert labels(store) == ["甲局"]


def test_awkward_text_comes_back_as_it_was(store: GraphStore) -> None:
    awkward = ['"} ; DROP ALL', "\\u0022", "一\n二\t三\f", "𠀀", "", "'''"]
    store.replace(A, named(*awkward), revision=1)
    assert sorted(labels(store)) == sorted(awkward)


def test_a_reader_never_sees_half_a_graph(store: GraphStore) -> None:
    size = 300
    store.replace(A, named(*(f"{n}" for n in range(size))), revision=0)
    seen: set[str] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.update(row["n"] for row in store.select(COUNT))

    reader = threading.Thread(target=read)
    reader.start()
    for revision in range(1, 15):
        store.replace(A, named(*(f"{revision}.{n}" for n in range(size))), revision=revision)
    done.set()
    reader.join()
    assert seen == {str(size)}


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_what_is_no_select_has_no_rows(store: GraphStore, query: str) -> None:
    with pytest.raises(GraphError, match="SELECT"):
        store.select(query)


def test_a_select_that_is_wrong_is_refused(store: GraphStore) -> None:
    with pytest.raises(GraphError):
        store.select("SELECT {")


def test_an_unbound_name_is_left_out(store: GraphStore) -> None:
    store.replace(A, named("甲局"), revision=1)
    rows = store.select(f"SELECT ?l ?m {{ ?s {LABEL} ?l OPTIONAL {{ ?s <x:y> ?m }} }}")
    assert rows == [{"l": "甲局"}]


def test_changes_are_counted(store: GraphStore) -> None:
    before = store.changes
    store.replace(A, named("甲局"), revision=1)
    middle = store.changes
    store.remove(A)
    assert before < middle < store.changes


def test_a_snapshot_can_be_read_apart(store: GraphStore, tmp_path: Path) -> None:
    store.replace(A, named("甲局"), revision=7)
    store.snapshot(tmp_path / "copy")
    store.replace(A, named("乙局"), revision=8)
    copy = ox.Store.read_only(str(tmp_path / "copy"))
    assert {str(quad.object) for quad in copy.quads_for_pattern(None, LABEL, None)} == {'"甲局"'}


@pytest.mark.parametrize("kind", RDF_FORMATS)
def test_all_stores_dump_the_same_bytes(store: GraphStore, kind: str) -> None:
    dumps = set()
    for held in (MemoryStore(), store):
        held.replace(B, named("乙局", "甲局"), revision=2)
        held.replace(A, named("甲局", language="zh"), revision=1)
        dumps.add((held.dump(kind), held.dump(kind, graph=A)))
    assert len(dumps) == 1


def test_a_folder_keeps_what_it_was_given(tmp_path: Path) -> None:
    first = OxigraphStore(tmp_path / "graph")
    first.replace(A, named("甲局"), revision=5)
    first.close()
    again = OxigraphStore(tmp_path / "graph")
    assert (labels(again), again.graphs()) == (["甲局"], {A: 5})
    again.close()
    with pytest.raises(GraphError, match="关闭"):
        again.select(LABELS)


def test_a_second_process_is_told_that_the_folder_is_taken(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from zeren_graph.store import OxigraphStore\n"
        "from zeren_graph.errors import StoreBusy\n"
        "try:\n"
        "    OxigraphStore(pathlib.Path(sys.argv[1]))\n"
        "except StoreBusy as error:\n"
        "    sys.stdout.buffer.write(str(error).encode())\n"
    )
    held = OxigraphStore(tmp_path / "graph")
    second = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code, str(tmp_path / "graph")], capture_output=True, check=True
    )
    assert "正被另一个程序使用" in second.stdout.decode()
    with pytest.raises(StoreBusy):
        OxigraphStore(tmp_path / "graph")
    held.close()
    OxigraphStore(tmp_path / "graph").close()


def test_a_folder_that_is_damaged_is_reported(tmp_path: Path) -> None:
    OxigraphStore(tmp_path / "graph").close()
    (tmp_path / "graph" / "CURRENT").write_text("nonsense")
    with pytest.raises(StoreDamaged, match="重建"):
        OxigraphStore(tmp_path / "graph")
