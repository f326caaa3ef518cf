"""The SPARQL 1.1 protocol: three ways to ask, the formats, and what is refused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from rdflib import Dataset

from zeren_graph.knowledge import Knowledge

Problem = Callable[[httpx.Response, int], dict[str, Any]]
Fresh = Callable[..., Any]
COUNT = (
    "PREFIX zeren: <https://w3id.org/zeren/ns#> SELECT (COUNT(?t) AS ?n) WHERE { ?t a zeren:Task }"
)
QUERY = {"Content-Type": "application/sparql-query"}


def test_three_ways_one_answer(client: Any) -> None:
    answers = [
        client.get("/sparql", params={"query": COUNT}),
        client.post("/sparql", data={"query": COUNT}),
        client.post("/sparql", content=COUNT, headers=QUERY),
    ]
    for answer in answers:
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("application/sparql-results+json")
        assert answer.json()["results"]["bindings"][0]["n"]["value"] == "68"


@pytest.mark.parametrize(
    ("query", "accept", "given"),
    [
        (COUNT, "*/*", "application/sparql-results+json"),
        (COUNT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (COUNT, "text/csv", "text/csv"),
        (COUNT, "text/tab-separated-values", "text/tab-separated-values"),
        (COUNT, "application/json", "application/sparql-results+json"),
        (COUNT, "text/turtle;q=0.9, text/csv;q=0.1", "text/csv"),
        ("ASK { ?s ?p ?o }", "application/xml", "application/sparql-results+xml"),
        ("DESCRIBE <http://x/>", "*/*", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/json", "application/ld+json"),
    ],
)
def test_the_accept_header_chooses_the_format(
    query: str, accept: str, given: str, client: Any
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == given


@pytest.mark.parametrize(
    ("query", "accept"),
    [(COUNT, "image/png"), (COUNT, "text/turtle"), ("ASK { ?s ?p ?o }", "text/csv")],
)
def test_a_format_that_cannot_be_is_refused(
    query: str, accept: str, client: Any, problem: Problem
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert "application/sparql-results+json" in problem(response, 406)["offered"]


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DROP ALL",
        "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * WHERE {",
        "谁牵头",
    ],
)
def test_what_is_no_query_is_refused(query: str, client: Any, problem: Problem) -> None:
    problem(client.post("/sparql", content=query.encode(), headers=QUERY), 400)
    assert client.get("/api/v1/tasks").json()["total"] == 68


def test_graphs_are_chosen_in_the_query(client: Any, problem: Problem) -> None:
    params = {"query": COUNT, "default-graph-uri": "http://x/"}
    assert "FROM" in problem(client.get("/sparql", params=params), 422)["detail"]


def test_too_many_rows_are_an_error_and_no_short_list(
    knowledge: Knowledge, fresh: Fresh, problem: Problem
) -> None:
    client = fresh(knowledge, sparql_rows=10)
    query = "SELECT * WHERE { ?s ?p ?o }"
    problem(client.get("/sparql", params={"query": query}), 422)
    assert client.get("/sparql", params={"query": f"{query} LIMIT 10"}).status_code == 200


def test_a_slow_query_is_stopped_and_blocks_nobody(
    knowledge: Knowledge, fresh: Fresh, problem: Problem
) -> None:
    client = fresh(knowledge, sparql_seconds=2)
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

    async def both() -> tuple[httpx.Response, float]:
        transport = httpx.ASGITransport(client.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://zeren.test") as http:
            answer = asyncio.create_task(http.get("/sparql", params={"query": slow}, timeout=30))
            await asyncio.sleep(0.2)
            started = time.perf_counter()
            assert (await http.get("/api/v1/tasks?limit=1")).status_code == 200
            return await answer, time.perf_counter() - started

    response, _ = asyncio.run(both())
    problem(response, 504)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own
@pytest.mark.parametrize(
    ("form", "reader"),
    [("ttl", "turtle"), ("rdfxml", "xml"), ("nt", "nt"), ("jsonld", "json-ld")],
)
def test_the_graph_as_a_file_is_read_by_another_library(
    form: str, reader: str, client: Any, document: str
) -> None:
    response = client.get("/api/v1/graph", params={"format": form, "document": document})
    assert response.status_code == 200, response.text
    assert "attachment" in response.headers["content-disposition"]
    query = "SELECT ?t { ?t a <https://w3id.org/zeren/ns#Task> }"
    graph = Dataset(default_union=True).parse(data=response.content, format=reader)
    assert len(graph.query(query)) == 68
