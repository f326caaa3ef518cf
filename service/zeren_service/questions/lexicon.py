"""Names of units in, the departments they may mean out; and what a mistyped name may have meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from zeren_service.questions.abbreviations import abbreviates, endings
from zeren_service.questions.normal import JOINTS, bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zeren_graph.records import DepartmentRow

_SHORTEST: Final = 2  # a name of one character would be found everywhere
_AND: Final = "和与及"
_SHORTEST_FULL: Final = 5
_LONGEST_SHORT: Final = 8
_ENDS_OF_SHORT: Final = {"会": "会委", "室": "办", "司": "团"}  # 委员会 is 委 in short
_ENDS_OF_FULL: Final = {"委": "委会", "办": "办室", "团": "团司"}  # 办 is 办公室 in full
_MOST_OFFERED: Final = 12
_LEVELS: Final = frozenset("省市县区州旗")
_ENDS: Final = endings()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every spelling of every department, in normal form (部门词典)."""

    rows: Mapping[str, DepartmentRow]
    spellings: Mapping[str, tuple[str, ...]]
    longest: int = field(default=0)
    units: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(default_factory=dict)
    shorts: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(default_factory=dict)

    def at(self, text: str, start: int) -> list[tuple[int, tuple[DepartmentRow, ...]]]:
        """Return all names that start at `start`, each with its end and what it may mean.

        A 、 or 和 inside a name (各镇、街道) may be there or not.
        """
        found: list[tuple[int, tuple[DepartmentRow, ...]]] = []
        spelled = joined = ""  # with and without 和
        for index in range(start, len(text)):
            if text[index] in JOINTS:
                if not spelled:
                    break
                continue
            spelled += text[index]
            joined += text[index].strip(_AND)
            if len(joined) > self.longest:
                break
            ids = self.spellings.get(spelled)
            if not ids and text[start] not in _AND and text[index] not in _AND:
                ids = self.spellings.get(joined)
            if ids:
                found.append((index + 1, tuple(self.rows[i] for i in ids)))
        return found

    def near_at(self, text: str, at: int) -> tuple[str, tuple[DepartmentRow, ...]]:
        """Return the departments with a name that is one slip away from a piece around ``text[at]``.

        The longest such piece comes with them. Names that stand in the text rightly are none.
        """
        found: dict[str, DepartmentRow] = {}
        pieces: list[str] = []
        for name, ids in self.spellings.items():
            if len(name) < 3 or name in text:
                continue
            for size in (len(name), len(name) - 1, len(name) + 1):
                starts = range(max(0, at - size + 1), min(at, len(text) - size) + 1)
                near = [text[i : i + size] for i in starts if one_slip(text[i : i + size], name)]
                if size >= 3 and near:
                    found.update((i, self.rows[i]) for i in ids)
                    # of two pieces the one as long as the name: a wrong character, not one too few
                    pieces.append(max(near, key=lambda piece: piece[-1] == name[-1]))
                    break
        piece = max(pieces, key=len, default="")
        return piece, tuple(found.values())

    def ends(self, text: str) -> bool:
        """Tell whether `text` is a whole name."""
        return text in self.spellings

    def abbreviated(self, text: str) -> tuple[DepartmentRow, ...]:
        """Return the units that the short name `text` (人社局) may mean, none where it is printed."""
        if text[-1:] not in _ENDS or text in self.spellings:
            return ()
        found: dict[str, DepartmentRow] = {}
        starts = {text[0], text[1]} if text[0] in _LEVELS else {text[0]}
        for full, ids in (
            u for start in sorted(starts) for u in self.units.get(start + text[-1], ())
        ):
            if abbreviates(text, full):
                found.update((i, self.rows[i]) for i in ids)
        return tuple(found.values())

    def expanded(self, text: str) -> tuple[DepartmentRow, ...]:
        """Return the units whose printed name is a short form of the full name `text`."""
        if text[-1:] not in _ENDS or len(text) < _SHORTEST_FULL or text in self.spellings:
            return ()
        found: dict[str, DepartmentRow] = {}
        first = text[1] if text[0] in _LEVELS else text[0]
        for short, ids in self.shorts.get(first + text[-1], ()):
            if abbreviates(short, text):
                found.update((i, self.rows[i]) for i in ids)
        return tuple(found.values())

    def near(self, text: str) -> tuple[DepartmentRow, ...]:
        """Return the departments one of whose names is one slip away from a piece of `text`.

        A slip is one character wrong, missing, too many, or two neighbours swapped.
        """
        found: dict[str, DepartmentRow] = {}
        for name, ids in self.spellings.items():
            if len(name) < 3:
                continue
            # 建设 is no slip of 建设局: a name of three characters must be there in length
            for size in (len(name) - 1, len(name), len(name) + 1):
                if size >= 3 and any(
                    one_slip(text[i : i + size], name) for i in range(len(text) - size + 1)
                ):
                    found.update((i, self.rows[i]) for i in ids)
                    break
        return tuple(found.values())

    def like(self, text: str) -> tuple[DepartmentRow, ...]:
        """Return the units whose name begins or ends with `text`, or has its characters in order.

        None where those are very many: 局 is the end of too many names.
        """
        if len(text) < _SHORTEST:
            return ()
        found = {
            i: self.rows[i]
            for name, ids in self.spellings.items()
            if name != text and _resembles(text, name)
            for i in ids
            if self.rows[i].kind == "unit"
        }
        return tuple(found.values()) if len(found) <= _MOST_OFFERED else ()


def build_lexicon(rows: Iterable[DepartmentRow]) -> Lexicon:
    """Return the lexicon of `rows`: names and aliases, also behind the name of the place.

    省财政厅 is asked for as 财政厅 too, unless something else bears that very name.
    """
    printed: dict[str, dict[str, None]] = {}
    derived: dict[str, dict[str, None]] = {}
    kept: dict[str, DepartmentRow] = {}
    for row in rows:
        kept[row.id] = row
        for name in (row.name, *row.aliases):
            plain = bare(name)
            printed.setdefault(plain, {})[row.id] = None
            for spelling in _derived(row, name, plain):
                derived.setdefault(spelling, {})[row.id] = None
    for name, ids in printed.items():
        # 财政局 and 市财政局 of one city are one unit; 市财政局 of another is asked for so as well
        own = {kept[i].jurisdiction for i in ids}
        bearing = {full_name(kept[i]) for i in ids}
        for i in derived.get(name, ()):
            if full_name(kept[i]) in bearing or kept[i].jurisdiction not in own:
                ids[i] = None
    spellings = {
        name: tuple(ids) for name, ids in (derived | printed).items() if len(name) >= _SHORTEST
    }
    longest = max(map(len, spellings), default=0)
    return Lexicon(
        kept,
        spellings,
        longest,
        _by_ends(spellings, kept, range(4, longest + 1), _ENDS_OF_SHORT),
        _by_ends(spellings, kept, range(3, _LONGEST_SHORT + 1), _ENDS_OF_FULL),
    )


def _by_ends(
    spellings: Mapping[str, tuple[str, ...]],
    rows: Mapping[str, DepartmentRow],
    lengths: range,
    ends: Mapping[str, str],
) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return the names of units as long as `lengths`, by their first character and their last.

    `ends` are the last characters that one in the other form may have instead (办 of 办公室).
    """
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name, ids in spellings.items():
        units = tuple(i for i in ids if rows[i].kind == "unit")
        if units and len(name) in lengths:
            first = name[1] if name[0] in _LEVELS else name[0]
            for end in ends.get(name[-1], name[-1]):
                found.setdefault(first + end, []).append((name, units))
    return {end: tuple(names) for end, names in found.items()}


def _resembles(said: str, name: str) -> bool:
    """Tell whether `said` is an end of `name`, or a short form that no rule gives.

    >>> _resembles("分局", "规划分局"), _resembles("资规局", "自然资源和规划局")
    (True, True)
    >>> _resembles("教育局", "自然资源和规划局")
    False
    """
    if name.endswith(said) or (len(said) > 2 and name.startswith(said)):
        return True
    if len(said) < 3 or said[-1] != name[-1] or said[-1] not in _ENDS:
        return False
    rest = iter(name)
    return all(char in rest for char in said)


def full_name(row: DepartmentRow) -> str:
    """Return the name with its place: 甲省教育厅 for 省教育厅 of 甲省.

    >>> from zeren_graph.records import DepartmentRow
    >>> full_name(DepartmentRow("1", "省教育厅", "unit", "甲省", (), (), 0, 0, 0, 0, 0))
    '甲省教育厅'
    """
    home = row.jurisdiction or ""
    if row.name.startswith(home):
        return row.name
    return home + (row.name[1:] if row.name[0] == home[-1] else row.name)


def _derived(row: DepartmentRow, name: str, plain: str) -> Iterable[str]:
    """Yield what a name is also called, by the rules of the language."""
    home = bare(row.jurisdiction or "")
    if home and not plain.startswith(home):
        yield home + plain
    if plain[:1] in _LEVELS:
        if len(plain) > 3 or plain.endswith("委"):
            yield plain[1:]  # 科委 for 市科委
        if home.endswith(plain[0]):
            yield home + plain[1:]
    elif home[-1:] in _LEVELS and row.kind == "unit":
        yield home[-1] + plain
    yield from _of_place(row, plain, home)
    bare_home = home.rstrip("省市县区州旗")
    rest = plain.removeprefix(bare_home) if len(bare_home) > 1 else plain
    if row.kind == "unit" and rest != plain and rest[0] not in _LEVELS and len(rest) > 1:
        yield rest  # 某地海关 is 海关 at home
    parts = [bare(part) for part in name.replace("和", "、").split("、")]
    if row.kind == "group" and len(parts) > 1:
        # 各镇、街道 is asked for as 各镇街道, 各镇 or 各街道
        yield from (part for part in parts if part.startswith("各"))
        yield from ("各" + part for part in parts if not part.startswith("各"))


def _of_place(row: DepartmentRow, plain: str, home: str) -> Iterable[str]:
    """Yield 某市税务局 and 税务局 for 国家税务总局某市税务局, 各区政府 for 各区人民政府."""
    at = plain.find(home) if home else -1
    if row.kind == "unit" and at > 0 and len(plain) > at + len(home) + 2:
        yield plain[at:]
        yield plain[at + len(home) :]
    if plain.endswith("人民政府"):
        yield plain.removesuffix("人民政府") + "政府"
    if any(char in plain for char in _AND):
        yield "".join(char for char in plain if char not in _AND)
    inner = plain.partition("(")[2].partition(")")[0]
    if row.kind == "unit" and len(inner) > 2:
        yield inner  # 总商会 for 工商联(总商会)


def one_slip(typed: str, name: str) -> bool:
    """Tell whether `typed` is `name` but for one slip.

    >>> one_slip("水力分局", "水利分局"), one_slip("财正局", "财政局"), one_slip("水利局", "水利分局")
    (True, True, True)
    >>> one_slip("水利分局", "水利分局"), one_slip("公安局", "水利分局")
    (False, False)
    """
    if typed == name or abs(len(typed) - len(name)) > 1:
        return False
    same = 0
    while same < min(len(typed), len(name)) and typed[same] == name[same]:
        same += 1
    rest, wanted = typed[same:], name[same:]
    return (
        rest[1:] == wanted[1:]
        or rest == wanted[1:]
        or rest[1:] == wanted
        or (rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:])
    )
