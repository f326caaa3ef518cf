"""Query parameters: declared, bounded and explained in one place."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final, Literal

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, BeforeValidator

from zeren_service.context import ContextDep
from zeren_service.errors import BadParameter
from zeren_service.negotiation import choose
from zeren_service.raw_headers import accept_of

RoleName = Literal["lead", "responsible", "support", "supervise"]
TableFormat = Literal["json", "csv", "xlsx", "docx", "html", "md"]

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MAY_BE_BLANK: Final = ("q", "question")  # a search form sends its box whether filled or not


def _partial_date(value: str) -> str:
    """Accept `2020`, `2020-06`, `2020-06-30`: deadlines are as exact as printed."""
    match = _DATE.fullmatch(value)
    try:
        if match is None:
            raise ValueError(value)
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise ValueError("日期要写成 2020、2020-06 或 2020-06-30") from None
    return value


_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]+')


def absolute_iri(value: str) -> bool:
    """Tell whether `value` is an absolute IRI, as SPARQL writes it between < and >.

    >>> absolute_iri("https://w3id.org/zeren/graph/a1"), absolute_iri("a1"), absolute_iri("x:> }")
    (True, False, False)
    """
    return _IRI.fullmatch(value) is not None


def plain(value: str | None) -> str | None:
    """Refuse what no database takes as text; what is blank counts as not given."""
    if value is not None and "\x00" in value:
        raise ValueError("含有不允许的字符，请删去")
    return value.strip() or None if value is not None else None


def said(value: str | None) -> str | None:
    """Refuse what is blank, too: a filter that says nothing must not let everything through."""
    words = plain(value)
    if value is not None and words is None:
        raise ValueError("是空白的，请填写，不需要就去掉")
    return words


Search = Annotated[
    str | None,
    Query(description="要查找的文字，忽略空白", max_length=200, examples=["节能"]),
    AfterValidator(plain),
]
DocumentFilter = Annotated[
    str | None,
    Query(
        description="只看这份文件：文件编号，或编号的前 6 位以上",
        max_length=64,
        examples=["a79667f0c030299c"],
    ),
    AfterValidator(said),
]
Jurisdiction = Annotated[
    str | None,
    Query(description="只看这个辖区的", max_length=100, examples=["威海经济技术开发区"]),
    AfterValidator(said),
]
DueBefore = Annotated[
    str | None,
    Query(description="完成时限不晚于此日，可只写年或年月", examples=["2020"]),
    AfterValidator(lambda value: value if value is None else _partial_date(value)),
]
DueAfter = Annotated[
    str | None,
    Query(description="完成时限不早于此日，可只写年或年月", examples=["2018-06"]),
    AfterValidator(lambda value: value if value is None else _partial_date(value)),
]
RoleFilter = Annotated[
    RoleName | None,
    Query(description="职责：lead 牵头、responsible 责任、support 配合、supervise 督导"),
]
Cursor = Annotated[
    str | None,
    Query(description="翻页标记：上一页答复里的 next", max_length=1000),
]
Superseded = Annotated[
    bool, Query(description="连同已被新版本取代的文件；不写只列现行版本", examples=[True])
]
FormatParameter = Annotated[
    TableFormat | None,
    Query(alias="format", description="输出格式；不写则看 Accept 头，默认 json"),
]
Bom = Annotated[
    bool,
    Query(description="csv 是否带 BOM（Excel 直接打开中文需要）；程序读取可写 false"),
]


def _digits(value: object) -> object:
    """Take digits alone: the framework would read ` 5 ` and `1_0` too."""
    if isinstance(value, str) and not (value.isascii() and value.lstrip("-").isdecimal()):
        return f"{value}?"  # no number, so that the framework says what is wrong
    return value


async def _limit(
    context: ContextDep,
    limit: Annotated[
        int | None,
        BeforeValidator(_digits),
        Query(ge=1, description="每页条数，默认 50，最大 500；下载 csv、xlsx、docx 时默认全部"),
    ] = None,
) -> int | None:
    most = context.settings.page_max
    if limit is not None and limit > most:
        raise BadParameter(
            f"limit 最大 {most}，请改小，并用答复里的 next 翻页取得其余各条。",
            errors=[{"parameter": "limit", "message": f"参数 limit 不能大于 {most}"}],
        )
    return limit


Limit = Annotated[int | None, Depends(_limit)]


async def check_request(request: Request) -> None:
    """Refuse what is not described: a typo must not widen a list, nor one of two values be lost."""
    method, query = request.method, request.query_params
    operation = request.app.state.operations().find(request.url.path)
    if operation is None or method not in operation.parameters:
        return
    names = operation.parameters[method]
    for name in query:
        if name not in names:
            unknown = sorted(set(query) - names)
            raise BadParameter(
                f"不认识参数 {'、'.join(unknown)}。可用的参数有：{'、'.join(sorted(names)) or '无'}。",
                errors=[{"parameter": n, "message": f"不认识参数 {n}"} for n in unknown],
            )
        if name not in operation.several[method] and len(query.getlist(name)) > 1:
            raise _bad(name, f"参数 {name} 只能写一次")
        if name not in _MAY_BE_BLANK and not query[name]:
            raise _bad(name, f"参数 {name} 是空的，请填写，不需要就去掉")
    if operation.produces[method] and "format" not in query:
        choose(accept_of(request.scope), operation.produces[method])


def _bad(name: str, message: str) -> BadParameter:
    return BadParameter(f"{message}。", errors=[{"parameter": name, "message": message}])
