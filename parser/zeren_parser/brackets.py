"""View in, outermost bracket pairs out, paragraph by paragraph; an unclosed one spoils no other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zeren_parser.view import View

_MARK: Final = re.compile(r"[()\[\]\n]")
_PARTNER: Final = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket with its content (括号): view positions, both bracket characters included.

    `closed` is False where the drafter forgot the closing bracket; then `end` is the paragraph's.
    """

    start: int
    end: int
    closed: bool
    matched: bool


def find_brackets(view: View, start: int, end: int) -> list[Bracket]:
    """Return the outermost brackets of ``view.text[start:end]`` in text order.

    An opening bracket that is never closed is returned as not closed, and the brackets behind it in
    the same paragraph are returned as well.
    """
    found: list[Bracket] = []
    stack: list[tuple[str, int]] = []
    pairs: list[Bracket] = []
    for mark in _MARK.finditer(view.text, start, end):
        sign, at = mark.group(), mark.start()
        if sign == "\n":
            if pairs or stack:
                found.extend(_outermost(pairs, stack, at))
                pairs, stack = [], []
        elif sign in "([":
            stack.append((sign, at))
        elif stack:
            partner = _PARTNER[sign]
            while (
                len(stack) > 1
                and stack[-1][0] != partner
                and any(s == partner for s, _ in stack[-4:])
            ):
                stack.pop()
            opened, opened_at = stack.pop()
            pairs.append(Bracket(opened_at, at + 1, closed=True, matched=opened == partner))
    found.extend(_outermost(pairs, stack, end))
    return found


def _outermost(pairs: list[Bracket], unclosed: list[tuple[str, int]], end: int) -> list[Bracket]:
    if len(pairs) == 1 and not unclosed:
        return pairs
    outer: list[Bracket] = []
    for pair in sorted(pairs, key=lambda b: (b.start, -b.end)):
        if not outer or pair.start >= outer[-1].end:
            outer.append(pair)
    if unclosed:
        outer.extend(
            Bracket(at, end, closed=False, matched=False) for _, at in unclosed[-8:] if at + 1 < end
        )
        outer.sort(key=lambda b: (b.start, b.end))
    return outer
