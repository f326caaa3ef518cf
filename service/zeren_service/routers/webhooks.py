"""Webhooks: addresses that are told of changes. Off unless the settings say otherwise."""

from __future__ import annotations

import base64
import secrets
import uuid
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import Response

from zeren_service.answers import LOCATION
from zeren_service.context import Context, ContextDep
from zeren_service.errors import BadParameter, TurnedOff, UnknownWebhook
from zeren_service.feed_shapes import NewWebhookOut, WebhookIn, WebhookOut, WebhooksOut
from zeren_service.feed_wire import to_webhook
from zeren_service.json_body import read_json
from zeren_service.openapi import problem_answer
from zeren_service.wire import json_response

_MOST: Final = 50
_OFF: Final = (
    "推送没有开启。请管理员设置 ZEREN_WEBHOOKS=true 后重启服务；也可以用 /api/v1/changes 取变动。"
)


async def _refuse_when_off(context: ContextDep) -> None:
    if not context.settings.webhooks:
        raise TurnedOff(_OFF)


router = APIRouter(prefix="/webhooks", tags=["推送"], dependencies=[Depends(_refuse_when_off)])

_OFF_ANSWER: Final[dict[int | str, dict[str, Any]]] = {403: problem_answer(403, "推送没有开启")}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookIn"}}},
    }
}
WebhookId = Annotated[
    str,
    Path(description="推送编号", max_length=64, examples=["7c9e6679f0c030299c0ab53ba26d43f6"]),
]


@router.get(
    "",
    summary="推送地址清单",
    response_model=WebhooksOut,
    responses=_OFF_ANSWER,
    description="列出登记的推送地址和推送的进展。",
)
def get_webhooks(context: ContextDep) -> Response:
    """List the addresses."""
    rows = context.catalogue.webhooks.list()
    items = [to_webhook(row) for row in rows]
    return json_response({"items": items, "total": len(rows), "next": None})


@router.post(
    "",
    summary="登记推送地址",
    response_model=NewWebhookOut,
    status_code=201,
    responses=_OFF_ANSWER
    | {201: {"description": "已登记；密钥只给出这一次", "headers": {"Location": LOCATION}}},
    openapi_extra=_BODY,
    description="登记一个地址，数据变动时向它 POST 变动（与 /changes 同样的内容）。"
    "请求按 Standard Webhooks 用 HMAC-SHA256 签名；没有答复 2xx 就隔越来越长的时间再送，直到收下。"
    "不跟随重定向，不经代理，只访问登记的地址。",
)
async def post_webhook(request: Request, context: ContextDep) -> Response:
    """Register an address."""
    body = await read_json(request, context.settings.body_bytes)
    try:
        asked = WebhookIn.model_validate(body)
    except ValidationError as error:
        found = [e | {"loc": ("body", *e["loc"])} for e in error.errors()]
        raise RequestValidationError(found) from error
    _check(asked.url)
    return await run_sync(_register, context, asked)


def _register(context: Context, asked: WebhookIn) -> Response:
    webhooks = context.catalogue.webhooks
    if len(webhooks.list()) >= _MOST:
        raise BadParameter(f"最多登记 {_MOST} 个推送地址，请先删去不用的。")
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    since = context.catalogue.revision if asked.since is None else asked.since
    row = webhooks.add(uuid.uuid4().hex, asked.url, secret, since=since)
    location = f"/api/v1/webhooks/{row.id}"
    return json_response(
        to_webhook(row) | {"secret": secret}, status=201, headers={"Location": location}
    )


@router.get(
    "/{webhook}",
    summary="一个推送地址",
    response_model=WebhookOut,
    responses=_OFF_ANSWER | {404: problem_answer(404, "没有这个推送地址")},
    description="返回一个推送地址和推送的进展。",
)
def get_webhook(context: ContextDep, webhook: WebhookId) -> Response:
    """Show one address."""
    found = next((row for row in context.catalogue.webhooks.list() if row.id == webhook), None)
    if found is None:
        raise UnknownWebhook("没有这个推送地址。全部推送地址见 /api/v1/webhooks。")
    return json_response(to_webhook(found))


@router.delete(
    "/{webhook}",
    summary="删除推送地址",
    status_code=204,
    responses=_OFF_ANSWER
    | {204: {"description": "已删除"}, 404: problem_answer(404, "没有这个推送地址")},
    description="不再向这个地址推送。",
)
def delete_webhook(context: ContextDep, webhook: WebhookId) -> Response:
    """Forget an address."""
    if not context.catalogue.webhooks.remove(webhook):
        raise UnknownWebhook("没有这个推送地址。全部推送地址见 /api/v1/webhooks。")
    return Response(status_code=204)


def _check(url: str) -> None:
    """Refuse what is no plain address of a server."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fits = False
    else:
        fits = fits and not (parts.username or parts.password or parts.fragment)
    if not fits or not url.isascii() or any(c.isspace() or not c.isprintable() for c in url):
        raise BadParameter(
            "url 要写完整的 http 或 https 地址，不带用户名、密码和 #，例如 https://oa.example.cn/zeren。"
        )
