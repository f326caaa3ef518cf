"""Canonical text in, folded view out: what the grammar matches on, with the way back.

A view folds look-alike characters (full and half width), drops every white space, and keeps one
line feed between paragraphs. So ``责⏎任单位`` and ``赵  冰`` are read whole, and every position of
the view still points at its character of the canonical text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from zeren_parser.model import Span

# One character for one character: NFKC would change the length (㈠ → (一)).
_FOLD: Final = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    "∶": ":",
    "﹕": ":",
    "〔": "[",
    "〕": "]",
    "【": "[",
    "】": "]",
    "﹝": "[",
    "﹞": "]",
    "﹑": "、",
    "﹒": ".",
    "﹙": "(",
    "﹚": ")",
    "﹐": ",",
    "﹔": ";",
    "–": "-",
    "〜": "~",
}
_LOOKALIKE: Final = re.compile(f"[{re.escape(''.join(sorted(_FOLD)))}]")
# Markdown marks around a heading: 「## **一、总则**」, line ends in a cell: 甲局<br>乙局. They are
# blanked, character for character.
_MARKUP: Final = re.compile(r"\*\*|^#{1,6}(?=\s)|<br\s?/?>", re.MULTILINE)
# The positions of a text of usual length: a slice of them is quicker than the same numbers anew.
_PLACES: Final = list(range(50_000))


def fold(text: str) -> str:
    """Return `text` with look-alikes made one, character for character.

    >>> fold("（牵头单位：经发局）〔2015〕")
    '(牵头单位:经发局)[2015]'
    """
    # Replacing the few look-alikes that occur is five times faster than str.translate.
    for character in sorted(set(_LOOKALIKE.findall(text))):
        text = text.replace(character, _FOLD[character])
    return text


def _without_markup(folded: str) -> str:
    if not any(mark in folded for mark in ("**", "\n#", "<br")) and not folded.startswith("#"):
        return folded
    return _MARKUP.sub(lambda match: " " * len(match.group()), folded)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the view (段落): ``view.text[start:end]`` without its line feed."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class View:
    """The folded view of a canonical text (匹配视图).

    `text` is what patterns match on, `offsets[i]` the canonical offset of its i-th character
    (a paragraph's line feed points behind the last character before it).
    """

    canonical: str
    text: str
    offsets: list[int]
    paragraphs: tuple[Paragraph, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the canonical span of the view's half-open ``start:end``."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def printed(self, start: int, end: int) -> str:
        """Return the canonical characters of the view's ``start:end``, white space removed."""
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        text = self.canonical[first:last]
        dense = last - first == end - start and "\n" not in self.text[start:end]
        return text if dense else "".join(text.split())

    def name(self, start: int, end: int) -> str:
        """Return the view's ``start:end`` in canonical characters, without what was left out.

        A page number between two halves of a name (市财⏎- 3 -⏎政局) is no part of it.
        """
        text = self.printed(start, end)
        if len(text) == end - start:
            return text
        return "".join(self.canonical[at] for at in self.offsets[start:end]).replace("\n", "")

    def at(self, offset: int) -> int:
        """Return the first view position whose canonical offset is `offset` or later."""
        return bisect_left(self.offsets, offset)


def is_inside(stretches: Sequence[tuple[int, int]], at: int) -> bool:
    """Tell whether position `at` stands in one of the half-open `stretches`.

    They are in text order, apart from each other.

    >>> is_inside([(2, 4), (6, 9)], 6), is_inside([(2, 4), (6, 9)], 4), is_inside([], 0)
    (True, False, False)
    """
    before = bisect_right(stretches, at, key=lambda stretch: stretch[0]) - 1
    return before >= 0 and at < stretches[before][1]


def build_view(
    text: str, blocks: list[tuple[int, int]], holes: Sequence[tuple[int, int]] = ()
) -> View:
    r"""Return the view of `text` whose paragraphs are the canonical stretches `blocks`.

    Blocks without ink are dropped, and so are the `holes` inside of blocks (page numbers between
    two halves of a sentence); `holes` are in text order.

    >>> view = build_view("牵头 单\n位：甲", [(0, 8)])
    >>> view.text, view.span(2, 4)
    ('牵头单位:甲\n', Span(start=3, end=6))
    """
    folded = _without_markup(fold(text))
    places = _PLACES if len(text) <= len(_PLACES) else list(range(len(text)))
    pieces: list[str] = []
    offsets: list[int] = []
    paragraphs: list[Paragraph] = []
    for start, end in blocks:
        first = len(offsets)
        for part_start, part_end in _around(start, end, holes) if holes else ((start, end),):
            runs = folded[part_start:part_end].split()  # faster than finding them by a pattern
            at = part_start
            for run in runs:
                at = folded.index(run, at)  # only white space stands in between
                first_ink, at = at, at + len(run)
                offsets.extend(places[first_ink:at])
            pieces.extend(runs)
        if len(offsets) > first:
            paragraphs.append(Paragraph(first, len(offsets)))
            pieces.append("\n")
            offsets.append(offsets[-1])
    return View(text, "".join(pieces), offsets, tuple(paragraphs))


def _around(start: int, end: int, holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the parts of ``start:end`` between the `holes` that lie inside of it."""
    parts: list[tuple[int, int]] = []
    for index in range(bisect_left(holes, (start, 0)), len(holes)):
        first, last = holes[index]
        if first >= end:
            break
        if first > start and last < end:
            parts.append((start, first))
            start = last
    return [*parts, (start, end)]
