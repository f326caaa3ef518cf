"""Keys, roles, limits, the login page: nobody gets further than the key goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from zeren_graph.access_keys import AccessKeys
from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import StoreDamaged
from zeren_graph.knowledge import Knowledge
from zeren_graph.sandbox import Sandbox
from zeren_service.access import role_needed

Problem = Callable[[httpx.Response, int], dict[str, Any]]
Fresh = Callable[..., Any]
TEXT = "推广绿色出行。(牵头单位:宣传部)".encode()
OPEN = ("/healthz", "/readyz", "/login", "/static/style.css")


class Guarded:
    """An app that asks for keys, and a key of each role."""

    def __init__(self, make: Fresh, **settings: Any) -> None:
        self.client = make(host="0.0.0.0", **settings)  # noqa: S104
        keys = self.client.app.state.context.knowledge.catalogue.keys
        self.keys = keys
        self.tokens = {
            role: keys.add(f"{role}的密钥", role, today=date(2026, 1, 1))[1]
            for role in ("read", "ingest", "admin")
        }

    def ask(self, method: str, path: str, role: str | None, **options: Any) -> httpx.Response:
        headers = options.pop("headers", {})
        if role is not None:
            headers = headers | {"Authorization": f"Bearer {self.tokens[role]}"}
        response: httpx.Response = self.client.request(method, path, headers=headers, **options)
        return response


@pytest.fixture
def guarded(fresh: Fresh) -> Guarded:
    return Guarded(fresh)


def test_without_a_key_every_described_address_is_closed(guarded: Guarded) -> None:
    schema = guarded.client.app.openapi()
    tried = 0
    for path, item in schema["paths"].items():
        for method in item:
            address = re.sub(r"\{\w+\}", "x", path)
            response = guarded.ask(method.upper(), address, None)
            closed = response.status_code == 401
            assert closed == (role_needed(method.upper(), address) is not None), (method, path)
            tried += closed
    assert tried > 20


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/metrics", "/documents/x", "/no"])
def test_pages_are_closed_too(path: str, guarded: Guarded) -> None:
    assert guarded.ask("GET", path, None).status_code == 401
    assert guarded.ask("HEAD", path, None).status_code == 401


@pytest.mark.parametrize("path", OPEN)
def test_what_a_probe_and_the_login_need_is_open(path: str, guarded: Guarded) -> None:
    assert guarded.ask("GET", path, None).status_code == 200


def test_the_refusal_is_a_chinese_problem_with_a_challenge(
    guarded: Guarded, problem: Problem
) -> None:
    response = guarded.ask("GET", "/api/v1/tasks", None)
    assert problem(response, 401)["type"] == "urn:zeren:problem:key-needed"
    assert response.headers["www-authenticate"] == 'Bearer realm="zeren"'
    response = guarded.client.get("/api/v1/tasks", headers={"X-API-Key": "zrn_falsch"})
    problem(response, 401)
    assert 'error="invalid_token"' in response.headers["www-authenticate"]
    response = guarded.ask("DELETE", "/api/v1/documents/ffffffff", "ingest")
    assert "admin" in problem(response, 403)["detail"]
    assert 'scope="admin"' in response.headers["www-authenticate"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/v1/tasks", ("read", "ingest", "admin")),
        ("POST", "/api/v1/documents", ("ingest", "admin")),
        ("DELETE", "/api/v1/documents/ffffffff", ("admin",)),
    ],
)
def test_each_role_goes_as_far_as_it_should(
    method: str, path: str, allowed: tuple[str, ...], guarded: Guarded
) -> None:
    for role in ("read", "ingest", "admin"):
        status = guarded.ask(method, path, role, content=TEXT).status_code
        assert (status != 403) == (role in allowed), role


def test_both_headers_carry_a_key(guarded: Guarded) -> None:
    token = guarded.tokens["read"]
    for headers in ({"X-API-Key": token}, {"Authorization": f"bearer {token}"}):
        assert guarded.client.get("/api/v1/tasks", headers=headers).status_code == 200
    question = {"question": "宣传部牵头哪些任务？"}
    assert guarded.ask("POST", "/api/v1/ask", "read", json=question).status_code == 200


def test_a_revoked_key_closes(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zeren_service.gate._SECONDS", 0)
    assert guarded.ask("GET", "/api/v1/tasks", "read").status_code == 200
    guarded.keys.revoke("read的密钥", today=date(2026, 1, 1))
    assert guarded.ask("GET", "/api/v1/tasks", "read").status_code == 401


def test_this_machine_alone_needs_no_key(fresh: Fresh) -> None:
    assert fresh().get("/api/v1/tasks").status_code == 200
    assert fresh(host="localhost").get("/api/v1/tasks").status_code == 200
    for settings in ({"require_keys": True}, {"host": "10.0.0.7"}, {"proxies": "127.0.0.1"}):
        assert fresh(**settings).get("/api/v1/tasks").status_code == 401, settings


def test_answers_for_a_key_are_for_no_shared_cache(guarded: Guarded) -> None:
    headers = guarded.ask("GET", "/api/v1/tasks", "read").headers
    assert headers["cache-control"].startswith("private")
    assert "Authorization" in headers["vary"]
    # What the cache of this program holds, it gives to nobody without a key.
    assert guarded.ask("GET", "/api/v1/tasks", None).status_code == 401


def test_who_asks_too_often_waits(fresh: Fresh, problem: Problem) -> None:
    guarded = Guarded(fresh, rate="3/hour")
    for left in (2, 1, 0):
        response = guarded.ask("GET", "/api/v1/tasks", "read")
        assert response.status_code == 200
        assert response.headers["ratelimit"].startswith(f'"default";r={left};t=')
        assert response.headers["ratelimit-policy"] == '"default";q=3;w=3600'
    response = guarded.ask("GET", "/api/v1/tasks", "read")
    problem(response, 429)
    assert 0 < int(response.headers["retry-after"]) <= 3600
    assert guarded.ask("GET", "/api/v1/tasks", "admin").status_code == 200


def test_who_guesses_keys_is_stopped(fresh: Fresh, problem: Problem) -> None:
    guarded = Guarded(fresh, login_rate="3/hour")
    wrong = {"X-API-Key": "zrn_00000000_" + "x" * 43}
    for _ in range(3):
        problem(guarded.client.get("/api/v1/tasks", headers=wrong), 401)
    problem(guarded.client.get("/api/v1/tasks", headers=wrong), 429)
    problem(guarded.ask("GET", "/api/v1/tasks", "read"), 429)
    assert guarded.client.post("/login", data={"key": "zrn_"}).status_code == 429


def test_only_a_trusted_proxy_says_where_a_request_comes_from(fresh: Fresh) -> None:
    told = {"X-Forwarded-For": "10.9.8.7"}
    for proxies, counted_apart in (("127.0.0.1", True), ("192.0.2.1", False)):
        guarded = Guarded(fresh, login_rate="1/hour", proxies=proxies)
        wrong = {"X-API-Key": "zrn_x"}
        assert guarded.client.get("/", headers=wrong | told).status_code == 401
        status = guarded.client.get("/", headers=wrong).status_code
        assert (status == 401) == counted_apart


def test_a_person_is_led_to_the_login_and_back(guarded: Guarded) -> None:
    page = {"Accept": "text/html"}
    response = guarded.client.get("/ask?question=谁牵头", headers=page)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/login?next=%2Fask%3Fquestion%3D")
    form = guarded.client.get(response.headers["location"], headers=page)
    target = re.search(r'name="next" value="([^"]*)"', form.text)
    assert target is not None
    fields = {"key": guarded.tokens["ingest"], "next": target[1]}
    response = guarded.client.post("/login", data=fields)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/ask?question=")
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    cookies = {"Cookie": cookie.partition(";")[0]}
    assert guarded.client.get("/", headers=page | cookies).status_code == 200
    assert "ingest的密钥" in guarded.client.get("/login", headers=cookies).text
    out = guarded.client.post("/logout", headers=cookies)
    assert 'zeren_key=""' in out.headers["set-cookie"]


def test_a_wrong_key_gives_no_cookie(guarded: Guarded) -> None:
    response = guarded.client.post("/login", data={"key": "zrn_x", "next": "//evil.example"})
    assert response.status_code == 401
    assert "set-cookie" not in response.headers
    assert 'role="alert"' in response.text
    assert "evil" not in response.text


def test_the_cookie_changes_nothing_from_other_pages(guarded: Guarded, problem: Problem) -> None:
    cookie = {"Cookie": f"zeren_key={guarded.tokens['admin']}"}
    for headers in (
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        response = guarded.client.post("/api/v1/documents", content=TEXT, headers=cookie | headers)
        problem(response, 403)
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://zeren.test"}):
        response = guarded.client.post("/api/v1/documents", content=TEXT, headers=cookie | headers)
        assert response.status_code in (200, 201)


def test_other_sites_may_read_only_where_they_are_named(fresh: Fresh) -> None:
    asks = {"Origin": "https://oa.example.cn", "Access-Control-Request-Method": "GET"}
    closed, opened = fresh(), fresh(origins="https://oa.example.cn")
    for response in (
        closed.request("OPTIONS", "/api/v1/tasks", headers=asks),
        closed.get("/api/v1/tasks", headers=asks),
        opened.get("/api/v1/tasks", headers=asks | {"Origin": "https://evil.example"}),
    ):
        assert "access-control-allow-origin" not in response.headers
    for response in (
        opened.request("OPTIONS", "/api/v1/tasks", headers=asks),
        opened.get("/api/v1/tasks", headers=asks),
    ):
        assert response.headers["access-control-allow-origin"] == "https://oa.example.cn"
        assert "access-control-allow-credentials" not in response.headers


def test_the_description_says_which_keys_open(guarded: Guarded, client: Any) -> None:
    schema = guarded.client.app.openapi()
    assert set(schema["components"]["securitySchemes"]) == {"bearer", "apiKey", "cookie"}
    upload = schema["paths"]["/api/v1/documents"]["post"]
    assert {"bearer": []} in upload["security"]
    assert {} not in upload["security"]
    assert "ingest" in upload["description"]
    assert {"401", "403", "429"} <= upload["responses"].keys()
    assert schema["paths"]["/healthz"]["get"]["security"] == []
    assert {} in client.app.openapi()["paths"]["/api/v1/documents"]["post"]["security"]


FAILURES: tuple[Exception, ...] = (
    OSError(2, "No such file", "/srv/zeren/catalogue.sqlite"),
    OperationalError("SELECT digest FROM access_keys", {}, Exception("disk I/O error /srv")),
    StoreDamaged("目录库文件无法读取（/srv/zeren：SELECT digest）"),
    KeyError("/srv/zeren"),
)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda f: type(f).__name__)
@pytest.mark.parametrize("place", ["keys", "documents", "departments", "ingest", "sandbox"])
def test_no_failure_tells_of_paths_code_or_sql(
    place: str,
    failure: Exception,
    guarded: Guarded,
    problem: Problem,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    method, path, holder, name = {
        "keys": ("GET", "/api/v1/tasks", AccessKeys, "check"),
        "documents": ("GET", "/api/v1/documents", Catalogue, "documents"),
        "departments": ("GET", "/api/v1/departments/x", Catalogue, "find_departments"),
        "ingest": ("POST", "/api/v1/documents", Knowledge, "ingest"),
        "sandbox": ("GET", "/sparql?query=ASK{}", Sandbox, "run"),
    }[place]
    monkeypatch.setattr(holder, name, fail)
    response = guarded.ask(method, path, "ingest", content=TEXT if method == "POST" else None)
    problem(response, 500)
    told = response.text + str(response.headers)
    for secret in ("/srv", "SELECT", "digest", "sqlite", "Error", "Traceback", "zeren_service"):
        assert secret not in told
