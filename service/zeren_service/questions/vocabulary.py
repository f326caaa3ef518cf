"""The words of the grammar, read from vocabulary.toml: `牵头` is a role, `哪些部门` asks who."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_BEHIND: Final = re.compile(r"\(\?<(?P<sign>[=!])(?P<words>[^()\[\]]+)\)")


@dataclass(frozen=True, slots=True)
class Word:
    """A row of the table: what kind of word the pattern finds, and a question that uses it."""

    kind: str
    value: str
    pattern: re.Pattern[str]
    example: str


@cache
def load_words() -> tuple[Word, ...]:
    """Return the rows of the table, in its order."""
    table = tomllib.loads(
        files("zeren_service.questions").joinpath("vocabulary.toml").read_text("utf-8")
    )
    return tuple(
        Word(row["kind"], row["value"], re.compile(_fixed(row["pattern"])), row["example"])
        for row in table["word"]
    )


def _fixed(pattern: str) -> str:
    """Write a look-behind for words of several lengths as one look-behind for each.

    >>> _fixed("(?<=甲|乙丙)丁"), _fixed("(?<!甲|乙丙)丁")
    ('(?:(?<=甲)|(?<=乙丙))丁', '(?<!甲)(?<!乙丙)丁')
    """
    return _BEHIND.sub(_one_by_one, pattern)


def _one_by_one(found: re.Match[str]) -> str:
    sign, words = found["sign"], found["words"].split("|")
    if len({len(word) for word in words}) == 1:
        return found.group()
    parts = [f"(?<{sign}{word})" for word in words]
    return "".join(parts) if sign == "!" else f"(?:{'|'.join(parts)})"
