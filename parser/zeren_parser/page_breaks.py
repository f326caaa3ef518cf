"""Text in, page numbers out: lines that the printer put between two halves of a sentence.

``- 3 -``, ``— 3 —`` and ``第3页 共10页`` always are page numbers; a lone ``3`` is one only where a form
feed stands beside it, for it may as well number a row of a table that was flattened to lines.
"""

from __future__ import annotations

import re
from typing import Final

_LINE: Final = re.compile(
    r"""
    [\n\f\r] (?P<line> [ \t\u3000]*
    (?: (?P<marked> [-—–－]{1,2} \s? \d{1,4} \s? [-—–－]{1,2}
                  | 第 \s? \d{1,4} \s? 页 (?: [ ,，/]* 共 \s? \d{1,4} \s? 页 )? )
      | \d{1,4} )
    [ \t\u3000]* ) (?= [\n\f\r] )
    """,
    re.VERBOSE,
)


def find_page_numbers(text: str) -> list[tuple[int, int]]:
    r"""Return the stretches of `text` that are page numbers, in text order.

    >>> text = "市财\n- 3 -\n\f政局\n12\n项"
    >>> [text[start:end] for start, end in find_page_numbers(text)]
    ['- 3 -']
    """
    return [
        line.span("line")
        for line in _LINE.finditer(text)
        if line["marked"] or _beside_form_feed(text, *line.span("line"))
    ]


def _beside_form_feed(text: str, start: int, end: int) -> bool:
    return "\f" in (text[start - 1], text[end], text[end + 1 : end + 2])
