"""Safe headers on every answer, and no foreign page may change anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

Problem = Callable[[httpx.Response, int], dict[str, Any]]
Fresh = Callable[..., Any]


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/tasks", "/api/v1/nowhere", "/static/style.css", "/docs", "/sparql"]
)
def test_every_answer_has_the_headers(path: str, client: Any) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy
    assert "unsafe" not in policy


def test_only_redoc_may_write_styles_and_only_its_own(client: Any) -> None:
    plain = client.get("/").headers["content-security-policy"]
    assert client.get("/docs").headers["content-security-policy"] == plain
    seen = set()
    for _ in range(2):
        response = client.get("/redoc")
        policy = response.headers["content-security-policy"]
        found = re.search(r"style-src 'self' 'nonce-([\w-]{20,})';", policy)
        assert found
        assert f'nonce="{found[1]}"' in response.text
        seen.add(found[1])
        assert policy.replace(f" 'nonce-{found[1]}'", "") == f"{plain}; worker-src 'self' blob:"
    assert len(seen) == 2
    script = client.get("/static/docs/redoc.standalone.js").text
    assert script.count(".nc=document.currentScript.nonce") == 1


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://zeren.test:81"])
def test_a_foreign_page_cannot_upload(origin: str, fresh: Fresh, problem: Problem) -> None:
    client = fresh()
    headers = {"Origin": origin}
    problem(client.post("/api/v1/documents", content=b"x", headers=headers), 403)
    problem(client.delete("/api/v1/documents/ffffffff", headers=headers), 403)
    assert client.get("/api/v1/documents", headers=headers).status_code == 200


def test_our_own_page_and_allowed_pages_can(fresh: Fresh) -> None:
    text = "推广绿色出行。(牵头单位:宣传部)".encode()
    for origin, settings in (
        ("http://zeren.test", {}),
        ("https://oa.example.cn", {"origins": "https://oa.example.cn/, http://other"}),
    ):
        response = fresh(**settings).post(
            "/api/v1/documents", content=text, headers={"Origin": origin}
        )
        assert response.status_code == 201


def test_only_named_hosts_are_served_where_hosts_are_named(fresh: Fresh, problem: Problem) -> None:
    client = fresh(hosts="oa.example.cn")
    problem(client.get("/api/v1/tasks"), 421)
    assert client.get("/api/v1/tasks", headers={"Host": "oa.example.cn:80"}).status_code == 200


def test_a_hostile_document_is_shown_as_text(fresh: Fresh) -> None:
    client = fresh()
    attack = "<script>alert(1)</script>"
    text = f"<标题>{attack}\n一、{attack}。(牵头单位:宣传部{attack}、财政局)\n"
    row = client.post("/api/v1/documents", content=text.encode(), params={"name": attack}).json()
    for path in (
        f"/documents/{row['id']}",
        "/",
        f"/api/v1/documents/{row['id']}/matrix?format=html",
    ):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    source = client.get(f"/api/v1/documents/{row['id']}/source")
    assert source.headers["content-type"] == "application/octet-stream"
    assert source.headers["content-disposition"].startswith("attachment")


def test_health_and_counters(client: Any) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["status"] == "ok"
    client.get("/api/v1/tasks/none.t1")
    text = client.get("/metrics").text
    assert "zeren_documents 1" in text
    assert 'route="/api/v1/tasks/{task}",status="404"' in text
    assert "none.t1" not in text
