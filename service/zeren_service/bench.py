"""Speed as ratios, each taken in one run on one machine: `zeren bench`.

Wall-clock seconds of two machines cannot be compared; what this prints can.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jieba
from rich.console import Console
from rich.table import Table

from zeren_parser import parse
from zeren_service.bench_parsing import scaling
from zeren_service.bench_questions import question_times

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

_ROUNDS = 15
CORPUS = Path("../shared/corpus")  # real plans beside the checkout


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two times of one run (比值): what was measured, against what, seconds each."""

    what: str
    against: str
    seconds: float
    base_seconds: float
    limit: float

    @property
    def ratio(self) -> float:
        """Return `seconds` as a multiple of `base_seconds`."""
        return self.seconds / self.base_seconds


def best(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Return the seconds of the fastest of `rounds` runs: the one the machine disturbed least."""
    fastest = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        fastest = min(fastest, time.perf_counter() - started)
    return fastest


def measure(files: list[Path]) -> list[Ratio]:
    """Return the ratio of parsing, all layers, for each of `files`."""
    jieba.setLogLevel(60)
    jieba.initialize()  # the dictionary is loaded before anything is timed
    ratios: list[Ratio] = []
    for path in files:
        data = path.read_bytes()
        text = parse(data).text
        ratios.append(
            Ratio(
                f"解析全部层次：{path.name}",
                "jieba.lcut 同一文本（词典已载入）",
                best(lambda data=data: parse(data)),  # type: ignore[misc]
                best(lambda text=text: jieba.lcut(text)),  # type: ignore[misc]
                0.5,
            )
        )
    asked, listed = question_times(files)
    against = "同一清单按部门编号直接取（p50）"
    ratios.append(Ratio("提问“某部门牵头哪些任务”（p50）", against, asked, listed, 5.0))
    return ratios


def run(args: argparse.Namespace) -> int:
    """Print the ratios; return 0."""
    files = args.files or sorted(Path("source_docs").glob("*.txt"))
    ratios = measure(files)
    if not args.files:
        ratios += scaling(files[0].read_bytes(), sorted(CORPUS.glob("*.txt")))
    if args.json:
        rows = [{**asdict(ratio), "ratio": ratio.ratio} for ratio in ratios]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return 0
    table = Table("测什么", "与什么比", "毫秒", "基准毫秒", "比值", "要求")
    for ratio in ratios:
        table.add_row(
            ratio.what, ratio.against, f"{ratio.seconds * 1000:.1f}", f"{ratio.base_seconds * 1000:.1f}",
            f"{ratio.ratio:.2f}", f"≤ {ratio.limit}",
        )  # fmt: skip
    Console().print(table)
    return 0
