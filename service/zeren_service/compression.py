"""Answers in, the same answers packed with gzip out, where the caller takes it and it pays."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

from anyio.to_thread import run_sync
from starlette.datastructures import MutableHeaders

from zeren_service.raw_headers import header

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SMALLEST: Final = 1024  # below, the answer fits one packet anyway
_QUICK: Final = 16 * 2**10  # up to here packing takes less than handing it to a thread
_LEVEL: Final = 5
_PACKED: Final = (b"text/", b"application/json", b"application/n-", b"image/svg")
_SUFFIXES: Final = (b"+json", b"+xml", b"/xml", b"/javascript", b"/trig", b"/sparql-query")


def takes_gzip(header: str) -> bool:
    """Tell whether an Accept-Encoding header takes gzip (RFC 9110, section 12.5.3).

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0, *"), takes_gzip("*"), takes_gzip("")
    (True, False, True, False)
    """
    qualities: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        try:
            qualities[name.strip()] = float(parameter.partition("=")[2] or 1)
        except ValueError:
            qualities[name.strip()] = 0.0
    return qualities.get("gzip", qualities.get("x-gzip", qualities.get("*", 0.0))) > 0


class CompressionMiddleware:
    """Pack what is text; streams and files that are packed in themselves stay as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        takes = takes_gzip(header(scope, b"accept-encoding"))
        start: Message | None = None

        async def pack(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Accept-Encoding")
                if _may_be_packed(message):
                    headers.add_vary_header("Accept")
                    start = message if takes else None
                if start is None:
                    await send(message)
            elif start is None:
                await send(message)
            else:
                begun, start = start, None
                body: bytes = message.get("body", b"")
                if not message.get("more_body") and len(body) >= _SMALLEST:
                    body = await _pack(body)
                    headers = MutableHeaders(scope=begun)
                    headers["Content-Encoding"] = "gzip"
                    headers["Content-Length"] = str(len(body))
                    message = {**message, "body": body}
                await send(begun)
                await send(message)

        await self.app(scope, receive, pack)


def _may_be_packed(start: Message) -> bool:
    if start["status"] != 200:  # a problem is short, and may yet be turned into a page
        return False
    headers = dict(start["headers"])
    kind: bytes = headers.get(b"content-type", b"").partition(b";")[0]
    if b"content-encoding" in headers or kind == b"text/event-stream":
        return False
    return kind.startswith(_PACKED) or kind.endswith(_SUFFIXES)


async def _pack(body: bytes) -> bytes:
    if len(body) <= _QUICK:
        return gzip.compress(body, _LEVEL, mtime=0)
    return await run_sync(lambda: gzip.compress(body, _LEVEL, mtime=0))
