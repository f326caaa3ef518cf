"""All names of a document in, one name for each unit out: 省发改委 is 省发展和改革委员会.

Two spellings are one unit where their keys agree (`unit_keys`): the same level, the same standard
department, the same kind. The fullest name that the document itself prints stands for the unit, but
a name of the leading group or of a definition goes before. A name without a level (发改委) belongs to
the one level that the document names this department at, or to the document's own level among
several; else it stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zeren_parser.model import Kind
from zeren_parser.unit_keys import UnitKey, read_unit


def choose_names(
    kinds: Mapping[str, Kind], proved: Iterable[str], jurisdiction: str | None
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return printed name → name of its unit, and the names that several units fit.

    `kinds` holds the names in text order, `proved` the full names that the document itself proves.

    >>> names = dict.fromkeys(["市发改委", "发展改革委", "市发展和改革委员会"], Kind.UNIT)
    >>> sorted(set(choose_names(names, [], "威海市")[0].values()))
    ['市发展和改革委员会']
    """
    proved = dict.fromkeys(proved)
    names = [name for name, kind in kinds.items() if kind is Kind.UNIT]
    names += [name for name in proved if name not in kinds]
    keys = {name: _key(name, jurisdiction) for name in names}
    twins: dict[tuple[str, str], dict[str, str]] = {}  # body and ending → level → a name of it
    for name, key in keys.items():
        if key.level:
            twins.setdefault((key.body, key.ending), {}).setdefault(key.level, name)
    own = jurisdiction[-1] if jurisdiction else ""
    groups: dict[UnitKey, list[str]] = {}
    unsettled: dict[str, dict[str, str]] = {}
    for name, key in keys.items():
        known = twins.get((key.body, key.ending), {})
        if not key.level and known and key.standard:
            level = next(iter(known)) if len(known) == 1 else own if own in known else ""
            key = key._replace(level=level)
            if not level:
                unsettled[name] = known
        groups.setdefault(key, []).append(name)
    chosen: dict[str, str] = {}
    for spellings in groups.values():
        best = max(spellings, key=lambda name: (name in proved, len(name)))
        chosen.update(dict.fromkeys(spellings, best))
    chosen.update(_groups(kinds))
    return chosen, {
        name: tuple(chosen[twin] for twin in known.values()) for name, known in unsettled.items()
    }


def _key(name: str, jurisdiction: str | None) -> UnitKey:
    """Return the key of `name`; the document's own place is its level: 威海市 is 市."""
    key = read_unit(name)
    if jurisdiction and key.level and len(key.level) > 1 and jurisdiction.endswith(key.level):
        return key._replace(level=key.level[-1])
    return key


def _groups(kinds: Mapping[str, Kind]) -> dict[str, str]:
    """Return one name for the spellings of a collective: 各县[市、区]人民政府, 各县(市、区)政府."""
    spellings: dict[str, list[str]] = {}
    for name, kind in kinds.items():
        if kind is Kind.GROUP:
            plain = name.replace("人民政府", "政府").replace("管理委员会", "管委会")
            plain = plain.replace("[", "(").replace("]", ")").replace("<", "(").replace(">", ")")
            spellings.setdefault(plain, []).append(name)
    return {name: max(names, key=len) for names in spellings.values() for name in names}
