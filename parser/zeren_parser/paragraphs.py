"""Lines in, paragraphs out: mends text whose lines were broken at the width of a page.

Text taken from a PDF breaks a paragraph into lines (``责⏎任单位``), with page numbers and form
feeds in between. A plan pasted from a web page has one line for each paragraph. Which of the two a
text is shows in its line widths.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from zeren_parser.outline_numbers import NUMBER
from zeren_parser.view import fold

_LINE: Final = re.compile(r"[^\r\n\f\v\u2028\u2029]*[^\s]")
_PAGE_NUMBER: Final = re.compile(
    r"\s*(?:[-—]+\s*\d{1,4}\s*[-—]+|第\s*\d{1,4}\s*页.{0,12}|\d{1,3})\s*$"
)
_ANNEX: Final = re.compile(r"附件(?:\d|[一二三四五六七八九十]|$|:)")
_LABEL_START: Final = re.compile(r"(?:牵头|责任|配合|参加|落实|主办|协办)(?:单位|部门|处室|科室):")
_DUTY: Final = re.compile(r"牵头|责任|负责|落实|配合|完成|单位|部门|坚持")
# The end of a paragraph that opened a clause bracket and did not close it, and what closes it.
_BREAKS_OFF: Final = re.compile(
    r"[(（〔\[［【](?:牵头|责任|配合|主办|承办|落实|参加)[^()（）〔〕\[\]［］【】。]{0,180}$"
)
_CLOSES: Final = re.compile(r"[^()（）〔〕\[\]［］【】。]{0,200}[)）〕\]］】]")
_SENTENCE_MARK: Final = re.compile(r"[,。;:!?]")
_MAX_WRAP_WIDTH: Final = 60  # characters; a printed page of A4 holds 28 to 45
_OPEN_LIMIT: Final = 1500  # a bracket that stays open longer than this was never closed


def split_paragraphs(text: str, cells: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    r"""Return the canonical stretches of the paragraphs of `text`, without their line ends.

    `cells` are the paragraphs of tables, in text order: each stays one, and no line of the running
    text is joined across them.

    >>> split_paragraphs("一、总则\n各单位")
    [(0, 4), (5, 8)]
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    lines = [(start, end) for start, end in lines if end > start]
    if cells:
        return _around_cells(text, lines, cells)
    if not _is_wrapped(lines):
        return rejoin_clauses(text, lines)
    return _join(text, lines)


def _around_cells(
    text: str, lines: list[tuple[int, int]], cells: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the paragraphs of the text between `cells`, and the cells themselves."""
    starts = [start for start, _ in cells]
    ends = [end for _, end in cells]
    runs: dict[int, list[tuple[int, int]]] = {}
    for start, end in lines:
        before = bisect_left(ends, start + 1)  # cells that end before this line
        if before == len(cells) or starts[before] >= end:
            runs.setdefault(before, []).append((start, end))
    free = [line for run in runs.values() for line in run]
    arrange = _join if _is_wrapped(free) else rejoin_clauses
    joined = [block for run in runs.values() for block in arrange(text, run)]
    return sorted([*joined, *cells])


def rejoin_clauses(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join a paragraph that breaks off inside a clause with the next: 「(牵头部⏎门:甲局)」."""
    blocks: list[tuple[int, int]] = []
    for start, end in lines:
        tail = max(blocks[-1][0], blocks[-1][1] - 200) if blocks else 0
        if (
            blocks
            and _BREAKS_OFF.search(text, tail, blocks[-1][1])
            and _CLOSES.match(text, start, end)
            and not NUMBER.match(fold(text[start : start + 8]))
        ):
            blocks[-1] = (blocks[-1][0], end)
            continue
        blocks.append((start, end))
    return blocks


def _is_wrapped(lines: list[tuple[int, int]]) -> bool:
    """Tell whether lines were broken at a page width: many lines, none longer than a page is wide."""
    if len(lines) < 8:
        return False
    widths = sorted(end - start for start, end in lines)
    widest = widths[int(len(widths) * 0.98)]
    full = sum(width > widest * 0.75 for width in widths)
    return widest <= _MAX_WRAP_WIDTH and widest >= 15 and full >= len(lines) * 0.12


def _join(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    folded = fold(text)
    widths = sorted(end - start for start, end in lines)
    full = widths[int(len(widths) * 0.9)] * 0.75
    blocks: list[tuple[int, int]] = []
    state = _Open()
    for start, end in lines:
        line = "".join(folded[start:end].split())
        if _PAGE_NUMBER.match(line) and blocks:
            continue
        indented = folded[start:end].startswith(("　　", "    ", "  "))
        if blocks and not state.ends_before(line, indented=indented):
            blocks[-1] = (blocks[-1][0], end)
            state.add(line, full=end - start >= full)
        else:
            blocks.append((start, end))
            state = _Open()
            state.add(line, full=end - start >= full)
    return blocks


class _Open:
    """The paragraph being built: what decides whether the next line still belongs to it."""

    def __init__(self) -> None:
        self.depth = 0
        self.open_length = 0
        self.running = False
        self.full = False
        self.only_number = False
        self.tail = ""

    def add(self, line: str, *, full: bool) -> None:
        number = None if self.tail else NUMBER.match(line)
        body = line[number.end() :] if number else line
        self.only_number = not body
        self.depth += line.count("(") + line.count("[") - line.count(")") - line.count("]")
        self.depth = max(0, self.depth)
        self.open_length = self.open_length + len(line) if self.depth else 0
        self.running = self.running or bool(_SENTENCE_MARK.search(body)) or "、" in body
        self.full = full
        self.tail = (self.tail + line)[-240:]

    def ends_before(self, line: str, *, indented: bool) -> bool:
        """Tell whether the paragraph is over before `line`."""
        numbered = NUMBER.match(line) is not None
        if (
            self.depth
            and self.open_length < _OPEN_LIMIT
            and not (numbered and self.tail[-1] in "。)]")
        ):
            return False
        if numbered or _ANNEX.match(line) or _LABEL_START.match(line) or indented:
            return True
        if self.only_number:
            return False
        last = self.tail[-1]
        if last in "。!?" or (last in ")]" and self._closes_clause()):
            return True
        if self.running or line[0] in "“、,。;”":
            return False
        return not self.full and last not in ",、;”"

    def _closes_clause(self) -> bool:
        """Tell whether the bracket that has just closed spoke of duties."""
        opened = max(self.tail.rfind("(", 0, -1), self.tail.rfind("[", 0, -1))
        return _DUTY.search(self.tail, max(0, opened - 40)) is not None
