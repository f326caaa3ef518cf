"""A text and marks in, marked pieces out: the page never sees an offset.

Browsers count UTF-16 units and Python counts characters, so the text is cut here. Marks may overlap
in any way; each piece says which marks cover it and which begin at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to mark (标记): `key` is its address on the page, `kinds` are style classes."""

    start: int
    end: int
    key: str
    kinds: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch under the same marks all along."""

    text: str
    anchors: tuple[str, ...]
    keys: str
    kinds: str
    label: str


def cut(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Return `text` cut wherever a mark begins or ends; the pieces join to the text again.

    >>> [(p.text, p.keys) for p in cut("甲乙丙丁", [Mark(0, 3, "a", "x"), Mark(1, 4, "b", "y")])]
    [('甲', 'a'), ('乙丙', 'a b'), ('丁', 'b')]
    """
    fitting = sorted(
        (m for m in marks if 0 <= m.start < m.end <= len(text)),
        key=lambda m: (m.start, -m.end, m.key),
    )
    borders = sorted({0, len(text), *(m.start for m in fitting), *(m.end for m in fitting)})
    pieces: list[Piece] = []
    active: list[Mark] = []
    coming = 0
    seen: set[str] = set()
    for start, end in pairwise(borders):
        active = [m for m in active if m.end > start]
        anchors: list[str] = []
        while coming < len(fitting) and fitting[coming].start == start:
            mark = fitting[coming]
            active.append(mark)
            if mark.key and mark.key not in seen:
                anchors.append(mark.key)
                seen.add(mark.key)
            coming += 1
        pieces.append(_piece(text[start:end], anchors, active))
    return tuple(pieces)


def _piece(text: str, anchors: list[str], active: list[Mark]) -> Piece:
    return Piece(
        text=text,
        anchors=tuple(anchors),
        keys=" ".join(dict.fromkeys(m.key for m in active if m.key)),
        kinds=" ".join(dict.fromkeys(kind for m in active for kind in m.kinds.split())),
        label="；".join(dict.fromkeys(m.label for m in active if m.label)),
    )
