"""Is the service alive, is it ready, what has it done."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from zeren_service.answers import text
from zeren_service.condition import STORES, WORDS, gauges, stores
from zeren_service.context import ContextDep
from zeren_service.errors import NotReady
from zeren_service.metrics import MEDIA_TYPE
from zeren_service.shapes import HealthOut, ReadyOut
from zeren_service.wire import json_response

router = APIRouter(tags=["运行"])


@router.get(
    "/healthz",
    summary="是否存活",
    response_model=HealthOut,
    description="进程在运行就答复 200。",
)
async def get_health() -> Response:
    """Tell that the process is alive."""
    return json_response({"status": "ok"})


@router.get(
    "/readyz",
    summary="是否就绪",
    response_model=ReadyOut,
    description="目录库和图谱库都能读、图谱库没有落后，就答复 200；否则是 503，`stores` 说明是哪一个、怎么了。",
)
def get_ready(context: ContextDep) -> Response:
    """Tell that both stores can be read, and that the graph has what the catalogue holds."""
    state = stores(context.knowledge)
    if set(state.values()) != {"ok"}:
        words = (f"{STORES[name]}{WORDS[how]}" for name, how in state.items() if how != "ok")
        raise NotReady("；".join(words) + "。", headers={"Retry-After": "5"}, stores=state)
    return json_response(
        {"status": "ok", "revision": context.knowledge.catalogue.revision, "stores": state}
    )


@router.get(
    "/metrics",
    summary="运行计数",
    response_class=PlainTextResponse,
    responses=text("计数", "text/plain", "zeren_documents 1.0"),
    description="Prometheus 文本格式：按地址模板分的请求数和耗时、两个库的大小和状况、排队的查询数。",
)
def get_metrics(context: ContextDep) -> Response:
    """Show the counters."""
    return Response(context.metrics.render(gauges(context)), media_type=MEDIA_TYPE)
