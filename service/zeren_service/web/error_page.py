"""A problem in, the page that tells a person of it out, where a browser asked for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from zeren_service.raw_headers import header
from zeren_service.web.rendering import render

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MACHINES: Final = ("/api/", "/sparql", "/openapi.json", "/metrics", "/healthz", "/readyz")
_PROBLEM: Final = b"application/problem+json"


class ErrorPageMiddleware:
    """Show problem+json as a page to whoever asked one of our pages for HTML."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        held: Message | None = None
        body = b""

        async def turn(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start":
                if any(
                    v.startswith(_PROBLEM) for k, v in message["headers"] if k == b"content-type"
                ):
                    held = message
                    return
            elif held is not None:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _show(held, body)(scope, receive, send)
                return
            await send(message)

        await self.app(scope, receive, turn)


def _wants_page(scope: Scope) -> bool:
    if scope["method"] == "HEAD" or scope["path"].startswith(_MACHINES):
        return False
    accept = header(scope, b"accept")
    return accept.lower().startswith("text/html")


def _show(start: Message, body: bytes) -> ASGIApp:
    problem = msgspec.json.decode(body)
    response = render(
        "error.html",
        status=start["status"],
        title=problem["title"],
        detail=problem["detail"],
        candidates=problem.get("candidates") or problem.get("near") or [],
    )
    for name, value in start["headers"]:
        if name.lower() not in (b"content-type", b"content-length"):
            response.headers[name.decode("latin-1")] = value.decode("latin-1")
    return response
