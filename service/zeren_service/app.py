"""Settings in, the FastAPI application out."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from zeren_graph.knowledge import Knowledge
from zeren_graph.public_catalogue import PublicCatalogue
from zeren_graph.remote_sandbox import open_sandbox
from zeren_service import offline_docs, problems
from zeren_service.audit import FOLDER, AuditLog, AuditMiddleware
from zeren_service.background.work import BackgroundWork
from zeren_service.caching import CachingMiddleware, Stamps
from zeren_service.compression import CompressionMiddleware
from zeren_service.context import Context
from zeren_service.described import Operations
from zeren_service.entrance import EntranceMiddleware
from zeren_service.gate import GateMiddleware, Keyring
from zeren_service.inbox import Inbox
from zeren_service.logs import RequestLogMiddleware
from zeren_service.metrics import Metrics, MetricsMiddleware
from zeren_service.openapi import describe, operation_name
from zeren_service.parameters import check_request
from zeren_service.questions.cutting import warm
from zeren_service.quick_lists import QuickListMiddleware
from zeren_service.routers import (
    changes,
    citations,
    comparisons,
    departments,
    documents,
    graph,
    health,
    jobs,
    login,
    network,
    organisations,
    pages,
    people,
    questions,
    searching,
    sparql,
    targets,
    tasks,
    webhooks,
)
from zeren_service.security import SecurityMiddleware
from zeren_service.settings import Settings
from zeren_service.shapes import PROBLEM
from zeren_service.web.error_page import ErrorPageMiddleware
from zeren_service.web.rendering import HERE as WEB

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_DESCRIPTION = """
读政府工作方案，说清谁牵头、谁负责、谁配合、何时完成、目标多少，并给出原文出处。

* 列表答复 `{items, total, next}`：`total` 是总数，`next` 是下一页的翻页标记，`Link` 头是下一页地址。
* 表格类资源可用 `format=` 或 `Accept` 头要 json、csv、xlsx、docx、html、md。
* 出错时答复 `application/problem+json`（RFC 9457），`detail` 说明原因和办法。
* `start`、`end` 是规范文本（`/documents/{id}/text`）里的字符序号，左闭右开。
"""
_API = "/api/v1"
_CORS: dict[str, Any] = {
    "allow_methods": ("GET", "POST", "DELETE"),
    "allow_headers": ("Authorization", "X-API-Key", "Content-Type", "If-None-Match"),
    "expose_headers": ("ETag", "Link", "Location", "Retry-After", "X-Total-Count", "RateLimit"),
}


def create_app(
    settings: Settings | None = None,
    knowledge: Knowledge | None = None,
    audit: AuditLog | None = None,
) -> FastAPI:
    """Return the application; it opens the knowledge of `settings.data` unless given one.

    What it opened itself it closes when the server stops. Without an `audit` of its own, changes
    and exports of a given knowledge are told to the log of the program.
    """
    settings = settings or Settings()
    own = knowledge is None
    knowledge = knowledge or Knowledge.open(settings.places)
    if own:
        audit = audit or AuditLog(settings.data / FOLDER)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        warm()
        await run_sync(app.state.operations)  # so that no first request waits for it
        context.background.start()
        yield
        await run_sync(context.background.close)
        context.sandbox.close()
        if own:
            knowledge.close()

    app = FastAPI(
        title="责任图谱",
        version=version("zeren-graph"),
        description=_DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lifespan,
        generate_unique_id_function=operation_name,
        responses={"default": PROBLEM},
    )
    context = app.state.context = context_of(settings, knowledge)
    problems.install(app)
    app.include_router(_api())
    for router in (sparql.router, health.router, pages.router, login.router):
        app.include_router(router)
    offline_docs.install(app)
    app.mount("/static", StaticFiles(directory=WEB / "static"), name="static")
    app.add_middleware(
        QuickListMiddleware,
        catalogue=context.catalogue,
        pages=context.catalogue.open_pages(),
        settings=settings,
    )
    app.add_middleware(CompressionMiddleware)
    app.add_middleware(CachingMiddleware, stamps=context.stamps, room=settings.cache_bytes)
    app.add_middleware(EntranceMiddleware)
    app.add_middleware(GateMiddleware, settings=settings, keyring=context.keyring)
    app.add_middleware(AuditMiddleware, audit=audit)
    if settings.origins:
        app.add_middleware(CORSMiddleware, allow_origins=settings.origins, **_CORS)
    app.add_middleware(problems.FailureMiddleware)
    app.add_middleware(ErrorPageMiddleware)
    app.add_middleware(SecurityMiddleware, settings=settings)
    app.add_middleware(MetricsMiddleware, metrics=context.metrics)
    app.add_middleware(RequestLogMiddleware)
    if settings.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies))
    app.state.operations = cache(lambda: Operations(app.openapi()))
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


def context_of(settings: Settings, knowledge: Knowledge) -> Context:
    """Return the parts that the routes work with."""
    full = Context(
        settings=settings,
        knowledge=knowledge,
        metrics=Metrics(),
        sandbox=open_sandbox(
            knowledge.graph,
            seconds=settings.sparql_seconds,
            rows=settings.sparql_rows,
            bytes_=settings.sparql_bytes,
            workers=settings.sparql_workers,
            memory=settings.sparql_memory,
        ),
        sparql_limiter=CapacityLimiter(2 * settings.sparql_workers),
        stamps=Stamps(knowledge.catalogue),
        inbox=Inbox(settings.data / "incoming"),
        background=BackgroundWork(knowledge, settings),
        keyring=Keyring(knowledge.catalogue.keys, settings.login_rate),
        catalogue=knowledge.catalogue,
    )
    if not settings.hide_people:
        return full
    return replace(full, catalogue=PublicCatalogue.of(knowledge.catalogue), full=full)


def _api() -> APIRouter:
    api = APIRouter(prefix=_API, dependencies=[Depends(check_request)])
    for part in (
        documents,
        comparisons,
        tasks,
        departments,
        organisations,
        people,
        targets,
        citations,
        graph,
        network,
        questions,
        searching,
        jobs,
        changes,
        webhooks,
    ):
        api.include_router(part.router)
    return api
