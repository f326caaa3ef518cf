"""How parsing scales: over the whole corpus against jieba, on 5 MB, on hostile text of doubled length."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import jieba

from zeren_parser import parse

if TYPE_CHECKING:
    from zeren_service.bench import Ratio

_MEGABYTES: Final = 5
_DOUBLED: Final = 2.6  # what twice the text may cost: twice the time and what a machine adds
# (what it is, the unit that is repeated, characters of the longer text)
HOSTILE: Final = (
    ("十万个左括号", "（", 100_000),
    ("标签重复", "牵头单位：", 400_000),
    ("括号与标签重复", "（牵头单位：", 400_000),
    ("百万字一行", "推进甲项工作、乙项工作和丙项工作", 1_000_000),
    ("编号重复", "一、", 200_000),
    ("散文句重复", "由市甲局牵头，", 400_000),
    ("引号书名号重复", "“《", 800_000),
    # What a pattern searches again and again shows in no count of calls, only in time.
    ("空格成串", " ", 800_000),
    ("全角空格成串", "\u3000", 800_000),
    ("制表符成串", "\t", 800_000),
    ("圆点成串", ".", 800_000),
    ("表格线重复", "|--|   x|", 400_000),
    ("词与宽空格重复", "甲  乙  ", 400_000),
    ("逗号与引号重复", '1,2,"', 400_000),
    ("表头重复", "序号\n", 400_000),
    ("目标句重复", "到2020年5%", 400_000),
    ("分别达到重复", "分别达到5%、", 400_000),
)


def scaling(plan: bytes, corpus: Iterable[Path]) -> list[Ratio]:
    """Return the ratios of how parsing scales; without a corpus its ratio is left out.

    `plan` is the text that is repeated up to 5 MB.
    """
    from zeren_service.bench import Ratio, best

    ratios = _whole_corpus([path.read_bytes() for path in corpus])
    large = plan * (_MEGABYTES * 1_000_000 // len(plan))
    half = plan * (_MEGABYTES * 500_000 // len(plan))
    pairs = [("5 MB 的文本", large, half)]
    for what, unit, length in HOSTILE:
        count = length // len(unit)
        pairs.append((what, _framed(unit * count), _framed(unit * (count // 2))))
    for what, long, short in pairs:
        ratios.append(
            Ratio(
                f"解析：{what}",
                "同类文本，长度减半",
                best(lambda data=long: parse(data), 2),  # type: ignore[misc]
                best(lambda data=short: parse(data), 2),  # type: ignore[misc]
                _DOUBLED,
            )
        )
    return ratios


def _framed(text: str) -> bytes:
    """Return `text` between two items: a run of blanks at an end would be cut off unread."""
    return f"一、任务\n{text}x\n1.治水。".encode()


def _whole_corpus(files: list[bytes]) -> list[Ratio]:
    from zeren_service.bench import Ratio, best

    if not files:
        return []
    texts = [parse(data).text for data in files]
    return [
        Ratio(
            f"解析全部层次：语料 {len(files)} 份",
            "jieba.lcut 同一文本（词典已载入）",
            sum(best(lambda data=data: parse(data), 3) for data in files),  # type: ignore[misc]
            sum(best(lambda text=text: jieba.lcut(text), 3) for text in texts),  # type: ignore[misc]
            0.5,
        )
    ]
