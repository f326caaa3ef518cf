"""Tables and rows in, text on the terminal or a file out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from zeren_service.cli.places import CommandError
from zeren_service.cli.words import UNREADABLE, USAGE
from zeren_service.exports.csv_text import to_csv
from zeren_service.exports.docx_table import to_docx
from zeren_service.exports.markdown import to_markdown
from zeren_service.exports.page_html import to_html
from zeren_service.exports.sheets import to_xlsx
from zeren_service.wire import to_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from zeren_service.exports.table import Table

FORMATS: Final = ("text", "json", "csv", "md", "html", "xlsx", "docx")
_BINARY: Final = ("xlsx", "docx")


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where and how to write."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="写入文件，格式看后缀：xlsx、docx、csv、json、md、html",
    )
    parser.add_argument("--format", choices=FORMATS, dest="form", help="输出格式（默认 text）")


def wanted_format(args: argparse.Namespace) -> str:
    """Return the format the command line asks for, by option or by the suffix of the file."""
    if args.form is not None:
        form: str = args.form
    elif args.output is None:
        return "text"
    else:
        suffix = args.output.suffix.lower().removeprefix(".")
        form = {"htm": "html", "txt": "text", "markdown": "md"}.get(suffix, suffix)
        if form not in FORMATS:
            raise CommandError(
                f"不认识后缀 .{suffix}，请用 xlsx、docx、csv、json、md 或 html。", USAGE
            )
    if form in _BINARY and args.output is None:
        raise CommandError(f"{form} 要写入文件，请加 -o 文件名.{form}", USAGE)
    return form


def write(args: argparse.Namespace, data: bytes) -> None:
    """Write `data` to the file of `-o`, or to standard output."""
    write_to(args.output, data)


def write_to(path: Path | None, data: bytes) -> None:
    """Write `data` to `path`, or to standard output where there is none."""
    if path is None:
        sys.stdout.write(data.decode("utf-8"))
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(f"写不了 {path}：{error.strerror}", UNREADABLE) from None
    sys.stderr.write(f"已写入 {path}（{len(data):,} 字节）\n")


def write_list(
    args: argparse.Namespace, rows: object, table: Table, text: Callable[[], str]
) -> None:
    """Write a list in the wanted format; `rows` are for JSON, `text` is for people."""
    form = wanted_format(args)
    writers: dict[str, Callable[[], bytes]] = {
        "text": lambda: text().encode("utf-8"),
        "json": lambda: to_json(rows) + b"\n",
        # A pipe wants no mark at its beginning, a spreadsheet that opens the file does.
        "csv": lambda: to_csv(table, bom=args.output is not None),
        "md": lambda: to_markdown(table),
        "html": lambda: to_html(table),
        "xlsx": lambda: to_xlsx(table, "清单"),
        "docx": lambda: to_docx(table),
    }
    write(args, writers[form]())
