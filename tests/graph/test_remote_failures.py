"""A server that is away, slow, refuses, breaks off or talks nonsense: told in Chinese, nothing lost."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from servers import free_port
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
from zeren_graph.knowledge import Knowledge
from zeren_graph.places import Places
from zeren_graph.remote_http import read_address
from zeren_graph.remote_store import RemoteStore, read_rows

GRAPH = "https://example.org/graph/a"
ROWS = json.dumps({"head": {"vars": ["g"]}, "results": {"bindings": []}}).encode()
SELECT = "SELECT ?g { GRAPH ?g { ?s ?p ?o } }"


class Server(ThreadingHTTPServer):
    """A server that answers in turn what it was told to, the last for ever."""

    daemon_threads = True

    def __init__(self, answers: list[Callable[[BaseHTTPRequestHandler], None]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.seen: list[tuple[str, str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/query"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the client has gone, as it should."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        seen = (self.command, urlsplit(self.path).path, self.headers.get("Authorization"))
        self.server.seen.append(seen)
        turn = min(len(self.server.seen), len(self.server.answers)) - 1
        self.server.answers[turn](self)

    do_GET = do_POST = do_PUT = _answer  # noqa: N815 - so named by the library


def say(
    status: int, body: bytes = ROWS, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        kind = {"Content-Type": "application/sparql-results+json"}
        for name, value in (kind | headers | {"Content-Length": str(len(body))}).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def break_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(ROWS[:10])
    handler.close_connection = True


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def sleep(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)
    say(200)(handler)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        time.sleep(0.1)


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    with contextlib.ExitStack() as opened:

        def start(*answers: Callable[[BaseHTTPRequestHandler], None]) -> Server:
            server = Server(list(answers))
            thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
            thread.start()
            opened.callback(server.server_close)
            opened.callback(server.shutdown)
            return server

        yield start


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (say(401), StoreRefused, "密码"),
        (say(403), StoreRefused, "密码"),
        (say(404), StoreRefused, "检查地址"),
        (say(302, Location="http://127.0.0.1:1/"), StoreRefused, "检查地址"),
        (say(413), StoreRefused, "上限"),
        (say(400, b"no such thing"), QueryRefused, "no such thing"),
        (say(500, b"oh"), StoreAway, "日志"),
        (say(500, b"write: No space left on device"), StoreFull, "磁盘已满"),
        (say(507), StoreFull, "磁盘已满"),
        (say(200, b"<html>hello</html>"), StoreAway, "SPARQL 服务"),
        (say(200, X_SQL_State="S1TAT"), QueryTimeout, "时限"),
        (break_off, StoreAway, "连接不上"),
        (hang_up, StoreAway, "连接不上"),
        (say(503), StoreAway, "暂时不能服务"),
        (sleep, StoreAway, "没有在 0.5 秒内答复"),
        (drip, StoreAway, "没有在 0.5 秒内答复"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_goes_wrong_is_told(
    serve: Callable[..., Server],
    answer: Callable[[BaseHTTPRequestHandler], None],
    error: type[GraphError],
    words: str,
) -> None:
    server = serve(say(200), answer)  # the first answer is to who it is
    store = RemoteStore(server.url.replace("//", "//ann:geheim@"), seconds=0.5)
    with pytest.raises(error, match=words) as caught:
        store.select(SELECT)
    assert "geheim" not in f"{caught.value!r} {caught.value} {store!r}"
    store.close()


def test_a_server_that_cuts_its_answer_is_not_believed(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Handler, "version_string", lambda _: "Virtuoso/07.20")
    server = serve(say(200), say(200, X_SPARQL_MaxRows="10"))
    store = RemoteStore(server.url.replace("/query", "/sparql"))
    with pytest.raises(ResultTooLarge, match="ResultSetMaxRows"):
        store.select(SELECT)


@pytest.mark.parametrize(
    "trouble", [hang_up, break_off, say(503), say(502), say(504)], ids=range(5)
)
def test_reading_and_replacing_are_tried_again(
    serve: Callable[..., Server], trouble: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    server = serve(trouble, say(200), trouble, trouble, say(200), trouble, say(204))
    store = RemoteStore(server.url)
    assert store.select(SELECT) == []
    store.replace(GRAPH, [], revision=1)
    assert [path for _, path, _ in server.seen] == ["/query"] * 5 + ["/update"] * 2
    store.close()


def test_what_is_slow_is_not_tried_again(serve: Callable[..., Server]) -> None:
    server = serve(say(200), sleep)
    store = RemoteStore(server.url, seconds=0.3)
    with pytest.raises(StoreAway) as caught:
        store.select(SELECT)
    assert caught.value.slow
    assert len(server.seen) == 2
    store.close()


def test_a_server_that_is_away_is_told() -> None:
    store = RemoteStore(f"http://ann:geheim@127.0.0.1:{free_port()}/query")
    with pytest.raises(StoreAway, match="是否在运行") as caught:
        store.graphs()
    assert "geheim" not in str(caught.value)
    store.close()


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://x/", "http://", "http://[::1/"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(BadStoreAddress, match="写法不对"):
        read_address(url)


def test_login_by_password_waits_to_be_asked(serve: Callable[..., Server]) -> None:
    server = serve(say(401, WWW_Authenticate='Basic realm="x"'), say(200))
    store = RemoteStore(server.url.replace("//", "//ann:ge%3Aheim@"))
    store.select(SELECT)
    said = "Basic " + base64.b64encode(b"ann:ge:heim").decode()
    assert [login for _, _, login in server.seen] == [None, said, said]
    store.close()


def test_login_by_token(serve: Callable[..., Server]) -> None:
    server = serve(say(200))
    store = RemoteStore(server.url, token="abc")  # noqa: S106 - of no server
    store.select(SELECT)
    assert {login for _, _, login in server.seen} == {"Bearer abc"}
    assert "abc" not in repr(store)
    store.close()


class Cut:
    """A way to a server that breaks when `allowed` bytes have gone there."""

    def __init__(self, port: int) -> None:
        self.target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.allowed: int | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self.target))
                except OSError:
                    near.close()
                    continue
                threading.Thread(target=self._there, args=[near, far], daemon=True).start()
                threading.Thread(target=self._pass, args=[far, near], daemon=True).start()

    def _there(self, near: socket.socket, far: socket.socket) -> None:
        sent = 0
        with contextlib.suppress(OSError):
            while data := near.recv(4096):
                if self.allowed is not None:
                    data = data[: max(0, self.allowed - sent)]
                far.sendall(data)
                sent += len(data)
                if self.allowed is not None and sent >= self.allowed:
                    break
        self._end(near, far)

    def _pass(self, far: socket.socket, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := far.recv(4096):
                near.sendall(data)
        self._end(near, far)

    @staticmethod
    def _end(*ends: socket.socket) -> None:
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.mark.parametrize("server", ["oxigraph_url", "virtuoso_url"])
def test_a_replace_that_is_cut_off_leaves_the_old_state_whole(
    request: pytest.FixtureRequest, server: str
) -> None:
    url = request.getfixturevalue(server)
    port = urlsplit(url).port
    way = Cut(port)
    direct, cut = RemoteStore(url), RemoteStore(url.replace(f":{port}", f":{way.port}"))
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")

    def some(words: str) -> list[ox.Triple]:
        node = ox.NamedNode
        return [
            ox.Triple(node(f"{GRAPH}/{n}"), label, ox.Literal(f"{words}{n}")) for n in range(900)
        ]

    def state() -> tuple[list[dict[str, str]], list[dict[str, str]], dict[str, int]]:
        count = "SELECT (COUNT(*) AS ?n) (SAMPLE(SUBSTR(?l, 1, 1)) AS ?m) { $ }"
        inner = f"?s {label} ?l"
        return (
            direct.select(count.replace("$", inner)),
            direct.select(count.replace("$", f"GRAPH <{GRAPH}> {{ {inner} }}")),
            direct.graphs(),
        )

    cut.replace(GRAPH, some("旧"), revision=1)
    before = state()
    assert before[0] == before[1] == [{"n": "900", "m": "旧"}]
    for allowed in (10, 700, 2_000, 20_000, 60_000):
        way.allowed = allowed
        with pytest.raises(StoreAway):
            cut.replace(GRAPH, some("新"), revision=2)
        assert state() == before
    way.allowed = None
    cut.replace(GRAPH, some("新"), revision=2)
    assert state() == ([{"n": "900", "m": "新"}], [{"n": "900", "m": "新"}], {GRAPH: 2})
    for held in (direct, cut, way):
        held.close()


def test_the_catalogue_answers_while_the_graph_is_away(
    oxigraph_url: str, tmp_path: Path, plan_bytes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zeren_graph.knowledge._PAUSE", 0.2)
    real, way = urlsplit(oxigraph_url).port or 0, Cut(free_port())
    away = oxigraph_url.replace(f":{real}", f":{way.port}")
    with Knowledge.open(Places(tmp_path, graph=away)) as knowledge:
        row, created = knowledge.ingest(plan_bytes, "方案.txt")
        assert created
        assert knowledge.behind
        assert knowledge.catalogue.tasks(limit=1).total == row.tasks
        way.target = real  # the server comes back
        for _ in range(100):
            if not knowledge.behind:
                break
            time.sleep(0.1)
        assert not knowledge.behind
        assert len(knowledge.graph.graphs()) == 2
    way.close()


@pytest.mark.parametrize("cut", [10, 40, len(ROWS) - 3])
def test_an_answer_that_breaks_off_is_told(cut: int) -> None:
    with pytest.raises(StoreAway, match="不是查询结果"):
        read_rows(ROWS[:cut])
    assert read_rows(ROWS).variables
