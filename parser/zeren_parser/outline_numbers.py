"""The numbers that open an item of a plan, as one table: 一、 (一) 1. (1) ① 第X条.

Source: GB/T 9704-2012 《党政机关公文格式》 7.3.3 gives 一、 (一) 1. (1); the other forms were seen in
real plans and in regulations.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# (name, rank, pattern, example): a higher rank stands below a lower one.
NUMBER_FORMS: Final = (
    ("chapter", 0, r"第[一二三四五六七八九十百零\d]{1,4}(?:章|编|部分)", "第一章"),
    ("part", 1, r"第[一二三四五六七八九十百零\d]{1,4}节", "第一节"),
    ("article", 2, r"第[一二三四五六七八九十百零\d]{1,4}条", "第三条"),
    ("han", 3, r"[一二三四五六七八九十百]{1,4}(?=、)", "一、"),
    ("han-bracket", 4, r"\([一二三四五六七八九十百]{1,4}\)", "(一)"),
    ("han-half", 4, r"[一二三四五六七八九十]{1,3}\)", "一)"),
    ("digit", 5, r"\d{1,3}(?=[.、](?!\d)|[.、](?:19|20)\d\d年)", "1."),
    ("decimal", 6, r"\d{1,2}\.\d{1,2}(?![\d.%万亿个倍元人家户吨米公亩年月天小])", "1.1"),
    ("decimals", 7, r"\d{1,2}\.\d{1,2}\.\d{1,2}(?![\d.])", "1.1.1"),
    ("digit-bracket", 8, r"\(\d{1,3}\)", "(1)"),
    ("digit-half", 9, r"\d{1,3}\)", "1)"),
    ("circled", 10, r"[①-⑳]", "①"),
    ("han-enclosed", 4, r"[㈠-㈩]", "㈠"),
    ("digit-stop", 5, r"[⒈-⒛]", "⒈"),
    ("digit-enclosed", 8, r"[⑴-⒇]", "⑴"),
)
RANKS: Final = {name: rank for name, rank, _, _ in NUMBER_FORMS}
NUMBER: Final = re.compile(
    "(?:"
    + "|".join(f"(?P<{name.replace('-', '_')}>{form})" for name, _, form, _ in NUMBER_FORMS)
    + r")[、.]?"
)
_FIRST: Final = frozenset(
    "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇第(0123456789一二三四五六七八九十百①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
)
_HAN_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")}


def match_number(text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """Return the match of the number that opens ``text[start:end]``, folded, or None.

    >>> match_number("(一)治水").group(), match_number("治水")
    ('(一)', None)
    """
    if text[start : start + 1] not in _FIRST:
        return None
    return NUMBER.match(text, start, len(text) if end is None else end)


def spelled(number: str) -> str:
    """Return a number printed as one character as it is spelled: ㈠ is (一), ⑴ is (1), ⒈ is 1.

    >>> spelled("㈢"), spelled("⑿"), spelled("⒈"), spelled("①")
    ('(三)', '(12)', '1', '①')
    """
    if len(number) == 1 and number not in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return unicodedata.normalize("NFKC", number).rstrip(".")
    return number


@lru_cache(maxsize=1024)
def ordinal(number: str) -> int | None:
    """Return the value of an outline number, or None where it has none.

    >>> ordinal("(十二)"), ordinal("第三十一条"), ordinal("③"), ordinal("7")
    (12, 31, 3, 7)
    """
    core = spelled(number).strip("()第章编节条部分、.")
    if len(core) == 1 and "①" <= core <= "⑳":
        return ord(core) - ord("①") + 1
    if core.isascii() and core.isdigit():
        return int(core)
    if not core or any(c not in "零一二三四五六七八九十百" for c in core):
        return None
    value = 0
    digit = 0
    for c in core:
        if c == "十":
            value, digit = value + (digit or 1) * 10, 0
        elif c == "百":
            value, digit = value + (digit or 1) * 100, 0
        else:
            digit = _HAN_DIGITS[c]
    return value + digit
