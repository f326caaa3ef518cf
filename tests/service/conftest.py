"""The service in process: the app over a knowledge in memory that holds the real plan."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from zeren_graph.knowledge import Knowledge
from zeren_service.app import create_app
from zeren_service.cli.serving import listen
from zeren_service.http_protocol import Protocol
from zeren_service.settings import Settings

NAME = "经区生态文明建设实施方案.txt"


class Client:
    """Speaks HTTP to an app without a socket; every request is one event loop."""

    def __init__(self, knowledge: Knowledge, **settings: Any) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="zeren-test-")
        settings = {"data": self._folder.name} | settings
        self.app = create_app(Settings(**settings), knowledge)

    def close(self) -> None:
        """Stop the worker processes, as the server does when it stops."""
        self.app.state.context.background.close()
        self.app.state.context.sandbox.close()
        self._folder.cleanup()

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._request(method, url, options))

    async def _request(self, method: str, url: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://zeren.test") as client:
            return await client.request(method, url, **options)

    def get(self, url: str, **options: Any) -> httpx.Response:
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> httpx.Response:
        return self.request("POST", url, **options)

    def delete(self, url: str, **options: Any) -> httpx.Response:
        return self.request("DELETE", url, **options)


@pytest.fixture(scope="session")
def knowledge(plan_bytes: bytes) -> Iterator[Knowledge]:
    """Return a knowledge with the real plan in it: only for tests that change nothing."""
    with Knowledge.open(None) as found:
        found.ingest(plan_bytes, NAME)
        yield found


@pytest.fixture(scope="session")
def client(knowledge: Knowledge) -> Iterator[Client]:
    """Return a client of the app that holds the real plan: for tests that only read."""
    found = Client(knowledge)
    yield found
    found.close()


@pytest.fixture(scope="session")
def document(knowledge: Knowledge) -> str:
    """Return the id of the real plan."""
    return knowledge.catalogue.documents().items[0].id


@pytest.fixture(scope="session")
def problem() -> Callable[[httpx.Response, int], dict[str, Any]]:
    """Return the one check of the one shape of errors; it gives back the body."""

    def check(response: httpx.Response, status: int) -> dict[str, Any]:
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/problem+json"
        body: dict[str, Any] = response.json()
        assert {"type", "title", "status", "detail", "instance"} <= body.keys()
        assert body["type"].startswith("urn:zeren:problem:")
        assert body["status"] == status
        for words in (body["title"], body["detail"]):
            assert any("\u4e00" <= c <= "\u9fff" for c in words), words
        assert body["detail"].endswith(("。", "？"))
        assert not any(word in response.text for word in ("Traceback", "/work/", "site-packages"))
        return body

    return check


@pytest.fixture(scope="session")
def make_client() -> Callable[..., Client]:
    """Return the maker of clients, for fixtures that live longer than a test."""
    return Client


@pytest.fixture(scope="session")
def serving() -> Callable[[Any], AbstractContextManager[str]]:
    """Return what serves an app on a socket."""
    return serve


@contextmanager
def serve(app: Any) -> Iterator[str]:
    """Serve `app` on a socket of this machine, as `zeren serve` does; give the address."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(app, http=Protocol, log_level="critical", access_log=False, lifespan="off")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.fixture(scope="session")
def address(client: Client) -> Iterator[str]:
    """Return the address of a real server that holds the real plan: for tests that only read."""
    with serve(client.app) as found:
        yield found


@pytest.fixture
def fresh() -> Iterator[Callable[..., Client]]:
    """Return a maker of clients of empty apps, with settings of one's own."""
    with ExitStack() as opened:

        def make(knowledge: Knowledge | None = None, **settings: Any) -> Client:
            knowledge = knowledge or opened.enter_context(Knowledge.open(None))
            return opened.enter_context(closing(Client(knowledge, **settings)))

        yield make


@pytest.fixture
def data_folder(tmp_path: Path, plan_bytes: bytes) -> Path:
    """Return a data folder on disk that holds the real plan."""
    with Knowledge.open(tmp_path / "data") as found:
        found.ingest(plan_bytes, NAME)
    return tmp_path / "data"
