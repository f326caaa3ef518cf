"""Verbs in a clause: 甲局牵头,乙局、丙局配合, each verb phrase gives its role to the names before it.

part       = [ time ] names [ verb phrase ]   甲局牵头 | 乙局、丙局按职责分工负责
verb phrase= { adjunct } verb { verb | adjunct }
"""

from __future__ import annotations

import re
from typing import Final

from zeren_parser.clause_reading import Reading
from zeren_parser.model import Role
from zeren_parser.names import cut_list, looks_like_organisation, split_names
from zeren_parser.vocabulary import (
    FIRM_END,
    INNER_VERB,
    TIME_LEAD,
    TIME_PART,
    role_of_phrase,
    verb_phrase,
)

_WITH: Final = re.compile(r"会同|联合(?=[省市县区州各])")
_PROSE: Final = re.compile(
    r"(?<=.)由|应当|不得|可以|必须|是否|以及其|如有|对于|为了|的(?!单位|部门)"
    r"|(?:负责人|负责同志|代表|人员|领导)$"
)
# 责任单位:甲局、乙局「等部门配合」: the label decides, the others support
_OTHERS_SUPPORT: Final = re.compile(r"等[^,;、等]{0,12}(?:部门|单位)配合$")
# 甲局「负责」课程建设: a verb inside a part, with what it is about behind it
_INNER_DUTY: Final = re.compile(r"牵头|负责(?!人)|承担|配合|协助|指导")
_GENERIC: Final = re.compile(r"(?:单位|部门)$")
_PART_CUT: Final = re.compile(r"[,;]")
# 省教育、财政、人力资源和社会保障「等部门」: names that are only whole with a shared ending
_OF_DEPARTMENTS: Final = re.compile(r"等[^、,;等]{0,8}(?:部门|单位)$")
_LONGEST_LIST: Final = 600


def is_time(piece: str) -> bool:
    """Tell whether a part speaks of time and names nobody: 8月底前完成, 长期坚持."""
    lead = TIME_LEAD.match(piece)
    if lead is None:
        return TIME_PART.search(piece) is not None
    rest = piece[lead.end() :]
    return not looks_like_organisation(rest[: len(rest) - len(verb_phrase(rest))])


def has_verbs(body: str) -> bool:
    """Tell whether a list of names is followed by a verb phrase anywhere in `body`."""
    parts = _PART_CUT.split(body)
    if _OTHERS_SUPPORT.search(body):
        parts.pop()  # its verb speaks of those who are not named
    return any(map(verb_phrase, parts))


def read_verbs(reading: Reading, start: int, end: int, *, default: Role | None) -> None:
    """Read 甲局牵头,乙局、丙局配合 : each verb phrase gives its role to the names before it.

    `default` is the role that a label gave; without it the lists must look like names.
    """
    text = reading.text
    waiting: list[tuple[int, int]] = []
    last_role: Role | None = None
    for first, last in _verb_parts(text, start, end):
        piece = text[first:last]
        if is_time(piece):
            continue
        lead = TIME_LEAD.match(piece)
        if lead is not None:
            first += lead.end()
            piece = text[first:last]
        phrase = verb_phrase(piece)
        if not phrase:
            if default is None and _read_duty(reading, first, last):
                waiting, last_role = [], Role.RESPONSIBLE
                continue
            waiting.append((first, last))
            continue
        role = role_of_phrase(phrase)
        if default is Role.LEAD and role is Role.RESPONSIBLE:
            role = Role.LEAD  # 牵头单位:甲局、乙局按职能负责: the label says more than the verb
        lists = [*waiting, (first, last - len(phrase))]
        if default is None and not plausible(text, lists):
            waiting = []
            if _read_duty(reading, first, last):
                last_role = Role.RESPONSIBLE
            continue
        if not any(last_ > first_ for first_, last_ in lists) and last_role is None:
            continue
        for index, (first_, last_) in enumerate(lists):
            own = role
            if index < len(waiting):
                own = _role_before(role, last_role, default, index)
            _read_actors(reading, first_, last_, own)
        reading.kinds.add("verb")
        reading.firm = reading.firm or "职责" in phrase or role is Role.LEAD
        waiting, last_role = [], role
    _read_waiting(reading, waiting, last_role, default)


def _role_before(role: Role, last_role: Role | None, default: Role | None, index: int) -> Role:
    """Return the role of list `index` of those that wait for a verb, where `role` is that verb's.

    责任单位:甲局、乙局,丙局配合 and 甲局,乙局、丙局配合 : the verb is that of 丙局 only; the label, or
    being named first, makes the others responsible.
    """
    if last_role is not None or role not in (Role.SUPPORT, Role.SUPERVISE):
        return role
    if default is not None:
        return default
    return Role.RESPONSIBLE if index == 0 else role


def _read_duty(reading: Reading, start: int, end: int) -> bool:
    """Read 甲局负责课程建设 : the unit, its verb, and what it does; tell whether it was one."""
    verb = _INNER_DUTY.search(reading.text, start, end)
    if verb is None or verb.start() == start:
        return False
    names = split_names(reading.text, start, verb.start()).names
    firm = all(
        FIRM_END.search(reading.text, name.start, name.end)
        and not _GENERIC.search(reading.text, name.start, name.end)
        for name in names
    )
    if not names or not firm or not plausible(reading.text, [(start, verb.start())]):
        return False
    reading.add(start, verb.start(), role_of_phrase(verb.group()))
    reading.kinds.add("verb")
    return True


def _read_waiting(
    reading: Reading, waiting: list[tuple[int, int]], last_role: Role | None, default: Role | None
) -> None:
    """Read lists that no verb follows: 甲局牵头,乙局、丙局 makes them responsible."""
    after = Role.RESPONSIBLE if last_role in (Role.LEAD, None) else last_role
    role = default if default is not None and last_role is None else after
    for first, last in waiting:
        if default is None and not plausible(reading.text, [(first, last)]):
            continue
        if _WITH.search(reading.text, first, last):
            _read_actors(reading, first, last, role)
        elif last_role is not None or default is not None:
            reading.add(first, last, role)


def plausible(text: str, lists: list[tuple[int, int]]) -> bool:
    """Tell whether unlabelled lists name organisations: every first name must look like one."""
    for first, last in lists:
        piece = text[first:last]
        if not piece:
            continue
        if _PROSE.search(piece) or len(piece) > _LONGEST_LIST:
            return False
        names = split_names(text, first, last).names
        if names and _OF_DEPARTMENTS.search(piece):
            continue
        if not names or not looks_like_organisation(text[names[0].start : names[0].end]):
            return False
    return True


def _read_actors(reading: Reading, start: int, end: int, role: Role) -> None:
    """Read names, with 会同 inside: 甲局会同乙局 gives 乙局 support."""
    if end <= start:
        return
    both = _WITH.search(reading.text, start, end)
    if both is None or start < both.start() < start + 2:
        reading.add(start, end, role)
        return
    head_end = both.start()
    phrase = verb_phrase(reading.text[start:head_end])
    if phrase:
        head_end -= len(phrase)
        role = role_of_phrase(phrase)
    if head_end > start:
        reading.add(start, head_end, role)
    reading.add(both.end(), end, Role.SUPPORT)
    reading.kinds.add("joint")


def _verb_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut at commas, and behind a verb that no comma follows: 甲局牵头|乙局配合."""
    pieces: list[tuple[int, int]] = []
    for first, last in cut_list(text, start, end, ",;"):
        cut = first
        for verb in INNER_VERB.finditer(text, first, last):
            rest = text[verb.end() : last]
            if (
                verb.end() < last
                and verb_phrase(verb.group() + rest) != verb.group() + rest
                and "会同" not in rest[:6]
            ):
                pieces.append((cut, verb.end()))
                cut = verb.end()
        pieces.append((cut, last))
    return pieces
