"""Requests in, the same requests with safe headers on their answers out; foreign pages refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from zeren_service.errors import ForeignOrigin, WrongHost
from zeren_service.problems import to_response
from zeren_service.raw_headers import header

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from zeren_service.settings import Settings

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def _raw(policy: str) -> list[tuple[bytes, bytes]]:
    """Return the headers as the server sends them: they go on every answer."""
    headers = _HEADERS | {"Content-Security-Policy": policy}
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_PAGE_HEADERS: Final = _raw(_POLICY)


def policy_with(nonce: str) -> dict[str, str]:
    """Return the policy of a page whose script may write style elements that bear `nonce`.

    Such is ReDoc, which also searches in a worker of its own. The nonce is another on each answer.
    """
    policy = _POLICY.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'")
    return {"Content-Security-Policy": f"{policy}; worker-src 'self' blob:"}


class SecurityMiddleware:
    """Put the headers on; refuse changes that another site's page asks for, and foreign hosts."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.hosts = frozenset(settings.hosts)
        self.origins = frozenset(origin.rstrip("/").lower() for origin in settings.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                added = [header for header in _PAGE_HEADERS if header[0] not in there]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        refused = self._refusal(scope)
        if refused is not None:
            await to_response(refused, path)(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> ForeignOrigin | WrongHost | None:
        host = header(scope, b"host").lower()
        if self.hosts and (urlsplit(f"//{host}").hostname or "") not in self.hosts:
            return WrongHost(
                "这个访问地址没有登记。请用登记的地址访问，或请管理员在 ZEREN_HOSTS 中加上。"
            )
        if scope["method"] in _SAFE:
            return None
        origin = header(scope, b"origin").rstrip("/").lower()
        if not origin or origin in self.origins or urlsplit(origin).netloc == host:
            return None
        return ForeignOrigin("数据只能从本站页面或程序提交，不能从其他网站的页面提交。")
