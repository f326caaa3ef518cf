"""Printed lines in, told where a paragraph ends: by its edges, its indent and the gap below.

A line that ends before the right edge, with room for what the next line begins with, ends its
paragraph; so does one before an indented line, a larger letter or a wider gap.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from zeren_parser.outline_numbers import NUMBER
from zeren_parser.readers.page_letters import Line
from zeren_parser.view import fold

_INDENT: Final = 1.2  # letters
_SLACK: Final = 0.9  # letters that justified type may leave free
_SAME_SIZE: Final = 0.15
_NARROWEST: Final = 0.6  # share of the page that full lines reach at least
_WIDE_GAP: Final = 1.45  # times the usual distance between the lines of a paragraph
_STOPS: Final = "。！？；：)）”」』.;:!?"
# What cannot be broken from the first character of a line: a number, a word, a closing mark.
_UNIT: Final = re.compile(
    r"(?:[(（《“‘〔\[【「]*[A-Za-z0-9.,%:/_+-]+|[(（《“‘〔\[【「]*.)[、，。；：！？）》”’〕\]】」,.;:!?)%]*"
)
_LABEL: Final = re.compile(r"[一-龥]{2,6}(?:单位|部门|处室|科室|领导|时限):")  # 牵头单位:甲局
_BULLET: Final = re.compile(r"[—–-]{2}|[●■◆▲★□○※·•]")


@dataclass(frozen=True, slots=True)
class Edges:
    """The left and right edge of the running text (版心), in points."""

    left: float
    right: float

    def is_indented(self, line: Line) -> bool:
        """Tell whether a line begins further right than the text does."""
        return line.left - self.left > _INDENT * line.size


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set (版式): edges by width of page, usual distance of lines in letters."""

    edges: dict[int, Edges]
    leading: float
    indents: bool  # first lines are indented in this document

    def is_one_paragraph(
        self, line: Line, edges: Edges, below: Line, below_edges: Edges, *, over_page: bool
    ) -> bool:
        """Tell whether `below`, the line after `line`, goes on with its paragraph."""
        if abs(line.size - below.size) > _SAME_SIZE * line.size:
            return False
        if not over_page and line.base - below.base > self.leading * line.size * _WIDE_GAP:
            return False
        if below_edges.is_indented(below):
            return False
        unit = _UNIT.match(below.text)
        needed = _width(unit.group(), below.size) if unit else below.size
        if line.right + needed + _SLACK * line.size < edges.right:
            return False
        if line.text[-1] not in _STOPS:
            return True
        start = fold(below.text[:12]).lstrip()
        if NUMBER.match(start) or _BULLET.match(start) or _LABEL.match(start):
            return False
        # A full line that ends a sentence: without indents nothing else would tell.
        return self.indents or line.text[-1] not in ")）" or not edges.is_indented(line)


def find_setting(pages: list[tuple[int, list[Line]]]) -> Setting:
    """Return how a document is set; `pages` are their widths and lines from top to bottom."""
    by_width: dict[int, list[Line]] = {}
    for width, lines in pages:
        by_width.setdefault(width, []).extend(lines)
    edges = {width: _edges(width, lines) for width, lines in by_width.items()}
    gaps: Counter[int] = Counter()
    for _, lines in pages:
        for line, below in pairwise(lines):
            if abs(line.size - below.size) < _SAME_SIZE * line.size:
                gaps[round((line.base - below.base) / line.size * 20)] += 1
    leading = gaps.most_common(1)[0][0] / 20 if gaps else 2.0
    count = sum(map(len, by_width.values()))
    indented = sum(
        edges[width].is_indented(line) for width, lines in by_width.items() for line in lines
    )
    return Setting(edges, max(1.0, leading), indented >= max(2, count * 0.08))


def _edges(width: int, lines: list[Line]) -> Edges:
    """Return the edges that most lines keep: where they begin, and the furthest that many reach."""
    if not lines:
        return Edges(0.0, float(width))
    starts = Counter(round(line.left) for line in lines)
    left = max(starts, key=lambda at: (starts[at], -at))
    ends = sorted(((line.right, line.size) for line in lines), reverse=True)
    needed = max(2, len(lines) // 12)
    for index, (right, size) in enumerate(ends):
        reach = ends[index : index + needed]
        if len(reach) < needed or right < _NARROWEST * width:
            break
        if reach[-1][0] >= right - _SLACK * size:
            return Edges(float(left), right)
    # Only short lines: the margins are taken to be equal.
    return Edges(float(left), max(ends[0][0], width - left))


def _width(text: str, size: float) -> float:
    return sum(size * (0.55 if sign.isascii() else 1.0) for sign in text)
