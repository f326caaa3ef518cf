"""Plain requests for the tasks of a department in, the same answers out, by a shorter way.

It is the list that other systems ask for most, at either of its addresses: `/departments/{id}/tasks`
and `/tasks?department={id}`. What is asked with more than role, limit and cursor,
in another format, by a name not met since the last change, or wrongly, goes on to the application,
whose answers these are, byte for byte.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from zeren_graph.errors import BadCursor
from zeren_parser.model import Role
from zeren_service.raw_headers import accept_of
from zeren_service.wire import JSON_TYPE, link_header

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from zeren_graph.catalogue import Catalogue
    from zeren_graph.quick_pages import QuickPages
    from zeren_service.settings import Settings

_PATH: Final = re.compile(r"/api/v1/(?:departments/([^/]+)/tasks|tasks)")
_ROLES: Final = frozenset(role.value for role in Role)
_KNOWN: Final = frozenset(("department", "role", "limit", "cursor"))
_ACCEPT: Final = frozenset(("", "*/*", JSON_TYPE))
_LONGEST: Final = 1000  # of a cursor, as `parameters` says


class QuickListMiddleware:
    """Answer such a request from `pages` (捷径); without them, none."""

    def __init__(
        self, app: ASGIApp, catalogue: Catalogue, pages: QuickPages | None, settings: Settings
    ) -> None:
        self.app = app
        self._catalogue = catalogue
        self._pages = pages
        self._most = settings.page_max
        self._usual = settings.page_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        response = self._answer(scope) if self._pages and scope["type"] == "http" else None
        await (response or self.app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path = _PATH.fullmatch(scope["path"])
        if path is None or scope["method"] != "GET" or accept_of(scope) not in _ACCEPT:
            return None
        asked = _read(scope["query_string"])
        limit = None if asked is None else self._limit(asked.get("limit"))
        if asked is None or limit is None or (path[1] is None) != ("department" in asked):
            return None
        name = path[1] or asked["department"]
        found = self._catalogue.recall_departments(name.strip())
        if found is None or len(found) != 1:
            return None
        assert self._pages is not None  # noqa: S101  nothing is answered without
        try:
            page = self._pages.read(
                found[0].id, asked.get("role"), cursor=asked.get("cursor"), limit=limit
            )
        except BadCursor:
            return None
        if page is None:
            return None
        headers = link_header(Request(scope), page.next) | {"X-Total-Count": str(page.total)}
        return Response(page.body, headers=headers, media_type=JSON_TYPE)

    def _limit(self, given: str | None) -> int | None:
        """Return how many rows are asked for; None where that is for the application to say."""
        if given is None:
            return self._usual
        few = len(given) <= 9  # digits: no more than a page can have
        fits = few and given.isascii() and given.isdecimal() and 0 < int(given) <= self._most
        return int(given) if fits else None


def _read(query: bytes) -> dict[str, str] | None:
    """Return the parameters, each once and each one that is known here; else None.

    >>> _read(b"role=lead&limit=50"), _read(b"")
    ({'role': 'lead', 'limit': '50'}, {})
    >>> [_read(q) for q in (b"role=lead&role=support", b"q=a", b"role=", b"role=boss")]
    [None, None, None, None]
    """
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    asked = dict(pairs)
    if len(asked) < len(pairs) or not asked.keys() <= _KNOWN or not all(asked.values()):
        return None
    if asked.get("role", "lead") not in _ROLES or len(asked.get("cursor", "")) > _LONGEST:
        return None
    return asked
