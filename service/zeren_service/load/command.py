"""`zeren bench --http`: load the service, print the figures."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from zeren_service.load.measuring import Figure, fill, measure

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Print the figures; return 0 where all that is asked is reached, else 1."""
    figures: list[Figure] = []
    if args.data is not None:
        figures += measure(args.data, seconds=args.seconds)
    for count in args.documents or ([] if args.data is not None else [1]):
        with tempfile.TemporaryDirectory(prefix="zeren-bench-") as folder:
            fill(Path(folder), count)
            figures += measure(Path(folder), seconds=args.seconds)
    if args.json:
        rows = [asdict(figure) | {"reached": figure.reached} for figure in figures]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        table = Table("测什么", "值", "要求", "达到")
        for figure in figures:
            table.add_row(
                figure.what, f"{figure.value:.2f}", _asked(figure), "是" if figure.reached else "否"
            )
        Console().print(table)
    return 0 if all(figure.reached for figure in figures) else 1


def _asked(figure: Figure) -> str:
    if figure.least is not None and figure.least == figure.most:
        return f"= {figure.least:g}"
    if figure.least is not None:
        return f"≥ {figure.least:g}"
    return "" if figure.most is None else f"≤ {figure.most:g}"
