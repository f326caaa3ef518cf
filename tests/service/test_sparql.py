"""The SPARQL 1.1 protocol: three ways to ask, the formats, and what is refused."""

from __future__ import annotations

import asyncio
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
HOSTILE = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
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
        ("ASK { ?s ?p ?o }", "text/csv", "text/csv"),
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
    [(COUNT, "image/png"), (COUNT, "text/turtle")],
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


def test_too_many_rows_are_an_error_and_no_short_list(
    knowledge: Knowledge, fresh: Fresh, problem: Problem
) -> None:
    client = fresh(knowledge, sparql_rows=10)
    query = "SELECT * WHERE { ?s ?p ?o }"
    problem(client.get("/sparql", params={"query": query}), 422)
    assert client.get("/sparql", params={"query": f"{query} LIMIT 10"}).status_code == 200


def test_a_hostile_query_blocks_nobody(knowledge: Knowledge, fresh: Fresh) -> None:
    """One place for queries, and it is taken: lists and short queries are answered all the same."""
    client = fresh(knowledge, sparql_seconds=300, sparql_workers=1)
    assert client.get("/sparql", params={"query": COUNT}).status_code == 200

    async def all_of_them() -> None:
        transport = httpx.ASGITransport(client.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://zeren.test") as http:
            hostile = asyncio.create_task(
                http.get("/sparql", params={"query": HOSTILE}, timeout=300)
            )
            await asyncio.sleep(0.2)
            assert (await http.get("/api/v1/tasks?limit=1")).status_code == 200
            for _ in range(3):
                short = await http.get("/sparql", params={"query": COUNT}, timeout=300)
                assert short.status_code == 200
            assert not hostile.done()
            client.app.state.context.sandbox.close()  # ends also what is running
            assert (await hostile).status_code >= 400

    asyncio.run(all_of_them())


def test_a_query_that_takes_too_long_is_stopped(
    knowledge: Knowledge, fresh: Fresh, problem: Problem
) -> None:
    client = fresh(knowledge, sparql_seconds=2)
    problem(client.get("/sparql", params={"query": HOSTILE}), 504)


def test_a_query_that_fills_the_memory_ends_alone(
    knowledge: Knowledge, fresh: Fresh, problem: Problem
) -> None:
    client = fresh(
        knowledge, sparql_memory=2**30, sparql_seconds=120, sparql_rows=10**9, sparql_bytes=2**40
    )
    greedy = "SELECT DISTINCT ?a ?b ?d ?e { ?a ?x ?b . ?d ?y ?e } ORDER BY ?b ?e"
    body = problem(client.get("/sparql", params={"query": greedy}), 422)
    assert "内存" in body["detail"]
    assert client.get("/sparql", params={"query": COUNT}).status_code == 200


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
