"""An argparse parser that speaks Chinese: headings, help and errors."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Final, NoReturn

OK: Final = 0
NOTHING: Final = 1
USAGE: Final = 2
UNREADABLE: Final = 3
STORE: Final = 4

EXIT_CODES: Final = """退出码：
  0  成功
  1  没有找到，或问题听不懂、查询被拒绝
  2  命令写法有误
  3  文件无法读取
  4  数据目录无法使用（被占用、损坏），或端口被占用"""

_ERRORS: Final = (
    (re.compile(r"the following arguments are required: (.+)"), r"缺少参数：\1"),
    (re.compile(r"argument (.+?): expected at least one argument"), r"\1 后面至少要写一个值"),
    (re.compile(r"argument (.+?): expected one argument"), r"\1 后面要写一个值"),
    (re.compile(r"argument (.+?): expected (\d+) arguments"), r"\1 后面要写 \2 个值"),
    (
        re.compile(r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)"),
        r"\1 不能是 \2，可用：\3",
    ),
    (
        re.compile(r"argument (.+?): invalid (?:int|float) value: '?(.*?)'?$"),
        r"\1 要写数字，不能是 \2",
    ),
    (re.compile(r"argument (.+?): invalid \S+ value: '?(.*?)'?$"), r"\1 不能是 \2"),
    (re.compile(r"argument (.+?): ignored explicit argument '?(.*?)'?$"), r"\1 后面不要写值"),
    (re.compile(r"argument (.+?): not allowed with argument (.+)"), r"\1 不能与 \2 同时使用"),
    (re.compile(r"unrecognized arguments: (.+)"), r"不认识：\1"),
    (re.compile(r"ambiguous option: (\S+) could match (.+)"), r"\1 可能是 \2，请写全"),
    (re.compile(r"one of the arguments (.+) is required"), r"\1 要写一个"),
    (re.compile(r"argument (.+?): (.+)"), r"\1：\2"),
)


class ChineseFormatter(argparse.RawDescriptionHelpFormatter):
    """Keep line breaks of texts, and say 用法 for usage."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=96)

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, D102
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(argparse.ArgumentParser):
    """An `ArgumentParser` whose every word is Chinese."""

    def __init__(self, prog: str | None = None, **options: object) -> None:
        options.setdefault("formatter_class", ChineseFormatter)
        super().__init__(prog, add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to learn more; exit code 2."""
        self.print_usage(sys.stderr)
        words = in_chinese(message)
        self.exit(USAGE, f"写法有误：{words}。\n查看说明：{self.prog} --help\n")


def in_chinese(message: str) -> str:
    """Return what argparse complains of, in Chinese.

    >>> in_chinese("the following arguments are required: FILE")
    '缺少参数：FILE'
    """
    for pattern, words in _ERRORS:
        if pattern.fullmatch(message):
            return pattern.sub(words, message)
    return message
