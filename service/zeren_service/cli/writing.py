"""Commands that change the data folder: ingest, remove, graph rebuild."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from zeren_graph.bulk import Loaded, load_files
from zeren_graph.errors import GraphError
from zeren_graph.knowledge import Knowledge
from zeren_service.cli.places import (
    CommandError,
    add_data,
    data_places,
    existing_places,
    find_files,
)
from zeren_service.cli.words import NOTHING, OK, UNREADABLE, USAGE, ChineseParser

if TYPE_CHECKING:
    import argparse

    from zeren_service.cli.reading import Add

_AGAIN: Final = "排除下面的问题后再执行同一条命令，会接着收完。"


def register(add: Add) -> None:
    """Register the writing commands."""
    parser = add("ingest", _ingest, "把文件收入数据目录", "zeren ingest source_docs/ 方案.txt")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或目录")
    parser.add_argument(
        "--replaces", metavar="ID", help="这份文件取代哪一份旧版本（编号）；不写则自动认"
    )
    add_data(parser)

    parser = add("remove", _remove, "从数据目录删除一份文件", "zeren remove 0a1b2c3d4e5f6071")
    parser.add_argument("document", metavar="ID", help="文件编号（用 zeren documents 查看）")
    add_data(parser)

    parser = add("graph", None, "图库维护", "zeren graph rebuild")
    actions = parser.add_subparsers(
        dest="action", metavar="动作", required=True, title="动作", parser_class=ChineseParser
    )
    rebuild = actions.add_parser("rebuild", help="由目录库重建图库", description="由目录库重建图库")
    add_data(rebuild)
    rebuild.set_defaults(run=_rebuild)


def load_with_progress(
    knowledge: Knowledge, files: list[Path], *, replaces: str | None = None
) -> list[Loaded]:
    """Load `files`, with a bar where a person watches."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    done: list[Loaded] = []
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("解析并收入", total=len(files))
        try:
            for loaded in load_files(knowledge, files, replaces=replaces):
                done.append(loaded)
                progress.advance(bar)
        except GraphError:
            if len(files) > 1:
                sys.stderr.write(f"没有收完，已收好的 {len(done)} 份不受影响；{_AGAIN}\n")
            raise
    return done


def summary(done: list[Loaded]) -> str:
    """Return what became of the files, in Chinese."""
    counts = Counter("bad" if d.row is None else "new" if d.created else "known" for d in done)
    rows = [d.row for d in done if d.row is not None and d.created]
    parts = [f"新收 {counts['new']} 份"]
    if counts["known"]:
        parts.append(f"以前收过 {counts['known']} 份")
    if counts["bad"]:
        parts.append(f"无法读取 {counts['bad']} 份")
    lines = ["，".join(parts) + f"；新增 {sum(row.tasks for row in rows)} 项任务。"]
    lines += [f"  ✗ {d.path}：{d.reason}" for d in done if d.row is None]
    replaced = [row for row in rows if row.replaces]
    lines += [f"  ↻ {row.title}：取代旧版本 {row.replaces}" for row in replaced]
    late = [row for row in rows if row.superseded_by]
    lines += [f"  ↺ {row.title}：比已有的 {row.superseded_by} 旧，作为旧版本保存" for row in late]
    empty = [d for d in done if d.row is not None and d.created and d.row.tasks == 0]
    lines += [f"  ！{d.path}：没有找到带责任单位的任务" for d in empty]
    return "\n".join(lines) + "\n"


def _ingest(args: argparse.Namespace) -> int:
    files = find_files(args.paths)
    if not files:
        raise CommandError("这些目录里没有可收的文件（txt、docx、pdf 等）。")
    if args.replaces is not None and len(files) > 1:
        raise CommandError("--replaces 一次只能收一份文件。", USAGE)
    with Knowledge.open(data_places(args)) as knowledge:
        done = load_with_progress(knowledge, files, replaces=args.replaces)
        sys.stdout.write(summary(done))
    return UNREADABLE if any(d.row is None for d in done) else OK


def _remove(args: argparse.Namespace) -> int:
    with Knowledge.open(existing_places(args)) as knowledge:
        row = knowledge.catalogue.document(args.document)
        if row is None or not knowledge.remove(row.id):
            sys.stderr.write(f"没有编号为 {args.document} 的文件。\n")
            return NOTHING
    sys.stdout.write(f"已删除：{row.title}\n")
    return OK


def _rebuild(args: argparse.Namespace) -> int:
    with Knowledge.open(existing_places(args)) as knowledge:
        count = knowledge.rebuild()
    sys.stdout.write(f"已由目录库重建图库：{count} 份文件。\n")
    return OK
