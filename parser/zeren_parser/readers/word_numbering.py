"""Word's automatic numbering in, the label of each paragraph out: the 一、 that is not in the text.

Source: ECMA-376 part 1, 17.9. Numbers count per abstract list; a list that is used anew with a start
override begins again; a level begins again behind a higher one unless its definition says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from zeren_parser.readers.word_numbers import print_number

_PLACE: Final = re.compile(r"%([1-9])")
_LEVELS: Final = 9
_LARGEST: Final = 99_999
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list (编号级别)."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # the level (from 1) behind which it begins again; 0 for never
    legal: bool = False  # all numbers in it are printed as 1, 2, 3
    style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A list in use: its abstract definition, with what this use of it changes."""

    abstract: str
    levels: dict[int, Level]
    overrides: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """The lists of a file and how far each has counted."""

    lists: dict[str, _List] = field(default_factory=dict)
    of_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    default_style: str | None = None
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, style: str | None, number: str | None, level: int | None) -> str:
        """Return the printed number of the next paragraph, "" where it has none.

        `number` and `level` are what the paragraph itself says, None where it leaves it to `style`.
        """
        by_style = self.of_style.get(style or self.default_style or "")
        if number is None:
            if by_style is None:
                return ""
            number = by_style[0]
        if level is None:
            level = by_style[1] if by_style and by_style[0] == number else 0
        used = self.lists.get(number)
        if used is None or not 0 <= level < _LEVELS:
            return ""
        definition = used.levels.get(level)
        if definition is None:
            return ""
        self._count(number, used, level)
        return self._printed(used, level, definition)

    def _count(self, number: str, used: _List, level: int) -> None:
        counts = self._counts.setdefault(used.abstract, {})
        definition = used.levels[level]
        override = used.overrides.get(level)
        if override is not None and (number, level) not in self._begun:
            counts[level] = override
        elif level in counts:
            counts[level] = min(counts[level] + 1, _LARGEST)
        else:
            counts[level] = definition.start
        self._begun.add((number, level))
        for deeper in range(level + 1, _LEVELS):
            restart = used.levels[deeper].restart if deeper in used.levels else None
            if restart is None or 0 < level + 1 <= restart:
                counts.pop(deeper, None)

    def _printed(self, used: _List, level: int, definition: Level) -> str:
        counts = self._counts[used.abstract]

        def number_of(place: re.Match[str]) -> str:
            index = int(place[1]) - 1
            at = used.levels.get(index, Level())
            form = "decimal" if definition.legal and index != level else at.form
            if definition.legal:
                form = "decimal"
            # A level that was skipped shows its first number.
            return print_number(counts.get(index, at.start), form)

        if definition.form == "bullet":
            return ""
        return _PRIVATE.sub("", _PLACE.sub(number_of, definition.text)).strip()


def read_numbering(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """Return the lists that the parts ``numbering.xml`` and ``styles.xml`` define."""
    result = Numbering()
    style_numbers, parents = _styles(styles, result)
    if numbering is not None:
        _lists(numbering, style_numbers, result)
    by_list_and_style = {
        (number, level.style): index
        for number, used in result.lists.items()
        for index, level in used.levels.items()
        if level.style
    }
    for style in {*style_numbers, *parents}:
        found = _number_of_style(style, style_numbers, parents)
        if found is not None:
            number, level_of_style = found
            index = by_list_and_style.get((number, style), level_of_style)
            result.of_style[style] = (number, index)
    return result


def _number_of_style(
    style: str, numbers: dict[str, tuple[str | None, int | None]], parents: dict[str, str]
) -> tuple[str, int] | None:
    """Return list and level of a style, its own or those of the style it is based on."""
    number: str | None = None
    level: int | None = None
    seen: set[str] = set()
    at: str | None = style
    while at is not None and at not in seen:
        seen.add(at)
        own_number, own_level = numbers.get(at, (None, None))
        number = number if number is not None else own_number
        level = level if level is not None else own_level
        at = parents.get(at)
    return None if number is None else (number, level or 0)


def _styles(
    styles: etree._Element | None, result: Numbering
) -> tuple[dict[str, tuple[str | None, int | None]], dict[str, str]]:
    numbers: dict[str, tuple[str | None, int | None]] = {}
    parents: dict[str, str] = {}
    if styles is None:
        return numbers, parents
    w = namespace(styles)
    for style in styles.iter(f"{w}style"):
        name = style.get(f"{w}styleId") or ""
        based_on = value(style.find(f"{w}basedOn"))
        if based_on:
            parents[name] = based_on
        if style.get(f"{w}type") == "paragraph" and style.get(f"{w}default") in ("1", "true"):
            result.default_style = name
        own = style.find(f"{w}pPr/{w}numPr")
        if own is not None:
            numbers[name] = (value(own.find(f"{w}numId")), whole(own.find(f"{w}ilvl")))
    return numbers, parents


def _lists(
    root: etree._Element, style_numbers: dict[str, tuple[str | None, int | None]], result: Numbering
) -> None:
    w = namespace(root)
    abstract_levels: dict[str, dict[int, Level]] = {}
    links: dict[str, str] = {}
    for abstract in root.iter(f"{w}abstractNum"):
        key = abstract.get(f"{w}abstractNumId") or ""
        abstract_levels[key] = _levels(abstract, w)
        link = value(abstract.find(f"{w}numStyleLink"))
        if link:
            links[key] = link
    uses = {use.get(f"{w}numId") or "": use for use in root.iter(f"{w}num")}
    for number, use in uses.items():
        abstract_id = value(use.find(f"{w}abstractNumId")) or ""
        if abstract_id in links:
            # The list is defined by a style: go to the list that this style uses.
            linked = style_numbers.get(links[abstract_id], (None, None))[0]
            other = uses.get(linked or "")
            if other is not None:
                abstract_id = value(other.find(f"{w}abstractNumId")) or abstract_id
        levels = dict(abstract_levels.get(abstract_id, {}))
        overrides: dict[int, int] = {}
        for override in use.iter(f"{w}lvlOverride"):
            index = _index(override.get(f"{w}ilvl"))
            start = whole(override.find(f"{w}startOverride"))
            if start is not None:
                overrides[index] = start
            levels.update(_levels(override, w))
        result.lists[number] = _List(abstract_id, levels, overrides)


def _levels(parent: etree._Element, w: str) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for level in parent.iterchildren(f"{w}lvl"):
        start = whole(level.find(f"{w}start"))
        form = level.find(f"{w}numFmt")
        if form is None:
            form = next(level.iter(f"{w}numFmt"), None)  # inside mc:AlternateContent
        levels[_index(level.get(f"{w}ilvl"))] = Level(
            form=value(form) or "decimal",
            text=value(level.find(f"{w}lvlText")) or "",
            start=1 if start is None else start,
            restart=whole(level.find(f"{w}lvlRestart")),
            legal=is_on(level.find(f"{w}isLgl")),
            style=value(level.find(f"{w}pStyle")),
        )
    return levels


def _index(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 3 else 0


def namespace(element: etree._Element) -> str:
    """Return the namespace of an element as tags begin with it: transitional or strict."""
    tag = str(element.tag)
    return tag[: tag.index("}") + 1] if "}" in tag else ""


def value(element: etree._Element | None) -> str | None:
    """Return the attribute ``w:val`` of an element."""
    return None if element is None else element.get(f"{namespace(element)}val")


def whole(element: etree._Element | None) -> int | None:
    """Return ``w:val`` as a number, None where it is none."""
    text = value(element) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def is_on(element: etree._Element | None) -> bool:
    """Tell whether a switch is on: ``<w:vanish/>`` is, ``<w:vanish w:val="0"/>`` is not."""
    return element is not None and value(element) not in ("0", "false", "off")
