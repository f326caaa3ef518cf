"""Clauses in, told whether they name the hosts of an event: 主办单位 of a fair is nobody's duty.

Two places say so: lines of labels under a heading that speaks of the event (组织机构), and a bracket
right behind the name of the event in an item whose duty another clause tells::

    办好第六届博览会(主办单位:甲协会,承办单位:乙县政府)。(市农业局负责)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from zeren_parser.clause_forms import ReadClause
from zeren_parser.view import View
from zeren_parser.vocabulary import LABEL_IN_TEXT

_HOSTS: Final = re.compile(r"(?:主办|承办|协办|指导|支持|协作|参与|参加)(?:单位|机构|方|企业)")
_HOSTED: Final = re.compile(r"组织(?:机构|单位)")  # the heading, where line ends are lost
_EVENT: Final = re.compile(r"组织机构|组织单位|主办|承办|活动|大赛|论坛|展会|赛事|博览会|竞赛|举办")
_EVENT_BEFORE: Final = re.compile(
    r"(?:[博展览交洽推峰年大晚][览销易谈介会]{0,2}会|论坛|活动|大赛|比赛|竞赛|联赛|[艺文书电旅丰][^,。;]{0,4}节|文化周|展)[”》]?$"
)
_LONGEST_EVENT: Final = 10


def is_under_event(view: View, clause: ReadClause, starts: list[int]) -> bool:
    """Tell whether the labels name only hosts, below a heading that says so; `starts` are the paragraphs'."""
    if not _names_hosts(view, clause):
        return False
    index = bisect_right(starts, clause.start) - 1
    above = view.paragraphs[max(0, index - 1)]
    heading = view.text[above.start : above.end]
    if _HOSTED.match(view.text, clause.start, clause.end):
        return True
    return len(heading) <= 60 and _EVENT.search(heading) is not None


def without_hosts(view: View, clauses: list[ReadClause]) -> list[ReadClause]:
    """Return `clauses`, in text order, without brackets of hosts beside a clause of the same paragraph."""
    kept: list[ReadClause] = []
    for index, clause in enumerate(clauses):
        beside = clauses[index + 1 : index + 2] + kept[-1:]
        if not (
            _EVENT_BEFORE.search(view.text, max(0, clause.start - _LONGEST_EVENT), clause.start)
            and _names_hosts(view, clause)
            and any(_share_paragraph(view, clause, other) for other in beside)
        ):
            kept.append(clause)
    return kept


def _names_hosts(view: View, clause: ReadClause) -> bool:
    labels = [m.group() for m in LABEL_IN_TEXT.finditer(view.text, clause.start, clause.end)]
    return bool(labels) and all(_HOSTS.match(label) for label in labels)


def _share_paragraph(view: View, one: ReadClause, other: ReadClause) -> bool:
    first, last = sorted((one, other), key=lambda clause: clause.start)
    return "\n" not in view.text[first.start : last.end]
