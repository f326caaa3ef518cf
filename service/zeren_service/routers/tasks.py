"""Tasks of all documents, with filters that combine."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import AfterValidator
from starlette.responses import Response

from zeren_graph.records import TaskFilter, TaskRow
from zeren_service.answers import LIST
from zeren_service.context import ContextDep
from zeren_service.downloads import list_response, wanted
from zeren_service.errors import UnknownTask
from zeren_service.exports.task_table import task_table
from zeren_service.lookup import document_id, find_department, targets_for
from zeren_service.parameters import (
    Bom,
    Cursor,
    DocumentFilter,
    DueAfter,
    DueBefore,
    FormatParameter,
    Limit,
    RoleFilter,
    Search,
    Superseded,
    plain,
)
from zeren_service.shapes import TasksOut
from zeren_service.wire import json_response

router = APIRouter(prefix="/tasks", tags=["任务"])

TaskSort = Annotated[
    Literal["position", "due", "title"], Query(description="次序：原文、时限、名称")
]
Departments = Annotated[
    list[str] | None,
    Query(
        description="部门的编号、全称或简称；可重复，重复时要求每个部门都有职责",
        examples=[["经发局"]],
    ),
]


@router.get(
    "",
    summary="任务清单",
    response_model=TasksOut,
    responses=LIST,
    description="列出任务。各条件同时满足；不分页截断，`total` 是总数。",
)
def get_tasks(
    request: Request,
    context: ContextDep,
    limit: Limit,
    department: Departments = None,
    role: RoleFilter = None,
    document: DocumentFilter = None,
    person: Annotated[
        str | None,
        Query(description="责任人姓名", max_length=50, examples=["张三"]),
        AfterValidator(plain),
    ] = None,
    due_before: DueBefore = None,
    due_after: DueAfter = None,
    q: Search = None,
    superseded: Superseded = False,
    sort: TaskSort = "position",
    cursor: Cursor = None,
    form: FormatParameter = None,
    bom: Bom = True,
) -> Response:
    """List the tasks."""
    catalogue = context.catalogue
    full = document_id(catalogue, document)
    where = TaskFilter(
        departments=tuple(
            find_department(catalogue, name, document=full).id for name in department or ()
        ),
        role=role,
        document=full,
        person=person,
        due_before=due_before,
        due_after=due_after,
        q=q,
        superseded=superseded,
    )
    want = wanted(request, form, limit, bom=bom)
    size = want.page_size(context.settings.page_limit)
    page = catalogue.tasks(where, sort=sort, cursor=cursor, limit=size)
    return list_response(
        request,
        page,
        want,
        lambda tasks: task_table(
            tasks,
            targets_for(catalogue, tasks),
            title="任务清单",
            with_document=full is None,
        ),
    )


@router.get(
    "/{task}",
    summary="一项任务",
    response_model=TaskRow,
    description="返回一项任务：原文、职责分派、时限和目标。",
)
def get_task(
    context: ContextDep,
    task: Annotated[str, Path(description="任务编号", max_length=100)],
) -> Response:
    """Show one task."""
    row = context.catalogue.task(task)
    if row is None:
        raise UnknownTask("没有这项任务。全部任务见 /api/v1/tasks。")
    return json_response(row)
