"""Rows of the catalogue in, networks out (networkx); `docs/network.md` defines each.

A network is a view: the relation with all it says is the row, the edge only draws it.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from zeren_graph.vocabulary import work_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zeren_graph.records import CitationRow, DepartmentRow, DocumentRow, TaskRow

_LEAD: Final = "lead"


def build_responsibilities(
    tasks: Iterable[TaskRow], departments: Iterable[DepartmentRow] = ()
) -> nx.MultiDiGraph:
    """Return who holds which task: departments → tasks, one edge for each role.

    Nodes have a `side`, `department` or `task`. A department of `departments` without a task stands
    alone.
    """
    network = nx.MultiDiGraph()
    for department in departments:
        network.add_node(department.id, side="department", label=department.name)
    for task in tasks:
        network.add_node(
            task.id,
            side="task",
            label=task.title,
            path=task.path,
            document=task.document,
            document_title=task.document_title,
            heading=task.heading,
            deadlines=[deadline.date for deadline in task.deadlines],
        )
        for held in task.assignments:
            network.add_node(held.organisation, side="department", label=held.name)
            network.add_edge(
                held.organisation,
                task.id,
                key=f"{held.role}",
                role=held.role,
                order=held.order,
                start=held.start,
                end=held.end,
            )
    return network


def tasks_of(network: nx.MultiDiGraph, department: str, role: str | None = None) -> list[str]:
    """Return the ids of the tasks that a department holds in `role`, or in any, in their order."""
    if department not in network:
        return []
    edges = network.out_edges(department, data="role")
    return list(dict.fromkeys(task for _unit, task, held in edges if role in (None, held)))


def build_collaboration(tasks: Iterable[TaskRow]) -> nx.DiGraph:
    """Return who works with whom: from the department that leads a task to each that joins in it.

    `weight` counts the tasks; `responsible`, `support` and `supervise` those with that role.
    """
    network = nx.DiGraph()
    for task in tasks:
        leads = [held for held in task.assignments if held.role == _LEAD]
        ids = {held.organisation for held in leads}
        for held in task.assignments:
            network.add_node(held.organisation, label=held.name)
        for lead in {held.organisation: None for held in leads}:
            met: set[str] = set()
            counted: set[tuple[str, str]] = set()
            for held in task.assignments:
                if held.organisation in ids or (held.organisation, held.role) in counted:
                    continue
                counted.add((held.organisation, held.role))
                edge = _edge(network, lead, held.organisation)
                edge[held.role] += 1
                edge["weight"] += held.organisation not in met
                met.add(held.organisation)
    return network


def build_meetings(tasks: Iterable[TaskRow]) -> nx.Graph:
    """Return who shares tasks with whom, whatever the roles; `weight` counts the tasks.

    Nodes and edges stand in the order of their ids, so that what is computed on them is the same
    in every process.
    """
    shared: Counter[tuple[str, str]] = Counter()
    names: dict[str, str] = {}
    for task in tasks:
        names |= {held.organisation: held.name for held in task.assignments}
        shared.update(combinations(sorted({held.organisation for held in task.assignments}), 2))
    network = nx.Graph()
    for department in sorted(names):
        network.add_node(department, label=names[department])
    for (one, other), weight in sorted(shared.items()):
        network.add_edge(one, other, weight=weight)
    return network


def build_citations(
    documents: Iterable[DocumentRow], citations: Iterable[CitationRow]
) -> nx.DiGraph:
    """Return which document cites which; one that the catalogue holds itself is one node.

    A cited document is known by its number, or else by its title, where only one can be meant.
    """
    network = nx.DiGraph()
    held: dict[str, set[str]] = {}
    for document in documents:
        network.add_node(document.id, label=document.title, number=document.number, side="document")
        for name in (document.number, document.title):
            if name:
                held.setdefault(name, set()).add(document.id)
    for citation in citations:
        if citation.self or citation.document not in network:
            continue
        named = held.get(citation.number or citation.title, set())
        work = next(iter(named)) if len(named) == 1 else work_key(citation.title, citation.number)
        if work not in network:
            network.add_node(work, label=citation.title, number=citation.number, side="cited")
        _edge(network, citation.document, work, roles=())["weight"] += 1
    return network


def _edge(
    network: nx.DiGraph,
    source: str,
    target: str,
    roles: tuple[str, ...] = ("responsible", "support", "supervise"),
) -> dict[str, Any]:
    if not network.has_edge(source, target):
        network.add_edge(source, target, weight=0, **dict.fromkeys(roles, 0))
    data: dict[str, Any] = network.edges[source, target]
    return data
