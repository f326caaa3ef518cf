"""Rows in, JSON bytes out: how lists and single rows go over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

import msgspec
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

JSON_TYPE: Final = "application/json"


def to_json(value: object) -> bytes:
    """Return `value` (rows are frozen dataclasses) as UTF-8 JSON."""
    return msgspec.json.encode(value)


def json_response(
    value: object, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Return `value` as a JSON response."""
    return Response(to_json(value), status, headers=headers, media_type=JSON_TYPE)


def page_address(request: Request, cursor: str | None) -> str:
    """Return the address of the page behind `cursor`, percent-encoded: headers carry no Chinese.

    It has no host in it, so that it holds behind any proxy.
    """
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"]
    pairs += [("cursor", cursor)] if cursor is not None else []
    return quote(request.url.path) + (f"?{urlencode(pairs)}" if pairs else "")


def link_header(request: Request, cursor: str | None) -> dict[str, str]:
    """Return the `Link` header (RFC 8288): the next page, unless this is the last, and the first."""
    links = [f'<{page_address(request, None)}>; rel="first"']
    if cursor is not None:
        links.insert(0, f'<{page_address(request, cursor)}>; rel="next"')
    return {"Link": ", ".join(links)}
