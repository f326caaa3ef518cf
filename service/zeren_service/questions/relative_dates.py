"""今年, 下个月, 三个月内, 已经过期 and the date they are counted from in, windows out.

The date is the caller's: the program never looks at a clock here, so that one question has one
answer. A deadline stands for its last day, as everywhere.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Final

from zeren_service.questions.dates import Window, last_day

_YEARS: Final = {"前年": -2, "去年": -1, "上一年": -1, "今年": 0, "本年度": 0, "本年": 0} | {
    "明年": 1,
    "下一年": 1,
    "后年": 2,
}
_MONTHS: Final = {"上个月": -1, "上月": -1, "本月": 0, "这个月": 0, "当月": 0} | {
    "下个月": 1,
    "下月": 1,
}
_NUMBERS: Final = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "半": 0}
_YEAR: Final = re.compile(
    r"(?P<year>前年|去年|上一年|今年|本年度|本年|明年|下一年|后年)"
    r"(?:(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?)?"
    r"(?P<part>年?底|年?末|上半年|下半年|内|年内)?(?P<side>之前|以前|前|之后|以后|起)?"
)
_MONTH: Final = re.compile(
    r"(?P<month>上个月|上月|本月|这个月|当月|下个月|下月)(?P<part>底|末|内)?(?P<side>之前|以前|前)?"
)
_QUARTER: Final = re.compile(r"(?P<quarter>本季度|这个季度|下个?季度|上个?季度)(?:内|底前)?")
_WITHIN: Final = re.compile(
    r"(?:未来|今后|接下来)?(?P<number>\d{1,3}|[一二两三四五六七八九十半])"
    r"(?P<unit>个月|年|天|日|周|个星期|个季度)(?:之内|以内|内)"
)
_END: Final = re.compile(r"(?:到)?(?P<end>年底|年末|年内|月底|月末)(?:之前|以前|前)?")
_PAST: Final = re.compile(
    r"(?:到|截至|截止到?)?(?:今天|今日|目前|现在|当前)?(?:为止)?(?:都|均)?(?:已经?)"
    r"(?:过期|逾期|超期|到期|过了(?:完成|规定)?(?:的)?(?:时限|期限|期)|超过(?:了)?(?:时限|期限))了?"
    r"|(?:过期|逾期|超期|过了(?:时限|期限|期))了?"
)
_TO_COME: Final = re.compile(
    r"(?:都|均)?(?:还没有?|尚未|还未|未|没有?)(?:到期|过期|逾期|超期|到(?:时限|期限))"
)
_TODAY: Final = re.compile(
    r"(?:到|截至|截止到?|在)(?:今天|今日|目前|现在)(?:为止)?(?:之前|以前|前)?"
)


def find_relative(text: str, at: int, today: date) -> tuple[int, Window] | None:
    """Return the end and the window of the phrase at `at` that is counted from `today`, or None.

    >>> day = date(2018, 5, 10)
    >>> find_relative("今年到期", 0, day)[1].note
    '2018-01-01至2018-12-31'
    >>> find_relative("下个月", 0, day)[1].before, find_relative("已经过期的", 0, day)[1].before
    ('2018-06-30', '2018-05-09')
    """
    for pattern, meaning in _MEANINGS:
        found = pattern.match(text, at)
        if found is not None:
            return found.end(), meaning(found, today)
    return None


def _window(found: re.Match[str], after: str | None, before: str | None) -> Window:
    if after is None:
        note = f"截至{before}"
    else:
        note = f"{after}起" if before is None else f"{after}至{before}"
    return Window(after, before, found.group(), note)


def _year(found: re.Match[str], today: date) -> Window:
    year = today.year + _YEARS[found["year"]]
    first, last = f"{year}-01-01", f"{year}-12-31"
    part, side = found["part"] or "", found["side"] or ""
    if found["month"]:
        number = _number(found["month"])
        first, last = f"{year}-{number:02}-01", last_day(f"{year}-{number:02}")
    if part == "上半年":
        last = f"{year}-06-30"
    if part == "下半年":
        first = f"{year}-07-01"
    if side in {"之后", "以后", "起"}:
        return _window(found, first if side == "起" else _after(last), None)
    if side:
        return _window(found, None, last if part else _before(first))
    return (
        _window(found, None, last) if part.endswith(("底", "末")) else _window(found, first, last)
    )


def _month(found: re.Match[str], today: date) -> Window:
    months = today.year * 12 + today.month - 1 + _MONTHS[found["month"]]
    first = f"{months // 12}-{months % 12 + 1:02}"
    if found["side"] or (found["part"] or "内") != "内":
        before = last_day(first) if found["part"] else _before(f"{first}-01")
        return _window(found, None, before)
    return _window(found, f"{first}-01", last_day(first))


def _quarter(found: re.Match[str], today: date) -> Window:
    shift = {"本": 0, "这": 0, "下": 1, "上": -1}[found["quarter"][0]]
    quarter = today.year * 4 + (today.month - 1) // 3 + shift
    year, first = quarter // 4, quarter % 4 * 3 + 1
    return _window(found, f"{year}-{first:02}-01", last_day(f"{year}-{first + 2:02}"))


def _within(found: re.Match[str], today: date) -> Window:
    number = _number(found["number"])
    unit = found["unit"]
    if unit in {"天", "日"}:
        last = today + timedelta(days=number)
    elif unit in {"周", "个星期"}:
        last = today + timedelta(weeks=number)
    else:
        months = number * {"年": 12, "个季度": 3}.get(unit, 1) or 6  # 半年
        last = _later(today, months)
    return _window(found, today.isoformat(), last.isoformat())


def _later(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _end(found: re.Match[str], today: date) -> Window:
    if found["end"].startswith("年"):
        return _window(found, None, f"{today.year}-12-31")
    return _window(found, None, last_day(f"{today.year}-{today.month:02}"))


def _past(found: re.Match[str], today: date) -> Window:
    reached = "到期" in found.group()
    last = today if reached else today - timedelta(days=1)
    return _window(found, None, last.isoformat())


def _to_come(found: re.Match[str], today: date) -> Window:
    return _window(found, today.isoformat(), None)


def _today(found: re.Match[str], today: date) -> Window:
    return _window(found, None, today.isoformat())


def _number(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    tens, ten, ones = printed.rpartition("十")
    if ten:
        return 10 * _NUMBERS.get(tens, 1) + _NUMBERS.get(ones, 0)
    return _NUMBERS[printed]


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


_MEANINGS: Final = (
    (_YEAR, _year),
    (_MONTH, _month),
    (_QUARTER, _quarter),
    (_WITHIN, _within),
    (_TO_COME, _to_come),
    (_PAST, _past),
    (_END, _end),
    (_TODAY, _today),
)
