"""Names of one list in, what they mean in full out: 省商务厅、发展改革委 means 省发展改革委.

Drafters write what several names share once: the level in front (省教育厅、财政厅), the ending behind
(省教育、财政、人力资源和社会保障等部门) or the kind of government (广州、深圳、珠海市政府). A name is
completed only as far as the list or the table of standard departments is sure; it is never guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from zeren_parser.unit_keys import BY_STEM, LEVELS, UnitKey, read_unit

_LONG_LEVEL: Final = re.compile(r"自治[区州县]|兵团")
_GOVERNMENT: Final = re.compile(
    r"^(?P<place>.{1,10}?)(?P<level>[市县区州旗镇乡])(?P<organ>人民政府|政府|管理委员会|管委会|党委)$"
)
_PLACE: Final = re.compile(r"^(?!各|全)[\u4e00-\u9fff]{2,12}$")
_LEVEL_END: Final = re.compile(r"[市县区州旗镇乡]$")
_NO_PLACE: Final = re.compile(
    r"[局厅委办部处院会社行司团校所站队]$|中心$|集团$|大学$|政府$|公司$|海关$"
)


@lru_cache(maxsize=1024)  # a plan repeats its lists
def complete_list(names: tuple[str, ...], *, state: bool) -> tuple[str, ...]:
    """Return what each of the `names` of one list means in full; itself where nothing is shared.

    `state` tells that the list stands in a document of the State Council (教育、财政 are 部 there).

    >>> complete_list(("省教育", "财政", "人力资源和社会保障"), state=False)
    ('省教育厅', '省财政厅', '省人力资源和社会保障厅')
    >>> complete_list(("省商务厅", "发展改革委", "兰州海关"), state=False)
    ('省商务厅', '省发展改革委', '兰州海关')
    >>> complete_list(("广州", "深圳", "珠海市政府"), state=False)
    ('广州市政府', '深圳市政府', '珠海市政府')
    >>> complete_list(("县卫生健康", "市财政局", "教育厅"), state=False)  # 局 or 委; a 厅 is no city's
    ('县卫生健康', '市财政局', '教育厅')
    """
    level = ""
    completed: list[str] = []
    for name in names:
        stem = _bare_stem(name)
        if stem is not None:
            own, body = stem
            level = own or level
            completed.append(_with_ending(level, body, name, state=state))
            continue
        key = read_unit(name)
        if _names_level(key.level):
            level = key.level
        elif key.level:
            level = ""
        elif level and key.standard and _fits(key, level):
            name = level + name
        completed.append(name)
    _complete_governments(completed)
    return tuple(completed)


def _names_level(level: str) -> bool:
    return level in LEVELS or _LONG_LEVEL.fullmatch(level) is not None


def _bare_stem(name: str) -> tuple[str, str] | None:
    """Return level and stem of a name without its ending: 省教育, 财政."""
    if name in BY_STEM:
        return "", name
    if name[:1] in LEVELS and name[1:] in BY_STEM:
        return name[0], name[1:]
    return None


def _with_ending(level: str, stem: str, name: str, *, state: bool) -> str:
    if not level and not state:
        return name
    column = "省" if level in ("省", "自治区") else level or "国"
    return level + stem + (BY_STEM[stem].ending(column) or "")


def _fits(key: UnitKey, level: str) -> bool:
    """Tell whether a department of this ending exists at the level: 财政局 is none of a province."""
    if key.ending in ("部", "总局", "署"):
        return False
    if key.ending == "厅":
        return level in ("省", "自治区", "兵团")
    if key.ending == "局" and level in ("省", "自治区") and key.body in BY_STEM:
        return BY_STEM[key.body].ending("省") != "厅"
    return True


def _complete_governments(names: list[str]) -> None:
    """Give the places in front of 珠海市政府 its ending, in place."""
    for index, name in enumerate(names):
        government = _GOVERNMENT.match(name)
        if government is None:
            continue
        before = index - 1
        while before >= 0 and _is_place(names[before]):
            tail = (
                "" if _LEVEL_END.search(names[before], 2) else government["level"]
            )  # 广州 is a 市
            names[before] += tail + government["organ"]
            before -= 1


def _is_place(name: str) -> bool:
    if not _PLACE.match(name) or _NO_PLACE.search(name):
        return False
    return _LEVEL_END.search(name) is not None or len(name) <= 4
