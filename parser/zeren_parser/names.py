"""A list of departments in, single names out: 「甲局、乙局和丙局等部门」.

Works on positions of the view. A list is cut at 、 and , outside of brackets; at 和 or 及 only
between two whole names (人力资源和社会保障局 is one); a collective written with an inner list
(各县(市、区)人民政府, 各镇、街道) stays one name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from zeren_parser.vocabulary import (
    CLASS_NEXT,
    COLLECTIVE,
    ET_CETERA,
    EVERY_BODY,
    EVERY_CLASS,
    EVERY_LEVEL,
    FIRM_END,
    FIRST_BODY,
    GENERIC_NEXT,
    HEAD_BEFORE_GENERIC,
    LEVEL_HEAD,
    LEVEL_NEXT,
    ORGANISATION_END,
    SECOND_BODY,
    ZONE_BODY,
)

_INTRICATE: Final = re.compile(r"[()\[\]〈〉‹›<>“等和及与暨]")
_PIECE: Final = re.compile(r"[^、,;/]+")
# What is quoted is one word: 市“双随机、一公开”监管联席会议
_SEPARATOR: Final = re.compile(r"“[^“”]{1,20}”|[()\[\]〈〉‹›<>、,;/]")
# 等 that is part of a word: 高等学校, 中等职业学校, 等级保护办
_NOT_ET_CETERA: Final = re.compile(r"[高中初同平均]等|等[级额同于]")
_AND: Final = re.compile(r"以及|及|和|与|暨")
_TRAILING_BRACKET: Final = re.compile(r"[(\[][^()\[\]]*[)\]]$")
_LEADING: Final = re.compile(
    r"^(?:[★☆▲△●○◆■※*]|(?:以及|并由|由|请|及|和|与|并|其中|还有)(?!田|平|县|政))*"
)
_TRAILING: Final = re.compile(r"[。.:、\-—/*★☆△▲]+$")
# Also a bracket alone: 牵头单位:「(以联合体形式申报时填写)」 of a form
_NOTHING: Final = re.compile(r"^(?:无|同上|/|-+|—+|\*+|\d+|[(\[][^()\[\]]*[)\]])$")
# A 、 that the drafter forgot: 市财政局|市审计局|各镇街
_JOINT: Final = re.compile(
    r"(?:局|厅|委|办|残联|妇联|侨联|文联|工商联|科协|总工会|法院|检察院|公司|集团|委[^省市县区州委]{2,4}部)"
    r"(?=(?:省|市|县|区|州)[^、,省市县区州]{1,14}(?:局|厅|委|办|部|中心|联|会|院)$"
    r"|各(?:县|市|区|镇|乡|街|州|盟|旗|有关|相关|园区|开发区)[^、,各]{0,10}$)"
)


# What may be the second half of a collective with an inner list
_SECOND_HALF: Final = re.compile(
    "|".join(words.pattern for words in (LEVEL_NEXT, GENERIC_NEXT, CLASS_NEXT, SECOND_BODY))
)
_TWO_IN_ONE: Final = re.compile(r"纪委.?(?:监委|监察委)")  # 市纪委市监委 is one office
_PARTY_AND_GOVERNMENT: Final = ("省委", "市委", "县委", "区委", "州委", "旗委")  # 市委市政府督查室


@dataclass(frozen=True, slots=True)
class Name:
    """One printed name (单位名称): view positions; `group` marks a collective."""

    start: int
    end: int
    group: bool


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one list; `open_ended` where it says 等; `repairs` names mended slips."""

    names: tuple[Name, ...]
    open_ended: bool
    repairs: tuple[str, ...]


@lru_cache(maxsize=4096)
def looks_like_organisation(name: str) -> bool:
    """Tell whether a printed name ends as names of organisations do, or is a collective.

    >>> looks_like_organisation("省政府办公厅[省大数据管理局]"), looks_like_organisation("填写")
    (True, False)
    """
    core = _TRAILING_BRACKET.sub("", name)
    return len(core) >= 2 and bool(ORGANISATION_END.search(core) or COLLECTIVE.search(core))


def split_names(text: str, start: int, end: int) -> Names:
    """Return the names listed in ``text[start:end]``, in printed order.

    >>> text = "人力资源和社会保障局、各县(市、区)人民政府等部门"
    >>> [text[n.start:n.end] for n in split_names(text, 0, len(text)).names]
    ['人力资源和社会保障局', '各县(市、区)人民政府']
    """
    found = split_list(text[start:end])
    names = tuple(Name(start + n.start, start + n.end, n.group) for n in found.names)
    return Names(names, found.open_ended, found.repairs)


@lru_cache(maxsize=4096)  # a plan names the same units together again and again
def split_list(text: str) -> Names:
    """Return the names of the list `text`, by their place in it; see `split_names`."""
    start, end = 0, len(text)
    if not _INTRICATE.search(text):
        plain = _split_plain(text, start, end)
        if plain is not None:
            return plain
    open_ended = False
    repairs: list[str] = []
    names: list[Name] = []
    for part_start, part_end in cut_list(text, start, end, ",;"):
        parts: list[tuple[int, int]] = []
        for kept_start, kept_end, opened in _without_et_cetera(text, part_start, part_end):
            open_ended = open_ended or opened
            parts.extend(cut_list(text, kept_start, kept_end, "、/"))
        merged = _merge_collectives(text, parts)
        for index, (first, last) in enumerate(merged):
            for one in _split_and(text, first, last, is_last=index + 1 == len(merged)):
                names.extend(_clean(text, *one, repairs))
    return Names(tuple(names), open_ended, tuple(dict.fromkeys(repairs)))


def _split_plain(text: str, start: int, end: int) -> Names | None:
    """Cut a list without brackets, 等 or 和 in one go; None where a collective has an inner list."""
    names: list[Name] = []
    repairs: list[str] = []
    for piece in _PIECE.finditer(text, start, end):
        word = piece.group()
        if len(word) < 10 and _SECOND_HALF.match(word):
            return None
        if names and ZONE_BODY.match(word):
            return None
        names.extend(_clean(text, piece.start(), piece.end(), repairs))
    return Names(tuple(names), open_ended=False, repairs=tuple(dict.fromkeys(repairs)))


def cut_list(text: str, start: int, end: int, separators: str) -> list[tuple[int, int]]:
    """Return the pieces of ``text[start:end]`` between `separators` outside of brackets.

    Separators may be 、 , and ; and empty pieces are dropped.

    >>> cut_list("各县(市、区),甲局", 0, 10, ",;")
    [(0, 7), (8, 10)]
    """
    pieces: list[tuple[int, int]] = []
    depth = 0
    first = start
    for mark in _SEPARATOR.finditer(text, start, end):
        sign = mark.group()
        if sign in "([〈‹<":
            depth += 1
        elif sign in ")]〉›>":
            depth = max(0, depth - 1)
        elif depth == 0 and sign in separators:
            if mark.start() > first:
                pieces.append((first, mark.start()))
            first = mark.end()
    if end > first:
        pieces.append((first, end))
    return pieces


def _without_et_cetera(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Return the stretches around 等…: ``甲局等部门及各地`` gives 甲局 (open) and 各地."""
    kept: list[tuple[int, int, bool]] = []
    first = start
    search = start
    while (at := text.find("等", search, end)) >= 0:
        if at == start or _NOT_ET_CETERA.match(text, at - 1) or _NOT_ET_CETERA.match(text, at):
            search = at + 1
            continue
        if _depth(text, first, at):
            search = at + 1
            continue
        match = ET_CETERA.match(text, at, end)
        after = match.end() if match else at + 1
        rest = _phrase_end(text, after, end)
        if at > first:
            kept.append((first, at, True))
        first = search = rest
    if first < end:
        kept.append((first, end, False))
    return kept


def _depth(text: str, start: int, end: int) -> int:
    piece = text[start:end]
    return piece.count("(") + piece.count("[") - piece.count(")") - piece.count("]")


def _phrase_end(text: str, start: int, end: int) -> int:
    """Return where the phrase behind 等 ends: at the next 、 及 和 outside of brackets, or `end`."""
    depth = 0
    for at in range(start, end):
        sign = text[at]
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif depth <= 0 and (sign in "、及" or (sign == "和" and at == start)):
            return at
    return end


def _merge_collectives(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join again what one collective holds: 各镇|街道, 县|区政府, 市直有关部门|单位."""
    merged: list[tuple[int, int]] = []
    for start, end in parts:
        piece = text[start:end]
        if merged:
            head = text[merged[-1][0] : merged[-1][1]]
            tail = head.rsplit("、", 1)[-1]
            level = (
                LEVEL_NEXT.match(piece)
                and LEVEL_HEAD.match(tail)
                and not HEAD_BEFORE_GENERIC.search(tail)
            )
            generic = GENERIC_NEXT.match(piece) and HEAD_BEFORE_GENERIC.search(head)
            shared = EVERY_LEVEL.match(tail) and ZONE_BODY.match(piece)
            every = EVERY_CLASS.match(head) and CLASS_NEXT.match(piece)
            bodies = EVERY_BODY.match(head) and LEVEL_NEXT.match(piece)
            second = FIRST_BODY.search(head) and SECOND_BODY.match(piece)
            if level or generic or shared or every or bodies or second:
                merged[-1] = (merged[-1][0], end)
                continue
        merged.append((start, end))
    return merged


def _split_and(text: str, start: int, end: int, *, is_last: bool) -> list[tuple[int, int]]:
    """Cut at 和, 及, 以及 between two whole names only.

    The word stands before the last name of a list; elsewhere, and 与 anywhere, it belongs to a name,
    unless what is before it can only be a unit: 实验室与设备管理处, but 市财政局和市审计局、市统计局.
    """
    pieces: list[tuple[int, int]] = []
    first = start
    for word in _AND.finditer(text, start, end):
        if word.start() < first or _depth(text, first, word.start()):
            continue
        left = text[first : word.start()]
        right = text[word.end() : end]
        if (
            len(left) >= 3
            and ((is_last and word.group() != "与") or FIRM_END.search(left))
            and looks_like_organisation(left)
            and len(right) >= 2
            and looks_like_organisation(right)
            and not GENERIC_NEXT.match(_AND.split(right)[0])
            and not SECOND_BODY.match(right)
        ):
            pieces.append((first, word.start()))
            first = word.end()
    pieces.append((first, end))
    return pieces


def _clean(text: str, start: int, end: int, repairs: list[str]) -> list[Name]:
    """Trim what is no part of the name; cut where the drafter forgot a 、."""
    pieces = _trimmed(text[start:end])
    if len(pieces) > 1:
        repairs.append("missing-separator")
    return [Name(start + first, start + last, group) for first, last, group in pieces]


@lru_cache(maxsize=4096)  # a plan names the same unit dozens of times
def _trimmed(piece: str) -> tuple[tuple[int, int, bool], ...]:
    """Return the names in one piece of a list: start, end, and whether it is a collective.

    >>> _trimmed("以及市财政局市审计局。")
    ((2, 6, False), (6, 10, False))
    """
    lead = _LEADING.match(piece)
    start = lead.end() if lead else 0
    trail = _TRAILING.search(piece)
    end = trail.start() if trail and trail.start() > start else len(piece)
    while end > start and piece[end - 1] in ")]" and _depth(piece, start, end) < 0:
        end -= 1
    name = piece[start:end]
    if len(name) < 2 or _NOTHING.match(name):
        return ()
    whole = name.startswith(_PARTY_AND_GOVERNMENT) or _TWO_IN_ONE.search(name)
    if not whole and not COLLECTIVE.search(name):
        joint = _JOINT.search(name)
        if joint and joint.end() >= 3:
            cut = start + joint.end()
            first, rest = _trimmed(piece[start:cut]), _trimmed(name[joint.end() :])
            return (
                *((start + a, start + b, group) for a, b, group in first),
                *((cut + a, cut + b, group) for a, b, group in rest),
            )
    return ((start, end, _is_group(name)),)


def _is_group(piece: str) -> bool:
    return (
        bool(COLLECTIVE.search(piece))
        or "、" in piece
        or bool(LEVEL_HEAD.match(piece))
        or bool(LEVEL_NEXT.match(piece))
    )
