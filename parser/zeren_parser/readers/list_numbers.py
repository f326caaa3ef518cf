"""Items of a numbered list of a web page in, the numbers out that a browser prints before them."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from zeren_parser.readers.word_numbers import print_number

# CSS Counter Styles 3: the forms of list-style-type, and those that the attribute type names.
_LIST_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([a-zA-Z-]+)")
_LIST_TYPES: Final = {
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_HAN_LISTS: Final = frozenset({"cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal"})
_LIST_FORMS: Final = {
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting", "simp-chinese-formal": "chineseLegalSimplified",
}  # fmt: skip
_UNNUMBERED: Final = frozenset({"none", "disc", "circle", "square"})


def list_number(item: etree._Element, counts: dict[etree._Element, int]) -> str:
    """Return the number that a browser prints before an item of a numbered list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    count = whole_number(item.get("value"))
    if count is None:
        before = counts.get(parent)
        start = whole_number(parent.get("start"))
        count = before + 1 if before is not None else 1 if start is None else start
    counts[parent] = count
    style = _LIST_STYLE.search(f"{parent.get('style') or ''};{item.get('style') or ''}")
    form = style[1].lower() if style else _LIST_TYPES.get(parent.get("type") or "1", "decimal")
    if form in _UNNUMBERED:
        return ""
    number = print_number(count, _LIST_FORMS.get(form, "decimal"))
    return f"{number}、" if form in _HAN_LISTS else f"{number}."


def whole_number(value: str | None) -> int | None:
    """Return an attribute as a number, None where it is none."""
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
