"""What a check returns before the sentence is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zeren_parser.model import Span


class Flag(NamedTuple):
    """Something to tell the clerk (校核点): its code, its place and the words of its sentence."""

    code: str
    span: Span
    words: Mapping[str, str | int]


def short(text: str, limit: int = 40) -> str:
    """Return `text` without white space, cut to `limit` characters.

    >>> short("（牵头单位： 甲局）"), short("一二三四五", 4)
    ('（牵头单位：甲局）', '一二三…')
    """
    text = "".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
