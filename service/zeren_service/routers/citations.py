"""The documents that plans name."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from zeren_service.answers import LIST
from zeren_service.context import ContextDep
from zeren_service.downloads import list_response, wanted
from zeren_service.exports.list_tables import citation_table
from zeren_service.lookup import document_id
from zeren_service.parameters import (
    Bom,
    Cursor,
    DocumentFilter,
    FormatParameter,
    Limit,
    Search,
    Superseded,
)
from zeren_service.shapes import CitationsOut

router = APIRouter(prefix="/citations", tags=["引用文件"])


@router.get(
    "",
    summary="引用文件清单",
    response_model=CitationsOut,
    responses=LIST,
    description="列出各方案引用的文件；self 为 true 的是提到本文件自己。",
)
def get_citations(
    request: Request,
    context: ContextDep,
    limit: Limit,
    document: DocumentFilter = None,
    q: Search = None,
    superseded: Superseded = False,
    cursor: Cursor = None,
    form: FormatParameter = None,
    bom: Bom = True,
) -> Response:
    """List the cited documents."""
    want = wanted(request, form, limit, bom=bom)
    page = context.catalogue.citations(
        document=document_id(context.catalogue, document),
        q=q,
        superseded=superseded,
        cursor=cursor,
        limit=want.page_size(context.settings.page_limit),
    )
    return list_response(request, page, want, citation_table)
