"""Printed names in, organisations out: which full unit an abbreviation means, only when unique.

Evidence comes from the document itself: a name defined with 以下简称, the units of the leading
group, and longer names printed elsewhere. 经发局 is 经济发展局 because its characters stand in that
name in the same order, the first one first, and no other unit fits as well. Two candidates of the
same rank leave the name open, and that is reported. Behind it stands general knowledge: which level
a list shares (`completion`) and which spellings name one standard department (`spellings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from zeren_parser.completion import complete_list
from zeren_parser.model import Kind, Roster, Span
from zeren_parser.spellings import choose_names
from zeren_parser.view import View

# Kind of unit by its ending: an abbreviation and its full name agree in it. Longest ending first.
_ENDINGS: Final = (
    ("分局", ("分局",)),
    ("局", ("局",)),
    ("厅", ("厅",)),
    ("管委会", ("管理委员会", "管委会")),
    ("委员会", ("委员会",)),
    ("委", ("委员会", "委")),
    ("办公室", ("办公室",)),
    ("办公厅", ("办公厅",)),
    ("办", ("办公室", "办公厅", "办")),
    ("部", ("部",)),
    ("处", ("处", "管理处")),
    ("科", ("科",)),
    ("中心", ("中心",)),
    ("集团", ("集团", "集团公司", "集团有限公司", "集团有限责任公司", "集团控股有限公司")),
    ("公司", ("公司",)),
    ("院", ("院",)),
    ("队", ("队",)),
)
_MEANT: Final = {ending: sorted(meant, key=len, reverse=True) for ending, meant in _ENDINGS}
_LEVELS: Final = frozenset("省市县区州盟旗镇")
_Candidates = dict[str, list[tuple[str, str]]]  # ending → (full name, its stem)
_WORD_START: Final = re.compile(r"和|与|及|、|\)")
# 甲乙丙委员会「(以下简称甲委)」, and the full name before it, which is looked for from there back
_ALIAS: Final = re.compile(r"\((?:以下|下)(?:统)?简称[:“\"]?(?P<alias>[一-龥]{2,16})[”\"]?\)")
_FULL_BEFORE: Final = re.compile(r"[一-龥()]{4,40}$")
_LONGEST_FULL: Final = 40
_INNER_BRACKET: Final = re.compile(r"\([^()]*\)")
# Which units a collective's level word means: 各镇、街道 → 崮山镇政府, 皇冠街道办事处
_MEMBERS: Final = (
    ("镇", re.compile(r"^[^镇]{1,8}镇(?:人民政府|政府|党委)?$")),
    ("乡", re.compile(r"^[^乡]{1,8}乡(?:人民政府|政府|党委)?$")),
    ("街道", re.compile(r"^[^街]{1,8}街道(?:办事处|党工委)?$")),
    ("街", re.compile(r"^[^街]{1,8}街道?(?:办事处)?$")),
    ("县", re.compile(r"^[^县]{1,8}县(?:人民政府|政府)?$")),
    ("区", re.compile(r"^[^区]{1,8}区(?:人民政府|政府|管委会|管理委员会)?$")),
    ("市", re.compile(r"^[^市]{1,8}市(?:人民政府|政府)?$")),
    ("州", re.compile(r"^[^州]{1,8}州(?:人民政府|政府)?$")),
)


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name as printed somewhere (印出的名称), folded, with its canonical place."""

    text: str
    kind: Kind
    span: Span


@dataclass(slots=True)
class Unit:
    """An organisation while it is put together (主体归并): names and the places that prove them."""

    name: str
    kind: Kind
    aliases: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    evidence: list[Span] = field(default_factory=list)
    proved: bool = False  # a place of the full name itself is among the evidence


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A name that several units fit equally well (简称歧义): it stays open."""

    name: str
    candidates: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Resolution:
    """The organisations (归并结果), which one each mention means, and what stays open.

    `meaning` maps the canonical offset where a name is printed to the name of its organisation.
    """

    units: tuple[Unit, ...]
    meaning: dict[int, str]
    open: tuple[Ambiguity, ...]


def resolve_organisations(
    view: View,
    lists: Sequence[Sequence[PrintedName]],
    roster: Roster | None,
    jurisdiction: str | None = None,
) -> Resolution:
    """Return the organisations, first seen first, and which one each printed name means.

    `lists` holds the names as they stand in one list of a clause (牵头单位:甲局、乙局), for a list
    shares its level. Evidence is asked in this order: what the list shares, names the text defines
    (以下简称), the units of the leading group, other spellings of the same department.
    """
    posts = _roster_names(view, roster)
    full_names = list(dict.fromkeys(name for name, _ in posts))
    defined = _defined(view)
    printed = _completed(lists, state=jurisdiction == "全国")
    first, kinds, vague = _first_meanings(printed, full_names, defined)
    proved = [*full_names, *(full for full, _ in defined.values())]
    chosen, unsettled = choose_names(kinds, proved, jurisdiction)
    units: dict[str, Unit] = {}
    meaning: dict[int, str] = {}
    for name, whole in printed:
        full = first[whole]
        if full in unsettled:
            vague.setdefault(full, Ambiguity(name.text, unsettled[full], name.span))
        full = chosen.get(full, full)
        meaning[name.span.start] = full
        _note(units.setdefault(full, Unit(full, name.kind)), name, whole, defined)
    _note_posts(units, posts, chosen)
    for unit in (unit for unit in units.values() if unit.kind is Kind.GROUP):
        unit.members = [chosen.get(name, name) for name in _members(unit.name, full_names)]
    return Resolution(tuple(units.values()), meaning, tuple(vague.values()))


def _first_meanings(
    printed: list[tuple[PrintedName, str]],
    full_names: list[str],
    defined: dict[str, tuple[str, Span | None]],
) -> tuple[dict[str, str], dict[str, Kind], dict[str, Ambiguity]]:
    """Return what each whole name means by the document's own evidence, and what stays open."""
    candidates = _by_ending(full_names)
    first: dict[str, str] = {}
    kinds: dict[str, Kind] = {}
    vague: dict[str, Ambiguity] = {}
    for name, whole in printed:
        if whole in first:
            continue
        full = defined.get(whole, (whole, None))[0]
        if full == whole and name.kind is Kind.UNIT:
            fitting = _fitting(whole, candidates) if full_names else []
            full = fitting[0] if len(fitting) == 1 else whole
            if len(fitting) > 1:
                vague[whole] = Ambiguity(name.text, tuple(fitting), name.span)
        first[whole] = full
        kinds.setdefault(full, name.kind)
    return first, kinds, vague


def _note_posts(
    units: dict[str, Unit], posts: list[tuple[str, Span]], chosen: dict[str, str]
) -> None:
    """Keep the units of the leading group, each with the place that names it."""
    for full, span in posts:
        best = chosen.get(full, full)
        unit = units.setdefault(best, Unit(best, Kind.UNIT))
        if full != best and full not in unit.aliases:
            unit.aliases.append(full)
        if span not in unit.evidence:
            unit.evidence.append(span)


def _completed(
    lists: Sequence[Sequence[PrintedName]], *, state: bool
) -> list[tuple[PrintedName, str]]:
    """Return each name with what it means in full; a group or a person shares no level."""
    completed: list[tuple[PrintedName, str]] = []
    for names in lists:
        whole = [name.text for name in names]
        units = [index for index, name in enumerate(names) if name.kind is Kind.UNIT]
        shared = complete_list(tuple(whole[index] for index in units), state=state)
        for index, full in zip(units, shared, strict=True):
            whole[index] = full
        completed.extend(zip(names, whole, strict=True))
    return completed


def _note(
    unit: Unit, name: PrintedName, whole: str, defined: dict[str, tuple[str, Span | None]]
) -> None:
    """Keep the printed name as an alias with its place, and the place that defines it."""
    if name.text != unit.name and name.text not in unit.aliases:
        unit.aliases.append(name.text)
        unit.evidence.append(name.span)
        if whole in defined and (place := defined[whole][1]):
            unit.evidence.append(place)
    elif name.text == unit.name and not unit.proved:
        unit.evidence.append(name.span)
        unit.proved = True


def resolve_abbreviation(name: str, full_names: Iterable[str]) -> str | None:
    """Return the one full name that `name` abbreviates, or None when none or several fit best.

    >>> resolve_abbreviation("经发局", ["经济发展局", "农业经济发展局"])
    '经济发展局'
    >>> resolve_abbreviation("国土资源局", ["国土资源分局"]) is None
    True
    """
    return _resolve(name, _by_ending(full_names))


def _by_ending(full_names: Iterable[str]) -> _Candidates:
    """Return, for each ending an abbreviation may have, the full names that agree with it."""
    table: _Candidates = {ending: [] for ending, _ in _ENDINGS}
    for full in dict.fromkeys(full_names):
        for ending, _ in _ENDINGS:
            stem = _full_stem(full, ending)
            if stem is not None:
                table[ending].append((full, _INNER_BRACKET.sub("", stem)))
    return table


def _full_stem(full: str, ending: str) -> str | None:
    """Return `full` without what the abbreviation's `ending` stands for; None where it differs."""
    if ending == "局" and full.endswith("分局"):
        return None
    for whole in _MEANT[ending]:
        if full.endswith(whole):
            return full[: -len(whole)]
    return None


def _resolve(name: str, candidates: _Candidates) -> str | None:
    fitting = _fitting(name, candidates)
    return fitting[0] if len(fitting) == 1 else None


def _fitting(name: str, candidates: _Candidates) -> list[str]:
    """Return the full names that `name` abbreviates best: none, one, or several of one rank."""
    ending = next((ending for ending, _ in _ENDINGS if name.endswith(ending)), None)
    if ending is None:
        return []
    short = name[: -len(ending)]
    best: int | None = None
    fitting: list[str] = []
    for full, long in candidates[ending]:
        rank = _rank(name, short, full, long)
        if rank is None or (best is not None and rank > best):
            continue
        if rank != best:
            best, fitting = rank, []
        fitting.append(full)
    return fitting


def _rank(name: str, short: str, full: str, long: str) -> int | None:
    """Return how well `name` (stem `short`) abbreviates `full` (stem `long`); None is not at all.

    0 the same name, 1 but for a level (水务集团, 市水务集团), 2 the first characters agree (经发局,
    经济发展局), 3 a part or a word inside agrees (行政执法局, 综合行政执法局).
    """
    if name == full:
        return 0
    if (full[0] in _LEVELS and full[1:] == name) or (name[0] in _LEVELS and name[1:] == full):
        return 1
    if not short or not long or not _is_subsequence(short, long):
        return None
    if short == long:
        return 1
    if long[0] == short[0]:
        return 2
    words = (long[m.end() :] for m in _WORD_START.finditer(long))
    return 3 if short in long or any(_anchored(short, word) for word in words) else None


def _anchored(short: str, long: str) -> bool:
    return bool(long) and long[0] == short[0] and _is_subsequence(short, long)


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


def _roster_names(view: View, roster: Roster | None) -> list[tuple[str, Span]]:
    if roster is None:
        return []
    return [
        (post.organisation, _place(view, post.organisation, member.span))
        for member in roster.members
        for post in member.posts
        if post.organisation
    ]


def _place(view: View, name: str, within: Span) -> Span:
    """Return where `name` stands inside `within`, or `within` where it is printed otherwise."""
    start, end = view.at(within.start), view.at(within.end - 1) + 1
    at = view.text.find(name, start, end)
    return view.span(at, at + len(name)) if at >= 0 else within


def _defined(view: View) -> dict[str, tuple[str, Span | None]]:
    """Return the abbreviations that the text defines: 甲乙丙委员会(以下简称甲委)."""
    found: dict[str, tuple[str, Span | None]] = {}
    for match in _ALIAS.finditer(view.text):
        least = max(0, match.start() - _LONGEST_FULL)
        before = _FULL_BEFORE.search(view.text, least, match.start())
        if before is None:
            continue
        full, alias = before.group(), match["alias"]
        ending = next((e for e, _ in _ENDINGS if alias.endswith(e)), None)
        if ending is None or _full_stem(full, ending) is None:
            continue
        short = alias[: -len(ending)]
        start = full.find(short[:1])
        if short and start >= 0 and _is_subsequence(short, full[start:]):
            place = view.span(before.start() + start, match.end())
            found.setdefault(match["alias"], (full[start:], place))
    return found


def _members(group: str, full_names: list[str]) -> list[str]:
    members: list[str] = []
    for word, pattern in _MEMBERS:
        if word in group and not group.startswith(("有关", "相关")):
            members.extend(
                name for name in full_names if pattern.match(name) and name not in members
            )
    return members
