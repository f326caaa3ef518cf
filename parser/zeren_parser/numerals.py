"""Find measured values in folded text: 95%以上, 0.03万公顷, 40%-45%, 百分之九十, 4-6个.

The unit is kept as printed, with its scale: 0.03万公顷 is 0.03 of 万公顷, 100474亩 is 100474 of 亩.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

Number = int | float


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number (or a range) with its unit and bound; `start:end` covers all of it.

    `bound` is 以上, 以下, 以内, 左右 … as printed, or empty.
    """

    start: int
    end: int
    low: Number
    high: Number | None
    unit: str | None
    bound: str


def _table(words: str) -> list[str]:
    return words.split()


_PER: Final = _table("个 百分点 个百分点 % ‰ 倍 分")
_LAND: Final = _table("平方公里 平方千米 平方米 立方米 方 公顷 亩 公里 千米 米")
_MASS: Final = _table(
    """
    吨标准煤 吨标煤 吨 公斤 市斤 斤 千克 克 升 千瓦时 千瓦 瓦 度 毫克/升 毫克/立方米 微克/立方米 标箱
    标准箱 /10万 /万 岁
    """
)
_MONEY: Final = _table("元 美元 欧元")
TIME_UNITS: Final = frozenset(_table("个工作日 工作日 个自然日 个月 天 小时 个小时 分钟 秒 个学期"))
_PEOPLE: Final = _table("人次 人年 人 名 位 户 户次 家 家次")
_THINGS: Final = _table(
    """
    批次 项 件 条 所 座 处 台 台(套) 台套 套 套(台) 辆 艘 架 支 张 头 只 羽 株 棵 门 册 部 篇 场 场次
    次 批 种 类 宗 枚 块 片 眼 口 盏 期 段 道 座次 学时 课时 学分 个学时 个课时 个学分 岗位 班
    间 栋 幢 门次 例 起 站 村 镇 县
    """
)
COUNTED: Final = frozenset((*_PEOPLE, *_THINGS, "个"))
_UNITS: Final = sorted(
    {*_PER, *_LAND, *_MASS, *_MONEY, *TIME_UNITS, *_PEOPLE, *_THINGS}, key=len, reverse=True
)
_SCALE: Final = "[百千万亿]"
_PER_WHAT: Final = "(?: [百千万]?人 | 户 | 年 | 月 | 日 | 天 | 亩 | 公顷 | 平方公里 )"  # 1小时/户
_NUMBER: Final = r"(?: [0-9]{1,3} (?: ,[0-9]{3} )+ (?! [0-9] ) | [0-9]+ (?: \.[0-9]+ )? )"
_BOUND: Final = """
    (?P<bound> (?: \\(含\\) )? (?: 及?以上 | 及?以下 | 以内 | 之内 | 左右 | 上下 | 内 ) | 余 | 多 )?
"""
_QUANTITY: Final = re.compile(
    # An opening class lets the engine skip to digits; the number is read again behind it.
    rf"""
    [0-9] (?<= (?P<first> [0-9] ) )
    (?P<rest> (?: [0-9]{{0,2}} (?: ,[0-9]{{3}} )+ (?! [0-9] ) | [0-9]* (?: \.[0-9]+ )? ) )
    (?: (?: % [-—~至]{{1,2}} | {_SCALE}? [-—~至到]{{1,2}} ) (?P<high> {_NUMBER} ) )?
    (?P<unit> {_SCALE}{{0,2}} (?: {"|".join(map(re.escape, _UNITS))} )? (?: / {_PER_WHAT} )? )
    {_BOUND}
    """,
    re.VERBOSE,
)
_PERCENT: Final = re.compile(
    rf"百分之 (?P<number> [零〇一二两三四五六七八九十百点]{{1,8}} ) {_BOUND}", re.VERBOSE
)
_DIGITS: Final = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_NO_START: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.第-/+0123456789")
_NO_FOLLOWER: Final = frozenset(
    "年月日号时级版轮届期ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)


def find_quantities(text: str, start: int, end: int) -> Iterator[Quantity]:
    """Yield the measured values of ``text[start:end]`` (folded), in text order.

    A number without a unit counts only where it has decimals or a bound: 0.6963, 30以上.

    >>> [(q.low, q.high, q.unit, q.bound) for q in find_quantities("控制在10立方米以下", 0, 10)]
    [(10, None, '立方米', '以下')]
    >>> [(q.low, q.high, q.unit) for q in find_quantities("下降40%-45%,4至6个,2020年", 0, 18)]
    [(40, 45, '%'), (4, 6, '个')]
    """
    for match in _QUANTITY.finditer(text, start, end):
        first = match.start()
        unit = match["unit"]
        if (not unit and (match["bound"] or "内") == "内" and "." not in match["rest"]) or (
            first > start and text[first - 1] in _NO_START
        ):
            continue
        if not unit and text[match.end() : match.end() + 1] in _NO_FOLLOWER:
            continue
        low, high = number(match["first"] + match["rest"]), None
        if match["high"]:
            high = number(match["high"])
            if high <= low:
                continue
        yield Quantity(first, match.end(), low, high, unit or None, match["bound"] or "")
    for match in _PERCENT.finditer(text, start, end):
        value = chinese_number(match["number"])
        if value is not None:
            yield Quantity(match.start(), match.end(), value, None, "%", match["bound"] or "")


def is_count(unit: str | None) -> bool:
    """Tell whether the unit counts things or people: 万户, 个, 台(套); not 亿元, 亩, %.

    >>> is_count("万户"), is_count("亿元"), is_count("万"), is_count(None)
    (True, False, False, False)
    """
    return unit is not None and unit.lstrip("百千万亿") in COUNTED


def number(printed: str) -> Number:
    """Return the value of Arabic digits: an int where no decimals are printed.

    >>> number("1,200"), number("0.6963"), number("6.0")
    (1200, 0.6963, 6.0)
    """
    printed = printed.replace(",", "")
    return float(printed) if "." in printed else int(printed)


def chinese_number(printed: str) -> Number | None:
    """Return the value of a Chinese numeral up to a hundred, or None where it is none.

    >>> [chinese_number(n) for n in ("九十五", "十", "百", "八点五", "一百", "十十")]
    [95, 10, 100, 8.5, 100, None]
    """
    whole, point, decimals = printed.partition("点")
    if whole in ("百", "一百"):
        value = 100
    else:
        tens, ten, ones = whole.rpartition("十")
        if len(tens) > 1 or len(ones) > 1 or not {*tens, *ones} <= _DIGITS.keys():
            return None
        value = (10 * _DIGITS[tens or "一"] if ten else 0) + (_DIGITS[ones] if ones else 0)
    if not point:
        return value
    if not decimals or not set(decimals) <= _DIGITS.keys():
        return None
    return float(f"{value}.{''.join(str(_DIGITS[digit]) for digit in decimals)}")
