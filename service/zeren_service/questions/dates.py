"""Date phrases of a question in, the window they ask for out: `2018年底前` is up to 2018-12-31."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
}
_TEENS: Final = {"十": 10, "十一": 11, "十二": 12} | {
    char: value for value, char in enumerate("一二三四五六七八九", 1)
}
_YEAR: Final = (
    r"(?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2}"
    r"|(?<!\d)[0-4]\d(?=年(?:年?底|年?末|年?内|[之以]?前|上半|下半|1?\d月|[一二三四五六七八九十]{1,2}月|到期|要))"
)
_PHRASE: Final = re.compile(
    rf"""
    (?P<until> 不?[早晚迟]于 | (?:最迟|最晚|至迟|赶)(?:在|到|于)? | 先于 | 截至 | 截止到? | 到 | 至 | 在 | 于 )?
    (?P<year> {_YEAR} ) (?:年度?|(?=[上下]半年)|(?=[-./](?:0?[1-9]|1[0-2])(?!\d)))
    (?: [-./]? (?P<month> 1[0-2] | 0?[1-9] | 十[一二]? | [一二三四五六七八九] )
        (?: 月份? | (?=[-./]\d) | (?: (?<=[-./]\d) | (?<=[-./]\d\d) ) (?![\d年]) )
        (?: [-./]? (?P<day> 3[01] | [12]\d | 0?[1-9] ) [日号]? )?
    )?
    (?P<part> 年?底 | 年?末 | 年终 | 上半年 | 下半年 )?
    (?P<side> 及?(?:以|之)前 | 前 | 及?(?:以|之)后 | 后 | 起 | 以来 | 为止 | 止 | (?:以|之)?内 )?
    """,
    re.VERBOSE,
)
_RANGE: Final = re.compile(
    rf"(?P<first>{_YEAR})年?(?:-|~|至|到|—+)(?P<last>{_YEAR})年(?:期间|之间|间|内)?"
)
# Two years side by side are one stretch: 2018、2019两年, 2018年和2019年.
_YEARS: Final = re.compile(
    rf"(?P<first>{_YEAR})年?[、和与及](?P<last>{_YEAR})(?:两年|年)(?:内)?(?!底|末|前|[0-9])"
)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, ISO dates, both ends inclusive; None is open. `note` tells the reading."""

    after: str | None
    before: str | None
    text: str
    note: str


def find_window(text: str, at: int) -> tuple[int, Window] | None:
    """Return the end and the window of the date phrase that starts at `at`, or None.

    >>> find_window("2018年底前要完成", 0)[1].before
    '2018-12-31'
    >>> find_window("2020年前", 0)[1].note
    '截至2019-12-31'
    >>> find_window("前三名", 0) is None
    True
    """
    span = _RANGE.match(text, at) or _following(text, at)
    if span is not None:
        first, last = f"{_year(span['first'])}-01-01", f"{_year(span['last'])}-12-31"
        return span.end(), Window(first, last, span.group(), f"{first}至{last}")
    phrase = _PHRASE.match(text, at)
    if phrase is None:
        return None
    first, last = _period(phrase)
    compared = _compared(phrase, first, last)
    if compared is not None:
        return phrase.end(), compared
    side = phrase["side"] or ""
    if side.endswith("后") or side in {"起", "以来"}:
        after = first if side in {"起", "以来"} or side.startswith("及") else _next(last)
        return phrase.end(), Window(after, None, phrase.group(), f"{after}起")
    if side.endswith(("前", "止", "内")):
        # 2018年底前 counts the end of the year in; 2020年前 ends before the year begins.
        # 12月31日前 counts the named day in, as such phrases are used in plans.
        named_day = bool(phrase["day"])
        whole = named_day or bool(phrase["part"]) or side.startswith("及") or side[-1] != "前"
        before = last if whole else _previous(first)
        return phrase.end(), Window(None, before, phrase.group(), f"截至{before}")
    until = phrase["until"] or ""
    if (
        until.startswith(("最", "至迟", "赶"))
        or until in {"到", "至", "截至", "截止", "截止到"}
        or phrase["part"] in _ENDS
    ):
        return phrase.end(), Window(None, last, phrase.group(), f"截至{last}")
    return phrase.end(), Window(first, last, phrase.group(), f"{first}至{last}")


def _following(text: str, at: int) -> re.Match[str] | None:
    """Return two years that follow each other."""
    found = _YEARS.match(text, at)
    if found is None or int(_year(found["last"])) - int(_year(found["first"])) != 1:
        return None
    return found


def _compared(phrase: re.Match[str], first: str, last: str) -> Window | None:
    """Read 早于2019年 and 不晚于2019年; the period itself counts with 不 only."""
    word = phrase["until"] or ""
    if not word.endswith("于") or len(word) < 2:
        return None
    later = word[-2] in "晚迟"
    with_period = word[0] == "不"
    if later is not with_period:
        # 晚于 begins behind the period, 不早于 with it
        after = first if with_period else _next(last)
        return Window(after, None, phrase.group(), f"{after}起")
    before = last if with_period else _previous(first)
    return Window(None, before, phrase.group(), f"截至{before}")


_ENDS: Final = frozenset({"年底", "底", "年末", "末", "年终"})


def last_day(date: str) -> str:
    """Return the last day of a date that may be partial.

    >>> last_day("2020"), last_day("2018-06"), last_day("2019-02-28")
    ('2020-12-31', '2018-06-30', '2019-02-28')
    """
    parts = date.split("-")
    if len(parts) == 1:
        return f"{date}-12-31"
    if len(parts) == 2:
        days = calendar.monthrange(int(parts[0]), int(parts[1]))[1]
        return f"{date}-{days:02}"
    return date


def within(date: str, window: Window) -> bool:
    """Tell whether a deadline, which may be partial and then means its last day, is in `window`."""
    day = last_day(date)
    return (window.after is None or day >= window.after) and (
        window.before is None or day <= window.before
    )


def _year(printed: str) -> str:
    digits = "".join(_DIGITS.get(char, char) for char in printed)
    return digits if len(digits) == 4 else f"20{digits}"  # 18年底前


def _period(phrase: re.Match[str]) -> tuple[str, str]:
    year, month, day = _year(phrase["year"]), phrase["month"], phrase["day"]
    if month is None:
        first_half = (phrase["part"] or "") == "上半年"
        start = "07-01" if phrase["part"] == "下半年" else "01-01"
        return f"{year}-{start}", f"{year}-{'06-30' if first_half else '12-31'}"
    number = int(month) if month.isdigit() else _TEENS[month]
    if day is not None:
        return (f"{year}-{number:02}-{int(day):02}",) * 2
    return f"{year}-{number:02}-01", last_day(f"{year}-{number:02}")


def _previous(date: str) -> str:
    year, month, day = map(int, date.split("-"))
    if day > 1:
        return f"{year}-{month:02}-{day - 1:02}"
    if month > 1:
        return last_day(f"{year}-{month - 1:02}")
    return f"{year - 1}-12-31"


def _next(date: str) -> str:
    year, month, day = map(int, date.split("-"))
    if day < calendar.monthrange(year, month)[1]:
        return f"{year}-{month:02}-{day + 1:02}"
    if month < 12:
        return f"{year}-{month + 1:02}-01"
    return f"{year + 1}-01-01"
