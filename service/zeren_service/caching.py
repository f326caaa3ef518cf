"""GET requests in, answers with validators out; what was answered since the last change is kept.

Lists, documents and pages depend on nothing but the catalogue, so its revision and the request name
the answer. The revision is read on every request: no answer is ever older than the catalogue.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, NamedTuple

from anyio.to_thread import run_sync
from starlette.datastructures import MutableHeaders
from starlette.responses import Response

from zeren_graph.errors import GraphError
from zeren_service.access import view_of
from zeren_service.compression import takes_gzip
from zeren_service.raw_headers import accept_of, header

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from zeren_graph.catalogue import Catalogue
    from zeren_graph.revision_watch import Stamp

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
    "/openapi.json",
)
_LARGEST: Final = 2**20


def is_kept(path: str) -> bool:
    """Tell whether the answers at `path` depend on nothing but the catalogue."""
    return path.startswith(_KEPT)


class _Answer(NamedTuple):
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Stamps:
    """Tells the present stamp of the catalogue, without a thread where that can be."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._watch = catalogue.open_watch()

    async def read(self) -> Stamp:
        """Return the stamp; what the catalogue raises is raised."""
        found = self._watch.read() if self._watch else None
        return await run_sync(self._ask) if found is None else found

    def _ask(self) -> Stamp:
        return self._catalogue.stamp


class CachingMiddleware:
    """Keep up to `room` bytes of answers of the present revision."""

    def __init__(self, app: ASGIApp, stamps: Stamps, room: int) -> None:
        self.app = app
        self.stamps = stamps
        self.room = room
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not is_kept(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            stamp = await self.stamps.read()
        except GraphError:  # the route will meet it too, and say it properly
            await self.app(scope, receive, send)
            return
        tag = _tag(stamp, scope)
        validators = _validators(tag, stamp)
        kept = self._answers.get(tag)
        if tag in header(scope, b"if-none-match"):
            await _unchanged(validators)(scope, receive, send)
        elif kept is None:
            fetch = _Fetch(validators, has_it=_has_it(scope, stamp))
            await self.app(scope, receive, fetch.sending(send))
            if fetch.answer is not None:
                self._keep(tag, fetch.answer)
        elif _has_it(scope, stamp):
            await _unchanged(validators)(scope, receive, send)
        else:
            self._answers.move_to_end(tag)
            marks = [(name.lower().encode(), value.encode()) for name, value in validators.items()]
            headers = [*kept.headers, *marks]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": kept.body})

    def _keep(self, tag: str, answer: _Answer) -> None:
        if len(answer.body) > min(_LARGEST, self.room) or tag in self._answers:
            return
        self._answers[tag] = answer
        self._size += len(answer.body)
        while self._size > self.room:  # what was used least lately goes; old revisions go so too
            _, old = self._answers.popitem(last=False)
            self._size -= len(old.body)


class _Fetch:
    """One answer on its way: marked as what it is, and kept where it is good and whole.

    A date or `*` says nothing of whether there is such an answer at all: only when it comes is a
    caller that `has_it` told so.
    """

    def __init__(self, validators: dict[str, str], *, has_it: bool) -> None:
        self.answer: _Answer | None = None
        self._validators = validators
        self._has_it = has_it
        self._headers: list[tuple[bytes, bytes]] | None = None
        self._silent = False

    def sending(self, send: Send) -> Send:
        """Return what the application sends its answer to."""

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                self._headers = list(message["headers"])
                self._silent = self._has_it
                MutableHeaders(scope=message).update(self._validators)
            elif message["type"] == "http.response.body" and self._headers is not None:
                if not message.get("more_body"):
                    self.answer = _Answer(self._headers, message.get("body", b""))
                self._headers = None  # an answer in several parts is a large one
            await self._pass_on(message, send)

        return send_marked

    async def _pass_on(self, message: Message, send: Send) -> None:
        if not self._silent:
            await send(message)
        elif message["type"] == "http.response.start":
            headers = [
                (k, v) for k, v in message["headers"] if not k.lower().startswith(b"content-")
            ]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
        elif not message.get("more_body"):
            await send({"type": "http.response.body", "body": b""})


def _unchanged(validators: dict[str, str]) -> Response:
    headers = validators | {"Vary": "Accept-Encoding, Accept"}
    return Response(status_code=304, headers=headers)


_VERSION: Final = version("zeren-graph")  # another version may write the same facts differently


def _tag(stamp: Stamp, scope: Scope) -> str:
    packed = "gzip" if takes_gzip(header(scope, b"accept-encoding")) else ""
    query = scope["query_string"].decode("latin-1")
    request = "\n".join((_VERSION, scope["path"], query, accept_of(scope), packed, view_of(scope)))
    digest = hashlib.blake2b(request.encode("utf-8", "replace"), digest_size=9).hexdigest()
    return f'"{stamp.revision}-{digest}"'


def _validators(tag: str, stamp: Stamp) -> dict[str, str]:
    found = {"ETag": tag, "Cache-Control": "no-cache"}
    # A date says seconds: while the second of a change lasts, another may follow with the same date.
    if stamp.changed and time.time() >= stamp.changed + 1:
        found["Last-Modified"] = _http_date(stamp.changed)
    return found


@lru_cache(maxsize=8)
def _http_date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)


def _has_it(scope: Scope, stamp: Stamp) -> bool:
    """Tell whether a date, or `*`, says so; a tag goes before a date (RFC 9110, 13.2.2)."""
    tags = header(scope, b"if-none-match")
    if tags:
        return tags.strip() == "*"
    since = header(scope, b"if-modified-since")
    if not since or not stamp.changed:
        return False
    try:
        return parsedate_to_datetime(since).timestamp() >= stamp.changed
    except ValueError:
        return False
