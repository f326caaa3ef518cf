"""`第二部分`, `二/(五)/1` in a question in, the numbers of the item out: (2,), (2, 5, 1)."""

from __future__ import annotations

import re
from typing import Final

_NUMERAL: Final = r"[一二三四五六七八九十百]+|\d+"
_NAMED: Final = re.compile(
    rf"""第(?:{_NUMERAL})(?:个|大)?(?:部分|大项|大部分|章|板块|大类)
    (?:的?第?\(?(?:{_NUMERAL})\)?(?:节|条|项|点|小节|款)|的?\((?:{_NUMERAL})\))?""",
    re.VERBOSE,
)
_ARTICLE: Final = re.compile(rf"第\(?(?:{_NUMERAL})\)?(?:条|项|点|款)")
_PATH: Final = re.compile(
    rf"""
    (?: (?:[一二三四五六七八九十]+) (?:/|、)? \((?:{_NUMERAL})\) (?: [/.]? \d+ )? (?:[.](?=\D|$))?
      | (?:{_NUMERAL}) (?: / (?: \((?:{_NUMERAL})\) | \d+ ) )+
    ) (?: \#\d+ )?
    """,
    re.VERBOSE,
)
_NUMBER: Final = re.compile(_NUMERAL)
_UNITS: Final = {char: value for value, char in enumerate("一二三四五六七八九", 1)}


def find_place(text: str, at: int) -> tuple[int, tuple[int, ...]] | None:
    """Return the end and the numbers of the item that the text at `at` names, or None.

    >>> find_place("第二部分有哪些任务", 0), find_place("二/(五)/1由谁牵头", 0)
    ((4, (2,)), (7, (2, 5, 1)))
    >>> find_place("二氧化碳", 0) is None
    True
    """
    for pattern in (_NAMED, _PATH, _ARTICLE):
        found = pattern.match(text, at)
        if found is not None:
            printed = found.group().partition("#")[0]
            return found.end(), tuple(number(n) for n in _NUMBER.findall(printed))
    return None


def number(printed: str) -> int:
    """Return the value of a numeral up to 99.

    >>> number("十二"), number("二十"), number("7")
    (12, 20, 7)
    """
    if printed.isdigit():
        return int(printed)
    tens, ten, ones = printed.rpartition("十")
    value = _UNITS.get(ones, 0)
    return value + 10 * _UNITS.get(tens, 1) if ten else value


def numbers(path: str) -> tuple[int, ...]:
    """Return the numbers of a path as printed in a plan.

    >>> numbers("二/(五)/1#2"), numbers("第三章/第五条")
    ((2, 5, 1), (3, 5))
    """
    parts = path.partition("#")[0].split("/")
    found = (_NUMBER.search(part) for part in parts)
    return tuple(number(match.group()) for match in found if match is not None)
