"""A plan in, compressed JSON out, and back: how the catalogue keeps what the parser read."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zeren_parser.wire import dump, load

if TYPE_CHECKING:
    from zeren_parser.model import Plan

_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Packed:
    """A plan and its text as they are stored (压缩后的解析结果)."""

    plan: bytes
    text: bytes


def pack(plan: Plan) -> Packed:
    """Return what is stored of `plan`; it takes longer than the reading of some plans."""
    return Packed(pack_plan(plan), pack_text(plan.text))


def pack_plan(plan: Plan) -> bytes:
    """Return the JSON of `plan`, compressed: about a tenth of its size."""
    return pack_text(dump(plan))


def unpack_plan(packed: bytes) -> Plan:
    """Return the plan that `pack_plan` packed."""
    return load(unpack_text(packed))


def pack_text(text: str) -> bytes:
    """Return `text` compressed; a lone surrogate of a broken file survives."""
    return zlib.compress(text.encode("utf-8", errors="surrogatepass"), _LEVEL)


def unpack_text(packed: bytes) -> str:
    """Return the text that `pack_text` packed."""
    return zlib.decompress(packed).decode("utf-8", errors="surrogatepass")
