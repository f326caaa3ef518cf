"""Questions in Chinese."""

from __future__ import annotations

from typing import Any, Final

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import Response

from zeren_service.answer_shapes import AnswerOut
from zeren_service.context import Context, ContextDep
from zeren_service.errors import BadParameter
from zeren_service.json_body import read_json
from zeren_service.lookup import document_id
from zeren_service.openapi import problem_answer
from zeren_service.questions import answer_page, ask
from zeren_service.shapes import AskIn
from zeren_service.wire import json_response

router = APIRouter(tags=["提问"])

_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/AskIn"},
                "example": {"question": "经发局牵头哪些任务？"},
            }
        },
    }
}


@router.post(
    "/ask",
    summary="用中文提问",
    openapi_extra=_BODY,
    response_model=AnswerOut,
    responses={404: problem_answer(404)},
    description=(
        "问“谁牵头什么、配合什么、何时完成、目标多少”。答案是完整的清单和总数，每一条都有原文出处；"
        "清单很长时可用 limit 和 cursor 分页取；听不懂的问题会说明原因，不会乱答。"
    ),
)
async def post_ask(request: Request, context: ContextDep) -> Response:
    """Answer a question in Chinese."""
    asked = read_question(await read_json(request, context.settings.body_bytes))
    return json_response(await run_sync(answer, context, asked))


def read_question(value: object) -> AskIn:
    """Return the question that the JSON `value` asks."""
    try:
        return AskIn.model_validate(value)
    except ValidationError as error:
        found = [e | {"loc": ("body", *e["loc"])} for e in error.errors()]
        raise RequestValidationError(found) from error


def answer(context: Context, asked: AskIn) -> dict[str, Any]:
    """Return the answer in the shape of the wire."""
    most = context.settings.question_chars
    if len(asked.question) > most:
        raise BadParameter(f"问题最多 {most} 个字，请写短一些。")
    if not asked.question.strip():
        raise BadParameter("问题不能是空白，请写出要问的事，例如：经发局牵头哪些任务？")
    document = document_id(context.catalogue, asked.document)
    today = asked.today.isoformat() if asked.today else None
    catalogue = context.catalogue
    scope = (asked.question, document, asked.after, today, catalogue.revision)
    found = ask(catalogue, asked.question, document=document, after=asked.after, today=today)
    return answer_page(found, scope, limit=asked.limit, cursor=asked.cursor)
