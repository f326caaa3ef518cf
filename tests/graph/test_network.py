"""Networks made of rows, and the files of them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from tests_support import outputs_by_hash_seed
from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import BadFilter
from zeren_graph.network import (
    build_citations,
    build_collaboration,
    build_responsibilities,
    tasks_of,
)
from zeren_graph.network_files import MEDIA_TYPES, serialize_network
from zeren_graph.network_measures import (
    Coordination,
    DepartmentLoad,
    Meeting,
    PlanGroup,
    find_meetings,
    find_plan_groups,
    measure_coordination,
    measure_load,
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


ADDED = ("id", "name", "value", "key", "source", "target")  # by the formats themselves


def facts(network: Any) -> tuple[Any, Any]:
    """Return what a network says, as text: nodes and edges with all that is known of them."""

    def told(data: Any) -> tuple[tuple[str, str], ...]:
        left = {k: v for k, v in data.items() if k not in ADDED and v is not None}
        return tuple(sorted((k, str(v).removesuffix(".0")) for k, v in left.items()))

    nodes = {node: told(data) for node, data in network.nodes(data=True)}
    edges = sorted((a, b, told(data)) for a, b, data in network.edges(data=True))
    return nodes, edges


def read_back(network: Any, kind: str) -> tuple[Any, Any]:
    if kind in ("nodes", "edges"):
        nodes, edges = (
            list(csv.DictReader(io.StringIO(serialize_network(network, name).decode())))
            for name in ("nodes", "edges")
        )
        again = network.__class__()
        for row in nodes:
            again.add_node(row.pop("id"), **{k: v for k, v in row.items() if v != ""})
        for row in edges:
            ends = (row.pop("source"), row.pop("target"))
            again.add_edge(*ends, **{k: v for k, v in row.items() if v != ""})
        return facts(again)
    body = serialize_network(network, kind)
    if kind == "cyjs":
        return facts(nx.cytoscape_graph(json.loads(body)))
    read = nx.read_graphml if kind == "graphml" else nx.read_gexf
    return facts(read(io.BytesIO(body)))


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_files_are_read_back_with_all_they_say(catalogue: Catalogue, kind: str) -> None:
    for network in networks(catalogue):
        flat = network.copy()
        for _node, data in flat.nodes(data=True):
            if "deadlines" in data:
                data["deadlines"] = "、".join(data["deadlines"])
        nodes, edges = read_back(network, kind)
        wanted_nodes, wanted_edges = facts(flat)
        if kind in ("nodes", "edges"):  # an empty cell and no cell are one
            wanted_nodes = {
                node: tuple(pair for pair in told if pair[1]) for node, told in wanted_nodes.items()
            }
        assert nodes == wanted_nodes
        assert edges == wanted_edges


@pytest.mark.parametrize("kind", ["graphml", "gexf", "cyjs", "nodes"])
def test_files_are_the_same_each_time_and_hold_anything(catalogue: Catalogue, kind: str) -> None:
    network = networks(catalogue)[0]
    assert serialize_network(network, kind) == serialize_network(network, kind)
    assert b"lastmodifieddate" not in serialize_network(network, kind)
    network.add_node("x", label="第一页\f第二页", number=None, dates=["2020", "2021"])
    assert "2020、2021" in serialize_network(network, kind).decode()


def test_another_format_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(BadFilter, match="graphml"):
        serialize_network(networks(catalogue)[0], "docx")


def test_load_counts_dates_and_numbers(catalogue: Catalogue) -> None:
    rows = measure_load(catalogue.tasks(limit=None).items)
    (economy,) = (row for row in rows if row.name == "经济发展局")
    assert (economy.tasks, economy.lead, economy.with_deadline, economy.targets) == (4, 3, 2, 1)
    assert [row.tasks for row in rows] == sorted((row.tasks for row in rows), reverse=True)


def test_who_coordinates_most(catalogue: Catalogue) -> None:
    tasks = catalogue.tasks(limit=None).items
    first, *_ = measure_coordination(build_collaboration(tasks), measure_load(tasks))
    assert (first.name, first.lead) == ("经济发展局", 3)
    assert (first.partners, first.joins) == (2, 4)  # 财政局 in three tasks, 各镇 in one
    assert (first.led_by, first.joined) == (0, 0)


def test_departments_that_share_tasks_meet(make_plan: Any) -> None:
    items = [make_plan.item(f"水{n}", lead=["水务局"], support=["环保局"]) for n in range(4)]
    items += [make_plan.item(f"学{n}", lead=["教育局"], support=["体育局"]) for n in range(3)]
    items += [make_plan.item("合", lead=["水务局"], support=["教育局"])]
    items += [make_plan.item("独", lead=["档案局"])]
    with Catalogue.open("sqlite://") as held:
        held.put(*make_plan(make_plan.sheet(items=items)))
        tasks = held.tasks(limit=None).items
    found = find_meetings(tasks)
    assert [set(row.names) for row in found] == [{"水务局", "环保局"}, {"教育局", "体育局"}]
    assert [(len(row.tasks), row.inside) for row in found] == [(4, 4), (3, 3)]
    assert find_meetings(()) == ()


def test_plans_hang_together_by_what_they_cite(catalogue: Catalogue) -> None:
    (group,) = find_plan_groups(networks(catalogue)[2])
    assert len(group.documents) == catalogue.documents().total
    assert group.shared == ("上级方案",)


def test_communities_are_the_same_in_every_process(plan_bytes: bytes, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(plan_bytes)
    code = (
        "import pathlib, sys\n"
        "from zeren_graph.catalogue import Catalogue\n"
        "from zeren_graph.network_measures import find_meetings\n"
        "from zeren_parser import parse\n"
        "data = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "held = Catalogue.open('sqlite://')\n"
        "held.put(parse(data, name='x'), data)\n"
        "print(find_meetings(held.tasks(limit=None).items))\n"
    )
    runs = outputs_by_hash_seed(code, tmp_path / "plan.txt", seeds=("1", "2", "3"))
    assert len(runs) == 1
    assert runs.pop().count(b"Meeting(") > 1


def test_each_measure_is_defined_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "network.md").read_text("utf-8")
    for record in (DepartmentLoad, Coordination, Meeting, PlanGroup):
        for field in fields(record):
            assert f"`{field.name}`" in page, (record, field.name)
