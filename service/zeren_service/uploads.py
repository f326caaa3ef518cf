"""Request bodies in, bytes of bounded size out: nothing beyond the limit is ever kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from zeren_service.errors import BodyTooLarge

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.requests import Request

# A client that is still sending hears no answer: what is too large is read on and thrown
# away, so that the sender gets the explanation, but only up to this many bytes.
_DISCARD: Final = 2**30


def size_in_words(size: int) -> str:
    """Return a size as people say it.

    >>> size_in_words(20 * 2**20), size_in_words(1536)
    ('20 MB', '1.5 KB')
    """
    value, unit = (size / 2**20, "MB") if size >= 2**20 else (size / 2**10, "KB")
    return f"{value:.1f}".removesuffix(".0") + f" {unit}"


def body_too_large(limit: int, what: str) -> BodyTooLarge:
    """Return the error that `what` has more than `limit` bytes."""
    words = size_in_words(limit)
    return BodyTooLarge(
        f"{what}超过上限 {words}。请拆分或压缩后再试，或请管理员调高上限。", limit=limit
    )


async def limited(
    request: Request, limit: int, what: str, *, overhead: int = 0
) -> AsyncGenerator[bytes, None]:
    """Yield the body in pieces; read on to its end and raise when it exceeds `limit`.

    `overhead` is what the wrapping of a form may add to it.
    """
    most = limit + overhead
    declared = request.headers.get("content-length", "")
    size = int(declared) if declared.isdecimal() else 0
    if size > most and request.headers.get("expect", "").lower() == "100-continue":
        raise body_too_large(limit, what)  # this sender waits for our word before it sends
    if size > _DISCARD:
        raise body_too_large(limit, what)
    excess = size > most
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        excess = excess or received > most
        if not excess:
            yield chunk
        elif received > _DISCARD:
            break
    if excess:
        raise body_too_large(limit, what)


async def read_body(request: Request, limit: int) -> bytes:
    """Return the whole body, which may not be longer than `limit`."""
    return b"".join([chunk async for chunk in limited(request, limit, "请求正文")])


def base_name(name: str | None) -> str | None:
    r"""Return the last part of a file name: some senders give the whole path.

    >>> base_name("C:\\桌面\\方案.txt"), base_name("%E6%96%B9%E6%A1%88.txt"), base_name("")
    ('方案.txt', '方案.txt', None)
    """
    if not name:
        return None
    plain = unquote(name) if "%" in name else name
    last = plain.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[:255] or None
