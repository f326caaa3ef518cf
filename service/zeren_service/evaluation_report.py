"""The evaluation on paper: tables for the terminal, JSON for machines, a baseline to hold."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from zeren_service.evaluate import Evaluation, Score, evaluate

_TOLERANCE = 0.0005  # of an F1: four digits are kept


def run(
    gold: Path,
    folders: Iterable[Path],
    *,
    verbose: bool = False,
    as_json: bool = False,
    baseline: Path | None = None,
) -> int:
    """Print the evaluation of `gold`; return 0, or 1 where none was made or it is below `baseline`."""
    console = Console()
    result = evaluate(gold, folders)
    if not result.documents:
        console.print(
            "没有可评测的文件：标注文件所指的原文不在给出的目录里。请用 --documents 指明原文所在目录。"
        )
        return 1
    if as_json:
        sys.stdout.write(json.dumps(figures(result), ensure_ascii=False, indent=1) + "\n")
    else:
        _print(console, result)
    if verbose:
        for line in result.differences:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    worse = losses(result, json.loads(baseline.read_text("utf-8"))) if baseline else []
    for line in worse:
        console.print(f"低于基线：{line}", markup=False)
    return 1 if worse else 0


def figures(result: Evaluation) -> dict[str, Any]:
    """Return the F1 of every layer, form, format and document, to four digits, and false clauses."""
    return {
        **{
            part: {name: round(score.f1, 4) for name, score in scores.items()}
            for part, scores in _parts(result).items()
        },
        "false_clauses_per_100k": round(result.false_per_100k, 2),
    }


def losses(result: Evaluation, baseline: Mapping[str, Any]) -> list[str]:
    """Return what is worse than `baseline`, as lines; what the baseline does not know is passed over.

    Where originals are absent only the documents are compared: the sums are those of fewer documents.
    """
    found = figures(result)
    worse = [
        f"{part} {name}：{found[part][name]:.4f}，基线 {known:.4f}"
        for part in (("documents",) if result.absent else _parts(result))
        for name, known in baseline[part].items()
        if name in found[part] and found[part][name] < known - _TOLERANCE
    ]
    limit = baseline["false_clauses_per_100k"]
    if result.false_per_100k > limit + 0.005:
        worse.append(f"无条款文本中每十万字误读 {result.false_per_100k:.2f} 条，基线 {limit:.2f}")
    return worse


def _parts(result: Evaluation) -> dict[str, dict[str, Score]]:
    return {
        "layers": result.layers,
        "forms": result.forms,
        "formats": result.formats,
        "documents": result.documents,
    }


def _print(console: Console, result: Evaluation) -> None:
    console.print(_table("层次", result.layers))
    console.print(_table("条款形式（任务·角色·单位）", result.forms))
    console.print(_table("文件格式（任务·角色·单位）", result.formats))
    console.print(_table("文件（任务·角色·单位）", result.documents))
    console.print(
        f"没有条款的文件共 {result.silent} 字，误读 {result.false_clauses} 条，"
        f"每十万字 {result.false_per_100k:.2f} 条。"
    )
    if result.absent:
        console.print(f"缺少原文、未评测：{'、'.join(result.absent)}")


def _table(head: str, scores: Mapping[str, Score]) -> Table:
    table = Table(head, "对", "多", "漏", "准确率", "召回率", "F1")
    for name, score in scores.items():
        table.add_row(
            name, str(score.right), str(score.invented), str(score.missed),
            f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}",
        )  # fmt: skip
    return table
