"""The graph as files: RDF of one document or of all."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from zeren_service.answers import files
from zeren_service.context import Context, ContextDep
from zeren_service.downloads import attachment
from zeren_service.errors import BadParameter
from zeren_service.graph_files import MEDIA_TYPES, SUFFIXES, graph_file
from zeren_service.lookup import document_id
from zeren_service.negotiation import choose
from zeren_service.parameters import DocumentFilter
from zeren_service.raw_headers import accept_of

router = APIRouter(prefix="/graph", tags=["图谱"])

GraphFormat = Literal[
    "ttl", "trig", "nq", "nt", "jsonld", "rdfxml", "graphml", "gexf", "cyjs", "nodes", "edges"
]
_FORMATS: Final = {media_type: name for name, media_type in reversed(MEDIA_TYPES.items())}


@router.get(
    "",
    summary="图谱文件",
    response_class=Response,
    responses=files("图谱文件", *MEDIA_TYPES.values()),
    description="输出一份文件或全部文件的图谱：RDF 各格式，或部门与任务网络："
    "GraphML、GEXF（networkx、Gephi 可读）、cyjs（Cytoscape）、nodes 和 edges（点表、边表，csv）。",
)
def get_graph(
    request: Request,
    context: ContextDep,
    form: Annotated[
        GraphFormat | None,
        Query(alias="format", description="格式；不写则看 Accept 头，默认 ttl"),
    ] = None,
    document: DocumentFilter = None,
) -> Response:
    """Write the graph of one document or of all."""
    full = document_id(context.catalogue, document)
    if full is None:
        refuse_too_many(context)
    kind: str = form or _FORMATS[choose(accept_of(request.scope), MEDIA_TYPES.values())]
    data = graph_file(context.catalogue, kind, full)
    name = f"{full or 'zeren'}.{SUFFIXES[kind]}"
    return Response(data, media_type=MEDIA_TYPES[kind], headers=attachment(name))


def refuse_too_many(context: Context) -> None:
    """Refuse to put more documents into one file than the settings allow."""
    most = context.settings.graph_documents
    total = context.catalogue.documents(limit=1).total
    if total > most:
        raise BadParameter(
            f"共有 {total} 份文件，一次最多下载 {most} 份的图谱。请用 document 指定一份，"
            "用 SPARQL 查询，或在服务器上用 zeren export 全部输出。"
        )
