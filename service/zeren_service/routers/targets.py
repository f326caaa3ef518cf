"""Measurable aims of all plans."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from zeren_graph.records import TargetRow
from zeren_service.answers import LIST
from zeren_service.context import ContextDep
from zeren_service.errors import UnknownTask
from zeren_service.exports.list_tables import target_table
from zeren_service.listing import ListingDep
from zeren_service.lookup import document_id, find_department
from zeren_service.parameters import DocumentFilter, Search, Superseded
from zeren_service.shapes import TargetsOut

router = APIRouter(prefix="/targets", tags=["目标"])


@router.get(
    "",
    summary="目标清单",
    response_model=TargetsOut,
    responses=LIST,
    description="列出可衡量的目标：指标、比较、数值、单位、时限和基期。",
)
def get_targets(
    context: ContextDep,
    listing: ListingDep,
    document: DocumentFilter = None,
    department: Annotated[
        str | None, Query(description="只看这个部门承担的任务的目标", max_length=200)
    ] = None,
    task: Annotated[
        str | None, Query(description="只看这项任务的目标：任务编号", max_length=100)
    ] = None,
    q: Search = None,
    superseded: Superseded = False,
) -> Response:
    """List the targets."""
    catalogue = context.catalogue
    full = document_id(catalogue, document)
    if task is not None and catalogue.task(task) is None:
        raise UnknownTask("没有这项任务。全部任务见 /api/v1/tasks。")
    row = None if department is None else find_department(catalogue, department, document=full)
    page = catalogue.targets(
        document=full,
        department=None if row is None else row.id,
        task=task,
        q=q,
        superseded=superseded,
        cursor=listing.cursor,
        limit=listing.limit,
    )
    return listing.answer(page, TargetRow, target_table)
