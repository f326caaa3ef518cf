"""Is the service alive, is it ready, what has it done."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from zeren_service.answers import text
from zeren_service.context import ContextDep
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
    description="目录库能读就答复 200 和目录版本号；否则是 problem+json。",
)
def get_ready(context: ContextDep) -> Response:
    """Tell that the catalogue can be read."""
    return json_response({"status": "ok", "revision": context.catalogue.revision})


@router.get(
    "/metrics",
    summary="运行计数",
    response_class=PlainTextResponse,
    responses=text("计数", "text/plain", "zeren_documents 1"),
    description="Prometheus 文本格式的计数。",
)
def get_metrics(context: ContextDep) -> Response:
    """Show the counters."""
    catalogue = context.catalogue
    gauges = {
        "zeren_documents": ("文件数", float(catalogue.documents(limit=1).total)),
        "zeren_tasks": ("任务数", float(catalogue.tasks(limit=1).total)),
        "zeren_departments": ("部门数", float(catalogue.departments(limit=1).total)),
        "zeren_catalogue_revision": ("目录版本号", float(catalogue.revision)),
    }
    text = context.metrics.render(gauges)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")
