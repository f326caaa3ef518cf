"""Find by when something must be done: 到2020年, 2018年6月底前, 完成时限:2023年11月.

A phrase counts when it looks ahead: a leading 到, a closing 底, 末 or 前, or a label such as 完成时限.
A baseline (较2015年), a start (自2016年以来), a state (截至2022年底), a term of validity
(2021年1月1日至2023年12月31日), a recurring day (每年1月底前) and whatever stands in a 《title》
are no deadlines. An open date (完成时间:长期坚持) is left out: it has no date.

Dates are as exact as printed: 2017年底前 is "2017", for the day is not printed; 2018年6月底前 is
"2018-06". A quarter or half year becomes its last month (2023年一季度末 is "2023-03"), a five-year
plan its last year (“十三五”末 and “十三五”期间 are "2020"), a span of months its end (2018年1月—3月 is
"2018-03"; with days it is a term of validity). A date right before what is to be done (2021年全面完成,
第三季度完成) counts unless its year is over, and so does a date that closes a clause (甲局,2023年12月).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from zeren_parser.model import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zeren_parser.view import View


class Force(Enum):
    """How a phrase of time binds what stands beside it (约束方式)."""

    DUE = auto()  # 到2020年、2017年底前：管到句末
    LABELLED = auto()  # 完成时限:2023年11月：管整条任务
    PERIOD = auto()  # 2024年,全市…：只说所在年份，不是时限


@dataclass(frozen=True, slots=True)
class Moment:
    """A phrase of time in view positions, `date` in ISO 8601 as exact as printed."""

    start: int
    end: int
    date: str
    force: Force


# Each pattern begins with one character class or with literals, so that the engine can skip to it.
_BEFORE: Final = (
    r"(?: (?: 之 | 以 )? 前 (?! [后期述往景列沿置瞻提夕三两几一二四五六七八九十0-9] ) )"
)
_DATE: Final = re.compile(
    rf"""
    [0-9][0-9]{{0,3}}
    (?:
        年
        (?: (?P<month> [0-9]{{1,2}} ) 月 (?: (?P<day> [0-9]{{1,2}} ) [日号] )?
          | 第? (?P<quarter> [一二三四1-4] ) 季度
          | (?P<half> 上半年 )
        )?
        (?P<edge> 年? (?: 底 | 末 ) | [上中下]旬 )?    # 2023年年底, 2018年6月底
        (?P<before> {_BEFORE} )?
      |
        月 (?: (?P<bare_day> [0-9]{{1,2}} ) [日号] )?   # the year is that of the document
        (?P<bare_edge> 底 | 末 | [上中下]旬 )? (?P<bare_before> {_BEFORE} )?
    )
    """,
    re.VERBOSE,
)
_WORDS: Final = re.compile(
    rf"""
    年底 {_BEFORE}? | 年末 {_BEFORE}? | 年内
  | 一季度 (?:底|末)? {_BEFORE}? | 二季度 (?:底|末)? {_BEFORE}?
  | 三季度 (?:底|末)? {_BEFORE}? | 四季度 (?:底|末)? {_BEFORE}?
  | 十 [一二三四五六七八九]? 五 [”"]? (?: 期末 | 末期 | 末 | 期间 | 时期 | 期内 ) {_BEFORE}?
    """,
    re.VERBOSE,
)
# 2018年1月—3月, 2018年4月至2019年10月底: months only
_SPAN: Final = re.compile(
    r"""
    [0-9]{4}年[0-9]{1,2}月 (?: 初 | 份 )? (?: [-—~至到]{1,2} )
    (?: (?P<year> [0-9]{4} ) 年 )? (?P<month> [0-9]{1,2} ) 月 (?! [0-9] | 份? [至到以] ) (?: 底 | 末 )?
    """,
    re.VERBOSE,
)
# What is done by a date that stands in front of it: 2021年(全面)完成, 第三季度(前)完成
_DONE_THEN: Final = re.compile(
    r"(?:前|内|全面|全部|基本|力争|确保|组织|正式)*(?:完成|建成|办结|实现|达到|到位|竣工|投产|投用|投入使用|开工|启用|落实|出台|印发)(?!了|的|情况)"
)
# 2000年底前建成的老旧小区: the date tells which things are meant, not by when something is due.
_OF_THINGS: Final = re.compile(
    r"(?:已)?(?:建成|竣工|投用|投产|投入使用|建造|交付|取得|登记|注册|签订|办理|毕业|出生|制发|签发|形成|出台)(?:并[^,;。]{1,6})?的"
)
# …在2023年12月31日前与见习人员签订合同的,给予补贴: a condition.
_CONDITION_END: Final = re.compile(r"[^,;。\n]{2,60}的(?=,)")
_LISTING: Final = frozenset("、和及")
_TITLE: Final = re.compile(r"《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》")

_SIGN_OF_TIME: Final = re.compile(r"[年月季五]")  # without one no phrase of time is there

_REACH: Final = 12  # how far back the words that introduce a date may stand
_LABEL: Final = re.compile(
    r"""
    (?: (?: 完成 | 办结 | 整改 | 落实 | 达标 ) (?: 时限 | 时间 | 期限 ) (?: 要求 )?
      | (?: ^ | (?<= [,;。:!?\n(\[、] ) ) (?: 时限 | 时间 | 期限 | 时间节点 ) (?: 要求 )?
    )
    [:为]? \(? $
    """,
    re.VERBOSE,
)
_AIM: Final = r"力争 | 争取 | 确保 | 努力 | 计划 | 预计 | 力求"
_TOWARDS: Final = re.compile(
    rf"""
    (?: {_AIM} )? (?: 在 )?
    (?: (?<! [达高复降加升回长少续缓延迟直找推] ) 到     # not 提高到, 恢复到, 延长到
      | (?: ^ | (?<= [,;。:!?\n(力争取保] ) ) 至          # 至 only where a clause begins
    ) $
    """,
    re.VERBOSE,
)
_AIMED: Final = re.compile(rf"(?: {_AIM} ) $", re.VERBOSE)
_BACKWARD: Final = re.compile(
    r"(?: 较 | 比 | 自 | 从 | 与 | 同 | 截至 | 截止 | 截止到 | 截至到 | 对 | 由 | 基于 | 超过 ) $",
    re.VERBOSE,
)
_RECURRING: Final = re.compile(r"(?: [每次翌当各历上明去前] 年? | [日月年] [至-] ) $", re.VERBOSE)
_FROM_ON: Final = re.compile(r"以来|以后|之后|起|开始|版|度|后|至|[-—~]")
_YEARS_OWN: Final = frozenset("0123456789〇零一二三四五六七八九十两年")  # 3年内, 2023年年底
_RELATIVE_YEARS: Final = ("今年", "本年", "当年", "明年", "明")  # 今年年底前, 明年一季度末, 明年底
_ITEM_NUMBER: Final = re.compile(r"(?:^|\n)\d{1,2}\.$")  # 8.2024年6月底前
_BREAK: Final = frozenset(",;。:!?\n(、—)”】.")
_OPENING: Final = re.compile(r"(?: 在 | 到 | 力争 | 争取 | 确保 ) $", re.VERBOSE)


def find_deadlines(
    view: View, start: int, end: int, *, year: int | None = None
) -> tuple[Deadline, ...]:
    """Return the deadlines that stand in ``view.text[start:end]``, in text order.

    `year` is the year of the document: it dates the phrases without a year (6月底前, 年底前,
    一季度末). Without it they are left out, for their date is not known.

    >>> from zeren_parser.view import build_view
    >>> def dates(text, year=None):
    ...     view = build_view(text, [(0, len(text))])
    ...     return [(d.text, d.date) for d in find_deadlines(view, 0, len(view.text), year=year)]
    >>> dates("到2020年，较2015年降低6%，2018年6月底前全部完成。")
    [('到2020年', '2020'), ('2018年6月底前', '2018-06')]
    >>> dates("10月底前完成"), dates("10月底前完成", 2023)
    ([], [('10月底前', '2023-10')])
    >>> dates("自2016年以来，落实《环境总体规划（2014-2030年）》")
    []
    """
    return deadlines_among(view, scan_moments(view.text, start, end, year=year), start, end)


def deadlines_among(
    view: View, moments: Sequence[Moment], start: int, end: int
) -> tuple[Deadline, ...]:
    """Return those of the `moments` (in text order) that lie in ``start:end`` and bind."""
    found: list[Deadline] = []
    first = bisect_left(moments, start, key=_start)
    for moment in moments[first : bisect_left(moments, end, key=_start)]:
        if moment.force is not Force.PERIOD:
            span = view.span(moment.start, moment.end)
            found.append(Deadline(moment.date, "".join(span.of(view.canonical).split()), span))
    return tuple(found)


def _start(moment: Moment) -> int:
    return moment.start


def scan_moments(text: str, start: int, end: int, *, year: int | None = None) -> tuple[Moment, ...]:
    """Return the phrases of time in ``text[start:end]`` (folded), deadlines and bare years."""
    if _SIGN_OF_TIME.search(text, start, end) is None:
        return ()
    moments = [
        *_dated(text, start, end, year),
        *_worded(text, start, end, year),
        *_spans(text, start, end),
    ]
    moments.sort(key=lambda moment: moment.start)
    if not moments or text.find("《", start, end) < 0:
        return tuple(moments)
    titles = [match.span() for match in _TITLE.finditer(text, start, end)]
    return tuple(_outside(moments, titles))


def _outside(moments: list[Moment], titles: list[tuple[int, int]]) -> Iterator[Moment]:
    """Yield the `moments` that stand in none of the `titles`; both are in text order."""
    place = 0
    for moment in moments:
        while place < len(titles) and titles[place][1] <= moment.start:
            place += 1
        if place == len(titles) or moment.start < titles[place][0]:
            yield moment


def _spans(text: str, start: int, end: int) -> Iterator[Moment]:
    """Yield the spans of months, dated by their end; not 自2018年1月至3月, a term."""
    for match in _SPAN.finditer(text, start, end):
        if text[max(start, match.start() - 1) : match.start()] in ("自", "从"):
            continue
        date = _join(int(match["year"] or match[0][:4]), int(match["month"]), 0)
        if date and date[:4] >= "1949":
            yield Moment(match.start(), match.end(), date, Force.DUE)


def _dated(text: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    due = -1  # where the last deadline ended
    last = -1  # where the last date ended, and its year
    last_year: int | None = None
    waiting: list[Moment] = []  # 7月14日 of 7月14日和12月20日前
    for match in _DATE.finditer(text, start, end):
        first = match.start()
        head = text[max(start, first - _REACH) : first]
        if head and head[-1] in ".-—~0123456789" and not _ITEM_NUMBER.search(head):
            continue
        joined = first - 1 == last and text[last] in _LISTING
        date = _iso(match, last_year if joined else _meant_year(head, year))
        if date is None:
            continue
        if not joined:
            waiting.clear()
        last, last_year = match.end(), int(date[:4])
        force, lead = _force(match, head, year)
        if force is Force.PERIOD and first - 1 == due and text[due] in _LISTING:
            force = Force.DUE  # 到2018年、2020年
        elif force is Force.PERIOD and first - 1 != due and not _opens(text, match, head):
            if text[last : last + 1] in _LISTING and match["month"]:
                waiting.append(Moment(first - lead, last, date, Force.DUE))
            continue
        if force is None:
            continue
        if force is Force.DUE:
            yield from waiting
            waiting.clear()
            due = last
        yield Moment(first - lead, last, date, force)


def _meant_year(head: str, year: int | None) -> int | None:
    """Return the year of a date printed without one, behind `head`: next year's behind 明年."""
    return year + 1 if year is not None and head.endswith("明年") else year


def _iso(match: re.Match[str], year: int | None) -> str | None:
    """Return the date of `match`, or None where it names no possible date."""
    number = int(re.match(r"[0-9]+", match[0])[0])  # type: ignore[index]
    if match.string[match.start() + len(str(number))] == "月":
        if year is None or not (match["bare_edge"] or match["bare_before"]):
            return None
        return _join(year, number, int(match["bare_day"] or 0))
    if not 1949 <= number <= 2199:
        return None
    if match["quarter"]:
        return _join(number, 3 * ("一二三四1234".index(match["quarter"]) % 4 + 1), 0)
    if match["half"]:
        return _join(number, 6, 0)
    if match["month"] is None:
        return str(number)
    return _join(number, int(match["month"]), int(match["day"] or 0))


def _join(year: int, month: int, day: int) -> str | None:
    if not 1 <= month <= 12 or day > 31:
        return None
    return f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}"


def _force(match: re.Match[str], head: str, year: int | None) -> tuple[Force | None, int]:
    """Return how the date binds, and how many characters of `head` belong to the phrase."""
    label = _LABEL.search(head)
    if label:
        return Force.LABELLED, len(head) - label.start()
    if _OF_THINGS.match(match.string, match.end()) or _CONDITION_END.match(
        match.string, match.end()
    ):
        return None, 0
    if _RECURRING.search(head) and not head.endswith("明年"):
        return None, 0
    towards = _TOWARDS.search(head)
    if towards and not _FROM_ON.match(match.string, match.end()):
        return Force.DUE, len(head) - towards.start()
    if _BACKWARD.search(head):
        return None, 0
    before = match["before"] or match["bare_before"]
    if before or match["edge"] or match["bare_edge"]:
        aimed = _AIMED.search(head)
        return Force.DUE, len(head) - aimed.start() if aimed else 0
    aimed = _AIMED.search(head)
    if aimed and not _FROM_ON.match(match.string, match.end()):
        return Force.DUE, len(head) - aimed.start()
    return (Force.DUE if _is_due(match, head, year) else Force.PERIOD), 0


def _is_due(match: re.Match[str], head: str, year: int | None) -> bool:
    """Tell whether a bare date binds: 2021年全面完成 (not of a year gone by), (甲局,2023年12月)."""
    if match["month"] and head[-1:] in (",", ";", ":") and _closing(match):
        return True
    number = int(match[0][:4])
    return _DONE_THEN.match(match.string, match.end()) is not None and not (year and number < year)


def _closing(match: re.Match[str]) -> bool:
    return match.string[match.end() : match.end() + 1] in (")", "]")


def _opens(text: str, match: re.Match[str], head: str) -> bool:
    """Tell whether a bare year begins its clause, as in 2024年,全市…; a date of issue does not."""
    if match["month"] or _FROM_ON.match(text, match.end()):
        return False
    return not head or head[-1] in _BREAK or head.endswith("实现")


def _worded(text: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for match in _WORDS.finditer(text, start, end):
        first = match.start()
        head = text[max(start, first - _REACH) : first]
        of_year = next((word for word in _RELATIVE_YEARS if head.endswith(word)), "")
        if not of_year and (_RECURRING.search(head) or head.rstrip("第")[-1:] in _YEARS_OWN):
            continue
        towards = _TOWARDS.search(head.rstrip('“"第今本'))
        lead = len(head) - towards.start() if towards else 0
        five = match[0][0] == "十"
        lead = lead or len(of_year)
        if of_year.startswith("明") and year is not None:
            moment = _this_year(match, head, lead, year + 1)
        else:
            moment = _five_years(match, head, lead) if five else _this_year(match, head, lead, year)
        if moment:
            yield moment


def _five_years(match: re.Match[str], head: str, lead: int) -> Moment | None:
    """Read “十四五”末 and “十四五”期间: the plan's last year, where it opens or closes a clause."""
    head = head.rstrip('“"')
    spanning = match[0].endswith(("间", "期", "内"))
    opens = not head or head[-1] in _BREAK or _OPENING.search(head) is not None
    follows = match.string[match.end() : match.end() + 1]
    if (spanning and not opens and follows not in _BREAK) or _BACKWARD.search(head):
        return None
    order = "五一二三四五六七八九".index(match[0][1]) if match[0][2] == "五" else 0
    first = match.start() - (
        lead or (match.string[match.start() - 1 : match.start()] in ("“", '"'))
    )
    return Moment(first, match.end(), str(2005 + 5 * order), Force.DUE)


def _this_year(match: re.Match[str], head: str, lead: int, year: int | None) -> Moment | None:
    """Read 年底前, 年内 and 一季度末 of the document's own `year`."""
    if year is None or _BACKWARD.search(head):
        return None
    phrase = match[0]
    own = head.endswith(("今", "本"))
    opens = own or lead or not head or head[-1] in _BREAK or _AIMED.search(head)
    if phrase[0] == "年":
        if not (opens or phrase.endswith("前")):
            return None
        return Moment(match.start() - (lead or own), match.end(), str(year), Force.DUE)
    then = _DONE_THEN.match(match.string, match.end())
    if not (phrase.endswith(("底", "末", "前")) or lead or then):
        return None
    date = f"{year}-{3 * ('一二三四'.index(phrase[0]) + 1):02d}"
    first = match.start() - (lead or head.endswith("第"))
    return Moment(first, match.end(), date, Force.DUE)
