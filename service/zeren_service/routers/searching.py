"""Full-text search, and what can be asked while a question is being typed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.responses import Response

from zeren_service.context import ContextDep
from zeren_service.errors import BadParameter
from zeren_service.lookup import document_id, find_department
from zeren_service.openapi import problem_answer
from zeren_service.parameters import Cursor, DocumentFilter, Limit, RoleFilter, plain
from zeren_service.search import Hit, HitKind, search
from zeren_service.suggestions import Suggestion, suggest
from zeren_service.wire import json_response, link_header

router = APIRouter(tags=["提问"])

Departments = Annotated[
    list[str] | None,
    Query(description="部门的编号、全称或简称；可重复，重复时要求每个部门都有职责"),
]
Typed = Annotated[
    str | None,
    Query(
        max_length=200, description="要搜索的词，可有空格；引号里的整体查找", examples=["黑臭水体"]
    ),
    AfterValidator(plain),
]


class SearchOut(BaseModel):
    """A page of hits."""

    model_config = ConfigDict(json_schema_extra={"description": "一页命中，按相关程度排列"})

    items: list[Hit] = Field(description="本页各条；marks 是词在 snippet 里的位置，左闭右开")
    total: int = Field(description="命中总数", examples=[3])
    next: str | None = Field(description="下一页的翻页标记，最后一页为 null", examples=[None])
    words: list[str] = Field(description="实际查找的词", examples=[["黑臭水体"]])
    ranked: int = Field(
        description="排了次序、可以翻到的条数；少于 total 时请加词缩小", examples=[3]
    )
    any_word: bool = Field(
        description="没有哪条含有全部的词，这里是含有其中一些的", examples=[False]
    )


class SuggestOut(BaseModel):
    """What can be asked."""

    model_config = ConfigDict(json_schema_extra={"description": "可以问的问题"})

    items: list[Suggestion] = Field(description="可以问的问题，最合适的在前")


@router.get(
    "/search",
    summary="全文搜索",
    response_model=SearchOut,
    responses={404: problem_answer(404)},
    description="在任务、任务之外的段落和文件标题里搜索；全部的词都要有，没有时退为有其中一些。这是查找，不是对问题的答复。",
)
def get_search(
    request: Request,
    context: ContextDep,
    limit: Limit,
    q: Typed = None,
    document: DocumentFilter = None,
    department: Departments = None,
    role: RoleFilter = None,
    kind: Annotated[
        HitKind | None, Query(description="只要一种：task 任务、passage 段落、document 文件")
    ] = None,
    cursor: Cursor = None,
) -> Response:
    """Search."""
    if q is None:
        raise BadParameter("请写出要搜索的词，例如 q=黑臭水体。")
    catalogue = context.catalogue
    full = document_id(catalogue, document)
    units = tuple(find_department(catalogue, name, document=full).id for name in department or ())
    page = search(
        catalogue, q, document=full, departments=units, role=role, kind=kind,
        cursor=cursor, limit=limit,
    )  # fmt: skip
    return json_response(page, headers=link_header(request, page.next))


@router.get(
    "/suggest",
    summary="提问时的输入提示",
    response_model=SuggestOut,
    responses={404: problem_answer(404)},
    description="按已经输入的字给出可以问的问题；每一条都答得出。",
)
def get_suggestions(
    context: ContextDep,
    q: Typed = None,
    document: DocumentFilter = None,
) -> Response:
    """Suggest questions."""
    full = document_id(context.catalogue, document)
    return json_response({"items": suggest(context.catalogue, q or "", document=full)})
