"""The web page: home, one document, questions. Works without scripts; scripts make it quicker."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from zeren_service.context import ContextDep
from zeren_service.errors import BadParameter, UnknownDepartment
from zeren_service.lookup import find_document
from zeren_service.routers.questions import answer
from zeren_service.search import search
from zeren_service.search.hits import pieces
from zeren_service.shapes import AskIn
from zeren_service.taking_in import take_in
from zeren_service.web.document_view import read_document_view, read_duties
from zeren_service.web.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_AT: Final = re.compile(r"(\d{1,9})-(\d{1,9})")
_PAGE: Final = 50
_LISTED: Final = 200  # items of an answer on one page


@router.get("/")
def get_home(
    context: ContextDep,
    q: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """Show the upload box, the question box and the list of documents."""
    words = (q or "").strip()
    page = context.catalogue.documents(q=words or None, cursor=cursor, limit=_PAGE)
    limit = context.settings.upload_bytes
    return render("home.html", page=page, q=words, upload_limit=limit)


@router.post("/upload")
async def post_upload(request: Request, context: ContextDep) -> Response:
    """Take a file from the form of the home page and go to its page."""
    row, _ = await take_in(request, context)
    return RedirectResponse(f"/documents/{row.id}", 303)


@router.get("/documents/{document}")
def get_document_page(
    context: ContextDep,
    document: Annotated[str, Path(max_length=64)],
    department: Annotated[str | None, Query(max_length=200)] = None,
    at: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show one document: its departments, tasks, matrix, and the text with every mark."""
    catalogue = context.catalogue
    stretch = _AT.fullmatch(at) if at else None
    place = (int(stretch[1]), int(stretch[2])) if stretch else None
    view = read_document_view(catalogue, document, place)
    duties = read_duties(catalogue, view.document.id, department) if department else None
    if department and duties is None:
        raise UnknownDepartment("这份文件里没有这个部门的任务。请回到文件页重新选择。")
    return render("document.html", view=view, duties=duties)


@router.get("/documents/{document}/departments/{department}")
def get_duties_part(
    context: ContextDep,
    document: Annotated[str, Path(max_length=64)],
    department: Annotated[str, Path(max_length=200)],
) -> Response:
    """Return the part of the document page that shows one department's tasks."""
    duties = read_duties(context.catalogue, document, department)
    if duties is None:
        raise UnknownDepartment("这份文件里没有这个部门的任务。请重新选择。")
    row = find_document(context.catalogue, document)
    return render("_duties.html", duties=duties, document=row)


@router.get("/ask")
def get_answer_page(
    context: ContextDep,
    question: Annotated[str | None, Query(max_length=5000)] = None,
    document: Annotated[str | None, Query(max_length=64)] = None,
    after: Annotated[str | None, Query(max_length=500)] = None,
    today: date | None = None,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    first: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    part: bool = False,
) -> Response:
    """Answer a question on a page; with `part`, only the answer itself."""
    words = (question or "").strip()
    row = find_document(context.catalogue, document) if document else None
    if not words and part:
        raise BadParameter("请先写下问题，例如：经发局牵头哪些任务？")
    asked = (
        AskIn(
            question=words,
            document=row.id if row else None,
            after=after or None,
            today=today,
            limit=_LISTED,
            cursor=cursor or None,
        )
        if words
        else None
    )
    found = answer(context, asked) if asked else None
    titles = {
        item["document"]: _title(context, item["document"])
        for item in (found["items"] + found["excluded"] if found else [])
    }
    template = "_answer.html" if part else "ask.html"
    more = _more(found, asked, first) if found and asked else ""
    return render(
        template,
        answer=found,
        question=words,
        document=row,
        titles=titles,
        quote=quote,
        first=first,
        more=more,
    )


def _more(found: dict[str, Any], asked: AskIn, first: int) -> str:
    """Return the query of the next page of a long answer, empty where this is the last."""
    if not found.get("next"):
        return ""
    shown = first + len(found["items"])
    told = asked.model_dump(mode="json", include={"question", "document", "after", "today"})
    kept = {key: value for key, value in told.items() if value}
    return urlencode({**kept, "cursor": found["next"], "first": shown})


@router.get("/search")
def get_search_page(
    context: ContextDep,
    q: Annotated[str | None, Query(max_length=200)] = None,
    document: Annotated[str | None, Query(max_length=64)] = None,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    first: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    """Search on a page."""
    words = (q or "").strip().replace("\x00", "")
    row = find_document(context.catalogue, document) if document else None
    found = (
        search(context.catalogue, words, document=row.id if row else None, cursor=cursor)
        if words
        else None
    )
    shown = first + (len(found.items) if found else 0)
    more = {"q": words, "cursor": (found.next if found else None) or "", "first": str(shown)}
    return render(
        "search.html",
        found=found,
        words=words,
        document=row,
        first=first,
        more=more | ({"document": row.id} if row else {}),
        pieces=pieces,
        KIND_WORDS={"task": "任务", "passage": "段落", "document": "文件"},
    )


def _title(context: ContextDep, document: str) -> str:
    row = context.catalogue.document(document)
    return row.title if row else document
