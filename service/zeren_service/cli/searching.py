"""Commands that look for words: search, suggest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from zeren_service.cli.output import write_to
from zeren_service.cli.places import add_sources, open_catalogue
from zeren_service.cli.words import NOTHING, OK
from zeren_service.exports.words import ROLES
from zeren_service.lookup import document_id, find_department
from zeren_service.wire import to_json

if TYPE_CHECKING:
    import argparse

    from zeren_service.cli.reading import Add
    from zeren_service.search import Hit, SearchPage

_KINDS: Final = {"task": "任务", "passage": "段落", "document": "文件"}


def register(add: Add) -> None:
    """Register the commands."""
    parser = add("search", _search, "全文搜索", "zeren search 黑臭水体 --file 方案.txt")
    parser.add_argument("words", nargs="+", metavar="词", help="要搜索的词；引号里的整体查找")
    parser.add_argument(
        "--department", action="append", metavar="部门", help="只看这个部门的任务；可重复"
    )
    parser.add_argument("--role", choices=tuple(ROLES), help="只看有这种职责的任务")
    parser.add_argument(
        "--kind", choices=tuple(_KINDS), help="只要一种：task 任务、passage 段落、document 文件"
    )
    parser.add_argument(
        "--limit", type=int, default=20, metavar="N", help="最多列出几条（默认 20）"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON，与 GET /api/v1/search 相同")
    add_sources(parser, positional=False)

    parser = add("suggest", _suggest, "按开头几个字给出可以问的问题", "zeren suggest 经发局")
    parser.add_argument("typed", nargs="?", default="", metavar="开头", help="已经输入的字")
    add_sources(parser, positional=False)


def _search(args: argparse.Namespace) -> int:
    from zeren_service.search import search  # its word lists cost time that no other command owes

    with open_catalogue(args) as catalogue:
        full = document_id(catalogue, args.document)
        page = search(
            catalogue,
            " ".join(args.words),
            document=full,
            departments=tuple(
                find_department(catalogue, name, document=full).id for name in args.department or ()
            ),
            role=args.role,
            kind=args.kind,
            limit=max(args.limit, 1),
        )
    text = to_json(page) + b"\n" if args.json else _in_words(page).encode("utf-8")
    write_to(None, text)
    return OK if page.items else NOTHING


def _suggest(args: argparse.Namespace) -> int:
    from zeren_service.suggestions import suggest

    with open_catalogue(args) as catalogue:
        offered = suggest(
            catalogue, args.typed, document=document_id(catalogue, args.document), limit=20
        )
    write_to(None, "".join(f"{one.text}\n" for one in offered).encode("utf-8"))
    return OK if offered else NOTHING


def _in_words(page: SearchPage) -> str:
    lines = [_line(number, hit) for number, hit in enumerate(page.items, 1)]
    if page.any_word:
        lines.insert(0, f"没有哪条含有全部的词（{'、'.join(page.words)}），这里是含有其中一些的：")
    more = f"，列出前 {len(page.items)} 条" if len(page.items) < page.total else ""
    lines.append(f"共 {page.total} 条{more}。")
    return "\n".join(lines) + "\n"


def _line(number: int, hit: Hit) -> str:
    from zeren_service.search.hits import pieces

    place = f"{hit.path}  " if hit.path else ""
    left, right = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("【", "】")
    shown = "".join(f"{left}{text}{right}" if word else text for text, word in pieces(hit))
    return f"{number}. [{_KINDS[hit.kind]}] {place}{hit.title}（{hit.document_title}）\n    {' '.join(shown.split())}"
