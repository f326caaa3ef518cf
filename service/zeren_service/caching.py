"""GET requests in, answers with an ETag out; what was answered since the last change is kept.

Lists, documents and pages depend on nothing but the catalogue, so its revision and the request name
the answer. The revision is read on every request: no answer is ever older than the catalogue.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from zeren_graph.errors import GraphError
from zeren_service.access import view_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Answers to questions may depend on the day, those of /sparql on the graph's own state.
_KEPT: Final = (
    "/api/v1/documents",
    "/api/v1/tasks",
    "/api/v1/departments",
    "/api/v1/people",
    "/api/v1/targets",
    "/api/v1/citations",
    "/api/v1/graph",
    "/api/v1/network",
    "/documents/",
)
_LARGEST: Final = 2**20


class _Answer(NamedTuple):
    headers: list[tuple[bytes, bytes]]
    body: bytes


class CachingMiddleware:
    """Keep up to `room` bytes of answers of the present revision."""

    def __init__(self, app: ASGIApp, revision: Callable[[], int], room: int) -> None:
        self.app = app
        self.revision = revision
        self.room = room
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not scope["path"].startswith(_KEPT)
        ):
            await self.app(scope, receive, send)
            return
        try:
            revision = await run_sync(self.revision)
        except GraphError:  # the route will meet it too, and say it properly
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        tag = _tag(revision, scope, headers.get("accept", "") + view_of(scope))
        if tag in headers.get("if-none-match", ""):
            await Response(status_code=304, headers=_headers(tag))(scope, receive, send)
            return
        kept = self._answers.get(tag)
        if kept is None:
            await self._fetch(tag, scope, receive, send)
            return
        self._answers.move_to_end(tag)
        await send({"type": "http.response.start", "status": 200, "headers": list(kept.headers)})
        await send({"type": "http.response.body", "body": kept.body})

    async def _fetch(self, tag: str, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message | None = None

        async def keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message).update(_headers(tag))
                start = {"headers": list(message["headers"])}
            elif message["type"] == "http.response.body" and start is not None:
                if not message.get("more_body"):
                    self._keep(tag, _Answer(start["headers"], message.get("body", b"")))
                start = None  # an answer in several parts is a large one
            await send(message)

        await self.app(scope, receive, keep)

    def _keep(self, tag: str, answer: _Answer) -> None:
        if len(answer.body) > min(_LARGEST, self.room) or tag in self._answers:
            return
        self._answers[tag] = answer
        self._size += len(answer.body)
        while self._size > self.room:  # what was used least lately goes; old revisions go so too
            _, old = self._answers.popitem(last=False)
            self._size -= len(old.body)


def _tag(revision: int, scope: Scope, accept: str) -> str:
    request = "\n".join((scope["path"], scope["query_string"].decode("latin-1"), accept))
    digest = hashlib.blake2b(request.encode("utf-8", "replace"), digest_size=9).hexdigest()
    return f'"{revision}-{digest}"'


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
