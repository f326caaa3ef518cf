"""The command `zeren`: arguments in, Chinese text and an exit code out."""

from __future__ import annotations

import importlib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from zeren_graph.errors import BadDecision, BadFilter, BadVersion, GraphError, QueryError
from zeren_graph.public_catalogue import PublicCatalogue
from zeren_parser.errors import UnreadableDocument
from zeren_service.cli import (
    access,
    archiving,
    backup,
    comparing,
    networks,
    organising,
    reading,
    searching,
    settings_command,
    writing,
)
from zeren_service.cli.places import CommandError, add_data, add_sources, open_catalogue
from zeren_service.cli.words import (
    EXIT_CODES,
    NOTHING,
    OK,
    STORE,
    UNREADABLE,
    USAGE,
    ChineseParser,
)
from zeren_service.errors import ServiceError
from zeren_service.settings import CONFIG, PREFIX, BadSettings, Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from zeren_service.cli.reading import Command

__all__ = ["build_parser", "main"]

# Where the HTTP service says to look; on the command line it leads nowhere.
_WHERE = re.compile(r"[^。？]*/api/[^。]*。")
_EXAMPLES = """例子：
  zeren serve --load source_docs/          打开网页服务 http://127.0.0.1:8000
  zeren tasks 方案.txt --department 经发局 --role lead
  zeren matrix 方案.txt -o 矩阵.xlsx        责任矩阵和责任分工表
  zeren ask "经发局牵头哪些任务？" --file 方案.txt
  zeren ingest source_docs/ && zeren departments --sort lead

"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = ChineseParser(
        prog="zeren",
        description="责任图谱：读政府工作方案，说清谁牵头、谁负责、何时完成、目标多少，并给出原文出处。",
        epilog=_EXAMPLES + EXIT_CODES,
    )
    commands = parser.add_subparsers(
        dest="command", metavar="命令", required=True, title="命令", parser_class=ChineseParser
    )

    def add(name: str, run: Command | None, words: str, example: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = commands.add_parser(
            name,
            help=words,
            description=f"{words}。",
            epilog=f"例子：\n  {example}\n\n{EXIT_CODES}",
        )
        if run is not None:
            sub.set_defaults(run=run)
        return sub

    reading.register(add)
    searching.register(add)
    writing.register(add)
    networks.register(add)
    comparing.register(add)
    access.register(add)
    settings_command.register(add)
    backup.register(add)
    organising.register(add)
    archiving.register(add)
    serve = add(
        "serve", _serve, "启动网页、HTTP 接口和 SPARQL 服务", "zeren serve --load source_docs/"
    )
    _add_serve(serve)
    evaluate = add(
        "evaluate",
        _evaluate,
        "用人工标注评测解析质量，或用问题集评测提问",
        "zeren evaluate tests/gold --documents source_docs/\n"
        "  zeren evaluate --questions --documents source_docs/ --documents ../shared/corpus",
    )
    evaluate.add_argument("gold", nargs="?", type=Path, metavar="GOLD_DIR", help="标注文件所在目录")
    evaluate.add_argument(
        "--questions",
        nargs="*",
        type=Path,
        metavar="TOML",
        help="评测提问：问题集文件或目录（默认 tests/service/questions/set）",
    )
    evaluate.add_argument(
        "--documents",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="原文所在目录，可重复（默认 source_docs）",
    )
    evaluate.add_argument("-v", "--verbose", action="store_true", help="逐条列出差异")
    evaluate.add_argument("--json", action="store_true", help="输出 JSON（各项 F1）")
    evaluate.add_argument(
        "--baseline", type=Path, metavar="FILE", help="与这份基线比较，低于基线时退出码为 1"
    )
    evaluate.add_argument(
        "--snapshot", type=Path, metavar="FILE", help="不评测，把全部原文读出的事实存入 FILE"
    )
    evaluate.add_argument(
        "--changes", type=Path, metavar="FILE", help="不评测，列出与快照 FILE 相比的增减"
    )
    mcp = add("mcp", _mcp, "供智能助手提问（MCP，经标准输入输出）", "zeren mcp --data data/")
    add_sources(mcp, positional=False)
    bench = add("bench", _bench, "测量速度，输出比值", "zeren bench")
    bench.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="用这些文件测（默认 source_docs）"
    )
    bench.add_argument("--json", action="store_true", help="输出 JSON")
    bench.add_argument("--http", action="store_true", help="测服务在负荷下的表现")
    bench.add_argument(
        "--documents",
        type=int,
        action="append",
        metavar="N",
        help="库里有 N 份文件时：--http 可重复（默认 1），--large 一个（默认 10000）",
    )
    bench.add_argument("--data", type=Path, metavar="DIR", help="--http：用这个数据目录测")
    bench.add_argument(
        "--seconds", type=int, default=5, metavar="S", help="--http：每次加载的秒数（默认 5）"
    )
    bench.add_argument("--large", action="store_true", help="测大量文件的装入和清单")
    bench.add_argument(
        "--graphs",
        type=int,
        default=1000,
        metavar="N",
        help="--large：前 N 份连图谱一起装入（默认 1000），其余只入目录库",
    )
    bench.add_argument(
        "--keep", type=Path, metavar="DIR", help="--large：数据放在这里并保留；已有的直接用"
    )
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="监听地址（默认 127.0.0.1，只供本机访问）")
    parser.add_argument("--port", type=int, help="监听端口（默认 8000；0 由系统挑选）")
    parser.add_argument("--workers", type=int, metavar="N", help="服务进程数（默认 1）")
    parser.add_argument("--config", type=Path, metavar="FILE", help="配置文件（TOML）")
    parser.add_argument(
        "--load",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="启动时收入这个目录的文件（收过的跳过），可重复",
    )
    add_data(parser)


def _serve(args: argparse.Namespace) -> int:
    from zeren_service.cli.serving import run  # a web framework is slow to load

    return run(args)


def _mcp(args: argparse.Namespace) -> int:
    try:
        from zeren_service.mcp_server import build_server  # an extra: not every office has it
    except ModuleNotFoundError as error:
        if error.name != "mcp":
            raise
        raise CommandError(
            "没有安装 MCP 组件。请执行 pip install 'zeren-graph[mcp]' 后再试。"
        ) from None

    with open_catalogue(args) as catalogue:
        hidden = Settings().hide_people
        shown = PublicCatalogue.of(catalogue) if hidden else catalogue
        build_server(shown).run("stdio")
    return OK


def _evaluate(args: argparse.Namespace) -> int:
    folders = args.documents or [Path("source_docs")]
    if args.questions is not None:
        from zeren_service.question_set.command import run as run_questions

        return run_questions(args.questions, folders, verbose=args.verbose)
    from zeren_service.fact_changes import print_changes, write_snapshot

    if args.snapshot:
        return write_snapshot(args.snapshot, folders)
    if args.changes:
        return print_changes(args.changes, folders, verbose=args.verbose)
    if args.gold is None:
        raise CommandError("请给出标注目录 GOLD_DIR，或用 --questions 评测提问。", USAGE)
    from zeren_service.evaluation_report import run

    return run(args.gold, folders, verbose=args.verbose, as_json=args.json, baseline=args.baseline)


def _bench(args: argparse.Namespace) -> int:
    module = "zeren_service.load.command" if args.http else "zeren_service.bench"
    if args.large:
        module = "zeren_service.bench_large"
    code: int = importlib.import_module(module).run(args)
    return code


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Chinese must print whatever the locale says
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    args = build_parser().parse_args(argv)
    if getattr(args, "config", None) is not None:  # read wherever settings are, in workers too
        os.environ[CONFIG] = str(args.config)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        sys.stderr.write("已中断。\n")
        return 130
    except (
        BadSettings,
        CommandError,
        ServiceError,
        UnreadableDocument,
        GraphError,
        ValidationError,
    ) as error:
        message, code = _explain(error)
        sys.stderr.write(message if message.endswith(("。", "？")) else f"{message}。")
        sys.stderr.write("\n")
    return code


def _explain(error: Exception) -> tuple[str, int]:
    """Return the message and the exit code for what a command may raise."""
    match error:
        case BadSettings():
            return str(error), USAGE
        case CommandError():
            return str(error), error.code
        case ServiceError():
            return _WHERE.sub("", error.detail), NOTHING
        case UnreadableDocument():
            return str(error), UNREADABLE
        case BadFilter() | BadVersion() | BadDecision():
            return str(error), USAGE
        case QueryError():
            return str(error), NOTHING
        case GraphError():
            return str(error), STORE
        case ValidationError():
            names = "、".join(f"{PREFIX}{str(e['loc'][0]).upper()}" for e in error.errors())
            return f"设置 {names} 的值不合要求，各项设置的说明见 docs/operations.md", USAGE
        case _:
            raise error
