"""Networks of departments."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from zeren_graph.network import MEDIA_TYPES, build_collaboration, serialize_network
from zeren_graph.records import TaskFilter
from zeren_service.answers import files
from zeren_service.context import ContextDep
from zeren_service.downloads import attachment
from zeren_service.lookup import document_id, find_department
from zeren_service.parameters import DocumentFilter
from zeren_service.routers.graph import refuse_too_many
from zeren_service.shapes import NetworkOut
from zeren_service.wire import json_response

router = APIRouter(prefix="/network", tags=["图谱"])


@router.get(
    "/departments",
    summary="部门协作网络",
    response_model=NetworkOut,
    responses=files("部门协作网络", *MEDIA_TYPES.values()),
    description="谁牵头、谁参加：一条边从牵头部门指向同一任务的其他部门，"
    "`weight` 是任务数，另有按职责分的数目。可限定一份文件或一个部门参加的任务。",
)
def get_department_network(
    context: ContextDep,
    document: DocumentFilter = None,
    department: Annotated[
        str | None, Query(description="只看这个部门有职责的任务", max_length=200)
    ] = None,
    form: Annotated[
        Literal["json", "graphml", "gexf"], Query(alias="format", description="输出格式")
    ] = "json",
) -> Response:
    """Show which departments work together."""
    catalogue = context.catalogue
    full = document_id(catalogue, document)
    row = None if department is None else find_department(catalogue, department, document=full)
    if full is None and row is None:
        refuse_too_many(context)
    where = TaskFilter(document=full, departments=() if row is None else (row.id,))
    network = build_collaboration(catalogue.tasks(where, limit=None).items)
    if form != "json":
        data = serialize_network(network, form)
        return Response(
            data, media_type=MEDIA_TYPES[form], headers=attachment(f"departments.{form}")
        )
    return json_response(
        {
            "nodes": [{"id": node, "name": name} for node, name in network.nodes(data="label")],
            "edges": [
                {"source": source, "target": target, **data}
                for source, target, data in network.edges(data=True)
            ],
        }
    )
