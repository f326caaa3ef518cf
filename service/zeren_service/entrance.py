"""Requests in, the same requests out, without what no route should have to think of.

HEAD is answered as GET without the body, OPTIONS from the description; an address that is no UTF-8
and a packed body are refused: read with replacement characters they would give a wrong answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from starlette.responses import Response

from zeren_service.errors import BadAddress, UnsupportedBody
from zeren_service.problems import to_response
from zeren_service.raw_headers import header

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from zeren_service.errors import ServiceError

_ENCODING: Final = (
    "请把地址中的中文按 UTF-8 百分号编码，例如“经发局”写成 %E7%BB%8F%E5%8F%91%E5%B1%80。"
)


class EntranceMiddleware:
    """The first look at a request (入口)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = _refusal(scope)
        if refused is not None:
            await to_response(refused, scope["path"])(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await _options(scope)(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self.app({**scope, "method": "GET", "head": True}, receive, _without_body(send))
        else:
            await self.app(scope, receive, send)


def _refusal(scope: Scope) -> ServiceError | None:
    query: bytes = scope["query_string"]
    path: bytes = scope.get("raw_path") or b""
    if (b"%" in query or b"%" in path) and not _is_utf8(path + b"?" + query):
        return BadAddress(_ENCODING)
    if header(scope, b"content-encoding").strip().lower() not in ("identity", ""):
        return UnsupportedBody(
            "不接受压缩过的请求正文，请去掉 Content-Encoding，直接发送原内容。",
            headers={"Accept-Encoding": "identity"},
        )
    return None


def _is_utf8(address: bytes) -> bool:
    try:
        unquote_to_bytes(address).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _options(scope: Scope) -> Response:
    """Answer with the methods of the address; other sites' pages get no leave from it."""
    operation = scope["app"].state.operations().find(scope["path"])
    methods = operation.methods if operation else ("GET", "HEAD", "OPTIONS")
    return Response(status_code=204, headers={"Allow": ", ".join(methods)})


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head
