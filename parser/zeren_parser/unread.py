"""What looks like a responsibility clause or a table of tasks and yielded nothing.

Nothing is left out silently: a bracket with a label (牵头单位:…) that was not read is a warning; a
bracket that ends with who is in charge (…负责) a hint; the head of a table that was flattened to
lines a warning that names the way out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from zeren_parser.lint_words import Flag, short
from zeren_parser.model import Plan, Span
from zeren_parser.view import View

_LABELLED: Final = re.compile(
    r"[(\[][^()\[\]\n]{0,8}(?:牵头|责任|配合|落实|承办|主办)(?:单位|部门|处室|科室)[^()\[\]\n]{1,200}[)\]]"
)
# (甲局负责落实)、(甲局牵头): the verb closes the bracket, and an organ stands in front of it.
_VERBED: Final = re.compile(
    r"[(\[] (?P<who> [^()\[\]\n。]{2,120}? ) (?: 牵头 | 负责 | 配合 | 参与 | 落实 ) [^()\[\]\n、,。]{0,6} [)\]]",
    re.VERBOSE,
)
_ORGAN: Final = re.compile(
    r"[局厅委署院处科](?![员托派长])|办(?:公室|$|[、,和])|中心|政府|公司|部门|单位"
)
_NO_CLAUSE: Final = re.compile(
    r"^(?:含|包括|如|即|指|以下|见|详见|原|由|注|其中|除)|的$|(?:申报|填写|人员|同志|主体|制度|内由)"
)
_TABLE_HEAD: Final = re.compile(
    r"序号 [^。:;,、()《》“”0-9]{0,60}? (?:牵头|责任|负责|配合|承办|主办|指导) \n? (?:单位|部门|处室|科室)",
    re.VERBOSE,
)
_TABLE_REACH: Final = 4000  # characters behind a table's head in which its first row must be read


def find_unread(plan: Plan, view: View) -> Iterator[Flag]:
    """Yield the brackets and table heads that look like duties and were not read, in text order."""
    read = sorted(clause.span for clause in plan.clauses)
    for code, pattern in (("clause-not-understood", _LABELLED), ("not-understood", _VERBED)):
        for match in pattern.finditer(view.text):
            if code == "not-understood" and not _plausible(match):
                continue
            span = view.span(match.start(), match.end())
            if not _overlaps(span, read):
                yield Flag(code, span, {"text": short(match.group())})
    told = -1
    for match in _TABLE_HEAD.finditer(view.text):
        span = view.span(match.start(), match.end())
        first = bisect_left(read, Span(span.start, span.start + 1))
        unread = first == len(read) or read[first].start > span.end + _TABLE_REACH
        if unread and told < 0:
            told = span.start
            yield Flag("table-not-understood", span, {"text": short(match.group())})


def _plausible(match: re.Match[str]) -> bool:
    who = match["who"]
    return _ORGAN.search(who) is not None and _NO_CLAUSE.search(who) is None


def _overlaps(span: Span, read: Sequence[Span]) -> bool:
    before = bisect_right(read, span) - 1
    if before >= 0 and read[before].end > span.start:
        return True
    return before + 1 < len(read) and read[before + 1].start < span.end
