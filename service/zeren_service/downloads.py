"""A table in, the HTTP answer in the wanted format out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.responses import Response

from zeren_service.exports.csv_text import to_csv
from zeren_service.exports.docx_table import to_docx
from zeren_service.exports.markdown import to_markdown
from zeren_service.exports.page_html import to_html
from zeren_service.exports.sheets import to_xlsx
from zeren_service.negotiation import choose
from zeren_service.raw_headers import accept_of
from zeren_service.wire import JSON_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from zeren_service.exports.table import Table
    from zeren_service.parameters import TableFormat

MEDIA_TYPES: Final[dict[TableFormat, str]] = {
    "json": JSON_TYPE,
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "md": "text/markdown",
}
_FORMATS: Final[dict[str, TableFormat]] = {media: name for name, media in MEDIA_TYPES.items()}
FILES: Final = ("csv", "xlsx", "docx")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for: format, BOM or not."""

    form: TableFormat
    bom: bool


def wanted(request: Request, form: TableFormat | None, *, bom: bool = True) -> Wanted:
    """Return the format the caller wants, by parameter or by Accept header."""
    form = form or _FORMATS[choose(accept_of(request.scope), MEDIA_TYPES.values())]
    return Wanted(form, bom)


def attachment(name: str) -> dict[str, str]:
    """Return the header that saves the answer as `name`, in the encoding headers allow."""
    safe = "".join("_" if c in '\\/:*?"<>|' or not c.isprintable() else c for c in name)[:120]
    suffix = safe.rpartition(".")[2]
    plain = f'filename="zeren.{suffix}"'
    return {"Content-Disposition": f"attachment; {plain}; filename*=UTF-8''{quote(safe, safe='')}"}


def table_response(
    table: Table, want: Wanted, *, headers: dict[str, str] | None = None, sheet: str = "清单"
) -> Response:
    """Return `table` in a format other than JSON."""
    writers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: to_csv(table, bom=want.bom),
        "xlsx": lambda: to_xlsx(table, sheet),
        "docx": lambda: to_docx(table),
        "html": lambda: to_html(table),
        "md": lambda: to_markdown(table),
    }
    extra = headers or {}
    if want.form in FILES:
        extra = extra | attachment(f"{table.title}.{want.form}")
    media_type = MEDIA_TYPES[want.form]
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return Response(writers[want.form](), headers=extra, media_type=media_type)
