"""The SPARQL 1.1 protocol, read only: GET, POST of a form, POST of a query, service description."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from zeren_graph.formats import serialize_graph
from zeren_graph.service_description import describe_service
from zeren_graph.sparql_reading import RdfDataset
from zeren_graph.vocabulary import graph_iri
from zeren_service.answers import schema_of
from zeren_service.context import Context, ContextDep
from zeren_service.errors import BadBody, BadParameter, Overloaded, UnsupportedBody
from zeren_service.negotiation import choose
from zeren_service.openapi import problem_answer
from zeren_service.parameters import absolute_iri
from zeren_service.raw_headers import accept_of
from zeren_service.sparql_form import ALIASES, MEDIA_TYPES, query_form
from zeren_service.uploads import read_body

router = APIRouter(tags=["SPARQL"])

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
# More than these waiting would wait longer than a person does.
_QUEUE: Final = 32
_MOST_GRAPHS: Final = 1000
_DEFAULT, _NAMED = "default-graph-uri", "named-graph-uri"
_UPDATES: Final = ("update", "using-graph-uri", "using-named-graph-uri")
_EXAMPLE: Final = "SELECT * WHERE { ?s ?p ?o } LIMIT 10"
_GRAPH: Final = "https://w3id.org/zeren/graph/a79667f0c030299c"
_TYPES: Final = tuple(dict.fromkeys(t for types in MEDIA_TYPES.values() for t in types))
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "查询结果",
        "content": {kind: {"schema": schema_of(kind, {"type": "string"})} for kind in _TYPES},
    },
    504: problem_answer(504, "查询超时，已停止"),
}
_GRAPHS: Final = {
    "type": "array",
    "items": {"type": "string", "format": "iri"},
    "examples": [[_GRAPH]],
}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["query"],
                    "properties": {
                        "query": {
                            "type": "string",
                            "description": "SPARQL 1.1 查询",
                            "examples": [_EXAMPLE],
                        },
                        _DEFAULT: _GRAPHS | {"description": "合为默认图的图；可重复"},
                        _NAMED: _GRAPHS | {"description": "可用 GRAPH 查询的图；可重复"},
                    },
                }
            },
            _QUERY: {"schema": {"type": "string"}, "example": _EXAMPLE},
        },
    }
}
DefaultGraphs = Annotated[
    list[str] | None,
    Query(
        alias=_DEFAULT,
        description="合为默认图的图；可重复。写了任何图，查询里的 FROM 就不算数",
        examples=[[_GRAPH]],
    ),
]
NamedGraphs = Annotated[
    list[str] | None,
    Query(alias=_NAMED, description="可用 GRAPH 查询的图；可重复", examples=[[_GRAPH]]),
]


@router.get(
    "/sparql",
    summary="SPARQL 查询",
    responses=_ANSWERS,
    response_class=Response,
    description="只读查询。结果格式由 Accept 头决定；超时或结果过大会报错，不会截断。"
    "不写 query 时答复服务说明（SPARQL 1.1 Service Description）。",
)
async def get_sparql(
    request: Request,
    context: ContextDep,
    query: Annotated[
        str | None,
        Query(
            description="SPARQL 1.1 查询：SELECT、ASK、CONSTRUCT、DESCRIBE",
            max_length=100_000,
            examples=[_EXAMPLE],
        ),
    ] = None,
    default_graphs: DefaultGraphs = None,
    named_graphs: NamedGraphs = None,
) -> Response:
    """Answer a SPARQL query given in the address; describe the service where there is none."""
    del default_graphs, named_graphs  # read with the other pairs; declared for the description
    pairs = list(request.query_params.multi_items())
    if query is None and not pairs:
        return await run_sync(_describe, request, context)
    return await _answer(request, context, _only_query(pairs), pairs)


@router.post(
    "/sparql",
    summary="SPARQL 查询（POST）",
    responses=_ANSWERS,
    response_class=Response,
    openapi_extra=_BODY,
    description="只读查询：表单字段 query，或以 application/sparql-query 为正文、图写在地址里。",
)
async def post_sparql(
    request: Request,
    context: ContextDep,
    default_graphs: DefaultGraphs = None,
    named_graphs: NamedGraphs = None,
) -> Response:
    """Answer a SPARQL query given in the body."""
    del default_graphs, named_graphs
    media_type = _media_type(request.headers.get("content-type", ""))
    body = await read_body(request, context.settings.body_bytes)
    try:
        text = body.decode("utf-8")
        pairs = list(request.query_params.multi_items())
        if media_type == _FORM:
            pairs += parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise BadBody("查询要用 UTF-8 编码。") from error
    if media_type == _FORM:
        return await _answer(request, context, _only_query(pairs), pairs)
    if any(key == "query" for key, _ in pairs):
        raise BadBody("查询只能写一次：写在正文里，就不要再写在地址里。")
    return await _answer(request, context, text, pairs)


def _media_type(content_type: str) -> str:
    """Return which of the two kinds of body it is; refuse any other, and other encodings."""
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type not in (_FORM, _QUERY):
        raise UnsupportedBody(
            f"请把 Content-Type 写成 {_FORM}（字段 query）或 {_QUERY}（正文就是查询）。"
            "本服务只读，不接受更新。"
        )
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            raise UnsupportedBody(f"查询要用 UTF-8 编码，不要用 {value}。")
    return media_type


def _only_query(pairs: list[tuple[str, str]]) -> str:
    queries = [value for key, value in pairs if key == "query"]
    if any(key in _UPDATES for key, _ in pairs):
        raise BadBody("本服务只读，不接受更新（update）。数据由上传的文件得来。")
    if not queries:
        raise BadBody("要有一个参数 query，内容是 SPARQL 查询。")
    if len(queries) > 1:
        raise BadBody("query 只能写一次，一次请求只答一条查询。")
    return queries[0]


async def _answer(
    request: Request, context: Context, query: str, pairs: list[tuple[str, str]]
) -> Response:
    if not query.strip():
        raise BadParameter(f"query 不能为空，请写 SPARQL 查询，例如 {_EXAMPLE}。")
    dataset = RdfDataset(_graphs(pairs, _DEFAULT), _graphs(pairs, _NAMED))
    limiter = context.sparql_limiter
    if limiter.statistics().tasks_waiting >= _QUEUE:
        raise Overloaded("正在排队的查询太多，请稍后再试。")
    accept = accept_of(request.scope)
    return await run_sync(_run, context, query, accept, dataset, limiter=limiter)


def _run(context: Context, query: str, accept: str, dataset: RdfDataset) -> Response:
    form = query_form(query)
    names = {media_type: media_type for media_type in MEDIA_TYPES[form]}
    names |= {alias: meanings[form] for alias, meanings in ALIASES.items()}
    result = context.sandbox.run(query, names[choose(accept, names)], dataset)
    charset = "" if "charset" in result.media_type else "; charset=utf-8"
    return Response(result.body, headers={"Vary": "Accept"}, media_type=result.media_type + charset)


def _graphs(pairs: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(value for key, value in pairs if key == name))
    if len(found) > _MOST_GRAPHS:
        raise BadParameter(f"{name} 最多写 {_MOST_GRAPHS} 个。")
    for iri in found:
        if not absolute_iri(iri):
            raise BadParameter(f"{name} 要写图的完整 IRI，例如 {_GRAPH}。")
    return found


def _describe(request: Request, context: Context) -> Response:
    offered = MEDIA_TYPES["triples"]
    names = {media_type: media_type for media_type in offered}
    names |= {alias: meanings["triples"] for alias, meanings in ALIASES.items()}
    media_type = names[choose(accept_of(request.scope), names)]
    rows = context.catalogue.documents(limit=None).items
    endpoint = str(request.base_url) + "sparql"
    triples = describe_service(endpoint, (graph_iri(row.id) for row in rows[::-1]))
    body = serialize_graph(triples, media_type)
    return Response(body, headers={"Vary": "Accept"}, media_type=f"{media_type}; charset=utf-8")
