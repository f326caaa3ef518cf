"""The documents that plans name."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from zeren_graph.records import CitationRow
from zeren_service.answers import LIST
from zeren_service.context import ContextDep
from zeren_service.exports.list_tables import citation_table
from zeren_service.listing import ListingDep
from zeren_service.lookup import document_id
from zeren_service.parameters import DocumentFilter, Search, Superseded
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
    context: ContextDep,
    listing: ListingDep,
    document: DocumentFilter = None,
    q: Search = None,
    superseded: Superseded = False,
) -> Response:
    """List the cited documents."""
    page = context.catalogue.citations(
        document=document_id(context.catalogue, document),
        q=q,
        superseded=superseded,
        cursor=listing.cursor,
        limit=listing.limit,
    )
    return listing.answer(page, CitationRow, citation_table)
