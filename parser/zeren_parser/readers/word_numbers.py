"""A count and Word's name of a number format in, the printed number out.

Source: ECMA-376 part 1, 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_HAN: Final = "零一二三四五六七八九"
_FORMAL: Final = "零壹贰叁肆伍陆柒捌玖"
_HEAVENLY: Final = "甲乙丙丁戊己庚辛壬癸"
_EARTHLY: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _counting(value: int, digits: str = _HAN, units: str = "十百千") -> str:
    """Return 一 … 十 十一 … 一百零一 … 一千二百, as counted in Chinese."""
    if not 0 < value < 10_000:
        return str(value)
    text = ""
    for place, digit in enumerate(reversed(str(value))):
        unit = units[place - 1] if place else ""
        if digit != "0":
            text = digits[int(digit)] + unit + text
        elif text and not text.startswith(digits[0]):
            text = digits[0] + text
    ten = digits[1] + units[0]
    return text[1:] if text.startswith(ten) and digits == _HAN else text


def _formal(value: int) -> str:
    return _counting(value, _FORMAL, "拾佰仟")


def _digital(value: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))


def _letter(value: int) -> str:
    """Return A … Z AA BB …, as Word counts with letters."""
    if value < 1:
        return ""
    return chr(ord("A") + (value - 1) % 26) * min(1 + (value - 1) // 26, 30)


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (value // worth)
        value %= worth
    return text


def _enclosed(first: str, last: int) -> Callable[[int], str]:
    """Return the format of a run of Unicode characters: ① … ⑳; behind it plain digits."""
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= last else str(value)


def _circled(value: int) -> str:
    if 21 <= value <= 35:
        return chr(0x3251 + value - 21)
    if 36 <= value <= 50:
        return chr(0x32B1 + value - 36)
    return _enclosed("①", 20)(value)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)] if value > 0 else ""


def _full_width(value: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "japaneseDigitalTenThousand": _digital,
    "koreanCounting": _counting,
    "ideographDigital": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "japaneseLegal": _formal,
    "ideographTraditional": _cycle(_HEAVENLY),
    "ideographZodiac": _cycle(_EARTHLY),
    "upperLetter": _letter,
    "lowerLetter": lambda value: _letter(value).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "none": lambda _: "",
    "bullet": lambda _: "",
}


def print_number(value: int, form: str) -> str:
    """Return `value` as Word prints it in the number format `form`; an unknown form is decimal.

    >>> [print_number(n, "chineseCountingThousand") for n in (3, 10, 12, 20, 101, 110)]
    ['三', '十', '十二', '二十', '一百零一', '一百一十']
    >>> print_number(4, "decimalEnclosedCircle"), print_number(28, "upperLetter")
    ('④', 'BB')
    """
    return _FORMATS.get(form, str)(value)
