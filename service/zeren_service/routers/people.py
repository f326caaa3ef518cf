"""Members of leading groups."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from zeren_graph.records import PersonRow
from zeren_service.answers import LIST
from zeren_service.context import ContextDep
from zeren_service.exports.list_tables import person_table
from zeren_service.listing import ListingDep
from zeren_service.lookup import document_id
from zeren_service.parameters import DocumentFilter, Search, Superseded
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
    context: ContextDep,
    listing: ListingDep,
    document: DocumentFilter = None,
    q: Search = None,
    superseded: Superseded = False,
) -> Response:
    """List the members of leading groups."""
    page = context.catalogue.people(
        document=document_id(context.catalogue, document),
        q=q,
        superseded=superseded,
        cursor=listing.cursor,
        limit=listing.limit,
    )
    return listing.answer(page, PersonRow, person_table)
