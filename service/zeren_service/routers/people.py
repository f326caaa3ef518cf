"""Members of leading groups."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from zeren_service.answers import LIST
from zeren_service.context import ContextDep
from zeren_service.downloads import list_response, wanted
from zeren_service.exports.list_tables import person_table
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
from zeren_service.shapes import PeopleOut

router = APIRouter(prefix="/people", tags=["人员"])


@router.get(
    "",
    summary="领导小组成员",
    response_model=PeopleOut,
    responses=LIST,
    description="列出领导小组成员和他们的职务；q 查姓名、职务或单位。",
)
def get_people(
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
    """List the members of leading groups."""
    want = wanted(request, form, limit, bom=bom)
    page = context.catalogue.people(
        document=document_id(context.catalogue, document),
        q=q,
        superseded=superseded,
        cursor=cursor,
        limit=want.page_size(context.settings.page_limit),
    )
    return list_response(request, page, want, person_table)
