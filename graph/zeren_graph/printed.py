"""A name and a text in, where the text prints it out: line breaks, spaces and width aside."""

from __future__ import annotations

from itertools import accumulate

from zeren_graph.identity import search_key
from zeren_parser.model import Span


class PrintedText:
    """A text in which names are looked up as they are compared (原文里的名称)."""

    def __init__(self, text: str) -> None:
        known = {character: search_key(character) for character in set(text)}
        self._keys = [known[character] for character in text]
        self._key = "".join(self._keys)

    def find(self, name: str | None) -> Span | None:
        r"""Return the first place where `name` is printed; None where the text does not print it.

        >>> PrintedText("关于加快推进\n 节能的 意见").find("推进节能的意见")
        Span(start=4, end=14)
        >>> PrintedText("意见").find("通知") is None
        True
        """
        key = search_key(name or "")
        at = self._key.find(key) if key else -1
        if at < 0:
            return None
        return Span(self._place(at), self._place(at + len(key) - 1) + 1)

    def _place(self, at: int) -> int:
        """Return where the character stands whose key has position `at`: near the top, mostly."""
        ends = accumulate(map(len, self._keys))
        return next(place for place, end in enumerate(ends) if end > at)
