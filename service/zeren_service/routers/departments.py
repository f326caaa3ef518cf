"""Departments: by id, full name or abbreviation, with their tasks by role."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from zeren_graph.records import DepartmentRow, TaskFilter
from zeren_service.answers import LIST
from zeren_service.context import ContextDep
from zeren_service.downloads import list_response, wanted
from zeren_service.exports.list_tables import department_table
from zeren_service.exports.task_table import task_table
from zeren_service.exports.words import ROLES
from zeren_service.lookup import document_id, find_department, targets_for
from zeren_service.openapi import problem_answer
from zeren_service.parameters import (
    Bom,
    Cursor,
    DocumentFilter,
    FormatParameter,
    Limit,
    RoleFilter,
    Search,
)
from zeren_service.routers.tasks import TaskSort
from zeren_service.shapes import DepartmentsOut, TasksOut
from zeren_service.wire import json_response

router = APIRouter(prefix="/departments", tags=["部门"])

DepartmentName = Annotated[
    str,
    Path(
        description="部门编号、全称或简称（中文按 UTF-8 百分号编码）",
        max_length=200,
        examples=["经发局"],
    ),
]
_NAMED: Final[dict[int | str, dict[str, Any]]] = {
    300: problem_answer(300, "名称对应多个部门，`candidates` 是候选和它们的地址"),
    404: problem_answer(404, "没有这个部门，`near` 是名称相近的部门"),
}


@router.get(
    "",
    summary="部门清单",
    response_model=DepartmentsOut,
    responses=LIST,
    description="列出部门和它们的各类任务数。指定文件时，只数该文件里的任务。",
)
def get_departments(
    request: Request,
    context: ContextDep,
    limit: Limit,
    document: DocumentFilter = None,
    q: Search = None,
    sort: Annotated[
        Literal["name", "lead", "tasks"], Query(description="次序：名称、牵头任务数、任务总数")
    ] = "name",
    cursor: Cursor = None,
    form: FormatParameter = None,
    bom: Bom = True,
) -> Response:
    """List the departments."""
    want = wanted(request, form, limit, bom=bom)
    page = context.catalogue.departments(
        document=document_id(context.catalogue, document),
        q=q,
        sort=sort,
        cursor=cursor,
        limit=want.page_size(context.settings.page_limit),
    )
    return list_response(request, page, want, department_table)


@router.get(
    "/{department}",
    summary="一个部门",
    response_model=DepartmentRow,
    responses=_NAMED,
    description="按编号、全称或简称找一个部门。",
)
def get_department(
    context: ContextDep, department: DepartmentName, document: DocumentFilter = None
) -> Response:
    """Show one department."""
    full = document_id(context.catalogue, document)
    return json_response(find_department(context.catalogue, department, document=full))


@router.get(
    "/{department}/tasks",
    summary="部门的任务",
    response_model=TasksOut,
    responses=LIST | _NAMED,
    description="列出一个部门的任务，可只看某一种职责。",
)
def get_department_tasks(
    request: Request,
    context: ContextDep,
    department: DepartmentName,
    limit: Limit,
    role: RoleFilter = None,
    document: DocumentFilter = None,
    sort: TaskSort = "position",
    cursor: Cursor = None,
    form: FormatParameter = None,
    bom: Bom = True,
) -> Response:
    """List the tasks of one department."""
    catalogue = context.catalogue
    full = document_id(catalogue, document)
    row = find_department(catalogue, department, document=full)
    want = wanted(request, form, limit, bom=bom)
    page = catalogue.tasks(
        TaskFilter(departments=(row.id,), role=role, document=full),
        sort=sort,
        cursor=cursor,
        limit=want.page_size(context.settings.page_limit),
    )
    title = f"{row.name} {ROLES[role] if role else ''}任务清单"
    return list_response(
        request,
        page,
        want,
        lambda tasks: task_table(
            tasks, targets_for(catalogue, tasks), title=title, with_document=full is None
        ),
    )
