"""Requests to a SPARQL endpoint in, bodies out: login, time limits, retries, Chinese errors."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import httpx

from zeren_graph.errors import (
    BadStoreAddress,
    GraphError,
    QueryRefused,
    QueryTimeout,
    ResultTooLarge,
    StoreAway,
    StoreFull,
    StoreRefused,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

_PAUSES: Final = (0.2, 1.0)  # seconds before the second and the third attempt
_BUSY: Final = frozenset([502, 503, 504])
_CONNECT_SECONDS: Final = 5
_SHOWN: Final = 300  # characters of what the server says


@dataclass(frozen=True, slots=True)
class Address:
    """Where an endpoint is and how to log in (图谱服务器地址); never shown with its password."""

    url: str
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.url


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answered."""

    headers: Mapping[str, str]
    body: bytes


def read_address(url: str, token: str | None = None) -> Address:
    """Return the address in `url`, with user and password taken out of it.

    >>> read_address("http://ann:geheim@example.org:8890/sparql")
    Address(url='http://example.org:8890/sparql')
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise BadStoreAddress("图谱库的地址写法不对，应像 https://用户:密码@主机/query")
    user, password = parsed.username or None, parsed.password or None
    bare = parsed.copy_with(username=None, password=None, fragment=None)
    return Address(str(bare), user, password, token)


class Remote:
    """One server; safe to use from any thread.

    What only reads, and what may as well be done twice, is tried three times when the server is
    away or too busy. What takes longer than `seconds` is given up, and not tried again: a server
    that is slow would only become slower.
    """

    def __init__(self, address: Address, *, seconds: float) -> None:
        self.address = address
        self._seconds = seconds
        self._client = httpx.Client(auth=_login(address))

    def send(
        self,
        method: str,
        url: str,
        *,
        content: bytes = b"",
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str | list[str]] | None = None,
        repeatable: bool = False,
        seconds: float | None = None,
        bytes_: int | None = None,
    ) -> Reply:
        """Return the answer to one request; raise a `GraphError` where it is none that helps.

        A request that is `repeatable` changes nothing, or changes to the same state when it is
        done twice.
        """
        request = self._client.build_request(
            method,
            url,
            params=params,
            headers=headers,
            data=form,
            content=content or None,
            timeout=_limits(seconds or self._seconds),
        )
        for pause in (*_PAUSES, None):
            try:
                return self._once(request, seconds or self._seconds, bytes_)
            except _Again as again:
                if pause is None or not (repeatable or again.unsent):
                    raise again.error from again.__cause__
            time.sleep(pause)
        raise AssertionError  # the last attempt has returned or raised

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()

    def _once(self, request: httpx.Request, seconds: float, bytes_: int | None) -> Reply:
        if self._client.is_closed:
            raise GraphError("图谱库已经关闭")
        end = time.monotonic() + seconds
        try:
            answer = self._client.send(request, stream=True)
            try:
                body = self._read(answer, end, seconds, bytes_)
            finally:
                answer.close()
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _Again(self._away(error), unsent=True) from error
        except httpx.TimeoutException as error:
            raise self._slow(seconds) from error
        except httpx.HTTPError as error:
            raise _Again(self._away(error)) from error
        if answer.status_code in _BUSY:
            words = f"图谱服务器 {self.address} 暂时不能服务（{_words(answer, body)}），请稍后再试"
            raise _Again(StoreAway(words))
        _check(self.address, answer, body)
        return Reply(answer.headers, body)

    def _read(
        self, answer: httpx.Response, end: float, seconds: float, bytes_: int | None
    ) -> bytes:
        """Read the body piece by piece: a server that drips must not hold us up for ever."""
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if bytes_ is not None and len(body) > bytes_:
                raise ResultTooLarge(
                    f"结果超过 {bytes_} 字节，请缩小查询范围，或用 LIMIT 和 OFFSET 分批取"
                )
            if time.monotonic() > end:
                raise self._slow(seconds)
        return bytes(body)

    def _away(self, error: Exception) -> StoreAway:
        return StoreAway(
            f"连接不上图谱服务器 {self.address}；请检查地址、网络和服务器是否在运行（{error}）"
        )

    def _slow(self, seconds: float) -> StoreAway:
        words = f"图谱服务器 {self.address} 没有在 {seconds:g} 秒内答复，请稍后再试"
        return StoreAway(words, slow=True)


class _Again(Exception):
    """An attempt that failed in a way that another may not."""

    def __init__(self, error: StoreAway, *, unsent: bool = False) -> None:
        super().__init__(str(error))
        self.error = error
        self.unsent = unsent


class _Login(httpx.Auth):
    """Login by Basic or, as Virtuoso wants it, by Digest: whichever the server asks for first.

    Nothing is said before it has asked; a Digest login never tells the password.
    """

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._wanted: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._wanted is None:
            answer = yield request
            if answer.status_code not in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
                return
            asked = answer.headers.get("www-authenticate", "").lower()
            self._wanted = self._digest if asked.startswith("digest") else self._basic
        yield from self._wanted.auth_flow(request)


class _Bearer(httpx.Auth):
    """Login with a token."""

    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = self._header
        yield request


def _limits(seconds: float) -> httpx.Timeout:
    return httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))


def _login(address: Address) -> httpx.Auth | None:
    if address.token is not None:
        return _Bearer(address.token)
    if address.user is not None:
        return _Login(address.user, address.password or "")
    return None


def _check(address: Address, answer: httpx.Response, body: bytes) -> None:
    """Raise what an answer that is no success means."""
    status, words = answer.status_code, _words(answer, body)
    if 200 <= status < 300:
        if answer.headers.get("x-sql-state", "").startswith("S1T"):  # a part, cut at a time limit
            raise QueryTimeout("图谱服务器在时限内没有查完，已停止；请缩小范围或加上限定条件")
        return
    if status in (401, 403):
        raise StoreRefused(
            f"图谱服务器 {address} 拒绝访问（{status}）；请检查用户名、密码或令牌，以及读写权限"
        )
    if status in (404, 405) or 300 <= status < 400:
        raise StoreRefused(
            f"图谱服务器上没有所要的 SPARQL 服务（{answer.request.url} 答复 {status}）；请检查地址"
        )
    if status == 413:
        raise StoreRefused(f"图谱服务器 {address} 不收这么大的请求（413）；请调高它的上限")
    if status == 507 or "no space left" in words.lower():
        raise StoreFull(f"图谱服务器的磁盘已满，没有写入（{words}）；请腾出空间后再试")
    if status < 500:
        raise QueryRefused(f"图谱服务器不接受这条语句（{words}）")
    raise StoreAway(f"图谱服务器 {address} 内部出错（{status}：{words}）；请查看它的日志")


def _words(answer: httpx.Response, body: bytes) -> str:
    text = " ".join(body[: 4 * _SHOWN].decode(errors="replace").split())
    return text[:_SHOWN] or answer.reason_phrase
