"""Where a command reads from: files given on the line, or the data folder."""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from zeren_graph.catalogue import Catalogue
from zeren_parser import parse
from zeren_service.cli.words import NOTHING, UNREADABLE
from zeren_service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zeren_graph.places import Places
    from zeren_graph.records import DocumentRow

# What plans come as; other files of a folder are passed over, a file named on the line never is.
SUFFIXES: Final = frozenset(
    [
        ".txt",
        ".text",
        ".md",
        ".html",
        ".htm",
        ".mht",
        ".docx",
        ".doc",
        ".wps",
        ".rtf",
        ".pdf",
        ".ofd",
        ".xlsx",
        ".xls",
        ".et",
        ".csv",
    ]
)


# The options of `add_data`, which are settings too.
PLACES: Final = ("data", "catalogue", "graph")

# Hidden files, the lock files of office programs, and what describes a folder.
_PASSED_OVER: Final = (".", "~$", "readme", "license", "changelog")


class CommandError(Exception):
    """A command that cannot go on: a Chinese message and the exit code."""

    def __init__(self, message: str, code: int = NOTHING) -> None:
        super().__init__(message)
        self.code = code


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where the data are."""
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="数据目录（默认取 ZEREN_DATA，再默认 ./data）"
    )
    parser.add_argument(
        "--catalogue", metavar="URL", help="目录库在服务器上：postgresql://…（或 ZEREN_CATALOGUE）"
    )
    parser.add_argument(
        "--graph", metavar="URL", help="图谱库在服务器上：SPARQL 查询地址（或 ZEREN_GRAPH）"
    )


def add_sources(parser: argparse.ArgumentParser, *, positional: bool = True) -> None:
    """Add what tells a reading command where to read."""
    if positional:
        parser.add_argument(
            "files", nargs="*", type=Path, metavar="FILE", help="直接读这些文件，不用数据目录"
        )
    parser.add_argument(
        "--file",
        dest="more_files",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="同上，可重复",
    )
    parser.add_argument("--document", metavar="ID", help="只看数据目录里的这份文件（编号）")
    add_data(parser)


def data_places(args: argparse.Namespace) -> Places:
    """Return where the stores are, by the command line or the settings."""
    given = {name: getattr(args, name) for name in PLACES if getattr(args, name) is not None}
    return Settings().model_copy(update=given).places


def existing_places(args: argparse.Namespace) -> Places:
    """Return where the stores are; a data folder that holds nothing is told."""
    places = data_places(args)
    file = places.catalogue_file
    if file is not None and not file.exists():
        raise CommandError(
            f"数据目录 {file.parent} 里还没有数据。先用 zeren ingest 收入文件，或直接写文件名。"
        )
    return places


def read_file(path: Path) -> bytes:
    """Return the bytes of `path`; `-` is standard input."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CommandError(f"没有这个文件：{path}", UNREADABLE) from None
    except IsADirectoryError:
        raise CommandError(
            f"{path} 是目录，请写文件名；收入整个目录用 zeren ingest", UNREADABLE
        ) from None
    except PermissionError:
        raise CommandError(f"没有读取 {path} 的权限", UNREADABLE) from None
    except OSError as error:
        raise CommandError(f"读不了 {path}：{error.strerror}", UNREADABLE) from None


def name_of(path: Path) -> str | None:
    """Return the name the parser is told."""
    return None if str(path) == "-" else path.name


def find_files(paths: list[Path]) -> list[Path]:
    """Return the files that `paths` name: files as given, folders walked, in a fixed order."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                p
                for p in path.rglob("*")
                if p.suffix.lower() in SUFFIXES
                and p.is_file()
                and not p.name.lower().startswith(_PASSED_OVER)
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


@contextmanager
def open_catalogue(args: argparse.Namespace) -> Iterator[Catalogue]:
    """Open what a reading command reads: the given files in memory, or the data folder."""
    files: list[Path] = [*getattr(args, "files", []), *args.more_files]
    if files:
        with Catalogue.open("sqlite://") as catalogue:
            for path in files:
                data = read_file(path)
                catalogue.put(parse(data, name=name_of(path)), data)
            yield catalogue
        return
    with existing_places(args).open_catalogue() as catalogue:
        yield catalogue


def only_document(catalogue: Catalogue, args: argparse.Namespace) -> DocumentRow:
    """Return the document a command of one document is about."""
    if args.document is not None:
        row = catalogue.document(args.document)
        if row is None:
            raise CommandError(f"没有编号为 {args.document} 的文件。用 zeren documents 查看编号。")
        return row
    page = catalogue.documents(limit=2)
    if page.total == 0:
        raise CommandError("还没有文件。先用 zeren ingest 收入文件，或直接写文件名。")
    if page.total > 1:
        raise CommandError(
            f"共有 {page.total} 份文件，请用 --document 指定一份（编号用 zeren documents 查看）。"
        )
    return page.items[0]
