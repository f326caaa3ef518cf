"""Departments of all documents in, what a person has to decide about them out (待定的单位).

Nothing is merged by guess: units of one jurisdiction that bear the same full name are one, and what
else may be one is only reported here, with the reason, until a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from zeren_graph import tables as t
from zeren_graph.holders import ALIAS, FULL
from zeren_graph.identity import search_key
from zeren_parser.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from zeren_graph.identities import Decision

PROVEN: Final = "proven-alias"  # 一份文件证明的简称，另一份文件当全称用
VARIANT: Final = "near-variant"  # 写法相近
AMBIGUOUS: Final = "ambiguous-name"  # 一个简称对应两个单位
HOMELESS: Final = "no-jurisdiction"  # 文件没写辖区，名称与某辖区的单位相同

# The last words of a name of a unit that may be short or long.
_ENDINGS: Final = (("委员会", "委"), ("办公室", "办"), ("人民政府", "政府"))
_LEVELS: Final = "省市区县州盟旗镇乡"
_WORDS: Final = ("市场", "市政", "市容", "市民", "区划", "区域", "县域", "旗帜", "州际")  # no place
_SHORTEST: Final = 3


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A department with all that tells it from others (单位): names by kind, and its documents."""

    id: str
    name: str
    kind: str
    jurisdiction: str | None
    aliases: frozenset[str]
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Departments that may be one (待定的单位), with the reason and what could be decided."""

    kind: str
    jurisdiction: str | None
    departments: tuple[str, ...]
    names: tuple[str, ...]
    reason: str
    suggestion: str  # merge, split or link


def read_known_units(connection: Connection) -> tuple[KnownUnit, ...]:
    """Return the units of the catalogue, ordered by place and name."""
    columns = t.departments.c
    aliases: dict[int, set[str]] = defaultdict(set)
    documents: dict[int, set[str]] = defaultdict(set)
    named = select(t.names.c.department, t.names.c.name).distinct()
    for number, name in connection.execute(named.where(t.names.c.kind.in_((ALIAS, FULL)))):
        aliases[number].add(name)
    for number, document in connection.execute(
        select(t.appearances.c.department, t.appearances.c.document)
    ):
        documents[number].add(document)
    query = select(columns.num, columns.id, columns.name, columns.kind, columns.jurisdiction)
    rows = connection.execute(query.where(columns.kind == Kind.UNIT.value)).all()
    return tuple(
        KnownUnit(key, name, kind, place, frozenset(aliases[num]), frozenset(documents[num]))
        for num, key, name, kind, place in sorted(rows, key=_by_place)
    )


def _by_place(row: Any) -> tuple[str, str, str]:  # noqa: ANN401  a row of the query above
    return (row.jurisdiction or "", row.name, row.id)


def find_open_questions(
    units: Iterable[KnownUnit], decisions: Iterable[Decision]
) -> tuple[OpenQuestion, ...]:
    """Return what is open between `units`; what was decided already is left out."""
    decided = {frozenset((d.subject, d.object)) for d in decisions if d.active}
    places: dict[str | None, list[KnownUnit]] = defaultdict(list)
    for unit in units:
        places[unit.jurisdiction].append(unit)
    found: list[OpenQuestion] = []
    for place, inside in places.items():
        if place is None:
            continue
        found += _ambiguous(place, inside)
        found += _alike(place, inside, decided)
    found += _homeless(places, decided)
    return tuple(found)


def _ambiguous(place: str, units: list[KnownUnit]) -> Iterator[OpenQuestion]:
    """Yield each short name that two units of one place bear."""
    bearers: dict[str, list[KnownUnit]] = defaultdict(list)
    for unit in units:
        for name in sorted(unit.aliases - {unit.name}):
            bearers[name].append(unit)
    for name, several in sorted(bearers.items()):
        if len(several) > 1:
            full = "、".join(unit.name for unit in several)
            yield _question(
                AMBIGUOUS,
                place,
                several,
                f"“{name}”既是{full}的简称，请确认各文件指哪一个",
                "split",
            )


def _alike(
    place: str, units: list[KnownUnit], decided: set[frozenset[str]]
) -> Iterator[OpenQuestion]:
    first: dict[str, list[KnownUnit]] = defaultdict(list)
    for unit in units:
        first[_core(unit.name, place)[:1]].append(unit)
    for bucket in first.values():
        for one, other in combinations(bucket, 2):
            if frozenset((one.id, other.id)) in decided or one.documents & other.documents:
                continue  # one document that names both holds them apart
            short, whole = sorted((one, other), key=lambda unit: (len(unit.name), unit.name))
            if short.name in whole.aliases:
                reason = f"有文件写明“{short.name}”是“{whole.name}”的简称"
                yield _question(PROVEN, place, (short, whole), reason, "merge")
            elif is_variant(short.name, whole.name, place):
                reason = f"“{short.name}”与“{whole.name}”写法相近，请确认是不是同一个单位"
                yield _question(VARIANT, place, (short, whole), reason, "merge")


def _homeless(
    places: dict[str | None, list[KnownUnit]], decided: set[frozenset[str]]
) -> Iterator[OpenQuestion]:
    """Yield units of documents that do not say where they belong, whose name one place knows."""
    known: dict[str, list[KnownUnit]] = defaultdict(list)
    for place, inside in places.items():
        for unit in inside if place is not None else ():
            known[unit.name].append(unit)
    for unit in places.get(None, ()):
        bearers = known.get(unit.name, [])
        if len(bearers) == 1 and frozenset((unit.id, bearers[0].id)) not in decided:
            place = bearers[0].jurisdiction
            reason = f"文件没有写明辖区，其中的“{unit.name}”与{place}的同名，请确认是不是同一个单位"
            yield _question(HOMELESS, place, (unit, bearers[0]), reason, "merge")


def is_variant(short: str, whole: str, place: str = "") -> bool:
    """Tell whether two names may be one name, long and short.

    Both begin and end alike, once the place is left out, and the long one has every character of
    the short one in its order.

    >>> is_variant("市场监管局", "市场监督管理局"), is_variant("发改委", "发展和改革委员会")
    (True, True)
    >>> is_variant("市财政局", "财政局"), is_variant("威海市财政局", "财政局", "威海市")
    (True, True)
    >>> is_variant("教育局", "体育局"), is_variant("财政局", "市政局")
    (False, False)
    """
    one, other = sorted((_core(short, place), _core(whole, place)), key=len)
    if one == other:
        return short != whole
    if len(one) < _SHORTEST or one[0] != other[0] or one[-1] != other[-1]:
        return False
    rest = iter(other)
    return all(character in rest for character in one)


def _core(name: str, place: str) -> str:
    """Return a name without its place and with its ending short.

    >>> _core("威海市发展和改革委员会", "威海市"), _core("市发改委", "威海市")
    ('发展和改革委', '发改委')
    """
    key = search_key(name).removeprefix(search_key(place))
    if key[:1] in _LEVELS and len(key) > _SHORTEST and not key.startswith(_WORDS):
        key = key[1:]
    for long, short in _ENDINGS:
        if key.endswith(long):
            return key.removesuffix(long) + short
    return key


def _question(
    kind: str, place: str | None, units: Iterable[KnownUnit], reason: str, suggestion: str
) -> OpenQuestion:
    several = tuple(units)
    return OpenQuestion(
        kind,
        place,
        tuple(unit.id for unit in several),
        tuple(unit.name for unit in several),
        reason,
        suggestion,
    )
