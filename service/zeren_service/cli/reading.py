"""Commands that read: parse, report, documents, tasks, departments, matrix, lint, ask, export."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zeren_graph.records import TaskFilter
from zeren_parser import dump, parse
from zeren_parser.import_report import report_import
from zeren_service.cli.output import add_output, wanted_format, write, write_list, write_to
from zeren_service.cli.places import (
    CommandError,
    add_data,
    add_sources,
    name_of,
    only_document,
    open_catalogue,
    read_file,
)
from zeren_service.cli.report_words import report_in_words
from zeren_service.cli.task_words import (
    answer_in_words,
    departments_in_words,
    diagnostics_in_words,
    documents_in_words,
    tasks_in_words,
)
from zeren_service.cli.words import NOTHING, OK, USAGE
from zeren_service.exports.list_tables import department_table, diagnostic_table, document_table
from zeren_service.exports.matrix_book import matrix_book
from zeren_service.exports.matrix_table import matrix_table
from zeren_service.exports.task_table import task_table
from zeren_service.exports.words import ROLES, by_id
from zeren_service.graph_files import MEDIA_TYPES, SUFFIXES, graph_file
from zeren_service.lookup import document_id, find_department, targets_for
from zeren_service.wire import to_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    Command = Callable[[argparse.Namespace], int]
    Add = Callable[..., argparse.ArgumentParser]

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def register(add: Add) -> None:
    """Register the reading commands."""
    parser = add(
        "parse", _parse, "读一份文件，输出解析结果（JSON）", "zeren parse 方案.txt > 方案.json"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="方案文件；- 为标准输入")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="写入文件")

    parser = add("ask", _ask, "用中文提问", 'zeren ask "经发局牵头哪些任务？" --file 方案.txt')
    parser.add_argument("question", metavar="问题", help="一句话，例如：经发局牵头哪些任务？")
    parser.add_argument("--json", action="store_true", help="输出 JSON，与 POST /api/v1/ask 相同")
    parser.add_argument("--after", metavar="问题", help="上一个问题；追问“那它配合的呢”时带上")
    parser.add_argument(
        "--today", metavar="日期", help="“今年”“已经过期”从哪天算起（默认是电脑上的今天）"
    )
    add_sources(parser, positional=False)

    parser = add("documents", _documents, "列出文件", "zeren documents --q 生态")
    parser.add_argument("--q", metavar="文字", help="标题或文号里的文字")
    parser.add_argument("--superseded", action="store_true", help="连同已被取代的旧版本")
    add_data(parser)
    add_output(parser)

    parser = add(
        "tasks", _tasks, "列出任务", "zeren tasks 方案.txt --department 经发局 --role lead"
    )
    parser.add_argument(
        "--department", action="append", metavar="部门", help="编号、全称或简称；可重复，须同时承担"
    )
    parser.add_argument(
        "--role",
        choices=tuple(ROLES),
        help="lead 牵头、responsible 责任、support 配合、supervise 督导",
    )
    parser.add_argument("--person", metavar="姓名", help="责任人")
    parser.add_argument("--due-before", metavar="日期", help="时限不晚于，如 2020 或 2018-06")
    parser.add_argument("--due-after", metavar="日期", help="时限不早于")
    parser.add_argument("--q", metavar="文字", help="任务原文里的文字")
    parser.add_argument(
        "--sort",
        choices=("position", "due", "title"),
        default="position",
        help="次序：原文、时限、名称",
    )
    add_sources(parser)
    add_output(parser)

    parser = add(
        "departments", _departments, "列出部门和任务数", "zeren departments 方案.txt --sort lead"
    )
    parser.add_argument("--q", metavar="文字", help="名称里的文字")
    parser.add_argument(
        "--sort",
        choices=("name", "lead", "tasks"),
        default="name",
        help="次序：名称、牵头数、任务数",
    )
    add_sources(parser)
    add_output(parser)

    parser = add("matrix", _matrix, "一份文件的责任矩阵", "zeren matrix 方案.txt -o 矩阵.xlsx")
    add_sources(parser)
    add_output(parser)

    parser = add("lint", _lint, "列出值得人工核对的地方", "zeren lint 方案.txt")
    add_sources(parser)
    add_output(parser)

    parser = add(
        "report", _report, "一份文件是怎么读进来的：修补了什么、没读懂什么", "zeren report 方案.txt"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="方案文件；- 为标准输入")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="写入文件")

    parser = add("export", _export, "输出图谱文件", "zeren export 方案.txt -f ttl -o 方案.ttl")
    parser.add_argument(
        "-f",
        "--graph-format",
        choices=tuple(MEDIA_TYPES),
        help="格式（默认看 -o 的后缀，再默认 ttl）",
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="写入文件")
    add_sources(parser)


def _parse(args: argparse.Namespace) -> int:
    plan = parse(read_file(args.file), name=name_of(args.file))
    write_to(args.output, (dump(plan).rstrip("\n") + "\n").encode("utf-8"))
    return OK


def _report(args: argparse.Namespace) -> int:
    plan = parse(read_file(args.file), name=name_of(args.file))
    write_to(args.output, report_in_words(report_import(plan), plan.text).encode("utf-8"))
    return OK


def _ask(args: argparse.Namespace) -> int:
    from zeren_service.questions import ask  # its word lists cost time that no other command owes

    with open_catalogue(args) as catalogue:
        answer: dict[str, Any] = ask(
            catalogue,
            args.question,
            document=document_id(catalogue, args.document),
            after=args.after,
            today=args.today or f"{datetime.now().astimezone():%Y-%m-%d}",
        ).to_dict()
    text = to_json(answer) + b"\n" if args.json else answer_in_words(answer).encode("utf-8")
    write_to(None, text)
    found = answer["kind"] != "refusal" and answer["total"] > 0
    return OK if found else NOTHING


def _documents(args: argparse.Namespace) -> int:
    args.more_files = []
    with open_catalogue(args) as catalogue:
        page = catalogue.documents(q=args.q, superseded=args.superseded, limit=None)
    write_list(args, page, document_table(page.items), lambda: documents_in_words(page.items))
    return OK if page.items else NOTHING


def _tasks(args: argparse.Namespace) -> int:
    for name in ("due_before", "due_after"):
        value = getattr(args, name)
        if value is not None and not _DATE.fullmatch(value):
            raise CommandError("日期要写成 2020、2020-06 或 2020-06-30。", USAGE)
    with open_catalogue(args) as catalogue:
        document = document_id(catalogue, args.document)
        where = TaskFilter(
            departments=tuple(
                find_department(catalogue, name, document=document).id
                for name in args.department or ()
            ),
            role=args.role,
            document=document,
            person=args.person,
            due_before=args.due_before,
            due_after=args.due_after,
            q=args.q,
        )
        page = catalogue.tasks(where, sort=args.sort, limit=None)
        targets = targets_for(catalogue, page.items)
    many = len({task.document for task in page.items}) > 1
    table = task_table(page.items, targets, title="责任分工表", with_document=many)
    write_list(args, page, table, lambda: tasks_in_words(page.items, targets, with_document=many))
    return OK if page.items else NOTHING


def _departments(args: argparse.Namespace) -> int:
    with open_catalogue(args) as catalogue:
        document = document_id(catalogue, args.document)
        page = catalogue.departments(document=document, q=args.q, sort=args.sort, limit=None)
    write_list(args, page, department_table(page.items), lambda: departments_in_words(page.items))
    return OK if page.items else NOTHING


def _matrix(args: argparse.Namespace) -> int:
    form = "csv" if wanted_format(args) == "text" else wanted_format(args)
    with open_catalogue(args) as catalogue:
        row = only_document(catalogue, args)
        matrix = catalogue.matrix(row.id)
        if matrix is None:
            raise CommandError("没有这份文件，可能刚被删除。")
        targets = by_id(catalogue.targets(document=row.id, limit=None).items)
        notes, text = catalogue.diagnostics(row.id), catalogue.text(row.id) or ""
    if form == "xlsx":
        write(args, matrix_book(matrix, targets, notes, text))
        return OK if matrix.tasks else NOTHING
    args.form = form
    table = matrix_table(matrix)
    if form == "docx":  # a page of Word has no room for dozens of columns
        table = task_table(matrix.tasks, targets, title=f"{row.title} 责任分工表")
    write_list(args, matrix, table, str)
    return OK if matrix.tasks else NOTHING


def _lint(args: argparse.Namespace) -> int:
    form = wanted_format(args)
    with open_catalogue(args) as catalogue:
        documents = (
            (only_document(catalogue, args),)
            if args.document is not None or form != "text"
            else catalogue.documents(limit=None).items
        )
        found = [
            (row, catalogue.diagnostics(row.id), catalogue.text(row.id) or "") for row in documents
        ]
    if form == "text":
        parts = (
            diagnostics_in_words(notes, text, row.name or row.id) for row, notes, text in found
        )
        write(args, "".join(parts).encode("utf-8"))
    else:
        _, notes, text = found[0]
        write_list(args, notes, diagnostic_table(notes, text), str)
    return OK


def _export(args: argparse.Namespace) -> int:
    kind = args.graph_format
    if kind is None:
        name = args.output.name.lower() if args.output else ".ttl"
        kind = next((kind for kind, end in SUFFIXES.items() if name.endswith(f".{end}")), None)
        if kind is None:
            raise CommandError(
                f"不认识后缀 {Path(name).suffix}，请用 -f 指定格式：{'、'.join(MEDIA_TYPES)}。",
                USAGE,
            )
    with open_catalogue(args) as catalogue:
        document = document_id(catalogue, args.document)
        if catalogue.documents(limit=1).total == 0:
            raise CommandError("还没有文件。先用 zeren ingest 收入文件，或直接写文件名。")
        write_to(args.output, graph_file(catalogue, kind, document))
    return OK
