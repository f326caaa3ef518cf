"""The SPARQL 1.1 protocol: the working group's cases, service description, and two known clients."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

from zeren_graph.knowledge import Knowledge
from zeren_graph.vocabulary import graph_iri

Problem = Callable[[httpx.Response, int], dict[str, Any]]
CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("sparql_protocol.toml").read_text("utf-8")
)["case"]
KEYS = {
    *("name", "method", "query", "pairs", "form", "direct", "body", "latin", "content_type"),
    *("default", "named", "ask", "types", "status"),
}
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
TASKS = "SELECT ?task ?title { ?task a zeren:Task ; dcterms:title ?title } ORDER BY ?task"
TEXT = "推广绿色出行{}。(牵头单位:宣传部)"


@pytest.fixture(scope="module")
def two(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return a client of an app with two documents, and what stands for them in the cases."""
    make = request.getfixturevalue("make_client")
    with Knowledge.open(None) as knowledge:
        a, b = (knowledge.ingest(TEXT.format(n).encode())[0].id for n in range(2))
        client = make(knowledge)
        names = {
            "{a}": graph_iri(a),
            "{b}": graph_iri(b),
            "{s}": f"<{_task(client, a)}>",
            "{t}": f"<{_task(client, b)}>",
        }
        yield client, names
        client.close()


def _task(client: Any, document: str) -> str:
    query = f"SELECT ?t {{ GRAPH <{graph_iri(document)}> {{ ?t a zeren:Task }} }}"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return str(rows[0]["t"]["value"])


def _filled(value: Any, names: dict[str, str], *, iri: bool = False) -> Any:
    if isinstance(value, list):
        return [_filled(one, names, iri=True) for one in value]
    for mark, name in names.items():
        bare = iri or mark in ("{s}", "{t}") or value == mark
        value = value.replace(mark, name if bare else f"<{name}>")
    return value


def _send(client: Any, case: dict[str, Any], names: dict[str, str]) -> httpx.Response:
    pairs = [tuple(pair) for pair in case.get("pairs", [])]
    if "query" in case:
        pairs.append(("query", _filled(case["query"], names)))
    for key in ("default", "named"):
        pairs += [(f"{key}-graph-uri", _filled(iri, names)) for iri in case.get(key, [])]
    options: dict[str, Any] = {"params": pairs}
    method = case.get("method", "GET")
    if "form" in case:
        content = [(key, _filled(value, names)) for key, value in case["form"]]
        method, options["content"] = "POST", str(httpx.QueryParams(content)).encode()
        options["headers"] = {"Content-Type": "application/x-www-form-urlencoded"}
    if "direct" in case or "latin" in case:
        direct = _filled(case.get("direct", ""), names).encode()
        method, options["content"] = "POST", direct or case["latin"].encode("latin-1")
        options["headers"] = {"Content-Type": case.get("content_type", "application/sparql-query")}
    if "body" in case:
        method, options["content"] = "POST", case["body"].encode()
    return client.request(method, "/sparql", **options)  # type: ignore[no-any-return]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], two: Any, problem: Problem) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    client, names = two
    response = _send(client, case, names)
    if "ask" in case:
        assert response.status_code == 200, response.text
        assert response.json()["boolean"] is case["ask"]
    elif case["status"] == 4:
        problem(response, response.status_code)
        assert 400 <= response.status_code < 500
    else:
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].partition(";")[0] in case["types"]
    assert client.get("/api/v1/documents").json()["total"] == 2


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own
def test_the_address_without_a_query_describes_the_service(two: Any) -> None:
    client, names = two
    for accept, form in (
        ("*/*", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
    ):
        response = client.get("/sparql", headers={"Accept": accept})
        assert response.status_code == 200, response.text
        graph = Graph().parse(data=response.text, format=form)
        (service,) = graph.subjects(RDF.type, SD.Service)
        assert (service, SD.endpoint, URIRef("http://zeren.test/sparql")) in graph
        assert (service, SD.supportedLanguage, SD.SPARQL11Query) in graph
        assert len(list(graph.objects(service, SD.resultFormat))) == 8
        assert (None, SD.supportedLanguage, SD.SPARQL11Update) not in graph
        assert {str(name) for name in graph.objects(None, SD.name)} == {names["{a}"], names["{b}"]}


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("how", ["urlencoded", POSTDIRECTLY])
def test_sparqlwrapper_asks_as_it_is_used_to(method: str, how: str, address: str) -> None:
    wrapper = SPARQLWrapper(f"{address}/sparql")
    wrapper.setMethod(method)
    if method == POST:
        wrapper.setRequestMethod(how)
    wrapper.setQuery(TASKS)
    wrapper.setReturnFormat(JSON)
    rows: Any = wrapper.query().convert()
    assert len(rows["results"]["bindings"]) == 68
    wrapper.setReturnFormat(XML)
    document: Any = wrapper.query().convert()
    assert len(document.getElementsByTagName("result")) == 68
    wrapper.setReturnFormat(CSV)
    table: Any = wrapper.query().convert()
    assert len(table.decode().splitlines()) == 69
    wrapper.setQuery("CONSTRUCT { ?t a zeren:Task } WHERE { ?t a zeren:Task }")
    wrapper.setReturnFormat(TURTLE)
    graph: Any = wrapper.query().convert()
    assert len(Graph().parse(data=graph)) == 68


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_the_endpoint_like_a_store(method: str, address: str, document: str) -> None:
    store = SPARQLStore(f"{address}/sparql", method=method)
    whole: Any = Graph(store)
    rows = list(whole.query(TASKS))
    assert len(rows) == 68
    assert all(isinstance(row.title, Literal) for row in rows)
    kind = URIRef("https://w3id.org/zeren/ns#Task")
    assert len(list(whole.subjects(RDF.type, kind))) == 68
    assert (rows[0].task, RDF.type, kind) in whole
    assert whole.query("ASK { ?t a zeren:Task }").askAnswer
    named: Any = Graph(store, identifier=URIRef(graph_iri(document)))
    assert len(list(named.subjects(RDF.type, kind))) == 68
    nowhere: Any = Graph(store, identifier=URIRef("https://example.org/nowhere"))
    assert list(nowhere.subjects(RDF.type, kind)) == []
