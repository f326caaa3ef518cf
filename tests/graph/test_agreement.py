"""Catalogue, SPARQL (two engines) and networkx give the same lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zeren_graph import rdf, sparql
from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import BadFilter
from zeren_graph.filing import Filing
from zeren_graph.memory_store import MemoryStore
from zeren_graph.network import (
    build_citations,
    build_collaboration,
    build_meetings,
    build_responsibilities,
    tasks_of,
)
from zeren_graph.network_measures import measure_load
from zeren_graph.records import TaskFilter
from zeren_graph.remote_store import RemoteStore
from zeren_graph.sparql import key_of
from zeren_graph.store import GraphStore, OxigraphStore
from zeren_graph.vocabulary import graph_iri
from zeren_parser import Role, parse

STORES: dict[str, Callable[[], GraphStore]] = {"rdflib": MemoryStore, "oxigraph": OxigraphStore}
SERVERS = {"oxigraph-server": "oxigraph_url", "virtuoso": "virtuoso_url"}
SOURCE_DOCS = Path(__file__).parents[2] / "source_docs"
STRONGEST = {role.value: n for n, role in enumerate(Role)}


@pytest.fixture
def address() -> str:
    """Return where the catalogue is kept; that each engine gives the same is tested elsewhere."""
    return "sqlite://"


def fill(catalogue: Catalogue, store: GraphStore) -> None:
    for row in catalogue.documents(superseded=True, limit=None).items:
        plan = catalogue.plan(row.id)
        assert plan is not None
        told = rdf.triples(plan, Filing(row.revision, row.replaces))
        store.replace(graph_iri(row.id), told, revision=row.revision)


def real_catalogue() -> Catalogue:
    held = Catalogue.open("sqlite://")
    for path in sorted(SOURCE_DOCS.glob("*.txt")):
        data = path.read_bytes()
        held.put(parse(data, name=path.name), data)
    return held


@pytest.fixture(params=["by hand", "versions", "real"])
def both(request: pytest.FixtureRequest, catalogue: Catalogue, make_plan: Any) -> Catalogue:
    if request.param == "real":
        return real_catalogue()
    if request.param == "versions":
        old = catalogue.documents(limit=None).items[-1]
        items = [make_plan.item("推进节能", lead=["财政局"], support=["经济发展局"])]
        members = [("组长", "张三", "财政局", "局长")]
        newer = make_plan.sheet("新方案", items, members=members)
        catalogue.add(*make_plan(newer), replaces=old.id)
    return catalogue


@pytest.fixture(params=[*STORES, *SERVERS])
def store(request: pytest.FixtureRequest, both: Catalogue) -> Iterator[GraphStore]:
    if request.param in SERVERS:
        held: GraphStore = RemoteStore(request.getfixturevalue(SERVERS[request.param]))
    else:
        held = STORES[request.param]()
    fill(both, held)
    yield held
    held.close()


def keys(store: GraphStore, query: str, name: str = "task") -> list[str]:
    return [key_of(row[name]) for row in store.select(query)]


def test_tasks_of_every_department_in_every_role(both: Catalogue, store: GraphStore) -> None:
    tasks = both.tasks(limit=None).items
    network = build_responsibilities(tasks)
    departments = both.departments(limit=None).items
    assert departments
    for department in departments:
        for role in (None, *(role.value for role in Role)):
            where = TaskFilter(departments=(department.id,), role=role)
            listed = [task.id for task in both.tasks(where, limit=None).items]
            assert keys(store, sparql.tasks_of_department(department.id, role)) == listed
            assert tasks_of(network, department.id, role) == listed
            assert len(listed) == (getattr(department, role) if role else department.tasks)


def test_all_tasks_and_those_of_one_document(both: Catalogue, store: GraphStore) -> None:
    listed = both.tasks(limit=None).items
    rows = store.select(sparql.all_tasks())
    assert [(key_of(r["task"]), r["path"], r["title"]) for r in rows] == [
        (task.id, task.path, task.title) for task in listed
    ]
    for document in both.documents(limit=None).items:
        inside = [task.id for task in listed if task.document == document.id]
        assert keys(store, sparql.all_tasks(document=document.id)) == inside
        for department in both.departments(document=document.id, limit=None).items:
            where = TaskFilter(departments=(department.id,), role="lead", document=document.id)
            query = sparql.tasks_of_department(department.id, "lead", document=document.id)
            assert keys(store, query) == [task.id for task in both.tasks(where, limit=None).items]


def test_the_matrix_of_each_document(both: Catalogue, store: GraphStore) -> None:
    for document in both.documents(limit=None).items:
        matrix = both.matrix(document.id)
        assert matrix is not None
        listed = {
            (task.id, department.id): cell
            for task, row in zip(matrix.tasks, matrix.cells, strict=True)
            for department, cell in zip(matrix.departments, row, strict=True)
            if cell is not None
        }
        found: dict[tuple[str, str], str] = {}
        for row in store.select(sparql.matrix_cells(document.id)):
            place = (key_of(row["task"]), key_of(row["department"]))
            role = key_of(row["role"])
            found[place] = min(role, found.get(place, role), key=STRONGEST.__getitem__)
        assert found == listed


@pytest.mark.parametrize("inside", [False, True])
def test_counts_of_departments(both: Catalogue, store: GraphStore, *, inside: bool) -> None:
    document = both.documents().items[-1].id if inside else None
    listed = {
        (row.id, row.name, role): getattr(row, role)
        for row in both.departments(document=document, limit=None).items
        for role in STRONGEST
        if getattr(row, role)
    }
    found = {
        (key_of(row["department"]), row["name"], key_of(row["role"])): int(row["tasks"])
        for row in store.select(sparql.department_counts(document=document))
    }
    assert found == listed


def test_members_of_the_leading_groups(both: Catalogue, store: GraphStore) -> None:
    for document in (None, *(row.id for row in both.documents(limit=None).items)):
        listed = [
            (row.id, row.person, row.role)
            for row in both.people(document=document, limit=None).items
        ]
        rows = store.select(sparql.roster_members(document=document))
        assert [(key_of(r["person"]), r["name"], r["role"]) for r in rows] == listed


@pytest.mark.parametrize("inside", [False, True])
def test_who_works_with_whom(both: Catalogue, store: GraphStore, *, inside: bool) -> None:
    """Catalogue (task by task), SPARQL and networkx count the same joins and the same sharing."""
    document = both.documents().items[-1].id if inside else None
    tasks = both.tasks(TaskFilter(document=document), limit=None).items
    network = build_collaboration(tasks)
    listed: Counter[tuple[str, str]] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    for department in both.departments(document=document, limit=None).items:
        led = TaskFilter((department.id,), "lead", document)
        for task in both.tasks(led, limit=None).items:
            leads = {held.organisation for held in task.assignments if held.role == "lead"}
            everyone = {held.organisation for held in task.assignments}
            listed.update((department.id, joins) for joins in everyone - leads)
        for task in both.tasks(TaskFilter((department.id,), None, document), limit=None).items:
            others = {held.organisation for held in task.assignments} - {department.id}
            shared.update((department.id, one) for one in others if one > department.id)
    assert listed
    assert {(a, b): weight for a, b, weight in network.edges(data="weight")} == listed
    rows = store.select(sparql.collaboration(document=document))
    assert {(key_of(r["lead"]), key_of(r["join"])): int(r["tasks"]) for r in rows} == listed
    meetings = build_meetings(tasks)
    assert {(min(a, b), max(a, b)): w for a, b, w in meetings.edges(data="weight")} == shared
    rows = store.select(sparql.shared_tasks(document=document))
    assert {(key_of(r["one"]), key_of(r["other"])): int(r["tasks"]) for r in rows} == shared


def test_the_load_of_each_department(both: Catalogue) -> None:
    load = measure_load(both.tasks(limit=None).items)
    listed = {
        row.id: (row.tasks, row.lead, row.responsible, row.support, row.supervise)
        for row in both.departments(limit=None).items
    }
    assert {
        row.department: (row.tasks, row.lead, row.responsible, row.support, row.supervise)
        for row in load
    } == listed
    for row in load:
        where = TaskFilter((row.department,), due_after="1900", due_before="9999")
        assert both.tasks(where, limit=None).total == row.with_deadline
        assert both.targets(department=row.department, limit=None).total == row.targets


def test_which_document_cites_which(both: Catalogue, store: GraphStore) -> None:
    rows = store.select(sparql.citations())
    found = {(key_of(r["document"]), r["title"], r.get("number")): int(r["times"]) for r in rows}
    listed = Counter(
        (row.document, row.title, row.number)
        for row in both.citations(limit=None).items
        if not row.self
    )
    assert listed
    assert found == listed
    network = build_citations(both.documents(limit=None).items, both.citations(limit=None).items)
    drawn: Counter[tuple[str, str, str | None]] = Counter()
    for one, work, weight in network.edges(data="weight"):
        drawn[one, network.nodes[work]["label"], network.nodes[work]["number"]] += weight
    assert drawn == listed


def test_a_name_cannot_end_a_query(catalogue: Catalogue) -> None:
    store = OxigraphStore()
    fill(catalogue, store)
    for hostile in ("x> } ; DROP ALL #", 'a" b', "<>", "a\nb", "组织"):
        assert store.select(sparql.tasks_of_department(hostile)) == []
        assert store.select(sparql.all_tasks(document=hostile)) == []
    with pytest.raises(BadFilter):
        sparql.tasks_of_department("org-1", "lead . } #")


def test_the_real_plan_is_there(plan: Any) -> None:
    assert plan.tasks, "without tasks the agreement above says nothing"
