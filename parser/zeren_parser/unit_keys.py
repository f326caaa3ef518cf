"""Name of a unit in, what it says out: level, department and kind, so that two spellings agree.

省发改委, 省发展改革委 and 甘肃省发展和改革委员会 have one key in a plan of 甘肃省; so have 人行兰州中心支行
and 中国人民银行兰州市中心支行. The key is general knowledge about names; whether a document means one unit
by two names is decided by `organisations`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from zeren_parser.departments import DEPARTMENTS, ENDINGS, SHORT_FORMS, Department
from zeren_parser.places import read_place

LEVELS: Final = frozenset("省市县区州盟旗镇乡")
_LONG_LEVELS: Final = ("自治区", "自治州", "自治县", "兵团")


class UnitKey(NamedTuple):
    """What a name says (单位归一键): `level` is a level word, a place or empty."""

    level: str  # 省, 市, 自治区, or the place itself (威海市)
    body: str  # the department's fullest stem, or the rest of the name in its regular spelling
    ending: str  # its kind: 委, 办, 局 …; empty where `body` holds it
    standard: bool  # the body is a department of the table or a short form


def _known() -> dict[str, tuple[str, str]]:
    """Return every spelling of a standard department → its fullest stem and kind of ending."""
    table = {
        stem + ending: (department.stems[0], endings[-1])
        for department in reversed(DEPARTMENTS)
        for stem in department.stems
        for endings in ENDINGS
        for ending in endings
    }
    for short, meant in SHORT_FORMS.items():
        table[short] = table.get(meant, (meant, ""))
        table[meant] = table[short]
    return table


_KNOWN: Final = _known()
BY_STEM: Final[dict[str, Department]] = {
    stem: department for department in reversed(DEPARTMENTS) for stem in department.stems
}
_STATE: Final = re.compile(r"^(?:中华人民共和国|国务院|国家|中国(?!铁路|移动|电信|联通|邮政))")
_ORGAN: Final = re.compile(r"^(?:人民政府|政府|党?委(?=[^员]))(?=.{2})")
_TAIL_BRACKET: Final = re.compile(r"[(\[][^()\[\]]*[)\]]$")
_YOUTH: Final = re.compile(
    r"^(?:共青)?团(?P<level>[省市县区州盟旗])委$|^共青团(?P<place>.+?)委员会$"
)
_BANK: Final = re.compile(
    r"^(?:中国人民银行|人民银行|人行)(?P<place>.{2,8}?)(?:中心支行|中支|分行)$"
)
_INSURANCE: Final = re.compile(
    r"^(?:中国银行保险监督管理委员会(?P<full>.{2,8}?)监管|(?P<place>.{2,8}?)银保监)(?:分?局)$"
)
_TAX: Final = re.compile(r"^国家税务总局(?P<place>.{2,12}?)税务局$")


@lru_cache(maxsize=4096)
def read_unit(name: str) -> UnitKey:
    """Return the key of `name` (folded, without white space).

    >>> read_unit("省发改委") == read_unit("省发展和改革委员会")
    True
    >>> read_unit("市场监管局").level, read_unit("市市场监管局").level, read_unit("市委编办").level
    ('', '市', '市')
    >>> read_unit("威海市人社局")
    UnitKey(level='威海市', body='人力资源和社会保障', ending='局', standard=True)
    """
    name = _TAIL_BRACKET.sub("", name) or name
    vertical = _vertical(name)
    if vertical is not None:
        return vertical
    for level, rest in _splits(name):
        found = _KNOWN.get(rest)
        if found is not None:
            return UnitKey(level, *found, standard=True)
    level, rest = _splits(name)[-1]
    return UnitKey(level, _regular(rest), "", standard=False)


def _splits(name: str) -> list[tuple[str, str]]:
    """Return the ways to cut `name` into level and rest: whole, behind 国家, behind 市, 市政府, 市委."""
    state = _STATE.match(name)
    if state and len(name) > state.end() + 1:
        return [("", name), ("", name[state.end() :])]
    ways = [("", name)]
    level = next((word for word in _LONG_LEVELS if name.startswith(word)), "")
    level = level or (name[0] if name[0] in LEVELS and len(name) > 2 else read_place(name) or "")
    if level == "全国" or len(level) >= len(name) - 1:
        return ways
    if level:
        rest = name[len(level) :]
        organ = _ORGAN.match(rest)
        if organ is not None:
            ways.append((level, rest[organ.end() :]))
        ways.append((level, rest))
    return ways


def _vertical(name: str) -> UnitKey | None:
    """Read the bodies that answer to the centre: 人行…中心支行, …银保监分局, 国家税务总局…税务局, 团市委."""
    for pattern, body in ((_BANK, "人民银行"), (_INSURANCE, "银保监"), (_TAX, "税务")):
        match = pattern.match(name)
        if match is not None:
            place = match["place"] or match["full"]
            if body == "税务":
                return UnitKey(place, body, "局", standard=True)
            return UnitKey(place.removesuffix("市").removesuffix("省"), body, "", standard=False)
    youth = _YOUTH.match(name)
    if youth is not None:
        return UnitKey(youth["level"] or youth["place"], "共青团", "", standard=True)
    return None


def _regular(rest: str) -> str:
    """Return the regular spelling: 委员会 → 委, 办公室 → 办, 人民政府 → 政府."""
    rest = rest.replace("人民政府", "政府").replace("管理委员会", "管委会").replace("[", "(")
    rest = rest.replace("]", ")").replace("应急管理", "应急")
    for endings in ENDINGS[:2]:
        if rest.endswith(endings[0]):
            return rest[: -len(endings[0])] + endings[-1]
    return rest
