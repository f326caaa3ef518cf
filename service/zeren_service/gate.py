"""Requests in, those whose caller may ask out: keys, roles, rate limits."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse

from zeren_graph.errors import GraphError
from zeren_service.access import (
    COOKIE,
    LOGIN,
    ROLE_WORDS,
    SAFE_METHODS,
    Caller,
    put_caller,
    role_needed,
)
from zeren_service.errors import ForeignOrigin, KeyNeeded, RoleMissing, TooManyRequests
from zeren_service.problems import to_response
from zeren_service.rates import Rate
from zeren_service.raw_headers import header
from zeren_service.web.rendering import ACCOUNTS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from zeren_graph.access_keys import AccessKey, AccessKeys
    from zeren_service.errors import ServiceError
    from zeren_service.rates import Allowance
    from zeren_service.settings import Settings

_REMEMBERED: Final = 1024
_SECONDS: Final = 5.0  # a revoked key opens nothing after so long, in every process
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="zeren"'}
_WRONG_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="zeren", error="invalid_token"'}
_HOW: Final = "请在 Authorization: Bearer 或 X-API-Key 头里写上密钥；浏览器请先打开 /login 登录。"


class Keyring:
    """Checks tokens against the kept keys, remembers good ones for a few seconds, slows guessers."""

    def __init__(self, keys: AccessKeys, failures: str) -> None:
        self._keys = keys
        self._failures = Rate(failures, "failures")
        self._known: OrderedDict[bytes, tuple[float, AccessKey]] = OrderedDict()

    async def check(self, token: str, address: str) -> AccessKey | None:
        """Return the key that `token` is, or None.

        Raises `TooManyRequests` where `address` has shown too many wrong ones of late.
        """
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known.get(digest)
        today = datetime.now(UTC).astimezone().date()
        if known is not None and time.monotonic() - known[0] < _SECONDS and known[1].holds(today):
            return known[1]
        self._known.pop(digest, None)
        left = self._failures.look(address)
        if not left.granted:
            raise TooManyRequests(
                f"用错密钥的次数过多，请在 {left.seconds} 秒后再试。", headers=left.headers
            )
        key = await run_sync(lambda: self._keys.check(token, today=today))
        if key is None:
            self._failures.spend(address)
            return None
        self._known[digest] = (time.monotonic(), key)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return key


class GateMiddleware:
    """Let through who may ask (门禁). Where no keys are required, everybody is the administrator."""

    def __init__(self, app: ASGIApp, settings: Settings, keyring: Keyring) -> None:
        self.app = app
        self.required = settings.keys_required
        self.keyring = keyring
        self._rate = Rate(settings.rate, "requests")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ACCOUNTS.set(self.required)
        anybody = Caller(address_of(scope), "read" if self.required else "admin")
        put_caller(scope, anybody)
        try:
            caller = await self._identify(anybody, scope)
            allowance = self._spend(caller) if self.required else None
        except (KeyNeeded, RoleMissing, ForeignOrigin, TooManyRequests) as refusal:
            await _answer(refusal, scope)(scope, receive, send)
            return
        except GraphError as error:  # the keys cannot be read
            await to_response(error, scope["path"])(scope, receive, send)
            return
        put_caller(scope, caller)
        await self.app(scope, receive, _with_headers(send, allowance) if allowance else send)

    def _spend(self, caller: Caller) -> Allowance:
        allowance = self._rate.spend(caller.key or caller.address)
        if not allowance.granted:
            raise TooManyRequests(
                f"请求过于频繁，请在 {allowance.seconds} 秒后再试。", headers=allowance.headers
            )
        return allowance

    async def _identify(self, anybody: Caller, scope: Scope) -> Caller:
        """Return who asks; raises what refuses the request."""
        role = role_needed(scope["method"], scope["path"])
        token, from_cookie = _token(scope)
        if role is None or (token is None and not self.required):
            return anybody
        if token is None:
            raise KeyNeeded(f"这个服务要凭密钥使用。{_HOW}", headers=_CHALLENGE)
        key = await self.keyring.check(token, anybody.address)
        if key is None:
            if from_cookie and not self.required:  # left over from a time when keys were required
                return anybody
            raise KeyNeeded(
                f"密钥不对、已撤销或已过期，请向管理员要一个新的。{_HOW}", headers=_WRONG_CHALLENGE
            )
        caller = Caller(anybody.address, key.role, key.id, key.name)
        put_caller(scope, caller)
        _admit(caller, role)
        if from_cookie and scope["method"] not in SAFE_METHODS and not _from_own_page(scope):
            raise ForeignOrigin("凭登录提交数据只能从本站页面进行。程序请用 X-API-Key 头。")
        return caller


def address_of(scope: Scope) -> str:
    """Return the address that a request comes from; behind a trusted proxy, that of its client."""
    return scope["client"][0] if scope.get("client") else "-"


def _admit(caller: Caller, role: str) -> None:
    if caller.may(role):
        return
    challenge = f'Bearer realm="zeren", error="insufficient_scope", scope="{role}"'
    raise RoleMissing(
        f"这一步要有“{ROLE_WORDS[role]}”（{role}）权限的密钥，"
        f"您的密钥只能“{ROLE_WORDS[caller.role]}”（{caller.role}）。请向管理员申请。",
        headers={"WWW-Authenticate": challenge},
    )


def _with_headers(send: Send, allowance: Allowance) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(allowance.headers)
            kept = headers.get("cache-control")
            if kept is not None and "private" not in kept:  # it is for one key, not for others
                headers["Cache-Control"] = f"private, {kept}"
            headers.add_vary_header("Authorization, X-API-Key, Cookie")
        await send(message)

    return send_with_headers


def _token(scope: Scope) -> tuple[str | None, bool]:
    """Return the key that a request shows, and whether the browser added it by itself."""
    scheme, _, value = header(scope, b"authorization").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip(), False
    if plain := header(scope, b"x-api-key").strip():
        return plain, False
    cookies = header(scope, b"cookie")
    if not cookies:
        return None, False
    try:
        cookie = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None, False
    return (cookie.value, True) if cookie is not None and cookie.value else (None, False)


def _from_own_page(scope: Scope) -> bool:
    """Tell whether the browser names a page of ours; a foreign Origin never comes to the gate."""
    return bool(header(scope, b"origin")) or header(scope, b"sec-fetch-site") == "same-origin"


def _answer(refusal: ServiceError, scope: Scope) -> ASGIApp:
    """Return the refusal, or the way to the login page for a person who opens a page."""
    path: str = scope["path"]
    wants_page = header(scope, b"accept").lower().startswith("text/html")
    machine = path.startswith(("/api/", "/sparql", "/openapi.json", "/metrics"))
    if isinstance(refusal, KeyNeeded) and wants_page and not machine and scope["method"] == "GET":
        query = scope["query_string"].decode("latin-1")
        target = quote(f"{path}?{query}" if query else path, safe="")
        return RedirectResponse(f"{LOGIN}?next={target}", 303)
    return to_response(refusal, path)
