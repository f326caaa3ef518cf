"""Queries of users: answered within limits, refused when they would do more than ask."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from zeren_graph.errors import QueryRefused, QueryTimeout, ResultTooLarge
from zeren_graph.formats import serialize_triples
from zeren_graph.remote_sandbox import RemoteSandbox, open_sandbox
from zeren_graph.remote_store import RemoteStore
from zeren_graph.sandbox import Sandbox
from zeren_graph.store import GraphStore, NewGraph, OxigraphStore, copies_folder

JSON = "application/sparql-results+json"
A, B = "https://example.org/graph/a", "https://example.org/graph/b"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def some(size: int) -> list[ox.Triple]:
    node, label = ox.NamedNode, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    return [
        ox.Triple(node(f"https://example.org/{n}"), label, ox.Literal(f"第{n}局", language="zh"))
        for n in range(size)
    ]


SERVERS = {"oxigraph": "oxigraph_server", "virtuoso": "virtuoso_server"}
HERE = pytest.mark.parametrize("store", ["memory", "folder"], indirect=True)


@pytest.fixture(scope="module", params=["memory", "folder", *SERVERS])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GraphStore]:
    if request.param in SERVERS:
        held: GraphStore = RemoteStore(request.getfixturevalue(SERVERS[request.param]))
        for graph in held.graphs():
            held.remove(graph)
    else:
        folder = tmp_path_factory.mktemp("sandbox") / "graph"
        held = OxigraphStore(folder if request.param == "folder" else None)
    held.replace(A, some(300), revision=1)
    held.replace(B, some(2), revision=2)
    yield held
    held.close()


@pytest.fixture(scope="module")
def sandbox(store: GraphStore) -> Iterator[Sandbox | RemoteSandbox]:
    held = open_sandbox(store, seconds=2, rows=400, bytes_=90_000, workers=2)
    yield held
    held.close()


def test_the_default_graph_is_the_union(sandbox: Sandbox | RemoteSandbox) -> None:
    result = sandbox.run("SELECT ?s { ?s rdfs:label ?l } ORDER BY ?s", JSON)
    assert result.media_type == JSON
    assert len(json.loads(result.body)["results"]["bindings"]) == 300
    one = sandbox.run("SELECT ?s FROM <$> { ?s rdfs:label ?l }".replace("$", B), JSON)
    assert len(json.loads(one.body)["results"]["bindings"]) == 2
    both = sandbox.run("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", JSON)
    assert len(json.loads(both.body)["results"]["bindings"]) == 2


@pytest.mark.parametrize(
    "media_type", [JSON, "application/sparql-results+xml", "text/tab-separated-values", "text/csv"]
)
def test_solutions_are_written_as_the_engine_would(
    sandbox: Sandbox | RemoteSandbox, media_type: str
) -> None:
    query = """SELECT ?x ?y { VALUES (?x ?y) {
        ("a\\"b\\n,c\\td"@zh UNDEF) (<http://e/x?a=1&b=2> 5) ("<é>" "1.50"^^<http://t/t>) (true 2.5)
    } }"""
    result = sandbox.run(query, media_type)
    assert result.media_type == media_type
    if media_type == "text/csv":
        assert result.body.decode().splitlines()[0] == "x,y"
        assert '"a""b\n,c\td",\r\n' in result.body.decode()
        return
    assert _rows_in(result.body, media_type) == _rows_of(query)


def _rows_in(body: bytes, media_type: str) -> list[list[object]]:
    """Return the rows of an answer; the engine's own record of them must die in this thread."""
    form = ox.QueryResultsFormat.from_media_type(media_type)
    found = ox.parse_query_results(body, format=form)
    assert isinstance(found, ox.QuerySolutions)
    return [list(row) for row in found]


def _rows_of(query: str) -> list[list[object]]:
    """Return what the engine itself answers."""
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    return [list(row) for row in found]


def test_ask_construct_and_describe(sandbox: Sandbox | RemoteSandbox) -> None:
    assert json.loads(sandbox.run("ASK { ?s ?p ?o }", JSON).body)["boolean"] is True
    said = sandbox.run("ASK { ?s <x:y> ?o }", "application/sparql-results+xml").body
    assert b"<boolean>false</boolean>" in said
    for media_type in ("text/turtle", "application/n-triples", "application/ld+json"):
        for query in (f"CONSTRUCT {{ ?s ?p ?o }} FROM <{B}> WHERE {{ ?s ?p ?o }}",):
            result = sandbox.run(query, media_type)
            assert result.media_type == media_type
            read = list(ox.parse(result.body, format=ox.RdfFormat.from_media_type(media_type)))
            assert len(read) == 3
            assert sandbox.run(query, media_type) == result
    described = sandbox.run("DESCRIBE <https://example.org/1>", "text/turtle")
    assert "第1局" in described.body.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("INSERT DATA { <a:a> <b:b> 1 }", "不能修改"),
        ("DELETE WHERE { ?s ?p ?o }", "不能修改"),
        ("LOAD <http://127.0.0.1/x.ttl>", "不能修改"),
        ("DROP ALL", "不能修改"),
        ("PREFIX a: <b:> CLEAR DEFAULT", "不能修改"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { { SELECT * { SERVICE SILENT ?x { ?s ?p ?o } } } }", "SERVICE"),
        ("ASK { FILTER NOT EXISTS { service <x:> { ?s ?p ?o } } }", "SERVICE"),
        ("ASK { ?s ?p ?o MINUS { SERVICE <x:> { ?s ?p ?o } } }", "SERVICE"),
        ("ASK { BIND(EXISTS { SERVICE <x:> { } } AS ?b) }", "SERVICE"),
        ("CONSTRUCT { ?s ?p ?o } { OPTIONAL { SERVICE <x:> { ?s ?p ?o } } }", "SERVICE"),
        ("ASK { # \r SERVICE <x:> { ?s ?p ?o } }", "SERVICE"),
        ("ASK { \\u0053ERVICE <x:> { ?s ?p ?o } }", "SERVICE"),
        ("ASK { \\u005cu0053ERVICE <x:> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT {", "第 1 行"),
        ("", "是空的"),
        (" # 无", "语法错误"),
        ("你好", "语法错误"),
        ("SELECT * { ?s nobody:knows ?o }", "前缀"),
        ("ASK { FILTER(?x = '\\uD800') }", "转义"),
        ("ASK " + "{" * 2000 + "}" * 2000, "嵌套"),
    ],
)
def test_what_may_not_run_is_refused(
    sandbox: Sandbox | RemoteSandbox, query: str, message: str
) -> None:
    with pytest.raises(QueryRefused, match=message):
        sandbox.run(query, JSON)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p ?o } # SERVICE <x:> INSERT",
        "ASK { ?s ?p 'SERVICE <x:> { }' }",
        "ASK { <http://e/SERVICE> <x:LOAD> ?service }",
        "ask { ?insert ?delete ?drop }",
    ],
)
def test_a_word_in_a_string_or_comment_harms_nobody(
    sandbox: Sandbox | RemoteSandbox, query: str
) -> None:
    assert b"boolean" in sandbox.run(query, JSON).body


def test_no_query_reaches_the_network(sandbox: Sandbox | RemoteSandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        address = f"<http://127.0.0.1:{server.getsockname()[1]}/>"
        for query in (
            f"ASK {{ SERVICE {address} {{ ?s ?p ?o }} }}",
            f"ASK {{ FILTER('\\u0022) #' = \"x\") SERVICE {address} {{ ?s ?p ?o }} \n }}",
            f'ASK {{ FILTER("\\u0022) #" = "x") SERVICE {address} {{ ?s ?p ?o }} \n }}',
            f"ASK FROM {address} {{ ?s ?p ?o }}",
        ):
            try:
                sandbox.run(query, JSON)
            except QueryRefused:
                continue
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_store_of_many_files_is_read_whole(tmp_path: Path) -> None:
    """A large store opens its files when it needs them: a worker that may not would leave them out."""
    held = OxigraphStore(tmp_path / "graph")
    for n in range(24):
        held.load([NewGraph(f"{A}/{n}", serialize_triples(some(300)), 1)])
    sandbox = open_sandbox(held, seconds=20, rows=400, bytes_=90_000, workers=1)
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s rdfs:label ?o } }"
    found = json.loads(sandbox.run(count, JSON).body)
    assert found["results"]["bindings"][0]["n"]["value"] == str(24 * 300)
    sandbox.close()
    held.close()


def test_a_worker_connects_to_nothing() -> None:
    asked = (
        "import socket; from zeren_graph.sandbox_worker import leave_network\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "left = leave_network()\n"
        "try: socket.create_connection(server.getsockname())\n"
        "except PermissionError: print('refused')\n"
        "else: print('connected' if left else 'refused')\n"  # a system that has no such thing
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert done.stdout == "refused\n"


def test_a_slow_query_is_stopped_and_the_next_one_runs(sandbox: Sandbox | RemoteSandbox) -> None:
    start = time.monotonic()
    with pytest.raises(QueryTimeout, match="2 秒"):
        sandbox.run(SLOW, JSON)
    assert time.monotonic() - start < 10
    assert b"true" in sandbox.run("ASK { ?s ?p ?o }", JSON).body


def test_too_many_rows_and_bytes_are_told_not_cut(sandbox: Sandbox | RemoteSandbox) -> None:
    with pytest.raises(ResultTooLarge, match="结果超过"):
        sandbox.run("SELECT ?s { ?s ?p ?o . ?a ?b ?c }", JSON)
    with pytest.raises(ResultTooLarge, match="结果超过"):
        sandbox.run("CONSTRUCT { ?s <x:y> ?c } { ?s ?p ?o . ?a ?b ?c }", "text/turtle")
    with pytest.raises(ResultTooLarge, match="90000 字节"):
        sandbox.run(
            "SELECT ?s ?p ?o (CONCAT(STR(?p), STR(?p), STR(?p)) AS ?x) { ?s ?p ?o }",
            JSON,
        )


@pytest.mark.parametrize(
    ("query", "media_type"),
    [("SELECT * { }", "text/turtle"), ("CONSTRUCT WHERE { ?s ?p ?o }", JSON), ("ASK {}", "a/b")],
)
def test_a_format_that_does_not_fit_is_refused(
    sandbox: Sandbox | RemoteSandbox, query: str, media_type: str
) -> None:
    with pytest.raises(QueryRefused, match="可用"):
        sandbox.run(query, media_type)


def test_a_change_is_seen_by_the_next_query(
    sandbox: Sandbox | RemoteSandbox, store: GraphStore
) -> None:
    graph = "https://example.org/graph/c"
    query = f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    assert b"false" in sandbox.run(query, JSON).body
    store.replace(graph, some(1), revision=3)
    assert b"true" in sandbox.run(query, JSON).body
    store.remove(graph)
    assert b"false" in sandbox.run(query, JSON).body


def test_threads_share_a_sandbox(sandbox: Sandbox | RemoteSandbox, store: GraphStore) -> None:
    failed: list[BaseException] = []

    def ask(n: int) -> None:
        try:
            for _ in range(5):
                store.replace(f"https://example.org/graph/t{n}", some(1), revision=n)
                query = f"ASK {{ GRAPH <https://example.org/graph/t{n}> {{ ?s ?p ?o }} }}"
                assert b"true" in sandbox.run(query, JSON).body
        except BaseException as error:  # noqa: BLE001 - reported by the main thread
            failed.append(error)

    threads = [threading.Thread(target=ask, args=[n]) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


@HERE
def test_a_worker_that_died_is_replaced(sandbox: Sandbox) -> None:
    sandbox.run("ASK {}", JSON)
    for worker in sandbox._idle:
        worker._process.kill()
        worker._process.wait()
    assert b"true" in sandbox.run("ASK {}", JSON).body


def test_nothing_is_left_when_it_is_closed(tmp_path: Path) -> None:
    held = OxigraphStore(tmp_path / "graph")
    held.replace(A, some(3), revision=1)
    with Sandbox(held) as sandbox:
        sandbox.warm()
        sandbox.run("ASK {}", JSON)
        worker = sandbox._idle[0]._process
        assert list(copies_folder(tmp_path / "graph").iterdir())
    assert worker.poll() is not None
    assert list(copies_folder(tmp_path / "graph").iterdir()) == []
    (copies_folder(tmp_path / "graph") / "left").mkdir()
    held.close()
    OxigraphStore(tmp_path / "graph").close()
    assert not copies_folder(tmp_path / "graph").exists()
