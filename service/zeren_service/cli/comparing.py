"""Commands that compare two documents: diff and cascade."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from zeren_graph.cascade import cascade
from zeren_graph.catalogue import Catalogue
from zeren_graph.comparison import Side, read_side
from zeren_graph.diff import compare
from zeren_parser import parse
from zeren_service.cli.output import add_output, write_list
from zeren_service.cli.places import CommandError, add_data, name_of, open_catalogue, read_file
from zeren_service.cli.words import NOTHING, OK
from zeren_service.exports.comparison_tables import (
    cascade_in_words,
    cascade_table,
    diff_in_words,
    diff_table,
)

if TYPE_CHECKING:
    import argparse

    from zeren_service.cli.reading import Add


def register(add: Add) -> None:
    """Register the comparing commands."""
    parser = add(
        "diff", _diff, "比较两份文件的责任变化", "zeren diff 2017年.txt 2018年.txt -o 变化.xlsx"
    )
    parser.add_argument("old", metavar="旧", help="旧文件，或数据目录里的文件编号")
    parser.add_argument("new", metavar="新", help="新文件，或数据目录里的文件编号")
    add_data(parser)
    add_output(parser)

    parser = add(
        "cascade", _cascade, "上级任务在下级方案里怎样分解", "zeren cascade 省方案.txt 市方案.txt"
    )
    parser.add_argument("higher", metavar="上级", help="上级文件，或数据目录里的文件编号")
    parser.add_argument("lower", metavar="下级", help="下级文件，或数据目录里的文件编号")
    add_data(parser)
    add_output(parser)


def _diff(args: argparse.Namespace) -> int:
    found = compare(*_sides(args, args.old, args.new))
    write_list(args, found, diff_table(found), lambda: diff_in_words(found))
    return OK if found.counts else NOTHING


def _cascade(args: argparse.Namespace) -> int:
    found = cascade(*_sides(args, args.higher, args.lower))
    write_list(args, found, cascade_table(found), lambda: cascade_in_words(found))
    return OK if len(found.links) > found.missing else NOTHING


def _sides(args: argparse.Namespace, *named: str) -> list[Side]:
    """Return what is compared: each name is a file, or the id of a document of the data folder."""
    with ExitStack() as opened:
        files = opened.enter_context(Catalogue.open("sqlite://"))
        kept: Catalogue | None = None
        sides = []
        for name in named:
            path = Path(name)
            if path.exists() or path.suffix:
                data = read_file(path)
                sides.append(read_side(files, files.put(parse(data, name=name_of(path)), data)))
                continue
            if kept is None:
                args.more_files = []
                kept = opened.enter_context(open_catalogue(args))
            row = kept.document(name)
            if row is None:
                raise CommandError(f"没有文件 {name}，也没有编号为 {name} 的文件。")
            sides.append(read_side(kept, row))
        return sides
