"""Candidates in, a score for each out: words in a title count most, rare words more than common ones.

The weights are those of BM25 over the candidates alone, so a common phrase of a large catalogue costs
no more than the bound that was set on them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_SATURATION: Final = 1.2  # BM25's k1
_LENGTH: Final = 0.5  # BM25's b: tasks of a plan are of one kind, so length says little
_TITLE: Final = 2.0  # what a word in the title is worth, in words of the text
_PHRASE: Final = 1.5  # what the words side by side as typed are worth, of all words


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a hit says, in normal form."""

    title: str
    text: str


def scores(candidates: Sequence[Candidate], words: Sequence[str]) -> list[float]:
    """Return the score of each candidate, in their order."""
    if not candidates:
        return []
    middle = sum(len(c.text) for c in candidates) / len(candidates) or 1.0
    weight = {word: _weight(word, candidates) for word in words}
    phrase = "".join(words)
    return [round(_score(c, weight, phrase, middle), 6) for c in candidates]


def _weight(word: str, candidates: Sequence[Candidate]) -> float:
    having = sum(word in c.text or word in c.title for c in candidates)
    return math.log(1 + (len(candidates) - having + 0.5) / (having + 0.5)) + 0.1 * len(word)


def _score(candidate: Candidate, weight: dict[str, float], phrase: str, middle: float) -> float:
    long = 1 - _LENGTH + _LENGTH * len(candidate.text) / middle
    total = 0.0
    for word, worth in weight.items():
        often = candidate.text.count(word)
        total += worth * often * (_SATURATION + 1) / (often + _SATURATION * long)
        if word in candidate.title:
            total += worth * _TITLE
    every = sum(weight.values())
    if len(weight) > 1 and phrase in candidate.text:
        total += every * _PHRASE
    if phrase in candidate.title:
        total += every * _PHRASE * (len(phrase) / len(candidate.title))
    return total
