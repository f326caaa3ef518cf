"""ETags and kept answers: the same bytes, and never older than the catalogue."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

Fresh = Callable[..., Any]
TEXT = "推广绿色出行。(牵头单位:{})"


def test_an_answer_is_new_as_soon_as_the_catalogue_is(fresh: Fresh) -> None:
    client = fresh()
    totals, tags = [], []
    for name in ("宣传部", "财政局"):
        first = client.get("/api/v1/tasks")
        again = client.get("/api/v1/tasks")
        assert first.content == again.content
        own = {"x-request-id"}  # each request has one of its own
        assert first.headers["x-request-id"] != again.headers["x-request-id"]
        assert {k: v for k, v in first.headers.items() if k not in own} == {
            k: v for k, v in again.headers.items() if k not in own
        }
        totals.append(first.json()["total"])
        tags.append(first.headers["etag"])
        row = client.post("/api/v1/documents", content=TEXT.format(name).encode()).json()
    totals.append(client.get("/api/v1/tasks").json()["total"])
    client.delete(f"/api/v1/documents/{row['id']}")
    totals.append(client.get("/api/v1/tasks").json()["total"])
    assert totals == [0, 1, 2, 1]
    assert tags[0] != tags[1]


@pytest.mark.parametrize("path", ["/api/v1/tasks", "/api/v1/departments?format=csv"])
def test_who_has_it_is_told_so(path: str, client: Any) -> None:
    tag = client.get(path).headers["etag"]
    response = client.get(path, headers={"If-None-Match": tag})
    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["etag"] == tag
    assert client.get(path, headers={"If-None-Match": '"0-0"'}).status_code == 200


def test_formats_and_parameters_are_kept_apart(client: Any) -> None:
    answers = {
        client.get(path, headers={"Accept": accept}).content
        for path in ("/api/v1/tasks", "/api/v1/tasks?limit=1")
        for accept in ("application/json", "text/csv", "text/markdown")
    }
    assert len(answers) == 6


@pytest.mark.parametrize("path", ["/api/v1/tasks/none.t1", "/api/v1/tasks?limit=0"])
def test_an_error_has_no_tag(path: str, client: Any) -> None:
    assert "etag" not in client.get(path).headers


def test_little_room_keeps_little_and_serves_all(fresh: Fresh, plan_bytes: bytes) -> None:
    for room in (0, 3000):
        client = fresh(cache_bytes=room)
        client.post("/api/v1/documents", content=plan_bytes)
        for _ in range(2):
            for limit in (1, 2, 3, 50):
                page = client.get(f"/api/v1/tasks?limit={limit}").json()
                assert len(page["items"]) == limit


def test_head_is_get_without_a_body(client: Any) -> None:
    for path in ("/", "/healthz", "/api/v1/tasks", "/api/v1/nowhere"):
        got, head = client.get(path), client.request("HEAD", path)
        assert head.status_code == got.status_code
        assert head.content == b""
        assert head.headers["content-length"] == got.headers["content-length"]


def test_text_comes_packed_where_it_is_taken(client: Any) -> None:
    for form in ("json", "csv", "html", "md"):
        address = f"/api/v1/tasks?format={form}"
        plain = client.get(address, headers={"Accept-Encoding": "identity"})
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content
        assert int(packed.headers["content-length"]) < len(plain.content) / 3
        assert packed.headers["etag"] != plain.headers["etag"], "two representations, two tags"
        assert {"accept", "accept-encoding"} <= set(packed.headers["vary"].lower().split(", "))


def test_what_is_packed_in_itself_or_small_stays_as_it_is(client: Any) -> None:
    for address in ("/api/v1/tasks?format=xlsx", "/healthz", "/api/v1/tasks?limit=1&fields=id"):
        response = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert "content-encoding" not in response.headers, address


def test_a_date_tells_too_but_a_tag_goes_before_it(fresh: Fresh) -> None:
    client = fresh()
    client.post("/api/v1/documents", content=TEXT.format("宣传部").encode())
    early = "last-modified" in client.get("/api/v1/tasks").headers
    changed = client.app.state.context.stamps._catalogue.stamp.changed
    assert not early or time.time() >= changed + 1, "the second was not over"
    time.sleep(1.1)
    date = client.get("/api/v1/tasks").headers["last-modified"]
    ask = {"If-Modified-Since": date}
    for address in ("/api/v1/tasks", "/api/v1/tasks?limit=1"):  # kept, and not kept yet
        response = client.get(address, headers=ask)
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"]
    for headers in (
        ask | {"If-None-Match": '"0-0"'},
        {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If-Modified-Since": "昨天".encode()},
    ):
        assert client.get("/api/v1/tasks", headers=headers).status_code == 200
    assert client.get("/api/v1/tasks/none.t1", headers=ask).status_code == 404


def test_a_star_asks_whether_there_is_an_answer(client: Any) -> None:
    star = {"If-None-Match": "*"}
    assert client.get("/api/v1/tasks?limit=9", headers=star).status_code == 304
    assert client.get("/api/v1/tasks/none.t1", headers=star).status_code == 404
