"""A number in, a plan of that number out: many documents, each another, the same every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAD: Final = "发展改革局"
_OTHERS: Final = ("教育局", "财政局", "农业农村局", "生态环境局", "住房城乡建设局", "交通运输局")
_WORK: Final = ("推广绿色建筑", "整治城乡环境", "培育重点产业", "改善办学条件", "养护农村公路")
_NUMBERS: Final = "一二三四五六"


def made_plan(number: int, tasks: int = 60) -> bytes:
    """Return a plan of 甲县 with that many tasks, all led by `LEAD`.

    >>> print(made_plan(7, tasks=1).decode())
    甲县2027年第7号重点工作方案
    一、第1类工作
    (一)推广绿色建筑第7-1项。到2027年完成8处。(牵头单位:发展改革局,责任单位:财政局、农业农村局)
    <BLANKLINE>
    """
    lines = [f"甲县{2020 + number % 10}年第{number}号重点工作方案"]
    for task in range(tasks):
        if task % 10 == 0:
            lines.append(f"{_NUMBERS[task // 10 % 6]}、第{task // 10 + 1}类工作")
        others = [_OTHERS[(number + task + i) % len(_OTHERS)] for i in range(2)]
        lines.append(
            f"({_small(task % 10 + 1)}){_WORK[task % 5]}第{number}-{task + 1}项。"
            f"到{2020 + number % 10}年完成{number % 90 + task + 1}处。"
            f"(牵头单位:{LEAD},责任单位:{'、'.join(others)})"
        )
    return ("\n".join(lines) + "\n").encode()


def made_plans(count: int, tasks: int = 60) -> Iterator[tuple[bytes, str]]:
    """Yield `count` plans with their file names."""
    for number in range(1, count + 1):
        yield made_plan(number, tasks), f"方案{number:05}.txt"


def _small(number: int) -> str:
    return "十" if number == 10 else "一二三四五六七八九"[number - 1]
