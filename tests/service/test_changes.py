"""The feed of changes and its webhooks: in order, none missed, signed, and only where registered."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

Problem = Callable[[httpx.Response, int], dict[str, Any]]
Fresh = Callable[..., Any]
CHANGES, HOOKS = "/api/v1/changes", "/api/v1/webhooks"
TEXT = "推广绿色出行{}。(牵头单位:宣传部,责任单位:财政局)"


def _add(client: Any, number: int) -> str:
    response = client.post("/api/v1/documents", content=TEXT.format(number).encode())
    return str(response.json()["id"])


def test_a_follower_sees_each_change_once(fresh: Fresh) -> None:
    client = fresh()
    first = client.get(CHANGES).json()
    assert first == {"items": [], "total": 0, "next": None, "last": 0}
    ids = [_add(client, number) for number in range(3)]
    client.delete(f"/api/v1/documents/{ids[0]}")
    page = client.get(CHANGES, params={"since": 0, "limit": 3}).json()
    assert (page["total"], page["next"], page["last"]) == (4, 3, 3)
    rest = client.get(CHANGES, params={"since": page["last"]}).json()
    assert (rest["total"], rest["next"]) == (1, None)
    seen = [(c["kind"], c["document"]) for c in page["items"] + rest["items"]]
    assert seen == [*(("added", key) for key in ids), ("removed", ids[0])]
    held = {h["name"]: (h["lead"], h["responsible"]) for h in rest["items"][0]["responsibilities"]}
    assert held == {"宣传部": (1, 0), "财政局": (0, 1)}
    assert client.get(CHANGES, params={"since": rest["last"]}).json()["items"] == []


def test_waiting_ends_with_the_change(fresh: Fresh) -> None:
    client = fresh()

    async def both() -> tuple[dict[str, Any], float]:
        transport = httpx.ASGITransport(client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://zeren.test") as http:
            started = time.perf_counter()
            waiting = asyncio.create_task(http.get(CHANGES, params={"wait": 20}))
            await asyncio.sleep(0.3)
            assert not waiting.done()
            await http.post("/api/v1/documents", content=TEXT.format(1).encode())
            return (await waiting).json(), time.perf_counter() - started

    page, seconds = asyncio.run(both())
    assert [c["kind"] for c in page["items"]] == ["added"]
    assert seconds < 15


def test_waiting_ends_by_itself(client: Any) -> None:
    last = client.get(CHANGES).json()["last"]
    assert client.get(CHANGES, params={"since": last, "wait": 1}).json()["items"] == []


class _Receiver:
    """A server that notes what it is sent, and answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.requests.append((self.path, dict(self.headers.items()), body))
                status, headers = receiver.answers.pop(0) if receiver.answers else (204, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def do_GET(self) -> None:
                receiver.requests.append((self.path, {}, b"GET"))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + 20
        while len(self.requests) < count:
            assert time.monotonic() < deadline, self.requests
            time.sleep(0.05)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver() -> Iterator[_Receiver]:
    found = _Receiver()
    yield found
    found.close()


def _verify(secret: str, headers: dict[str, str], body: bytes) -> None:
    """Check a signature as the Standard Webhooks specification says, by its own words."""
    names = {name.lower(): value for name, value in headers.items()}
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{names['webhook-id']}.{names['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert names["webhook-signature"] == f"v1,{digest}"
    assert abs(time.time() - int(names["webhook-timestamp"])) < 60


def test_a_registered_address_is_told_until_it_takes_it(
    fresh: Fresh, receiver: _Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zeren_graph.webhook_list._FIRST_PAUSE", 1)
    client = fresh(webhooks=True)
    before = _add(client, 0)
    response = client.post(HOOKS, json={"url": receiver.url})
    assert response.status_code == 201
    hook = response.json()
    receiver.answers = [(500, {}), (302, {"Location": "/elsewhere"})]
    added = _add(client, 1)
    client.app.state.context.background.start()
    receiver.wait_for(3)
    assert {path for path, _, _ in receiver.requests} == {"/hook"}, "no redirect is followed"
    bodies = {body for _, _, body in receiver.requests}
    assert len(bodies) == 1, "the same changes, until they are taken"
    _, headers, body = receiver.requests[-1]
    _verify(hook["secret"], headers, body)
    sent = json.loads(body)
    assert [(c["kind"], c["document"]) for c in sent["changes"]] == [("added", added)]
    assert before not in body.decode(), "only what came after it was registered"
    shown = _told(client, hook["id"], sent["last"])
    assert (shown["failures"], shown["last_status"]) == (0, 204)
    assert "secret" not in shown
    _add(client, 2)
    receiver.wait_for(4)
    assert json.loads(receiver.requests[3][2])["changes"][0]["kind"] == "added"


def _told(client: Any, hook: str, revision: int) -> dict[str, Any]:
    deadline = time.monotonic() + 10
    while (shown := client.get(f"{HOOKS}/{hook}").json())["sent"] != revision:
        assert time.monotonic() < deadline, shown
        time.sleep(0.05)
    return dict(shown)


def test_an_address_that_is_not_there_is_noted(fresh: Fresh) -> None:
    client = fresh(webhooks=True)
    _add(client, 1)
    url = "http://127.0.0.1:1/"
    hook = client.post(HOOKS, json={"url": url, "since": 0}).json()["id"]
    client.app.state.context.background.start()
    deadline = time.monotonic() + 10
    while not (shown := client.get(f"{HOOKS}/{hook}").json())["failures"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert "连接不上" in shown["last_error"]
    assert shown["next_try"]


def test_addresses_are_listed_and_removed(fresh: Fresh, problem: Problem) -> None:
    client = fresh(webhooks=True)
    location = client.post(HOOKS, json={"url": "https://oa.example.cn/x"}).headers["location"]
    assert client.get(HOOKS).json()["total"] == 1
    assert client.delete(location).status_code == 204
    problem(client.delete(location), 404)
    problem(client.get(location), 404)
    assert client.get(HOOKS).json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": 1},
        {"url": "ftp://x/"},
        {"url": "file:///etc/passwd"},
        {"url": "http://"},
        {"url": "http://user:pass@x/"},
        {"url": "http://x/#a"},
        {"url": "http://x:99999/"},
        {"url": "http://x/\r\nHost: y"},
        {"url": "http://局.例/"},
        {"url": "http://x/", "since": -1},
        {"url": "http://x/", "more": 1},
    ],
    ids=str,
)
def test_what_is_no_address_is_refused(
    body: dict[str, Any], fresh: Fresh, problem: Problem
) -> None:
    problem(fresh(webhooks=True).post(HOOKS, json=body), 422)


def test_webhooks_are_off_unless_turned_on(client: Any, problem: Problem) -> None:
    for method in ("GET", "POST"):
        problem(client.request(method, HOOKS), 403)
    assert "ZEREN_WEBHOOKS" in problem(client.delete(f"{HOOKS}/x"), 403)["detail"]
