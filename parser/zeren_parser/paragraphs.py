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

from zeren_parser.outline_numbers import match_number
from zeren_parser.view import fold
from zeren_parser.vocabulary import LABEL_IN_TEXT, OTHER_LABELS, alternation

_LINE: Final = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
_PAGE_NUMBER: Final = re.compile(
    r"\s*(?:[-—]+\s*\d{1,4}\s*[-—]+|第\s*\d{1,4}\s*页.{0,12}|\d{1,3})\s*$"
)
_LONGEST_PAGE_NUMBER: Final = 24
_ANNEX: Final = re.compile(r"附件(?:\d|[一二三四五六七八九十]|$|:)")
_LABEL_START: Final = re.compile(
    rf"[一-龥]{{0,4}}(?:{LABEL_IN_TEXT.pattern})|(?:{alternation(OTHER_LABELS)}):"
)
_LONGEST_LABEL: Final = 20
_LABELLED_LINE: Final = re.compile(r"[一-龥()、]{2,10}:")
_DUTY: Final = re.compile(r"牵头|责任|负责|落实|配合|完成|单位|部门|坚持")
# The end of a paragraph that opened a clause bracket and did not close it, and what closes it.
_BREAKS_OFF: Final = re.compile(
    r"[(（〔\[［【](?:牵头|责任|配合|主办|承办|落实|参加)[^()（）〔〕\[\]［］【】。]{0,180}$"
)
_CLOSES: Final = re.compile(r"[^()（）〔〕\[\]［］【】。]{0,200}[)）〕\]］】]")
_INDENTS: Final = ("　　", "  ")
_LEAST_INDENTED: Final = 5
_RUNNING_MARK: Final = re.compile(r"[,。;:!?、]")
_LEAST_WRAP_WIDTH: Final = 15
_PAGE_WIDTH: Final = 24  # a text with shorter lines may as well be one of headings
_SHARE_OF_FULL: Final = 0.12  # of the lines of a wrapped text
_SHARE_AMID: Final = 0.04
_MAX_WRAP_WIDTH: Final = 60  # characters; a printed page of A4 holds 28 to 45
_SERIES: Final = re.compile(r"[一二三四五六七八九十]、[一二三四五六七八九十]")  # 小学⏎一、二年级
_STOPS: Final = frozenset("。；：！？;:!?)）]】〕”")
_FULL: Final = 0.75  # of a full line: lines of a page end where the next word does not fit
_BRIMFUL: Final = 0.95
_CLAUSE_LINES: Final = 8  # of a page that a clause fills at most
_OPEN_LIMIT: Final = 1500  # a bracket that stays open longer than this was never closed


# Where a paragraph begins in a text whose line breaks are lost: behind wide space, before a number.
_NUMBER_AHEAD: Final = (
    r"(?=[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,3}[.、](?![\d])|\(?\d{1,3}\)[一-龥“]"
    r"|第[一二三四五六七八九十百]{1,4}[章条])"
)
_ROLLED: Final = re.compile(
    rf"(?<=[。;:!?)\]”])[\s]*{_NUMBER_AHEAD}|\s+{_NUMBER_AHEAD}|\u3000{{2,}}|[ \t]{{3,}}"
    r"|(?<=[一-龥”])(?=\d{1,2}\.[^\d\s])(?<!附件)(?<![表图第])"
    r"|(?<=[一-龥])(?<![第见条款项之及和至到])(?=\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)[一-龥]|\d{1,2}\)[一-龥])"
    r"|(?<=[一-龥])(?<![第一二三四五六七八九十])(?=[一二三四五六七八九十]{1,3}、[^一二三四五六七八九十])"
    r"|(?=[①-⑳])|(?<=[。)\]])(?=附件\d?[:：])"
)
_ROLLED_LEAST: Final = 300  # characters; a paragraph of a plan may be as long


def split_paragraphs(text: str, cells: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    r"""Return the canonical stretches of the paragraphs of `text`, without their line ends.

    `cells` are the paragraphs of tables, in text order: each stays one, and no line of the running
    text is joined across them.

    >>> split_paragraphs("一、总则\n各单位")
    [(0, 4), (5, 8)]
    """
    lines = _unrolled(text, find_lines(text))
    if cells:
        return _around_cells(text, lines, cells)
    if not _is_wrapped(text, lines):
        return rejoin_clauses(text, lines)
    return _unrolled(text, _join(text, lines))


def _unrolled(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return `lines` with a line that holds nearly all of the text cut before its numbers."""
    if not lines:
        return lines
    start, end = longest = max(lines, key=lambda line: line[1] - line[0])
    if end - start < _ROLLED_LEAST or (end - start) * 2 < sum(
        last - first for first, last in lines
    ):
        return lines
    folded = fold(text[start:end])
    cuts = [match.span() for match in _ROLLED.finditer(folded)]
    edges = [0, *(at for cut in cuts for at in cut), end - start]
    pieces = [(start + a, start + b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    place = lines.index(longest)
    return [*lines[:place], *pieces, *lines[place + 1 :]]


def find_lines(text: str) -> list[tuple[int, int]]:
    r"""Return the stretches of the lines of `text` that have ink, blanks behind them left out.

    >>> find_lines("甲 \n  \n 乙")
    [(0, 1), (6, 8)]
    """
    # Not one pattern that ends in ink: it would search a run of blanks again from each of them.
    lines: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        if text[end - 1].isspace():
            end = start + len(match[0].rstrip())
        if end > start:
            lines.append((start, end))
    return lines


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
    arrange = _join if _is_wrapped(text, free) else rejoin_clauses
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
            and not match_number(fold(text[start : start + 8]))
        ):
            blocks[-1] = (blocks[-1][0], end)
            continue
        blocks.append((start, end))
    return blocks


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Tell whether lines were broken at a page width.

    There are many lines, none longer than a page is wide, and long ones that end amid a sentence;
    in Markdown a line is a paragraph.
    """
    if len(lines) < 8 or any(text.startswith("#", start) for start, _ in lines):
        return False
    inked = [len(text[start:end].lstrip()) for start, end in lines]  # 　　　　2024年5月17日
    widths = sorted(inked)
    widest = widths[int(len(widths) * 0.98)]
    if not _LEAST_WRAP_WIDTH <= widest <= _MAX_WRAP_WIDTH:
        return False
    full = [end for width, (_, end) in zip(inked, lines, strict=True) if width > widest * _FULL]
    amid = sum(text[end - 1] not in _STOPS for end in full)  # lines that end amid a sentence
    if widest < _PAGE_WIDTH:
        return amid >= len(lines) * _SHARE_OF_FULL
    return len(full) >= len(lines) * _SHARE_OF_FULL and amid >= len(lines) * _SHARE_AMID


def _join(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    folded = fold(text)
    widths = sorted(end - start for start, end in lines)
    width = widths[int(len(widths) * 0.9)]
    blocks: list[tuple[int, int]] = []
    by_indent = _are_indented(folded, lines)
    state = _Open(by_indent=by_indent)
    for start, end in lines:
        line = "".join(folded[start:end].split())
        if len(line) <= _LONGEST_PAGE_NUMBER and blocks and _PAGE_NUMBER.match(line):
            continue
        number = match_number(line)
        indented = folded.startswith(_INDENTS, start)
        if blocks and not state.ends_before(line, number, indented=indented):
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
            state = _Open(by_indent=by_indent)
        state.add(line, number, (end - start) / width)
    return blocks


def _are_indented(folded: str, lines: list[tuple[int, int]]) -> bool:
    """Tell whether paragraphs begin with an indent: some lines do, most do not."""
    count = sum(folded.startswith(_INDENTS, start) for start, _ in lines)
    return _LEAST_INDENTED <= count <= len(lines) * 0.6


class _Open:
    """The paragraph being built: what decides whether the next line still belongs to it."""

    __slots__ = (
        "brimful", "by_indent", "depth", "full", "labelled", "lines", "only_number", "open_length",
        "running",
    )  # fmt: skip

    def __init__(self, *, by_indent: bool) -> None:
        self.by_indent = by_indent
        self.depth = 0
        self.open_length = 0
        self.running = False
        self.full = False
        self.brimful = False
        self.only_number = False
        self.labelled = False
        self.lines: list[str] = []

    def add(self, line: str, number: re.Match[str] | None, fullness: float) -> None:
        """Take `line` in; `number` opens it, `fullness` is its width as a share of a full line's."""
        body = 0
        self.only_number = False
        if not self.lines:
            self.labelled = _LABELLED_LINE.match(line) is not None
            body = number.end() if number else 0
            self.only_number = body == len(line)
        self.lines.append(line)
        depth = self.depth + line.count("(") - line.count(")") + line.count("[") - line.count("]")
        if depth > 0:
            self.open_length += len(line)
            self.depth = depth
        else:
            self.open_length = self.depth = 0
        if not self.running and _RUNNING_MARK.search(line, body):
            self.running = True
        self.full = fullness >= _FULL
        self.brimful = fullness >= _BRIMFUL

    def ends_before(self, line: str, number: re.Match[str] | None, *, indented: bool) -> bool:
        """Tell whether the paragraph is over before `line`, which `number` opens."""
        # 城镇化率达到⏎65.2以上: amid a sentence a full line breaks before a value, not an item
        numbered = (
            number is not None
            and not _SERIES.match(line)
            and not (
                number.lastgroup == "decimal" and self.full and self.lines[-1][-1] not in _STOPS
            )
        )
        if (
            self.depth
            and self.open_length < _OPEN_LIMIT
            and not (numbered and (self.lines[-1][-1] in "。)]" or not self.brimful))
        ):
            return False
        if numbered or indented or (line[0] == "附" and _ANNEX.match(line)):
            return True
        if ":" in line[:_LONGEST_LABEL] and _LABEL_START.match(line):
            return True
        if self.only_number:
            return False
        last = self.lines[-1][-1]
        if self.by_indent and self.full and last in "。!?":
            return False  # a paragraph would begin with an indent
        if last in "。!?" or (last in ")]" and self._closes_clause()):
            return True
        if self.labelled and not self.full and last not in "、,;":
            return True
        if self.running or line[0] in "“、,。;”":
            return False
        return not self.full and last not in ",、;”"

    def _closes_clause(self) -> bool:
        """Tell whether the bracket that has just closed spoke of duties."""
        depth = 0
        tail = "".join(self.lines[-_CLAUSE_LINES:])
        for at in range(len(tail) - 1, -1, -1):
            sign = tail[at]
            depth += (sign in ")]") - (sign in "([")
            if depth == 0:
                return _DUTY.search(tail, at) is not None
        return _DUTY.search(tail) is not None
