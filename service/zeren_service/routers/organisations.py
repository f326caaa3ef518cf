"""Which departments are one: what is open, and what persons have decided."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from zeren_graph.identities import Decision
from zeren_graph.open_questions import OpenQuestion
from zeren_service.answers import LIST
from zeren_service.context import Context, ContextDep
from zeren_service.exports.organisation_tables import decision_table, question_table
from zeren_service.json_body import read_json
from zeren_service.listing import ListingDep
from zeren_service.lookup import find_department, find_document
from zeren_service.openapi import problem_answer
from zeren_service.shapes import DecisionIn, DecisionsOut, OpenQuestionsOut, UndoIn
from zeren_service.wire import json_response

router = APIRouter(prefix="/organisations", tags=["部门"])

Body = TypeVar("Body", bound=BaseModel)
_REFUSED: Final[dict[int | str, dict[str, Any]]] = {
    300: problem_answer(300, "名称对应多个部门，`candidates` 里列出各部门"),
    404: problem_answer(404, "没有这个部门或这份文件"),
    409: problem_answer(409, "决定不成立：同一个部门、已经作过、没有这个号等"),
}


def _body(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.get(
    "/open",
    summary="待定的单位",
    response_model=OpenQuestionsOut,
    responses=LIST,
    description="同一辖区里写法相近、一名多指、一处证明是简称而另一处当全称用的单位，"
    "和没有写明辖区的文件里的单位：由人决定归并、拆分或沿革。",
)
def get_open_questions(context: ContextDep, listing: ListingDep) -> Response:
    """List what a person has to decide about departments."""
    rows = context.catalogue.open_questions()
    return listing.answer_whole(rows, OpenQuestion, question_table)


@router.get(
    "/decisions",
    summary="单位归并决定",
    response_model=DecisionsOut,
    responses=LIST,
    description="列出全部决定：谁、何时、为什么；撤销的也在内。",
)
def get_decisions(
    context: ContextDep,
    listing: ListingDep,
    department: Annotated[
        str | None, Query(description="只看与这个部门编号有关的", max_length=64)
    ] = None,
) -> Response:
    """List the decisions about departments."""
    rows = context.catalogue.decisions(department)
    return listing.answer_whole(rows, Decision, decision_table)


@router.post(
    "/decisions",
    summary="作一个决定",
    response_model=Decision,
    status_code=201,
    responses=_REFUSED,
    openapi_extra=_body(DecisionIn),
    description="merge 归并：subject 与 object 是同一个单位；split 拆分：documents 里的 subject 是"
    "另一个单位；link 沿革：subject 改组为 object，两个单位都保留。随时可以撤销。",
)
async def post_decision(request: Request, context: ContextDep) -> Response:
    """Keep a decision and let it take effect."""
    asked = _read(DecisionIn, await read_json(request, context.settings.body_bytes))
    return json_response(await run_sync(_decide, context, asked), status=201)


def _decide(context: Context, asked: DecisionIn) -> Decision:
    catalogue = context.catalogue
    subject = find_department(catalogue, asked.subject).id
    other = None if asked.object is None else find_department(catalogue, asked.object).id
    documents = [find_document(catalogue, document).id for document in asked.documents]
    made = context.knowledge.decide(
        asked.kind,
        subject,
        other,
        documents=documents,
        name=asked.name,
        who=asked.who,
        why=asked.why,
    )
    return _shown(context, made.num)


def _shown(context: Context, number: int) -> Decision:
    """Return a decision with the names that this caller may see."""
    return next(one for one in context.catalogue.decisions() if one.num == number)


@router.post(
    "/decisions/{number}/undo",
    summary="撤销一个决定",
    response_model=Decision,
    responses={409: problem_answer(409, "没有这个号，或已经撤销")},
    openapi_extra=_body(UndoIn),
    description="撤销后各清单和图谱与没有作过这个决定时一样；决定本身仍留有记录。",
)
async def post_undo(
    request: Request,
    context: ContextDep,
    number: Annotated[int, Path(description="决定的号", ge=1, le=2**31 - 1, examples=[1])],
) -> Response:
    """Take a decision back."""
    asked = _read(UndoIn, await read_json(request, context.settings.body_bytes))
    return json_response(await run_sync(_undo, context, number, asked))


def _undo(context: Context, number: int, asked: UndoIn) -> Decision:
    context.knowledge.undo(number, who=asked.who, why=asked.why)
    return _shown(context, number)


def _read(model: type[Body], value: object) -> Body:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = [e | {"loc": ("body", *e["loc"])} for e in error.errors()]
        raise RequestValidationError(found) from error
