"""Two documents compared: what has changed, and how a higher plan is taken up below."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from zeren_graph.cascade import Cascade, cascade
from zeren_graph.comparison import Side, read_side
from zeren_graph.diff import PlanDiff, compare
from zeren_service.answers import LIST
from zeren_service.context import Context, ContextDep
from zeren_service.downloads import table_response, wanted
from zeren_service.exports.comparison_tables import cascade_table, diff_table
from zeren_service.lookup import find_document
from zeren_service.parameters import Bom, FormatParameter
from zeren_service.routers.documents import DocumentId
from zeren_service.wire import json_response

router = APIRouter(prefix="/documents", tags=["比较"])

OtherId = Annotated[
    str,
    Path(description="另一份文件的编号", max_length=64, examples=["1b2c3d4e5f60718a"]),
]


@router.get(
    "/{document}/diff/{other}",
    summary="责任变化",
    response_model=PlanDiff,
    responses=LIST,
    description="从 document 到 other 有哪些变化：任务新增、取消、移动、改写，"
    "换牵头单位，单位加入或退出，时限和目标改变。两个版本、两个年度都可以比。",
)
def get_diff(
    request: Request,
    context: ContextDep,
    document: DocumentId,
    other: OtherId,
    form: FormatParameter = None,
    bom: Bom = True,
) -> Response:
    """Show what changed from one document to another."""
    found = compare(_side(context, document), _side(context, other))
    want = wanted(request, form, bom=bom)
    return json_response(found) if want.form == "json" else table_response(diff_table(found), want)


@router.get(
    "/{document}/cascade/{other}",
    summary="任务分解",
    response_model=Cascade,
    responses=LIST,
    description="上级文件 document 的任务和目标在下级文件 other 里怎样落实：对应任务、"
    "没有对应的任务、低于上级的目标。",
)
def get_cascade(
    request: Request,
    context: ContextDep,
    document: DocumentId,
    other: OtherId,
    form: FormatParameter = None,
    bom: Bom = True,
) -> Response:
    """Show how the tasks of a higher plan are taken up in a lower one."""
    found = cascade(_side(context, document), _side(context, other))
    want = wanted(request, form, bom=bom)
    if want.form == "json":
        return json_response(found)
    return table_response(cascade_table(found), want)


def _side(context: Context, document: str) -> Side:
    return read_side(context.catalogue, find_document(context.catalogue, document))
