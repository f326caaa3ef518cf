"""Networks made of rows, and the files of them."""

from __future__ import annotations

import io
from typing import Any

import networkx as nx
import pytest

from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import BadFilter
from zeren_graph.network import (
    build_citations,
    build_collaboration,
    build_responsibilities,
    serialize_network,
    tasks_of,
)


def by_label(network: Any) -> dict[str, str]:
    return {data["label"]: node for node, data in network.nodes(data=True)}


def networks(catalogue: Catalogue) -> list[Any]:
    tasks = catalogue.tasks(limit=None).items
    return [
        build_responsibilities(tasks, catalogue.departments(limit=None).items),
        build_collaboration(tasks),
        build_citations(
            catalogue.documents(limit=None).items, catalogue.citations(limit=None).items
        ),
    ]


def test_departments_stand_on_one_side_and_tasks_on_the_other(catalogue: Catalogue) -> None:
    network = networks(catalogue)[0]
    sides = nx.get_node_attributes(network, "side")
    assert set(sides.values()) == {"department", "task"}
    assert all(sides[a] == "department" and sides[b] == "task" for a, b in network.edges())
    held = sum(
        len({(a.organisation, a.role) for a in t.assignments}) for t in catalogue.tasks().items
    )
    assert network.number_of_edges() == held
    assert tasks_of(network, "org-000000000000") == []


def test_collaboration_counts_the_tasks(catalogue: Catalogue) -> None:
    network = networks(catalogue)[1]
    (economy,) = (row.id for row in catalogue.find_departments("经发局"))
    finance, *_ = (
        row.id for row in catalogue.find_departments("财政局") if row.jurisdiction == "甲区"
    )
    edge = network.edges[economy, finance]
    assert edge == {"weight": 3, "responsible": 1, "support": 2, "supervise": 0}
    (group,) = (row.id for row in catalogue.find_departments("各镇"))
    assert network.edges[economy, group]["weight"] == 1
    assert not nx.number_of_selfloops(network)
    (environment,) = (row.id for row in catalogue.find_departments("环保分局"))
    assert not network.has_edge(environment, economy), "two that lead together do not join"


def test_a_cited_document_is_one_node(catalogue: Catalogue, make_plan: Any) -> None:
    sheet = make_plan.sheet("上级方案", [make_plan.item("任务")], number="甲发〔2016〕1号")
    catalogue.put(*make_plan(sheet))
    network = networks(catalogue)[2]
    (above,) = (row.id for row in catalogue.documents(q="上级方案").items)
    assert network.in_degree(above) == catalogue.documents().total - 0
    assert {data["side"] for _node, data in network.nodes(data=True)} == {"document"}


def test_a_document_that_is_not_here_is_a_node_too(catalogue: Catalogue) -> None:
    network = networks(catalogue)[2]
    cited = by_label(network)["上级方案"]
    assert network.nodes[cited]["side"] == "cited"
    assert network.in_degree(cited) == catalogue.documents().total


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_files_are_read_back(catalogue: Catalogue, kind: str) -> None:
    read = nx.read_graphml if kind == "graphml" else nx.read_gexf
    for network in networks(catalogue):
        body = serialize_network(network, kind)
        again = read(io.BytesIO(body))
        assert set(again.nodes) == set(network.nodes)
        assert again.number_of_edges() == network.number_of_edges()


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_files_are_the_same_each_time_and_hold_anything(catalogue: Catalogue, kind: str) -> None:
    network = networks(catalogue)[0]
    assert serialize_network(network, kind) == serialize_network(network, kind)
    assert b"lastmodifieddate" not in serialize_network(network, kind)
    network.add_node("x", label="第一页\f第二页", number=None, dates=["2020", "2021"])
    assert "2020、2021" in serialize_network(network, kind).decode()


def test_another_format_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(BadFilter, match="graphml"):
        serialize_network(networks(catalogue)[0], "docx")
