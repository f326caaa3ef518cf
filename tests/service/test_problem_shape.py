"""Every route that can fail, failing: one shape, Chinese words, nothing of our insides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from zeren_graph.errors import StoreBusy, StoreDamaged
from zeren_graph.knowledge import Knowledge

Problem = Callable[[httpx.Response, int], dict[str, Any]]
API = "/api/v1"
CASES: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/nowhere", {}, 404),
    ("GET", f"{API}/nowhere", {}, 404),
    ("PUT", f"{API}/tasks", {}, 405),
    ("DELETE", f"{API}/documents", {}, 405),
    ("PATCH", "/sparql", {}, 405),
    ("GET", f"{API}/tasks?limit=0", {}, 422),
    ("GET", f"{API}/tasks?limit=501", {}, 422),
    ("GET", f"{API}/tasks?limit=many", {}, 422),
    ("GET", f"{API}/tasks?limit=99999999999999999999999999", {}, 422),
    ("GET", f"{API}/tasks?cursor=nonsense", {}, 400),
    ("GET", f"{API}/departments?cursor=%E4%B8%AD", {}, 400),
    ("GET", f"{API}/tasks?role=boss", {}, 422),
    ("GET", f"{API}/tasks?sort=size", {}, 422),
    ("GET", f"{API}/tasks?format=pdf", {}, 422),
    ("GET", f"{API}/tasks?bom=perhaps", {}, 422),
    ("GET", f"{API}/tasks?due_before=soon", {}, 422),
    ("GET", f"{API}/tasks?due_before=2020-13", {}, 422),
    ("GET", f"{API}/tasks?due_after=2019-02-30", {}, 422),
    ("GET", f"{API}/tasks?department=无此局", {}, 404),
    ("GET", f"{API}/tasks?document=ffffffffffffffff", {}, 404),
    ("GET", f"{API}/tasks?departement=经发局", {}, 422),
    ("GET", f"{API}/tasks?q=%00", {}, 422),
    ("GET", f"{API}/tasks?q={'长' * 201}", {}, 422),
    ("GET", f"{API}/tasks/none.t1", {}, 404),
    ("GET", f"{API}/departments/无此局", {}, 404),
    ("GET", f"{API}/departments/a%00b", {}, 404),
    ("GET", f"{API}/departments/无此局/tasks", {}, 404),
    ("GET", f"{API}/targets?task=none.t1", {}, 404),
    ("GET", f"{API}/targets?department=无此局", {}, 404),
    ("GET", f"{API}/people?document=ffffffffffffffff", {}, 404),
    ("GET", f"{API}/citations?document=ffffffffffffffff", {}, 404),
    ("GET", f"{API}/graph?format=doc", {}, 422),
    ("GET", f"{API}/graph?document=ffffffffffffffff", {}, 404),
    ("GET", f"{API}/graph", {"headers": {"Accept": "image/png"}}, 406),
    ("POST", f"{API}/ask", {"content": b"{"}, 400),
    ("POST", f"{API}/ask", {"content": b"\xff\xfe"}, 400),
    ("POST", f"{API}/ask", {"json": []}, 422),
    ("POST", f"{API}/ask", {"json": {}}, 422),
    ("POST", f"{API}/ask", {"json": {"question": ""}}, 422),
    ("POST", f"{API}/ask", {"json": {"question": "  "}}, 422),
    ("POST", f"{API}/ask", {"json": {"question": 7}}, 422),
    ("POST", f"{API}/ask", {"json": {"question": "问" * 501}}, 422),
    ("POST", f"{API}/ask", {"json": {"question": "谁牵头？", "documents": "x"}}, 422),
    ("POST", f"{API}/ask", {"json": {"question": "谁牵头？", "document": "ffffffff"}}, 404),
    ("GET", "/sparql?default-graph-uri=http://x/", {}, 400),
    ("GET", "/sparql?query=", {}, 422),
    ("GET", "/sparql?query=SELEKT", {}, 400),
    ("POST", "/sparql", {"content": b"ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),
    ("POST", "/sparql", {"data": {"update": "CLEAR ALL"}}, 400),
    ("POST", "/sparql", {"data": {"other": "x"}}, 400),
    ("GET", "/documents/ffffffffffffffff", {}, 404),
    ("POST", "/upload", {"files": {"file": ("a.txt", b"")}}, 422),
]


@pytest.mark.parametrize(
    ("method", "address", "options", "status"),
    CASES,
    ids=[f"{method} {address[:60]} {i}" for i, (method, address, _, _) in enumerate(CASES)],
)
def test_an_error_has_the_one_shape(
    method: str,
    address: str,
    options: dict[str, Any],
    status: int,
    client: Any,
    problem: Problem,
) -> None:
    problem(client.request(method, address, **options), status)


def test_a_wrong_method_names_the_right_ones(client: Any, problem: Problem) -> None:
    response = client.request("PUT", "/api/v1/documents")
    assert "GET、HEAD、OPTIONS、POST" in problem(response, 405)["detail"]
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_each_wrong_parameter_is_named(client: Any, problem: Problem) -> None:
    body = problem(client.get("/api/v1/tasks?role=boss&due_before=soon"), 422)
    assert {error["parameter"] for error in body["errors"]} == {"role", "due_before"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreBusy("/secret/folder 被占用"), 503),
        (StoreDamaged("/secret/folder 坏了"), 500),
        (RuntimeError("secret"), 500),
    ],
    ids=["busy", "damaged", "unexpected"],
)
def test_our_own_failures_tell_nothing_of_our_insides(
    error: Exception,
    status: int,
    fresh: Callable[..., Any],
    problem: Problem,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise error

    with Knowledge.open(None) as knowledge:
        monkeypatch.setattr(knowledge.catalogue, "tasks", fail)
        response = fresh(knowledge).get("/api/v1/tasks")
    problem(response, status)
    assert "secret" not in response.text


def test_a_browser_gets_a_page(client: Any) -> None:
    response = client.get("/documents/ffffffff", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "没有这份文件" in response.text
