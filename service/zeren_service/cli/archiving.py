"""Commands that write the whole catalogue to one file, and read it back."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from zeren_graph.archive import Archived, dump, restore
from zeren_graph.knowledge import Knowledge
from zeren_graph.schema import prepare
from zeren_service.cli.places import add_data, data_places, existing_places
from zeren_service.cli.words import OK

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from zeren_service.cli.reading import Add


def register(add: Add) -> None:
    """Register both commands."""
    parser = add(
        "dump", _dump, "把全部数据（原文、解析结果、人工决定）写入一个文件", "zeren dump 备份.zip"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="要写的文件；已经存在的不覆盖")
    add_data(parser)

    parser = add(
        "restore",
        _restore,
        "由 zeren dump 写的文件恢复全部数据",
        "zeren restore 备份.zip --data 新目录",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="zeren dump 写的文件")
    add_data(parser)


def _dump(args: argparse.Namespace) -> int:
    with contextlib.closing(existing_places(args).open_database()) as database:
        prepare(database)
        with _counting("写出") as step:
            told = dump(database, args.file, step=step)
    size = args.file.stat().st_size
    sys.stdout.write(f"已写入 {args.file}：{_words(told)}，{size:,} 字节。\n")
    return OK


def _restore(args: argparse.Namespace) -> int:
    places = data_places(args)
    with contextlib.closing(places.open_database()) as database, _counting("恢复") as step:
        told = restore(database, args.file, step=step)
    with Knowledge.open(places):  # the graph catches up
        sys.stdout.write(f"已恢复：{_words(told)}；图谱已重建。\n")
    return OK


def _words(told: Archived) -> str:
    return f"{told.documents} 份文件，{told.tasks} 项任务，共 {told.rows} 行"


@contextlib.contextmanager
def _counting(words: str) -> Iterator[Callable[[int], None]]:
    """Show how many rows are done, where a person watches."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description} {task.completed:,} 行"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task(words, total=None)
        yield lambda rows: progress.advance(bar, rows)
