"""Requests that other programs really send: odd addresses, methods, types and bodies."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

Problem = Callable[[httpx.Response, int], dict[str, Any]]
API = "/api/v1"
JSON = {"Content-Type": "application/json"}
QUESTION = '{"question":"经发局牵头哪些任务？"}'

REFUSED: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", f"{API}/departments/{quote('经发局'.encode('gbk'))}", {}, 400, "UTF-8"),
    ("GET", f"{API}/tasks?q=%ff%fe", {}, 400, "UTF-8"),
    ("GET", f"{API}/tasks?limit=1&limit=2", {}, 422, "只能写一次"),
    ("GET", f"{API}/tasks?document=", {}, 422, "是空的"),
    ("GET", f"{API}/tasks?department=", {}, 422, "是空的"),
    ("GET", f"{API}/tasks?limit=1_0", {}, 422, "要写整数"),
    ("GET", f"{API}/tasks?limit=%205", {}, 422, "要写整数"),
    ("GET", f"{API}/tasks?due_before={quote('２０２０')}", {}, 422, "日期要写成"),
    ("GET", f"{API}/tasks/", {}, 404, "去掉末尾的 /"),
    ("GET", f"{API}/departments/%00", {}, 404, "不允许的字符"),
    ("GET", f"{API}/ask", {}, 405, "OPTIONS、POST"),
    ("GET", f"{API}/departments/经发局", {"headers": {"Accept": "image/png"}}, 406, "Accept"),
    ("POST", f"{API}/ask", {"content": b"[" * 100_000, "headers": JSON}, 400, "JSON"),
    ("POST", f"{API}/ask", {"content": b'{"question":' * 3000, "headers": JSON}, 400, "JSON"),
    ("POST", f"{API}/ask", {"content": b'{"question":NaN}', "headers": JSON}, 400, "JSON"),
    ("POST", f"{API}/ask", {"content": b'{"question":"\\ud800"}', "headers": JSON}, 400, "JSON"),
    (
        "POST",
        f"{API}/ask",
        {"content": b'{"question":' + b"9" * 5000 + b"}", "headers": JSON},
        400,
        "JSON",
    ),
    (
        "POST",
        f"{API}/ask",
        {"content": '{"question":"谁牵头？","question":"x"}'.encode(), "headers": JSON},
        400,
        "写了两次",
    ),
    ("POST", f"{API}/ask", {"data": {"question": "x"}}, 415, "application/json"),
    (
        "POST",
        f"{API}/ask",
        {
            "content": QUESTION.encode("gbk"),
            "headers": {"Content-Type": "application/json; charset=gbk"},
        },
        415,
        "UTF-8",
    ),
    ("POST", f"{API}/ask", {"content": QUESTION.encode("utf-16"), "headers": JSON}, 400, "UTF-8"),
    (
        "POST",
        f"{API}/documents",
        {"content": b"\x1f\x8babc", "headers": {"Content-Encoding": "gzip"}},
        415,
        "Content-Encoding",
    ),
]


@pytest.mark.parametrize(
    ("method", "address", "options", "status", "says"),
    REFUSED,
    ids=[f"{i} {row[0]} {row[1][:40]}" for i, row in enumerate(REFUSED)],
)
def test_what_could_be_misread_is_refused(
    method: str,
    address: str,
    options: dict[str, Any],
    status: int,
    says: str,
    client: Any,
    problem: Problem,
) -> None:
    assert says in problem(client.request(method, address, **options), status)["detail"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a BOM"])
@pytest.mark.parametrize(
    "media_type", ["application/json", "application/json; charset=UTF-8", "application/ld+json"]
)
def test_json_is_read_as_it_comes(mark: bytes, media_type: str, client: Any) -> None:
    headers = {"Content-Type": media_type}
    response = client.post(f"{API}/ask", content=mark + QUESTION.encode(), headers=headers)
    assert response.json()["total"] == 21


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        (f"{API}/tasks", "GET, HEAD, OPTIONS"),
        (f"{API}/documents", "GET, HEAD, OPTIONS, POST"),
        (f"{API}/documents/abcdef", "DELETE, GET, HEAD, OPTIONS"),
        (f"{API}/ask", "OPTIONS, POST"),
    ],
)
def test_options_names_the_methods_and_opens_nothing(path: str, allow: str, client: Any) -> None:
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "GET"}
    response = client.request("OPTIONS", path, headers=headers)
    assert (response.status_code, response.headers["allow"]) == (204, allow)
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_several_accept_headers_are_one_list(client: Any) -> None:
    headers = [("Accept", "image/png"), ("Accept", "text/csv")]
    response = client.get(f"{API}/tasks?limit=1", headers=headers)
    assert response.headers["content-type"].startswith("text/csv")


def _send(address: str, raw: bytes) -> tuple[int, bytes]:
    host, port = urlsplit(address).hostname, urlsplit(address).port
    with socket.create_connection((host, port or 0), timeout=10) as connection:
        connection.sendall(raw)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def _request(target: str, version: str = "1.1") -> bytes:
    return f"GET {target} HTTP/{version}\r\nHost: x\r\nConnection: close\r\n\r\n".encode()


@pytest.mark.parametrize(
    "target",
    [f"{API}/departments/经发局", f"http://x{API}/departments/{quote('经发局')}"],
    ids=["plain UTF-8", "absolute"],
)
def test_an_address_is_read_as_it_is_meant(target: str, address: str) -> None:
    status, body = _send(address, _request(target))
    assert status == 200
    assert "经济发展局".encode() in body


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"\x00\x01\x02\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET /" + b"a" * 200_000, 431),
        (b"GET /healthz HTTP/1.1\r\nX: " + b"a" * 200_000, 431),
    ],
    ids=["junk", "negative length", "endless address", "endless header"],
)
def test_what_is_no_http_is_told_in_our_shape(raw: bytes, status: int, address: str) -> None:
    found, body = _send(address, raw)
    assert found == status
    assert b'"urn:zeren:problem:bad-request"' in body


def test_a_large_body_after_a_small_head_is_no_large_head(address: str) -> None:
    body = b" " * 300_000 + QUESTION.encode()
    head = (
        f"POST {API}/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    status, answer = _send(address, head.encode() + body)
    assert status == 200, answer


def test_options_of_the_whole_server(address: str) -> None:
    status, _ = _send(address, b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert status == 204
