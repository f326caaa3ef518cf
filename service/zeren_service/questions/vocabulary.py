"""The words of the grammar, read from vocabulary.toml: `牵头` is a role, `哪些部门` asks who."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


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
        Word(row["kind"], row["value"], re.compile(row["pattern"]), row["example"])
        for row in table["word"]
    )
