"""An Accept header in, the media type to answer with out (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from zeren_service.errors import NotAcceptable

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Range(NamedTuple):
    kind: str
    subtype: str
    quality: float


def _read(header: str) -> list[_Range]:
    found: list[_Range] = []
    for part in header.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        kind, _, subtype = name.lower().partition("/")
        if not kind or not subtype:
            continue
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        found.append(_Range(kind, subtype, quality))
    return found


def _quality(media_type: str, ranges: list[_Range]) -> float:
    kind, _, subtype = media_type.partition("/")
    best = (-1, 0.0)
    for wanted in ranges:
        exact = (wanted.kind == kind) + (wanted.subtype == subtype)
        fits = wanted.kind in ("*", kind) and wanted.subtype in ("*", subtype)
        if fits and exact > best[0]:  # the most specific range decides
            best = (exact, wanted.quality)
    return best[1]


def choose(accept: str | None, offered: Iterable[str]) -> str:
    """Return the best of `offered` (the first is the default) for an Accept header.

    >>> choose("text/csv;q=0.5, application/json", ["application/json", "text/csv"])
    'application/json'
    >>> choose(None, ["application/json"])
    'application/json'
    >>> choose("image/png", ["application/json"])
    Traceback (most recent call last):
    ...
    zeren_service.errors.NotAcceptable: 能给出的格式有：application/json。请修改 Accept 头。
    """
    types = list(offered)
    ranges = _read(accept or "")
    if not ranges:
        return types[0]
    best = max(types, key=lambda media_type: _quality(media_type, ranges))
    if _quality(best, ranges) <= 0:
        raise NotAcceptable(
            f"能给出的格式有：{'、'.join(types)}。请修改 Accept 头。", offered=types
        )
    return best
