"""Printed date in, ISO 8601 out, as exact as printed: ``2017/12/28 16:37:22``, 二〇二三年三月."""

from __future__ import annotations

import re
from typing import Final

from zeren_parser.view import fold

DATE: Final = r"(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日?)?"
_ONES: Final = "一二三四五六七八九"
_CHINESE: Final = rf"二[〇○零Oo0][〇○零Oo0{_ONES}]{{2}}年[{_ONES}十]{{1,2}}月[{_ONES}十]{{1,3}}日"
PRINTED_DATE: Final = rf"(?:{DATE}|{_CHINESE})"
_NUMERIC: Final = re.compile(
    r"""
    (?<! \d ) (?<! \d [-~—至] ) (?P<year> (?:19|20)\d\d )
    (?: \s* [-/.年] \s* (?P<month> 0?[1-9] | 1[0-2] ) (?! \d )
      (?: \s* [-/.月] \s* (?P<day> 0?[1-9] | [12]\d | 3[01] ) (?! \d )
        (?: \s* 日? [\sT]* (?P<time> [0-2]?\d : [0-5]\d (?: : [0-5]\d )? ) (?! \d ) )? )? )?
    (?! \d | \s* [-—~至] \s* \d )              # 2014—2030年 is a span of years
    """,
    re.VERBOSE,
)
_HAN: Final = re.compile(r"(?P<year>二[^年]{3})年(?P<month>[^月]{1,2})月(?P<day>[^日]{1,3})日")
_DIGITS: Final = {"〇": "0", "○": "0", "零": "0", "O": "0", "o": "0", "0": "0"} | {
    numeral: str(value) for value, numeral in enumerate(_ONES, 1)
}


def to_iso(printed: str) -> str | None:
    """Return the first date of `printed` in ISO 8601; None if it holds none or a range of years.

    >>> to_iso("2017/12/28 16:37:22"), to_iso("2023 年3 月29 日"), to_iso("二〇二三年十二月二十九日")
    ('2017-12-28T16:37:22', '2023-03-29', '2023-12-29')
    >>> to_iso("2017年"), to_iso("2021-2023年期间")
    ('2017', None)
    """
    text = fold(printed)
    numeric = _NUMERIC.search(text)
    if numeric is not None:
        parts = [numeric["year"]]
        parts += [f"{int(part):02}" for part in (numeric["month"], numeric["day"]) if part]
        time = numeric["time"]
        return "-".join(parts) + (f"T{time:0>{5 if time.count(':') == 1 else 8}}" if time else "")
    han = _HAN.search("".join(text.split()))
    if han is None:
        return None
    year = "".join(_DIGITS.get(numeral, "") for numeral in han["year"])
    month, day = _small(han["month"]), _small(han["day"])
    return f"{year}-{month:02}-{day:02}" if len(year) == 4 and month and day else None


def _small(numerals: str) -> int:
    """Return the value of a numeral below one hundred; 0 if it is none."""
    tens, mark, ones = numerals.rpartition("十")
    if any(n not in _DIGITS for n in tens + ones):
        return 0
    value = int(_DIGITS.get(tens, "1") or 1) * 10 if mark else 0
    return value + int(_DIGITS.get(ones, "0") or 0)
