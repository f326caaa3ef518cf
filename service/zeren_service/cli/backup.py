"""`zeren backup`: a data folder in, a copy out that a server can be started on."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from zeren_graph.catalogue import Catalogue
from zeren_service.audit import FOLDER
from zeren_service.cli.access import audit_folder
from zeren_service.cli.places import CommandError, add_data, existing_places
from zeren_service.cli.words import OK, UNREADABLE, USAGE

if TYPE_CHECKING:
    import argparse

    from zeren_service.cli.reading import Add

_CATALOGUE = "catalogue.sqlite"


def register(add: Add) -> None:
    """Register the command."""
    parser = add(
        "backup", _backup, "备份数据目录，服务运行中也可以", "zeren backup /var/backups/zeren-1"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="备份到这个新目录")
    add_data(parser)


def _backup(args: argparse.Namespace) -> int:
    folder: Path = args.folder
    unready = folder.with_name(f"{folder.name}.part-{os.getpid()}")
    if folder.exists():
        raise CommandError(f"{folder} 已经存在。请换一个新目录，以免覆盖旧的备份。", USAGE)
    with existing_places(args).open_catalogue() as catalogue:
        try:
            unready.mkdir(mode=0o700, parents=True)
            catalogue.copy_into(unready / _CATALOGUE)
            if audit_folder(args).is_dir():
                shutil.copytree(audit_folder(args), unready / FOLDER)
            with Catalogue.open(f"sqlite:///{unready / _CATALOGUE}") as copy:  # it must be readable
                total = copy.documents(limit=1).total
            unready.rename(folder)  # whole, or not there at all
        except OSError as error:
            raise CommandError(f"写不了 {folder}：{error.strerror}", UNREADABLE) from None
        finally:
            shutil.rmtree(unready, ignore_errors=True)
    sys.stdout.write(
        f"已备份 {total} 份文件到 {folder}。恢复：zeren serve --data {folder}（图谱库会自动重建）。\n"
    )
    return OK
