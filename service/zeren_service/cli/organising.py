"""The command `zeren organisations`: which departments are one, decided by persons and undone."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from zeren_graph.knowledge import Knowledge
from zeren_service.cli.output import add_output, write_list
from zeren_service.cli.places import add_data, existing_places, open_catalogue
from zeren_service.cli.task_words import table_in_words
from zeren_service.cli.words import NOTHING, OK, ChineseParser
from zeren_service.exports.organisation_tables import DECISIONS, decision_table, question_table
from zeren_service.lookup import find_department

if TYPE_CHECKING:
    import argparse

    from zeren_service.cli.reading import Add

_HELP = {
    "merge": "两个编号（名称）是同一个单位，归到后一个",
    "split": "某些文件里的同名单位其实是另一个单位",
    "link": "前一个单位改组为后一个单位（两个单位都保留）",
}


def register(add: Add) -> None:
    """Register the command and its actions."""
    parser = add(
        "organisations",
        None,
        "单位归并：待定、归并、拆分、沿革、撤销",
        'zeren organisations merge 经发局 经济发展局 --why "三定方案"',
    )
    actions = parser.add_subparsers(
        dest="action", metavar="动作", required=True, title="动作", parser_class=ChineseParser
    )
    shown = actions.add_parser("open", help="列出待定的单位", description="列出待定的单位。")
    add_data(shown)
    add_output(shown)
    shown.set_defaults(run=_open)
    shown = actions.add_parser(
        "decisions", help="列出全部决定", description="列出全部决定，撤销的也在内。"
    )
    add_data(shown)
    add_output(shown)
    shown.set_defaults(run=_decisions)
    for kind, words in _HELP.items():
        action = actions.add_parser(kind, help=words, description=f"{words}。")
        action.add_argument("subject", metavar="部门", help="部门编号、全称或简称")
        if kind == "split":
            action.add_argument(
                "--document",
                action="append",
                required=True,
                metavar="ID",
                help="哪份文件里的是另一个单位，可重复",
            )
            action.add_argument("--name", metavar="名称", help="拆出的单位叫什么（默认同名）")
        else:
            action.add_argument("object", metavar="归到", help="部门编号、全称或简称")
        _add_reason(action)
        action.set_defaults(run=_decide)
    action = actions.add_parser("undo", help="撤销一个决定", description="撤销一个决定。")
    action.add_argument("number", type=int, metavar="号", help="决定的号（用 decisions 查看）")
    _add_reason(action)
    action.set_defaults(run=_undo)


def _add_reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", required=True, metavar="理由", help="为什么，例如依据哪份文件")
    parser.add_argument("--who", metavar="姓名", help="谁决定的（默认取登录名）")
    add_data(parser)


def _open(args: argparse.Namespace) -> int:
    args.more_files = []
    with open_catalogue(args) as catalogue:
        rows = catalogue.open_questions()
    table = question_table(rows)
    write_list(args, rows, table, lambda: table_in_words(table))
    return OK if rows else NOTHING


def _decisions(args: argparse.Namespace) -> int:
    args.more_files = []
    with open_catalogue(args) as catalogue:
        rows = catalogue.decisions()
    table = decision_table(rows)
    write_list(args, rows, table, lambda: table_in_words(table))
    return OK if rows else NOTHING


def _decide(args: argparse.Namespace) -> int:
    with _knowledge(args) as knowledge:
        catalogue = knowledge.catalogue
        subject = find_department(catalogue, args.subject).id
        other = None if args.action == "split" else find_department(catalogue, args.object).id
        made = knowledge.decide(
            args.action,
            subject,
            other,
            documents=getattr(args, "document", ()),
            name=getattr(args, "name", None),
            who=args.who or getpass.getuser(),
            why=args.why,
        )
    words = f"{DECISIONS[made.kind]}：{made.subject_name} → {made.object_name}"
    sys.stdout.write(f"第 {made.num} 号决定，{words}。撤销用 zeren organisations undo {made.num}\n")
    return OK


def _undo(args: argparse.Namespace) -> int:
    with _knowledge(args) as knowledge:
        left = knowledge.undo(args.number, who=args.who or getpass.getuser(), why=args.why)
    words = f"{DECISIONS[left.kind]}：{left.subject_name} → {left.object_name}"
    sys.stdout.write(f"已撤销第 {left.num} 号决定，{words}。\n")
    return OK


def _knowledge(args: argparse.Namespace) -> Knowledge:
    return Knowledge.open(existing_places(args))
