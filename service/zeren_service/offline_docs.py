"""The API browsers (Swagger UI, ReDoc) with every asset from this server: no CDN, no inline script."""

from __future__ import annotations

import secrets
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import fastapi_offline
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from zeren_service.security import policy_with
from zeren_service.wire import JSON_TYPE, to_json

if TYPE_CHECKING:
    from fastapi import FastAPI

_ASSETS: Final = Path(fastapi_offline.__file__).parent / "static"
_REDOC: Final = "redoc.standalone.js"
_FOREIGN_LOGO: Final = "https://cdn.redoc.ly/redoc/logo-mini.svg"
_PAGE: Final = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/static/icon.svg">{head}</head>
<body>{body}</body></html>
"""
_SWAGGER_HEAD: Final = '<link rel="stylesheet" href="/static/docs/swagger-ui.css">'
_SWAGGER_BODY: Final = (
    '<div id="swagger-ui"></div>'
    '<script src="/static/docs/swagger-ui-bundle.js"></script>'
    '<script src="/static/swagger.js"></script>'
)
_REDOC_BODY: Final = (
    '<redoc spec-url="/openapi.json" disable-search="false"></redoc>'
    '<script src="/static/docs/redoc.standalone.js" nonce="{nonce}"></script>'
)
# ReDoc makes style elements; it marks them with the nonce of its own script, once it looks there.
_NO_NONCE: Final = ".nc=void 0"
_OWN_NONCE: Final = ".nc=document.currentScript.nonce"


def install(app: FastAPI) -> None:
    """Add `/docs`, `/redoc`, and the description that they show, to `app`."""
    written = cache(lambda: to_json(app.openapi()))

    @app.get("/openapi.json", include_in_schema=False)
    def get_description() -> Response:
        return Response(written(), media_type=JSON_TYPE)

    script = (_ASSETS / _REDOC).read_text("utf-8")
    script = script.replace(_FOREIGN_LOGO, "/static/icon.svg").replace(_NO_NONCE, _OWN_NONCE)

    @app.get(f"/static/docs/{_REDOC}", include_in_schema=False)
    async def get_redoc_script() -> Response:
        return Response(script, media_type="text/javascript")

    app.mount("/static/docs", StaticFiles(directory=_ASSETS), name="docs-assets")
    title = escape(app.title)

    @app.get("/docs", include_in_schema=False)
    async def get_docs() -> HTMLResponse:
        page = _PAGE.format(title=f"{title} 接口", head=_SWAGGER_HEAD, body=_SWAGGER_BODY)
        return HTMLResponse(page)

    @app.get("/redoc", include_in_schema=False)
    async def get_redoc() -> HTMLResponse:
        nonce = secrets.token_urlsafe(16)
        body = _REDOC_BODY.format(nonce=nonce)
        page = _PAGE.format(title=f"{title} 接口", head="", body=body)
        return HTMLResponse(page, headers=policy_with(nonce))
