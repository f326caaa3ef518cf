"""A request in, the JSON value of its body out; what two readers would read in two ways is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NoReturn

from zeren_service.errors import BadBody, UnsupportedBody
from zeren_service.uploads import read_body

if TYPE_CHECKING:
    from starlette.requests import Request

_BROKEN: Final = "请求正文不是合法的 JSON，请检查引号、逗号和括号，并用 UTF-8 编码。"


async def read_json(request: Request, limit: int) -> Any:  # noqa: ANN401 - any JSON value
    """Return the JSON value of the body, which may not be longer than `limit` bytes."""
    refuse_other_types(request.headers.get("content-type", ""))
    return read_value(await read_body(request, limit))


def refuse_other_types(content_type: str) -> None:
    """Refuse a body that says it is no JSON, or JSON in an encoding other than UTF-8.

    >>> refuse_other_types("application/json; charset=utf-8")
    >>> refuse_other_types("application/json; charset=gbk")
    Traceback (most recent call last):
    ...
    zeren_service.errors.UnsupportedBody: 请用 UTF-8 编码，不要用 gbk。
    """
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type and media_type != "application/json" and not media_type.endswith("+json"):
        raise UnsupportedBody("请把 Content-Type 写成 application/json，正文写 JSON。")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            raise UnsupportedBody(f"请用 UTF-8 编码，不要用 {value}。")


def read_value(body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of `body`.

    >>> read_value(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ...
    zeren_service.errors.BadBody: 请求正文里 “a” 写了两次，请只留一个。
    """
    try:
        value = json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_constant
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # half of a character is none
    except (ValueError, RecursionError) as error:
        raise BadBody(_BROKEN) from error
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadBody(f"请求正文里 “{twice[:50]}” 写了两次，请只留一个。")
    return made


def _constant(name: str) -> NoReturn:
    raise ValueError(name)
