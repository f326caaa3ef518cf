"""Uploads: what is too large, empty or unreadable is told in Chinese, and never kept in memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

Problem = Callable[[httpx.Response, int], dict[str, Any]]
Fresh = Callable[..., Any]
MEGABYTE = 2**20
HEAD = (
    b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\n"
)


async def _stream(head: bytes, size: int) -> AsyncIterator[bytes]:
    if head:
        yield head
    chunk = b"x" * (64 * 2**10)
    for _ in range(size // len(chunk)):
        yield chunk


@pytest.mark.parametrize("way", ["form", "raw"])
def test_200_megabytes_are_refused_without_being_kept(
    way: str, fresh: Fresh, problem: Problem
) -> None:
    client = fresh()
    headers = {"Content-Type": "multipart/form-data; boundary=frontier"} if way == "form" else {}
    content = _stream(HEAD if way == "form" else b"", 200 * MEGABYTE)
    tracemalloc.start()
    response = client.post("/api/v1/documents", content=content, headers=headers)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    body = problem(response, 413)
    assert "20 MB" in body["detail"]
    assert peak < 60 * MEGABYTE
    assert client.get("/api/v1/documents").json()["total"] == 0


def test_a_declared_length_is_enough_to_refuse(fresh: Fresh, problem: Problem) -> None:
    asked_for = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal asked_for
        asked_for += 1
        yield b"x"

    headers = {"Content-Length": str(10**12), "Expect": "100-continue"}
    response = fresh().post("/api/v1/documents", content=body(), headers=headers)
    problem(response, 413)


def test_the_limit_itself_is_allowed_and_one_more_is_not(fresh: Fresh, problem: Problem) -> None:
    text = "推广绿色出行。(牵头单位:宣传部)".encode()
    for way in ("form", "raw"):
        for limit, status in ((len(text), 201), (len(text) - 1, 413)):
            client = fresh(upload_bytes=limit)
            options: dict[str, Any] = (
                {"files": {"file": ("a.txt", text)}} if way == "form" else {"content": text}
            )
            response = client.post("/api/v1/documents", **options)
            assert response.status_code == status, (way, limit)
            if status == 413:
                problem(response, 413)


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"content": b""}, 422, "empty-upload"),
        ({"files": {"file": ("a.txt", b"")}}, 422, "empty-upload"),
        ({"files": {"other": ("a.txt", b"x")}}, 422, "empty-upload"),
        ({"files": [("file", b"x"), ("file", b"y")]}, 400, "bad-body"),
        (
            {"content": b"junk", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
            400,
            "bad-body",
        ),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400, "bad-body"),
        ({"content": b"\x89PNG\r\n\x1a\n\0\0"}, 422, "unreadable-document"),
    ],
    ids=["empty", "empty file", "no field", "two files", "junk", "no boundary", "picture"],
)
def test_what_is_no_document_is_refused(
    options: dict[str, Any], status: int, code: str, fresh: Fresh, problem: Problem
) -> None:
    body = problem(fresh().post("/api/v1/documents", **options), status)
    assert body["type"] == f"urn:zeren:problem:{code}"


def test_a_file_name_keeps_no_path_and_no_control_character(fresh: Fresh) -> None:
    response = fresh().post(
        "/api/v1/documents",
        content="推广绿色出行。(牵头单位:宣传部)".encode(),
        params={"name": "../../etc/方\x07案.txt"},
    )
    assert response.json()["name"] == "方案.txt"


def test_other_bodies_have_a_limit_of_their_own(fresh: Fresh, problem: Problem) -> None:
    client = fresh(body_bytes=2048)
    long = {"question": "问" * 3000}
    assert "上限" in problem(client.post("/api/v1/ask", json=long), 413)["detail"]
    headers = {"Content-Type": "application/sparql-query"}
    problem(client.post("/sparql", content=b"#" * 4000, headers=headers), 413)
