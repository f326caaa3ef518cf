"""Plain text in any encoding that offices use: UTF-8, UTF-16, GB18030 (and GBK, GB2312), Big5."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

from zeren_parser.errors import UnreadableDocument

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Control characters that no text file holds; tab, line feed, form feed and carriage return may stand.
_JUNK: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_CHINESE_SHARE: Final = 0.3  # share of common characters; real Chinese text has 0.5 and more
_JUNK_SHARE: Final = 0.002  # a stray control character is forgiven, a binary file is not
# The most used characters of written Chinese in both scripts, with the punctuation of plans: a wrong
# decoding of Chinese bytes gives rare characters instead.
_COMMON: Final = re.compile(
    r"[的一是不了在人有我他这個们中来上大為和国國地到以说時要就出会會可也你对對生能而子那得于於"
    r"着下自之年过過发發后後作里用道行所然家种種事成方多经經么去法学學如都同现現当當没動动面起看"
    r"定天分还進进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情"
    r"明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果"
    r"加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入"
    r"几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直"
    r"德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    r"完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
    r"局单位责牵、。，：；（）“”《》0-9]"
)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of `data` without a BOM, and the name of its encoding.

    Raises:
        UnreadableDocument: no encoding gives a text.

    >>> decode("牵头单位：经发局，责任单位：财政局。".encode("gb18030"))
    ('牵头单位：经发局，责任单位：财政局。', 'gb18030')
    """
    for bom, named in _BOMS:
        if data.startswith(bom):
            return _checked(data[len(bom) :].decode(named, "replace")), named
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    candidates = [
        (_plausibility(text), -rank, text, encoding)
        for rank, encoding in enumerate(("gb18030", "big5", "utf-16-le", "utf-16-be"))
        if (text := _try(data, encoding)) is not None
    ]
    best_score, _, best_text, best_encoding = max(candidates, default=(0.0, 0, "", ""))
    if best_score > _CHINESE_SHARE:
        return best_text, best_encoding
    guessed = from_bytes(data[:100_000]).best()
    text = _try(data, guessed.encoding) if guessed else None
    if guessed is None or not text:
        raise UnreadableDocument("not-text")
    return text, guessed.encoding


def _try(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if _is_junk(text) else text


def _is_junk(text: str) -> bool:
    return len(_JUNK.findall(text)) > max(1, len(text) * _JUNK_SHARE)


def _checked(text: str) -> str:
    """Return `text`, or raise where a formally valid decoding holds binary junk or UTF-16 bytes."""
    if _is_junk(text):
        raise UnreadableDocument("not-text")
    return text


def _plausibility(text: str) -> float:
    return len(_COMMON.findall(text)) / max(1, len(text))
