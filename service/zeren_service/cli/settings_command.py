"""`zeren settings`: every setting, its value, where the value comes from, and what it does."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import SecretStr

from zeren_service.cli.words import OK
from zeren_service.settings import CONFIG, PREFIX, Settings
from zeren_service.wire import to_json

if TYPE_CHECKING:
    import argparse

    from zeren_service.cli.reading import Add

_PASSWORD: Final = re.compile(r"(?<=://)([^/@\s:]*):[^/@\s]*@")
_TOKEN: Final = re.compile(r"([?&](?:key|token|password|secret)=)[^&\s]+", re.IGNORECASE)


def register(add: Add) -> None:
    """Register the command."""
    parser = add(
        "settings", _settings, "列出全部设置、当前值和它的来源", "ZEREN_PORT=9000 zeren settings"
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "toml"),
        default="text",
        dest="form",
        help="text、json，或 toml：可作为配置文件的样本",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="配置文件（TOML）")


def hide_secrets(value: Any) -> str:  # noqa: ANN401  a setting of any type
    """Return a setting as it may be shown: without passwords.

    >>> hide_secrets("postgresql://zeren:geheim@db:5432/zeren")
    'postgresql://zeren:***@db:5432/zeren'
    >>> hide_secrets(("a", "b")), hide_secrets(False), hide_secrets(None)
    ('a,b', 'false', '')
    """
    if isinstance(value, SecretStr):
        return "***" if value.get_secret_value() else ""
    if isinstance(value, tuple | list):
        return ",".join(hide_secrets(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else _TOKEN.sub(r"\1***", _PASSWORD.sub(r"\1:***@", str(value)))


def source_of(name: str) -> str:
    """Return where the value of a setting comes from, in Chinese."""
    variable = f"{PREFIX}{name}".upper()
    if any(key.upper() == variable for key in os.environ):
        return f"环境变量 {variable}"
    path = os.environ.get(CONFIG)
    if path and name in tomllib.loads(Path(path).read_text("utf-8-sig")):
        return f"配置文件 {path}"
    return "默认"


def _settings(args: argparse.Namespace) -> int:
    settings = Settings()
    rows = [
        {
            "name": name,
            "variable": f"{PREFIX}{name.upper()}",
            "value": hide_secrets(getattr(settings, name)),
            "source": source_of(name),
            "description": field.description or "",
        }
        for name, field in Settings.model_fields.items()
    ]
    if args.form == "json":
        sys.stdout.write(to_json(rows).decode() + "\n")
    elif args.form == "toml":
        for row in rows:
            sys.stdout.write(f"# {row['description']}\n{_toml_line(row, settings)}\n\n")
    else:
        for row in rows:
            sys.stdout.write(
                f"{row['variable']}={row['value']}（{row['source']}）\n    {row['description']}\n"
            )
    return OK


def _toml_line(row: dict[str, str], settings: Settings) -> str:
    value = getattr(settings, row["name"])
    shown = row["value"]
    written = shown if isinstance(value, bool | int | float) else to_json(shown).decode()
    mark = "# " if row["source"] == "默认" or "***" in shown else ""
    return f"{mark}{row['name']} = {written}"
