"""Rows in, JSON bytes out: how lists and single rows go over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

import msgspec
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

    from zeren_graph.records import Page, Row

JSON_TYPE: Final = "application/json"


def to_json(value: object) -> bytes:
    """Return `value` (rows are frozen dataclasses) as UTF-8 JSON."""
    return msgspec.json.encode(value)


def json_response(
    value: object, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Return `value` as a JSON response."""
    return Response(to_json(value), status, headers=headers, media_type=JSON_TYPE)


def next_address(request: Request, cursor: str) -> str:
    """Return the address of the next page, percent-encoded: headers carry no Chinese.

    It has no host in it, so that it holds behind any proxy.
    """
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"]
    return f"{quote(request.url.path)}?{urlencode([*pairs, ('cursor', cursor)])}"


def link_header(request: Request, cursor: str | None) -> dict[str, str]:
    """Return the `Link` header for the next page, or no header on the last page."""
    if cursor is None:
        return {}
    return {"Link": f'<{next_address(request, cursor)}>; rel="next"'}


def page_response(request: Request, page: Page[Row]) -> Response:
    """Return one page as `{items, total, next}` with its `Link` header."""
    return json_response(page, headers=link_header(request, page.next))
