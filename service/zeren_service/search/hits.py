"""A place that has the words: what it is, a piece of its text, and where the words stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from zeren_service.questions.normal import mapped

if TYPE_CHECKING:
    from collections.abc import Sequence

HitKind = Literal["task", "passage", "document"]
_AROUND: Final = 40  # characters shown on each side of the best stretch
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit (命中): ``text(document)[start:end] == snippet``, `marks` are offsets in the snippet."""

    kind: HitKind
    id: str
    title: str
    path: str | None
    document: str
    document_title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits (命中清单).

    `total` counts all of them, `ranked` how many were set in order and can be paged to; they differ
    only where more than a thousand tasks have the words. `any_word` tells that nothing has all of
    the words, so that these have some of them.
    """

    items: tuple[Hit, ...]
    total: int
    next: str | None
    words: tuple[str, ...]
    ranked: int
    any_word: bool


def snippet(
    text: str, start: int, end: int, words: Sequence[str]
) -> tuple[int, int, tuple[tuple[int, int], ...]]:
    """Return the stretch of ``text[start:end]`` that shows most of `words`, and their places in it.

    The places are offsets from the start of the stretch, in order, and do not overlap.
    """
    places = find_words(text, start, end, words)
    if not places:
        return start, _stop(text, start, end), ()
    best = max(
        range(len(places)),
        key=lambda i: (
            len({w for a, b, w in places if places[i][0] <= a and b <= places[i][0] + _LONGEST}),
            -i,
        ),
    )
    low = max(start, places[best][0] - _AROUND)
    high = min(end, places[best][0] + _LONGEST - _AROUND)
    line = text.rfind("\n", low, places[best][0])
    low = line + 1 if line >= 0 else low
    inside = [(a, b) for a, b, _ in places if low <= a and b <= high]
    last = inside[-1][1] if inside else places[best][1]
    line = text.find("\n", last, high)
    high = max(line if line >= 0 else high, places[best][1])
    while low < high and text[low].isspace():
        low += 1
    return low, high, _apart([(a - low, b - low) for a, b, _ in places if low <= a and b <= high])


def pieces(hit: Hit) -> list[tuple[str, bool]]:
    """Return the snippet in pieces, each with whether it is one of the words."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in hit.marks:
        found += [(hit.snippet[at:start], False), (hit.snippet[start:end], True)]
        at = end
    return [piece for piece in (*found, (hit.snippet[at:], False)) if piece[0]]


def find_words(text: str, start: int, end: int, words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return each place of each of `words` (in normal form) in ``text[start:end]``, in order."""
    form = mapped(text, start, end)
    found: list[tuple[int, int, str]] = []
    for word in words:
        at = form.text.find(word)
        while at >= 0:
            found.append((form.offsets[at], form.offsets[at + len(word) - 1] + 1, word))
            at = form.text.find(word, at + len(word))
    return sorted(found)


def _apart(places: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    kept: list[tuple[int, int]] = []
    for first, last in places:
        if kept and first <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(last, kept[-1][1]))
        else:
            kept.append((first, last))
    return tuple(kept)


def _stop(text: str, start: int, end: int) -> int:
    line = text.find("\n", start, end)
    return min(line if line > start else end, start + _LONGEST)
