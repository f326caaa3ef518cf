"""The SPARQL 1.1 protocol, read only: GET, POST of a form, POST of a query."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from zeren_service.context import Context, ContextDep
from zeren_service.errors import BadBody, BadParameter, Overloaded, UnsupportedBody
from zeren_service.negotiation import choose
from zeren_service.sparql_form import ALIASES, MEDIA_TYPES, query_form
from zeren_service.uploads import read_body

router = APIRouter(tags=["SPARQL"])

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
# More than these waiting would wait longer than a person does.
_QUEUE: Final = 32
_DATASET: Final = ("default-graph-uri", "named-graph-uri", "using-graph-uri")
_TYPES: Final = tuple(dict.fromkeys(t for types in MEDIA_TYPES.values() for t in types))
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "查询结果", "content": {media_type: {} for media_type in _TYPES}}
}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["query"],
                    "properties": {"query": {"type": "string"}},
                }
            },
            _QUERY: {"schema": {"type": "string"}},
        },
    }
}


@router.get(
    "/sparql",
    summary="SPARQL 查询",
    responses=_ANSWERS,
    response_class=Response,
    description="只读查询。结果格式由 Accept 头决定；超时或结果过大会报错，不会截断。",
)
async def get_sparql(
    request: Request,
    context: ContextDep,
    query: Annotated[
        str,
        Query(
            description="SPARQL 1.1 查询：SELECT、ASK、CONSTRUCT、DESCRIBE",
            max_length=100_000,
            examples=["SELECT * WHERE { ?s ?p ?o } LIMIT 10"],
        ),
    ],
) -> Response:
    """Answer a SPARQL query given in the address."""
    return await _answer(request, context, query, list(request.query_params.multi_items()))


@router.post(
    "/sparql",
    summary="SPARQL 查询（POST）",
    responses=_ANSWERS,
    response_class=Response,
    openapi_extra=_BODY,
    description="只读查询：表单字段 query，或以 application/sparql-query 为正文。",
)
async def post_sparql(request: Request, context: ContextDep) -> Response:
    """Answer a SPARQL query given in the body."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in (_FORM, _QUERY):
        raise UnsupportedBody(
            f"请把 Content-Type 写成 {_FORM}（字段 query）或 {_QUERY}（正文就是查询）。"
            "本服务只读，不接受更新。"
        )
    body = await read_body(request, context.settings.body_bytes)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadBody("查询要用 UTF-8 编码。") from error
    pairs = list(request.query_params.multi_items())
    if media_type == _QUERY:
        return await _answer(request, context, text, pairs)
    pairs += parse_qsl(text, keep_blank_values=True)
    queries = [value for key, value in pairs if key == "query"]
    if any(key == "update" for key, _ in pairs):
        raise BadBody("本服务只读，不接受更新（update）。数据由上传的文件得来。")
    if len(queries) != 1:
        raise BadBody("表单里要有一个 query 字段，内容是 SPARQL 查询。")
    return await _answer(request, context, queries[0], pairs)


async def _answer(
    request: Request, context: Context, query: str, pairs: list[tuple[str, str]]
) -> Response:
    if any(key in _DATASET for key, _ in pairs):
        raise BadParameter("不支持在参数里指定图。请在查询中用 FROM、FROM NAMED 或 GRAPH。")
    if not query.strip():
        raise BadParameter(
            "query 不能为空，请写 SPARQL 查询，例如 SELECT * WHERE { ?s ?p ?o } LIMIT 10。"
        )
    form = query_form(query)
    names = {media_type: media_type for media_type in MEDIA_TYPES[form]}
    names |= {alias: meanings[form] for alias, meanings in ALIASES.items()}
    media_type = names[choose(request.headers.get("accept"), names)]
    limiter = context.sparql_limiter
    if limiter.statistics().tasks_waiting >= _QUEUE:
        raise Overloaded("正在排队的查询太多，请稍后再试。")
    result = await run_sync(context.sandbox.run, query, media_type, limiter=limiter)
    charset = "" if "charset" in result.media_type else "; charset=utf-8"
    return Response(result.body, media_type=result.media_type + charset)
