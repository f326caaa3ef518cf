"""Networks and graph files: read back with networkx, equal to the lists."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import httpx
import networkx as nx
import pytest

from zeren_parser import Plan

Problem = Callable[[httpx.Response, int], dict[str, Any]]


def test_an_edge_counts_the_tasks_of_two_departments(client: Any) -> None:
    network = client.get("/api/v1/network/departments").json()
    names = {node["name"]: node["id"] for node in network["nodes"]}
    lead = client.get("/api/v1/departments/经发局").json()
    other = client.get("/api/v1/departments/财政局").json()
    edge = next(
        e
        for e in network["edges"]
        if (e["source"], e["target"]) == (names[lead["name"]], names[other["name"]])
    )
    both = [("department", lead["id"]), ("department", other["id"]), ("limit", "500")]
    tasks = client.get("/api/v1/tasks", params=both).json()["items"]
    roles = [{a["organisation"]: a["role"] for a in task["assignments"]} for task in tasks]
    assert edge["weight"] == sum(
        held[lead["id"]] == "lead" and held[other["id"]] != "lead" for held in roles
    )


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networkx_reads_the_files(form: str, client: Any, document: str, plan: Plan) -> None:
    read = nx.read_graphml if form == "graphml" else nx.read_gexf
    address = f"/api/v1/graph?format={form}&document={document}"
    response = client.get(address)
    assert response.status_code == 200
    graph = read(io.BytesIO(response.content))
    tasks = [node for node, side in graph.nodes(data="side") if side == "task"]
    assert len(tasks) == len(plan.tasks)
    assert response.content == client.get(address).content
    network = client.get(f"/api/v1/network/departments?format={form}&department=经发局")
    assert len(read(io.BytesIO(network.content))) > 5


def test_a_file_of_too_many_documents_is_refused(fresh: Any, problem: Problem) -> None:
    client = fresh(graph_documents=1)
    for name in ("宣传部", "财政局"):
        client.post("/api/v1/documents", content=f"推广绿色出行。(牵头单位:{name})".encode())
    for address in ("/api/v1/graph", "/api/v1/network/departments", "/api/v1/graph?format=gexf"):
        assert "document" in problem(client.get(address), 422)["detail"]
    assert client.get("/api/v1/network/departments?department=宣传部").status_code == 200


def test_measures_are_lists_that_agree_with_the_departments(client: Any) -> None:
    load = client.get("/api/v1/network/load").json()
    rows = client.get("/api/v1/departments?sort=tasks&limit=500").json()["items"]
    assert {row["department"]: row["tasks"] for row in load["items"]} == {
        row["id"]: row["tasks"] for row in rows
    }
    assert load["total"] == len(load["items"])
    first = client.get("/api/v1/network/coordination").json()["items"][0]
    edges = client.get("/api/v1/network/departments").json()["edges"]
    mine = [edge for edge in edges if edge["source"] == first["department"]]
    assert (first["partners"], first["joins"]) == (len(mine), sum(e["weight"] for e in mine))
    meetings = client.get("/api/v1/network/meetings").json()["items"]
    names = [name for row in meetings for name in row["names"]]
    assert len(meetings) > 1
    assert len(names) == len(set(names))
    assert client.get("/api/v1/network/plans").json()["items"] == []
    table = client.get("/api/v1/network/load?format=csv&bom=false").text
    assert table.startswith("序号,部门,任务数")


def test_every_network_is_a_file_too(client: Any) -> None:
    for name in ("responsibilities", "citations", "departments"):
        network = client.get(f"/api/v1/network/{name}").json()
        assert network["nodes"]
        drawn = client.get(f"/api/v1/network/{name}?format=cyjs").json()
        assert len(drawn["elements"]["edges"]) == len(network["edges"])
        rows = client.get(f"/api/v1/network/{name}?format=nodes").text.splitlines()
        assert len(rows) == len(network["nodes"]) + 1
