"""What every list takes: page, order, format, fields; and how a page of it is answered."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from fastapi import Depends, Query, Request
from starlette.responses import Response

from zeren_graph.paging import cut
from zeren_service.context import ContextDep
from zeren_service.downloads import FILES, Wanted, table_response, wanted
from zeren_service.errors import BadParameter
from zeren_service.parameters import Bom, Cursor, FormatParameter, Limit
from zeren_service.wire import JSON_TYPE, json_response, link_header

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zeren_graph.records import Page, Row
    from zeren_service.exports.table import Table

FieldsParameter = Annotated[
    str | None,
    Query(
        description="json 里每条只要这些字段，逗号分隔；不写则是全部",
        max_length=500,
        examples=["id,title"],
    ),
]


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list was asked for (清单要求)."""

    request: Request
    want: Wanted
    cursor: str | None
    limit: int | None
    fields: str | None

    def answer(
        self,
        page: Page[Row],
        record: type[Row],
        to_table: Callable[[Sequence[Row]], Table],
    ) -> Response:
        """Return one page, of rows of type `record`, in the wanted format."""
        headers = link_header(self.request, page.next) | {"X-Total-Count": str(page.total)}
        if self.want.form != "json":
            if self.fields is not None:
                raise BadParameter("fields 只用于 json。要表格时请去掉 fields。")
            return table_response(to_table(page.items), self.want, headers=headers)
        if self.fields is None:
            return json_response(page, headers=headers)
        names = _read_fields(self.fields, record)
        items = [{name: getattr(row, name) for name in names} for row in page.items]
        body = {"items": items, "total": page.total, "next": page.next}
        return Response(msgspec.json.encode(body), headers=headers, media_type=JSON_TYPE)

    def answer_whole(
        self,
        rows: Sequence[Row],
        record: type[Row],
        to_table: Callable[[Sequence[Row]], Table],
    ) -> Response:
        """Return the wanted page of a list that was worked out whole."""
        filters = [p for p in self.request.query_params.multi_items() if p[0] not in _PAGING]
        scope = f"{self.request.url.path} {filters!r}"
        return self.answer(cut(rows, scope, self.cursor, self.limit), record, to_table)


async def _listing(
    request: Request,
    context: ContextDep,
    limit: Limit,
    cursor: Cursor = None,
    form: FormatParameter = None,
    bom: Bom = True,
    fields: FieldsParameter = None,
) -> Listing:
    want = wanted(request, form, bom=bom)
    whole = limit is None and want.form in FILES  # a file to download holds all, unless told
    size = None if whole else limit or context.settings.page_limit
    return Listing(request, want, cursor, size, fields)


ListingDep = Annotated[Listing, Depends(_listing)]

_PAGING: Final = ("cursor", "limit", "format", "bom", "fields")
_KNOWN: Final[dict[type, tuple[str, ...]]] = {}


def _read_fields(wanted_fields: str, record: type[Any]) -> list[str]:
    known = _KNOWN.setdefault(record, tuple(field.name for field in fields(record)))
    names = list(dict.fromkeys(name.strip() for name in wanted_fields.split(",")))
    unknown = [name for name in names if name not in known]
    if unknown:
        message = f"没有字段 {'、'.join(unknown)}。可用的字段有：{'、'.join(known)}。"
        raise BadParameter(message, errors=[{"parameter": "fields", "message": message}])
    return names
