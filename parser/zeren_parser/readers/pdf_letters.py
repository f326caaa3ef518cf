"""A PDF page in, its letters with their places out, and the lines they make."""

from __future__ import annotations

import ctypes
import unicodedata
from dataclasses import dataclass
from typing import Final

import pypdfium2
from pypdfium2 import raw

_MOST_LETTERS: Final = 200_000
_SAME_LINE: Final = 0.4  # of the letter size
_OVERPRINT: Final = 0.25
_GAP: Final = 0.3
_WORD_GAP: Final = 0.12
_MOST_BLANKS: Final = 12
_BLANK: Final = frozenset([0xA0, 0x3000, 0xFFFE, 0xAD, 0x200B, 0xFEFF])


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


def read_letters(page: pypdfium2.PdfPage) -> list[Letter]:
    """Return the letters of a page that have ink, in the order of the file."""
    text = page.get_textpage()
    try:
        return _letters(text.raw, min(text.count_chars(), _MOST_LETTERS))
    finally:
        text.close()


def _letters(text: object, count: int) -> list[Letter]:
    letters: list[Letter] = []
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    spaced = False
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        if code <= 0x20 or code in _BLANK:
            spaced = spaced or code in (0x20, 0xA0, 0x3000)
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, box):
            continue
        if not raw.FPDFText_GetCharOrigin(text, index, x, y):
            continue
        height = abs(box.top - box.bottom)
        width = box.right - box.left
        size = raw.FPDFText_GetFontSize(text, index)
        # A font may be of size 1, made larger by the page: then its box tells the size.
        if not 0.5 * height <= size <= 2 * height:
            size = max(height / 1.2, width)
        if size <= 0:
            continue
        letters.append(Letter(_plain(chr(code)), box.left, box.right, y.value, size, spaced))
        spaced = False
    return letters


def _plain(sign: str) -> str:
    r"""Return the ordinary character for a radical that a font put in its place (⼈ for 人).

    >>> _plain("\u2f08"), _plain("（")
    ('人', '（')
    """
    if "\u2e80" <= sign <= "\u2fdf" or "\uf900" <= sign <= "\ufaff":
        usual = unicodedata.normalize("NFKC", sign)
        return usual if len(usual) == 1 else sign
    return sign


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
            if letter.sign == last.sign and letter.left - last.left < _OVERPRINT * size:
                continue  # bold type made by printing twice
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
