"""Exceptions in, RFC 9457 problem+json out: the one table from exception to status."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, urlencode

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from zeren_graph.errors import (
    BadCursor,
    BadDecision,
    BadFilter,
    BadStoreAddress,
    BadVersion,
    GraphError,
    PeopleHidden,
    QueryError,
    QueryRefused,
    QueryTimeout,
    ResultTooLarge,
    StoreAway,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreRefused,
)
from zeren_parser.errors import UnreadableDocument
from zeren_service.errors import (
    AmbiguousDepartment,
    BadAddress,
    BadBody,
    BadParameter,
    BodyTooLarge,
    EmptyUpload,
    ForeignOrigin,
    JobEnded,
    KeyNeeded,
    NotAcceptable,
    NotReady,
    Overloaded,
    RoleMissing,
    ServiceError,
    TooManyRequests,
    TurnedOff,
    UnknownDepartment,
    UnknownDocument,
    UnknownJob,
    UnknownPage,
    UnknownTask,
    UnknownWebhook,
    UnsupportedBody,
    WrongHost,
)
from zeren_service.problem_words import explain_parameters, is_malformed

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROBLEM_TYPE: Final = "application/problem+json"
_log = logging.getLogger("zeren")


class Kind(NamedTuple):
    """How one kind of exception is shown: status, code, Chinese title."""

    status: int
    code: str
    title: str


TABLE: Final[dict[type[Exception], Kind]] = {
    UnknownDocument: Kind(404, "unknown-document", "没有这份文件"),
    UnknownTask: Kind(404, "unknown-task", "没有这项任务"),
    UnknownDepartment: Kind(404, "unknown-department", "没有这个部门"),
    AmbiguousDepartment: Kind(300, "ambiguous-department", "名称对应多个部门"),
    UnknownJob: Kind(404, "unknown-job", "没有这次批量收文"),
    UnknownWebhook: Kind(404, "unknown-webhook", "没有这个推送地址"),
    JobEnded: Kind(409, "job-ended", "批量收文已经结束"),
    TurnedOff: Kind(403, "turned-off", "这项功能没有开启"),
    UnknownPage: Kind(404, "not-found", "没有这个页面"),
    BadParameter: Kind(422, "bad-parameter", "参数不合要求"),
    BadBody: Kind(400, "bad-body", "请求正文无法读取"),
    BadAddress: Kind(400, "bad-address", "地址无法读取"),
    EmptyUpload: Kind(422, "empty-upload", "没有收到文件"),
    UnsupportedBody: Kind(415, "unsupported-body", "不支持的正文类型"),
    BodyTooLarge: Kind(413, "body-too-large", "内容超过上限"),
    NotAcceptable: Kind(406, "not-acceptable", "不能给出所要的格式"),
    KeyNeeded: Kind(401, "key-needed", "需要密钥"),
    RoleMissing: Kind(403, "role-missing", "密钥的权限不够"),
    PeopleHidden: Kind(403, "people-hidden", "人员姓名已隐藏"),
    TooManyRequests: Kind(429, "too-many-requests", "请求过于频繁"),
    ForeignOrigin: Kind(403, "foreign-origin", "拒绝其他网站提交的数据"),
    WrongHost: Kind(421, "wrong-host", "访问地址不在允许之列"),
    NotReady: Kind(503, "not-ready", "服务还没有就绪"),
    Overloaded: Kind(503, "overloaded", "查询过多，请稍后再试"),
    UnreadableDocument: Kind(422, "unreadable-document", "文件无法读取"),
    BadCursor: Kind(400, "bad-cursor", "翻页标记无效"),
    BadFilter: Kind(422, "bad-parameter", "参数不合要求"),
    BadDecision: Kind(409, "bad-decision", "决定不成立"),
    BadVersion: Kind(409, "bad-version", "版本关系不成立"),
    QueryError: Kind(400, "query-failed", "查询没有完成"),
    QueryRefused: Kind(400, "query-refused", "查询被拒绝"),
    QueryTimeout: Kind(504, "query-timeout", "查询超时"),
    ResultTooLarge: Kind(422, "result-too-large", "查询结果过大"),
    StoreBusy: Kind(503, "store-busy", "数据库正忙"),
    StoreAway: Kind(503, "store-away", "数据库暂时连不上"),
    StoreRefused: Kind(500, "store-refused", "数据库拒绝访问"),
    StoreFull: Kind(507, "store-full", "磁盘已满"),
    BadStoreAddress: Kind(500, "bad-store-address", "数据库地址有误"),
    StoreDamaged: Kind(500, "store-damaged", "数据库损坏"),
    GraphError: Kind(500, "store-error", "数据库出错"),
}

_HTTP: Final = {
    400: Kind(400, "bad-request", "请求有误"),
    404: Kind(404, "not-found", "没有这个地址"),
    405: Kind(405, "method-not-allowed", "不支持这种请求方法"),
    406: Kind(406, "not-acceptable", "不能给出所要的格式"),
    413: Kind(413, "body-too-large", "内容超过上限"),
    415: Kind(415, "unsupported-body", "不支持的正文类型"),
}
_QUIET: Final = {  # what the store complains of names folders: it goes to the log, not to callers
    "store-busy": "数据库正被另一个程序使用，请稍后再试。",
    "store-away": "数据库暂时连不上，请稍后再试；若一直如此，请告诉管理员。",
    "store-refused": "数据库拒绝了这个操作，请告诉管理员查看日志。",
    "store-full": "服务器的磁盘已满，没有写入，原有数据完好；请告诉管理员。",
    "bad-store-address": "数据库的地址有误，请告诉管理员。",
    "store-damaged": "数据库无法读写，请告诉管理员查看日志。",
    "store-error": "数据库没有完成这个操作，请稍后再试，或告诉管理员查看日志。",
}
_INTERNAL: Final = Kind(500, "internal-error", "服务内部出错")
_UNKNOWN_HTTP: Final = "http-error"


def problem(
    kind: Kind,
    detail: str,
    instance: str,
    *,
    headers: dict[str, str] | None = None,
    members: dict[str, object] | None = None,
) -> Response:
    """Return the problem+json response for `kind`."""
    body: dict[str, object] = {
        "type": f"urn:zeren:problem:{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": instance,
    }
    return Response(
        msgspec.json.encode(body | (members or {})),
        kind.status,
        headers=headers,
        media_type=PROBLEM_TYPE,
    )


def kind_of(error: Exception) -> Kind:
    """Return the table's entry for `error`, looking up its class tree."""
    for cls in type(error).__mro__:
        if issubclass(cls, Exception) and cls in TABLE:
            return TABLE[cls]
    return _INTERNAL


def to_response(error: Exception, instance: str) -> Response:
    """Return the problem+json response for an exception of the table."""
    kind = kind_of(error)
    if kind.status >= 500:
        _log.error("%s: %s", kind.code, error)
    headers: dict[str, str] = {}
    members: dict[str, object] = {}
    detail = _sentence(str(error))
    if isinstance(error, ServiceError):
        headers, members = error.headers, error.members
    detail = _QUIET.get(kind.code, detail)
    code = getattr(error, "code", None)
    if isinstance(code, str):
        members = members | {"code": code}
    if isinstance(error, StoreBusy | StoreAway | Overloaded):
        headers = {"Retry-After": "1"} | headers
    return problem(kind, detail, instance, headers=headers, members=members)


def _sentence(words: str) -> str:
    return words if words.endswith(("。", "？", "！")) else f"{words}。"


def _known(request: Request, error: Exception) -> Response:
    if isinstance(error, AmbiguousDepartment):
        return _choices(request, error)
    return to_response(error, request.url.path)


def _choices(request: Request, error: AmbiguousDepartment) -> Response:
    """Answer 300: each candidate with the address of this very request for it (RFC 9110, 15.4.1)."""
    for candidate in error.candidates:
        candidate["href"] = _address_for(request, error.name, str(candidate["id"]))
    links = (f'<{c["href"]}>; rel="alternate"' for c in error.candidates)
    error.headers = {"Link": ", ".join(links)}
    return to_response(error, request.url.path)


def _address_for(request: Request, name: str, key: str) -> str:
    def swap(part: str) -> str:
        return key if part.strip() == name else part

    path = "/".join(quote(swap(part), safe="") for part in request.url.path.split("/"))
    pairs = [
        (k, swap(v) if k == "department" else v) for k, v in request.query_params.multi_items()
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for nothing else
    kind = _HTTP.get(error.status_code)
    path = request.url.path
    headers = dict(error.headers or {})
    if kind is None:
        kind = Kind(error.status_code, _UNKNOWN_HTTP, "请求未能完成")
    if kind.status == 404:
        hint = "请去掉末尾的 /。" if path.endswith("/") else ""
        detail = f"没有这个地址。{hint}接口目录见 /docs，机器可读的说明见 /openapi.json。"
    elif kind.status == 405:
        # The framework names the methods of one route only; an address may have several.
        operation = request.app.state.operations().find(path)
        allowed = ", ".join(operation.methods) if operation else headers.get("Allow", "")
        headers = {"Allow": allowed} if allowed else {}
        detail = f"这个地址不支持 {request.method} 方法" + (
            f"，请改用 {allowed.replace(', ', '、')}。" if allowed else "，用法见 /docs。"
        )
    elif kind.status == 400:
        detail = "请求正文无法读取，请检查 Content-Type 与正文是否相符。"
    else:
        detail = "请求未能完成，用法见 /docs。"
    return problem(kind, detail, path, headers=headers)


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for nothing else
    found: list[Any] = list(error.errors())
    if is_malformed(found):
        detail = "请求正文不是合法的 JSON，请检查引号、逗号和括号，并用 UTF-8 编码。"
        return problem(TABLE[BadBody], detail, request.url.path)
    errors = explain_parameters(found)
    detail = "；".join(dict.fromkeys(e["message"] for e in errors)) + "。"
    return problem(TABLE[BadParameter], detail, request.url.path, members={"errors": errors})


def _internal(request: Request, error: Exception) -> Response:
    _log.error("unexpected %s at %s", type(error).__name__, request.url.path, exc_info=error)
    detail = "服务遇到未预料的错误，已记入日志。请稍后再试，或把操作步骤告诉管理员。"
    return problem(_INTERNAL, detail, request.url.path)


class FailureMiddleware:
    """Answer what nobody expected, inside of what puts headers and ids on every answer.

    The framework's own last resort stands outside of all that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            if started or scope["type"] != "http":  # too late for another answer
                raise
            await _internal(Request(scope), error)(scope, receive, send)


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem+json response."""
    known: tuple[type[Exception], ...] = (ServiceError, *TABLE)
    for cls in known:
        app.add_exception_handler(cls, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(Exception, _internal)
