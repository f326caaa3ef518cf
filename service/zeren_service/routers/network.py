"""Networks of tasks, departments and documents, and what can be measured on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from zeren_graph.network import build_citations, build_collaboration, build_responsibilities
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
from zeren_graph.records import TaskFilter
from zeren_service.answers import LIST, files
from zeren_service.context import Context, ContextDep
from zeren_service.downloads import attachment
from zeren_service.exports.network_tables import (
    coordination_table,
    load_table,
    meeting_table,
    plan_group_table,
)
from zeren_service.listing import ListingDep
from zeren_service.lookup import document_id, find_department
from zeren_service.parameters import DocumentFilter
from zeren_service.routers.graph import refuse_too_many
from zeren_service.shapes import (
    AnyNetworkOut,
    CoordinationsOut,
    LoadsOut,
    MeetingsOut,
    NetworkOut,
    PlanGroupsOut,
)
from zeren_service.wire import json_response

if TYPE_CHECKING:
    from zeren_graph.records import TaskRow

router = APIRouter(prefix="/network", tags=["图谱"])

NetworkFormat = Annotated[
    Literal["json", "graphml", "gexf", "cyjs", "nodes", "edges"],
    Query(
        alias="format",
        description="输出格式：json、graphml、gexf、cyjs（Cytoscape）、nodes 与 edges（csv）",
    ),
]
DepartmentFilter = Annotated[
    str | None, Query(description="只看这个部门有职责的任务", max_length=200)
]
_TYPES: Final = tuple(dict.fromkeys(MEDIA_TYPES.values()))


@router.get(
    "/departments",
    summary="部门协作网络",
    response_model=NetworkOut,
    responses=files("部门协作网络", *_TYPES),
    description="谁牵头、谁参加：一条边从牵头部门指向同一任务的其他部门，"
    "`weight` 是任务数，另有按职责分的数目。可限定一份文件或一个部门参加的任务。",
)
def get_department_network(
    context: ContextDep,
    document: DocumentFilter = None,
    department: DepartmentFilter = None,
    form: NetworkFormat = "json",
) -> Response:
    """Show which departments work together."""
    network = build_collaboration(_tasks(context, document, department))
    if form != "json":
        return _file(network, form, "departments")
    return json_response(
        {
            "nodes": [{"id": node, "name": name} for node, name in network.nodes(data="label")],
            "edges": [
                {"source": source, "target": target, **data}
                for source, target, data in network.edges(data=True)
            ],
        }
    )


@router.get(
    "/responsibilities",
    summary="任务与部门网络",
    response_model=AnyNetworkOut,
    responses=files("任务与部门网络", *_TYPES),
    description="二分网络：一边是部门，一边是任务，一条边是一种职责。",
)
def get_responsibility_network(
    context: ContextDep,
    document: DocumentFilter = None,
    department: DepartmentFilter = None,
    form: NetworkFormat = "json",
) -> Response:
    """Show who holds which task."""
    network = build_responsibilities(_tasks(context, document, department))
    return _network(network, form, "responsibilities")


@router.get(
    "/citations",
    summary="引用网络",
    response_model=AnyNetworkOut,
    responses=files("引用网络", *_TYPES),
    description="哪份文件引用哪份文件；收入的文件和被引用的是同一份时只是一个点。",
)
def get_citation_network(context: ContextDep, form: NetworkFormat = "json") -> Response:
    """Show which document cites which."""
    return _network(_citations(context), form, "citations")


@router.get(
    "/load",
    summary="部门负担",
    response_model=LoadsOut,
    responses=LIST,
    description="各部门承担多少任务：按职责分，其中有时限的、带量化目标的各多少。从多到少。",
)
def get_load(
    context: ContextDep,
    listing: ListingDep,
    document: DocumentFilter = None,
) -> Response:
    """List what each department carries."""
    rows = measure_load(_tasks(context, document))
    return listing.answer_whole(rows, DepartmentLoad, load_table)


@router.get(
    "/coordination",
    summary="谁协调最多",
    response_model=CoordinationsOut,
    responses=LIST,
    description="各部门牵头时要召集多少部门、多少人次。从多到少。",
)
def get_coordination(
    context: ContextDep,
    listing: ListingDep,
    document: DocumentFilter = None,
) -> Response:
    """List who brings most others together."""
    tasks = _tasks(context, document)
    rows = measure_coordination(build_collaboration(tasks), measure_load(tasks))
    return listing.answer_whole(rows, Coordination, coordination_table)


@router.get(
    "/meetings",
    summary="应同开一会的部门",
    response_model=MeetingsOut,
    responses=LIST,
    description="彼此共同任务多、与其他部门共同任务少的部门分为一组（Louvain 社区，结果固定）。",
)
def get_meetings(
    context: ContextDep,
    listing: ListingDep,
    document: DocumentFilter = None,
) -> Response:
    """List the departments that must be in one meeting."""
    rows = find_meetings(_tasks(context, document))
    return listing.answer_whole(rows, Meeting, meeting_table)


@router.get(
    "/plans",
    summary="成组的方案",
    response_model=PlanGroupsOut,
    responses=LIST,
    description="互相引用，或引用同一份文件的方案归为一组。",
)
def get_plan_groups(context: ContextDep, listing: ListingDep) -> Response:
    """List the plans that hang together."""
    rows = find_plan_groups(_citations(context))
    return listing.answer_whole(rows, PlanGroup, plan_group_table)


def _tasks(
    context: Context, document: str | None, department: str | None = None
) -> tuple[TaskRow, ...]:
    catalogue = context.catalogue
    full = document_id(catalogue, document)
    row = None if department is None else find_department(catalogue, department, document=full)
    if full is None and row is None:
        refuse_too_many(context)
    where = TaskFilter(document=full, departments=() if row is None else (row.id,))
    return catalogue.tasks(where, limit=None).items


def _citations(context: Context) -> Any:  # noqa: ANN401  networkx has no types
    refuse_too_many(context)
    catalogue = context.catalogue
    return build_citations(
        catalogue.documents(limit=None).items, catalogue.citations(limit=None).items
    )


def _network(network: Any, form: str, name: str) -> Response:  # noqa: ANN401
    if form != "json":
        return _file(network, form, name)
    return json_response(
        {
            "nodes": [{"id": node, **data} for node, data in network.nodes(data=True)],
            "edges": [
                {"source": source, "target": target, **data}
                for source, target, data in network.edges(data=True)
            ],
        }
    )


def _file(network: Any, form: str, name: str) -> Response:  # noqa: ANN401
    suffix = f"{form}.csv" if form in ("nodes", "edges") else form
    return Response(
        serialize_network(network, form),
        media_type=MEDIA_TYPES[form],
        headers=attachment(f"{name}.{suffix}"),
    )
