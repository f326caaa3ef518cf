"""Commands about who may use the service and what was done: keys, audit."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from zeren_graph.access_keys import ROLES, AccessKey
from zeren_service.access import ROLE_WORDS
from zeren_service.audit import FOLDER, AuditLog, Entry, now
from zeren_service.cli.output import add_output, write_list
from zeren_service.cli.places import CommandError, add_data, data_places
from zeren_service.cli.words import NOTHING, OK, USAGE, ChineseParser
from zeren_service.exports.table import Column, Table

if TYPE_CHECKING:
    import argparse

    from zeren_service.cli.reading import Add

_ACTIONS: Final = {"change": "改动", "export": "导出", "key": "密钥"}


def register(add: Add) -> None:
    """Register the commands."""
    parser = add(
        "keys", None, "发放、查看和撤销访问密钥", "zeren keys add 督查系统 --role read --days 365"
    )
    actions = parser.add_subparsers(
        dest="action", metavar="动作", required=True, title="动作", parser_class=ChineseParser
    )
    made = actions.add_parser("add", help="发放一个密钥", description="发放一个密钥，只显示一次")
    made.add_argument("name", metavar="NAME", help="给谁用，例如“督查系统”；审计记录里显示这个名称")
    made.add_argument(
        "--role",
        choices=ROLES,
        default="read",
        help="权限：read 查阅（默认）、ingest 可上传、admin 可删除并看到人员姓名",
    )
    made.add_argument("--days", type=int, metavar="N", help="N 天后到期（默认不到期）")
    add_data(made)
    made.set_defaults(run=_add)
    listed = actions.add_parser("list", help="列出密钥", description="列出全部密钥，不显示密钥本身")
    add_output(listed)
    add_data(listed)
    listed.set_defaults(run=_list)
    ended = actions.add_parser("revoke", help="撤销密钥", description="撤销密钥，几秒内生效")
    ended.add_argument("key", metavar="KEY", help="密钥的编号或名称（用 zeren keys list 查看）")
    add_data(ended)
    ended.set_defaults(run=_revoke)

    audit = add("audit", _audit, "查看谁在何时改动、导出了什么", "zeren audit --since 2026-11-01")
    audit.add_argument("--since", metavar="DATE", help="只看这一天及以后，如 2026-11-01")
    audit.add_argument("--who", metavar="NAME", help="只看这个密钥（名称或编号）")
    audit.add_argument("--action", choices=list(_ACTIONS), help="只看改动、导出或密钥变动")
    add_output(audit)
    add_data(audit)


def audit_folder(args: argparse.Namespace) -> Path:
    """Return where changes are noted: in the data folder, also where the stores are on servers."""
    return (data_places(args).folder or Path()) / FOLDER


def today() -> date:
    """Return the day as the clerk's calendar says."""
    return datetime.now(UTC).astimezone().date()


def _add(args: argparse.Namespace) -> int:
    if args.days is not None and not 0 < args.days < 36_525:
        raise CommandError("--days 要在 1 到 36524 之间。", USAGE)
    expires = None if args.days is None else today() + timedelta(days=args.days)
    folder = audit_folder(args)
    with data_places(args).open_catalogue() as catalogue:
        key, token = catalogue.keys.add(args.name, args.role, today=today(), expires=expires)
    _note(folder, "add", key)
    until = f"{key.expires} 到期" if key.expires else "不到期"
    sys.stderr.write(
        f"已发放密钥 {key.id}：{key.name}，{ROLE_WORDS[key.role]}权限，{until}。\n"
        "下面一行只显示这一次，请妥善交给使用者：\n"
    )
    sys.stdout.write(f"{token}\n")
    return OK


def _list(args: argparse.Namespace) -> int:
    with data_places(args).open_catalogue() as catalogue:
        keys = catalogue.keys.all()
    table = Table(
        title="访问密钥",
        columns=tuple(map(Column, ("编号", "名称", "权限", "发放", "最近使用", "到期", "状态"))),
        rows=tuple(
            (
                key.id,
                key.name,
                f"{key.role} {ROLE_WORDS[key.role]}",
                key.created,
                key.last_used or "未用过",
                key.expires or "不到期",
                _state(key),
            )
            for key in keys
        ),
    )
    write_list(args, keys, table, lambda: _as_text(table))
    return OK


def _state(key: AccessKey) -> str:
    if key.revoked:
        return f"{key.revoked} 撤销"
    return "有效" if key.holds(today()) else "已过期"


def _revoke(args: argparse.Namespace) -> int:
    folder = audit_folder(args)
    with data_places(args).open_catalogue() as catalogue:
        keys = catalogue.keys.revoke(args.key, today=today())
    if not keys:
        sys.stderr.write(
            f"没有编号或名称为 {args.key} 的有效密钥。用 zeren keys list 查看全部密钥。\n"
        )
        return NOTHING
    for key in keys:
        _note(folder, "revoke", key)
        sys.stdout.write(f"已撤销密钥 {key.id}：{key.name}。正在运行的服务几秒内生效。\n")
    return OK


def _note(folder: Path, what: str, key: AccessKey) -> None:
    entry = Entry(
        time=now(),
        who=getpass.getuser(),
        key=None,
        address="本机命令行",
        action="key",
        method=what,
        path=f"{key.id} {key.name} {key.role}",
        query="",
        status=200,
    )
    AuditLog(folder).add(entry)


def _audit(args: argparse.Namespace) -> int:
    found = tuple(
        entry
        for entry in AuditLog(audit_folder(args)).entries()
        if (args.since is None or entry.time >= args.since)
        and args.who in (None, entry.who, entry.key)
        and args.action in (None, entry.action)
    )
    table = Table(
        title="审计记录",
        columns=tuple(map(Column, ("时间", "谁", "来自", "动作", "内容", "结果"))),
        rows=tuple(
            (
                entry.time,
                entry.who if entry.key is None else f"{entry.who}（{entry.key}）",
                entry.address,
                _ACTIONS.get(entry.action, entry.action),
                f"{entry.method} {entry.path}" + (f"?{entry.query}" if entry.query else ""),
                str(entry.status),
            )
            for entry in found
        ),
    )
    write_list(args, found, table, lambda: _as_text(table))
    return OK


def _as_text(table: Table) -> str:
    if not table.rows:
        return f"没有{table.title}。\n"
    return "".join("  ".join(str(cell) for cell in row) + "\n" for row in table.rows)
