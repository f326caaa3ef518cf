"""Tasks of all documents, with filters that combine."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from zeren_graph.records import TaskRow
from zeren_service.answers import LIST
from zeren_service.context import ContextDep
from zeren_service.errors import UnknownTask
from zeren_service.exports.task_table import task_table
from zeren_service.listing import ListingDep
from zeren_service.lookup import targets_for
from zeren_service.openapi import problem_answer
from zeren_service.shapes import TasksOut
from zeren_service.task_query import (
    Conditions,
    Departments,
    Documents,
    Match,
    TaskSort,
    departments_of,
    documents_of,
)
from zeren_service.wire import json_response

router = APIRouter(prefix="/tasks", tags=["任务"])


@router.get(
    "",
    summary="任务清单",
    response_model=TasksOut,
    responses=LIST
    | {300: problem_answer(300, "部门名称对应多个部门，`candidates` 是候选和它们的地址")},
    description="列出任务。各条件同时满足；不分页截断，`total` 是总数。",
)
def get_tasks(
    context: ContextDep,
    listing: ListingDep,
    where: Conditions,
    department: Departments = None,
    match: Match = "all",
    document: Documents = None,
    sort: TaskSort = "position",
) -> Response:
    """List the tasks."""
    catalogue = context.catalogue
    documents = documents_of(context, document)
    where = replace(
        where,
        departments=departments_of(context, department, documents),
        any_department=match == "any",
        document=documents or None,
    )
    page = catalogue.tasks(where, sort=sort, cursor=listing.cursor, limit=listing.limit)
    return listing.answer(
        page,
        TaskRow,
        lambda tasks: task_table(
            tasks,
            targets_for(catalogue, tasks),
            title="任务清单",
            with_document=len(documents) != 1,
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
    task: Annotated[
        str, Path(description="任务编号", max_length=100, examples=["a79667f0c030299c.t1"])
    ],
) -> Response:
    """Show one task."""
    row = context.catalogue.task(task)
    if row is None:
        raise UnknownTask("没有这项任务。全部任务见 /api/v1/tasks。")
    return json_response(row)
