"""Text in, its normal form out: the one spelling in which questions, names and topics are compared.

`１．食品  安全` and `1.食品安全` are one. The normal form of a text keeps the way back to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from zeren_parser.view import fold
from zeren_service.questions.traditional import simplify

_QUOTES: Final = dict.fromkeys(map(ord, "“”\"'‘’「」『』`"), None)
JOINTS: Final = frozenset("、,;·")


def normal(text: str) -> str:
    """Return `text` half-width, simplified, in small letters, without white space and quotes.

    >>> normal("財務處 牽頭哪些任務？")
    '财务处牵头哪些任务?'
    """
    return "".join(_even(text).translate(_QUOTES).split())


def bare(text: str) -> str:
    """Return the normal form of a name without the marks that people leave out of it.

    >>> bare("各镇、街道")
    '各镇街道'
    """
    return "".join(char for char in normal(text) if char not in JOINTS)


def _even(text: str) -> str:
    """Fold `text` character for character, so that offsets stay."""
    folded = simplify(fold(text))
    small = folded.lower()
    return small if len(small) == len(folded) else folded  # İ would become two characters


@dataclass(frozen=True, slots=True)
class Mapped:
    """A normal form and, for each of its characters, the offset in the original text."""

    text: str
    offsets: tuple[int, ...]

    def find(self, piece: str, start: int = 0) -> tuple[int, int] | None:
        """Return the original span of the first `piece` at or behind normal position `start`."""
        at = self.text.find(piece, start)
        if at < 0 or not piece:
            return None
        return self.offsets[at], self.offsets[at + len(piece) - 1] + 1


def mapped(text: str, start: int = 0, end: int | None = None) -> Mapped:
    """Return the normal form of ``text[start:end]`` with offsets into `text`.

    >>> mapped("水 污染").find("水污")
    (0, 3)
    """
    piece = text[start:end]
    pairs = [
        (char, start + index)
        for index, char in enumerate(_even(piece))
        if not char.isspace() and ord(char) not in _QUOTES
    ]
    return Mapped("".join(c for c, _ in pairs), tuple(i for _, i in pairs))
