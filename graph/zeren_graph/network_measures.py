"""Networks in, answers out: who carries how much, who coordinates, who must meet, what hangs together.

`docs/network.md` defines each measure. Every list has one order, so the same rows give the same
answer in every process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx

from zeren_graph.holders import ROLES
from zeren_graph.network import build_meetings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zeren_graph.records import TaskRow

_SEED: Final = 1  # Louvain looks at the nodes in a shuffled order: always in the same one


@dataclass(frozen=True, slots=True)
class DepartmentLoad:
    """What a department carries (部门负担): tasks by role, and how many are bound to a date or a number."""

    department: str
    name: str
    tasks: int
    lead: int
    responsible: int
    support: int
    supervise: int
    with_deadline: int
    targets: int


@dataclass(frozen=True, slots=True)
class Coordination:
    """How much a department has to bring together (牵头协调).

    `partners` join in the tasks that it leads, `joins` counts a partner once for each task;
    `led_by` and `joined` are the same the other way round.
    """

    department: str
    name: str
    lead: int
    partners: int
    joins: int
    led_by: int
    joined: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """Departments that have more to do with one another than with the rest (应同开一会的部门).

    `tasks` are those that at least two of them share, `inside` those that need nobody else.
    """

    departments: tuple[str, ...]
    names: tuple[str, ...]
    tasks: tuple[str, ...]
    inside: int


@dataclass(frozen=True, slots=True)
class PlanGroup:
    """Plans that hang together (成组的方案): one cites the other, or both cite the same document."""

    documents: tuple[str, ...]
    titles: tuple[str, ...]
    shared: tuple[str, ...]  # titles of the documents that two or more of them cite


def measure_load(tasks: Iterable[TaskRow]) -> tuple[DepartmentLoad, ...]:
    """Return the load of each department, the busiest first; a task counts once for each role."""
    names: dict[str, str] = {}
    held: dict[str, dict[str, set[str]]] = {}
    dated: set[str] = set()
    aims: dict[str, int] = {}
    for task in tasks:
        if task.deadlines:
            dated.add(task.id)
        aims[task.id] = len(task.targets)
        for one in task.assignments:
            names[one.organisation] = one.name
            held.setdefault(one.organisation, {}).setdefault(one.role, set()).add(task.id)
    rows = []
    for department, roles in held.items():
        mine = set().union(*roles.values())
        counts = {role: len(roles.get(role, ())) for role in ROLES}
        rows.append(
            DepartmentLoad(
                department=department,
                name=names[department],
                tasks=len(mine),
                with_deadline=len(mine & dated),
                targets=sum(aims[task] for task in mine),
                **counts,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.tasks, -row.lead, row.department)))


def measure_coordination(
    collaboration: nx.DiGraph, load: Sequence[DepartmentLoad]
) -> tuple[Coordination, ...]:
    """Return who brings most others together, by the joins in the tasks it leads."""
    leads = {row.department: row.lead for row in load}
    rows = [
        Coordination(
            node,
            label,
            leads.get(node, 0),
            collaboration.out_degree(node),
            collaboration.out_degree(node, weight="weight"),
            collaboration.in_degree(node),
            collaboration.in_degree(node, weight="weight"),
        )
        for node, label in collaboration.nodes(data="label")
    ]
    return tuple(sorted(rows, key=lambda row: (-row.joins, -row.lead, row.department)))


def find_meetings(tasks: Sequence[TaskRow]) -> tuple[Meeting, ...]:
    """Return the communities of departments that share tasks (Louvain, weighted), the largest first.

    A department that shares no task with another meets nobody and is left out.
    """
    network = build_meetings(tasks)
    network.remove_nodes_from(list(nx.isolates(network)))
    if not network:
        return ()
    names = dict(network.nodes(data="label"))
    found = []
    for community in nx.community.louvain_communities(network, weight="weight", seed=_SEED):
        involved = {
            task.id: {held.organisation for held in task.assignments}
            for task in tasks
            if len({held.organisation for held in task.assignments} & community) > 1
        }
        members = sorted(community, key=lambda one: (-network.degree(one, weight="weight"), one))
        found.append(
            Meeting(
                tuple(members),
                tuple(names[one] for one in members),
                tuple(involved),
                sum(held <= community for held in involved.values()),
            )
        )
    return tuple(sorted(found, key=lambda row: (-len(row.tasks), row.departments)))


def find_plan_groups(citations: nx.DiGraph) -> tuple[PlanGroup, ...]:
    """Return the groups of plans that citations hold together, the largest first.

    A plan that neither cites nor is cited together with another stands alone and is left out.
    """
    found = []
    labels = dict(citations.nodes(data="label"))
    sides = dict(citations.nodes(data="side"))
    for group in nx.weakly_connected_components(citations):
        documents = sorted(node for node in group if sides[node] == "document")
        if len(documents) < 2:
            continue
        shared = sorted(labels[node] for node in group if citations.in_degree(node) > 1)
        found.append(
            PlanGroup(tuple(documents), tuple(labels[node] for node in documents), tuple(shared))
        )
    return tuple(sorted(found, key=lambda row: (-len(row.documents), row.documents)))
