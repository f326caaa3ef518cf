"""Departments: by id, full name or abbreviation, with their tasks by role."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from zeren_graph.records import DepartmentRow, TaskRow
from zeren_graph.task_conditions import several
from zeren_service.answers import LIST
from zeren_service.context import ContextDep
from zeren_service.exports.list_tables import department_table
from zeren_service.exports.task_table import task_table
from zeren_service.exports.words import ROLES
from zeren_service.listing import ListingDep
from zeren_service.lookup import document_id, find_department, targets_for
from zeren_service.openapi import problem_answer
from zeren_service.parameters import DocumentFilter, Jurisdiction, Search
from zeren_service.shapes import DepartmentsOut, TasksOut
from zeren_service.task_query import (
    Conditions,
    Documents,
    TaskSort,
    departments_of,
    documents_of,
)
from zeren_service.wire import json_response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.exports.table import Table

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
    context: ContextDep,
    listing: ListingDep,
    document: DocumentFilter = None,
    q: Search = None,
    kind: Annotated[
        Literal["unit", "group", "person"] | None,
        Query(description="类别：unit 单位、group 一类单位、person 个人"),
    ] = None,
    jurisdiction: Jurisdiction = None,
    sort: Annotated[
        Literal["name", "-name", "lead", "-lead", "tasks", "-tasks"],
        Query(
            description="次序：名称 name、牵头任务多的在先 lead、任务多的在先 tasks；前面加 - 为倒序"
        ),
    ] = "name",
) -> Response:
    """List the departments."""
    page = context.catalogue.departments(
        document=document_id(context.catalogue, document),
        q=q,
        kind=kind,
        jurisdiction=jurisdiction,
        sort=sort,
        cursor=listing.cursor,
        limit=listing.limit,
    )
    return listing.answer(page, DepartmentRow, department_table)


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
    context: ContextDep,
    department: DepartmentName,
    listing: ListingDep,
    where: Conditions,
    document: Documents = None,
    sort: TaskSort = "position",
) -> Response:
    """List the tasks of one department."""
    catalogue = context.catalogue
    documents = documents_of(context, document)
    (held_by,) = departments_of(context, [department], documents)
    where = replace(where, departments=(held_by,), document=documents or None)
    page = catalogue.tasks(where, sort=sort, cursor=listing.cursor, limit=listing.limit)

    def to_table(tasks: Sequence[TaskRow]) -> Table:
        row = catalogue.department(held_by)
        roles = several(where.role)
        title = f"{row.name if row else department} {'、'.join(ROLES[r] for r in roles)}任务清单"
        return task_table(
            tasks, targets_for(catalogue, tasks), title=title, with_document=len(documents) != 1
        )

    return listing.answer(page, TaskRow, to_table)
