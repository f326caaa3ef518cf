"""Printed letters with their places in, the lines that they make out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_SAME_LINE: Final = 0.4  # of the letter size
_OVERPRINT: Final = 0.25
_DOUBLE: Final = 1.5
_GAP: Final = 0.3
_WORD_GAP: Final = 0.12
_MOST_BLANKS: Final = 12


@dataclass(frozen=True, slots=True)
class Letter:
    """A printed character (字符): its edges, its baseline and its size, in points from below left."""

    sign: str
    left: float
    right: float
    base: float
    size: float
    spaced: bool = False  # the file itself has a blank before it

    @property
    def middle(self) -> float:
        """Return the middle between the edges."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line (行), with the size of its largest letters."""

    text: str
    left: float
    right: float
    base: float
    size: float


def lines_of(letters: list[Letter]) -> list[Line]:
    """Return the lines that `letters` make, from top to bottom."""
    rows: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda x: (-x.base, x.left)):
        reach = _SAME_LINE * letter.size
        if rows and rows[-1][0].base - letter.base <= max(reach, _SAME_LINE * rows[-1][0].size):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return [_line(row) for row in rows]


def _line(row: list[Letter]) -> Line:
    row.sort(key=lambda x: x.left)
    size = max(x.size for x in row)
    pieces: list[str] = []
    last: Letter | None = None
    for letter in row:
        if last is not None:
            again = letter.sign == last.sign and letter.left - last.left < _OVERPRINT * size
            if again and letter.right - letter.left < _DOUBLE * size:
                continue  # bold type made by printing twice; a long dash may be one type of two
            pieces.append(" " * _blanks(last, letter, size))
        pieces.append(letter.sign)
        last = letter
    return Line("".join(pieces), row[0].left, max(x.right for x in row), row[0].base, size)


def _blanks(last: Letter, letter: Letter, size: float) -> int:
    """Return how many blanks the gap between two letters stands for."""
    gap = (letter.left - last.right) / size
    if gap > _GAP:
        return min(_MOST_BLANKS, max(1, round(gap / 0.5)))
    if letter.spaced and gap > 0:
        return 1
    latin = last.sign.isascii() and letter.sign.isascii()
    return 1 if latin and last.sign.isalnum() and letter.sign.isalnum() and gap > _WORD_GAP else 0
