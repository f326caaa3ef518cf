"""A short name that people say in, whether it abbreviates a full name out: 人社局, 文旅部, 国资委.

Chinese administration shortens a name to the first characters of its words and keeps the ending.
A word may be left out only where it says nothing of the field (管理, 事务, 工作 …): 农业局 is no
short form of 农业经济局.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from zeren_service.questions.cutting import cut_all

# Endings of units, the longest first; the right-hand one is what the left-hand one may stand for.
_ENDINGS: Final = (
    ("分局", ("分局",)),
    ("局", ("局",)),
    ("委", ("委员会", "委")),
    ("委员会", ("委员会",)),
    ("办", ("办公室", "办")),
    ("厅", ("厅",)),
    ("部", ("部",)),
    ("处", ("处",)),
    ("署", ("署",)),
    ("院", ("院",)),
    ("会", ("会",)),
    ("社", ("社",)),
    ("行", ("银行",)),
    ("集团", ("集团", "集团有限公司", "集团公司")),
)
_LEVELS: Final = frozenset("省市县区州旗")
_GENERAL: Final = re.compile(r"(?:监督|管理|事务|工作|综合|服务|和|与|及|、|有限|事业|委员)+")
_LONGEST: Final = 8


def endings() -> frozenset[str]:
    """Return the last characters that a short name may have."""
    return frozenset(short[-1] for short, _ in _ENDINGS)


def abbreviates(short: str, full: str) -> bool:
    """Tell whether `short` is a short form of the full name `full`, both in normal form.

    >>> abbreviates("人社局", "人力资源和社会保障局"), abbreviates("住建局", "住房和城乡建设局")
    (True, True)
    >>> abbreviates("农业局", "农业经济发展局"), abbreviates("环保局", "环保分局")
    (False, False)
    """
    if not 3 <= len(short) <= _LONGEST or len(short) >= len(full):
        return False
    if full[0] in _LEVELS:
        full = full[1:]
        short = short[1:] if short[0] in _LEVELS else short
    if short[:1] != full[:1] or len(short) < 3:
        return False
    for ending, meant in _ENDINGS:
        if short.endswith(ending):
            for whole in meant:
                if full.endswith(whole) and not (ending == "局" and full.endswith("分局")):
                    return _covers(short[: -len(ending)], full[: -len(whole)])
            return False
    return False


@lru_cache(maxsize=4096)
def _covers(short: str, full: str) -> bool:
    """Tell whether each word of `full` has a character in `short`, from the start of a word on."""
    if short == full:
        return True
    starts, words = _words(full)
    taken: list[int] = []
    at = -1
    for char in short:
        goes_on = at + 1 if at >= 0 and full[at + 1 : at + 2] == char else -1
        found = goes_on if goes_on >= 0 else full.find(char, at + 1)
        while found >= 0 and found != goes_on and found not in starts:
            found = full.find(char, found + 1)
        if found < 0:
            return False
        at = found
        taken.append(at)
    return all(
        any(first <= place < last for place in taken)
        for first, last in words
        if not _GENERAL.fullmatch(full[first:last])
    )


def _words(full: str) -> tuple[frozenset[int], tuple[tuple[int, int], ...]]:
    """Return where words start, and the longest words that lie side by side."""
    spans = cut_all(full)
    starts = frozenset(first for first, _ in spans)
    side_by_side: list[tuple[int, int]] = []
    at = 0
    while at < len(full):
        last = max((last for first, last in spans if first == at), default=at + 1)
        side_by_side.append((at, last))
        at = last
    return starts, tuple(side_by_side)
