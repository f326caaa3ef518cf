"""The whole product on servers: PostgreSQL for the catalogue, a SPARQL server for the graph."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from servers import PASSWORD, free_port
from zeren_service.cli import main

ASK = "经发局牵头哪些任务？"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?t a zeren:Task } }"


@pytest.fixture(params=["oxigraph_url", "virtuoso_url"])
def places(request: pytest.FixtureRequest, postgres_url: str, tmp_path: Path) -> list[str]:
    """Return the options that name both servers, and a folder that nothing may be put into."""
    graph = request.getfixturevalue(request.param)
    return ["--catalogue", postgres_url, "--graph", graph, "--data", str(tmp_path / "none")]


@pytest.fixture
def source() -> Path:
    return next((Path(__file__).parents[2] / "source_docs").glob("*.txt"))


def test_every_command_works_on_servers(
    places: list[str], source: Path, tmp_path: Path, capsys: Any
) -> None:
    assert main(["ingest", str(source), *places]) == 0
    assert "新收 1 份" in capsys.readouterr().out
    assert main(["ingest", str(source), *places]) == 0
    assert "以前收过 1 份" in capsys.readouterr().out
    for argv, words in (
        (["tasks", "--department", "经发局", "--role", "lead"], "共 21 项"),
        (["documents"], "生态文明"),
        (["ask", ASK], "21"),
        (["graph", "rebuild"], "1 份文件"),
    ):
        assert main([*argv, *places]) == 0
        assert words in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_the_service_runs_on_servers(
    places: list[str], source: Path, tmp_path: Path, capsys: Any
) -> None:
    assert main(["ingest", str(source), *places]) == 0
    port = free_port()
    program = str(Path(sys.executable).with_name("zeren"))
    command = [program, "serve", "--port", str(port), *places]
    log = tmp_path / "log"
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as served:  # noqa: S603
        try:
            base = f"http://127.0.0.1:{port}"
            _wait(f"{base}/readyz", served, log)
            listed = httpx.get(f"{base}/api/v1/tasks", params={"limit": 1}).json()
            asked = httpx.post(f"{base}/api/v1/ask", json={"question": ASK}).json()
            found = httpx.get(f"{base}/sparql", params={"query": COUNT})
            upload = {"file": ("另一份.txt", "(一)植树。(牵头单位:林业局)\n".encode())}
            created = httpx.post(f"{base}/api/v1/documents", files=upload)
            again = httpx.get(f"{base}/sparql", params={"query": COUNT})
        finally:
            served.terminate()
            served.wait(20)
    assert listed["total"] == _number(found)
    assert asked["total"] == 21
    assert created.status_code == 201
    assert _number(again) == _number(found) + 1
    shown = log.read_text() + capsys.readouterr().out
    for secret in (PASSWORD, "dba:dba", unquote(urlsplit(places[1]).netloc)):
        assert secret not in shown


def _number(answer: httpx.Response) -> int:
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    pytest.fail(log.read_text())


def test_passwords_are_not_printed(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("ZEREN_CATALOGUE", "postgresql://ann:geheim@db.example.org/plans")
    monkeypatch.setenv("ZEREN_GRAPH", "https://ann:geheim@graph.example.org/query")
    monkeypatch.setenv("ZEREN_GRAPH_TOKEN", "geheim")
    assert main(["settings"]) == 0
    shown = capsys.readouterr().out
    assert "ann:***@db.example.org" in shown
    assert "ann:***@graph.example.org/query" in shown
    assert "geheim" not in shown


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--catalogue", "postgresql://ann:geheim@127.0.0.1:{port}/x"], "连接不上目录库服务器"),
        (["--catalogue", "mysql://ann:geheim@127.0.0.1/x"], "不支持"),
        (["--catalogue", "geheim"], "写法不对"),
        (["--graph", "ftp://ann:geheim@127.0.0.1/x"], "写法不对"),
    ],
    ids=["away", "mysql", "nonsense", "ftp"],
)
def test_an_address_that_does_not_work_is_told(
    options: list[str], words: str, source: Path, tmp_path: Path, capsys: Any
) -> None:
    options = [option.format(port=free_port()) for option in options]
    assert main(["ingest", str(source), "--data", str(tmp_path), *options]) == 4
    told = capsys.readouterr()
    assert words in told.err
    assert "geheim" not in told.err + told.out
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda url: url.replace("zeren:", "nobody:"), "用户名和密码"),
        (lambda url: url.replace("%401@", "%402@"), "用户名和密码"),
        (lambda url: f"{url}none", "没有这个库"),
    ],
    ids=["user", "password", "name"],
)
def test_a_server_that_refuses_is_told(
    postgres_url: str, change: Any, words: str, capsys: Any
) -> None:
    assert main(["documents", "--catalogue", change(postgres_url)]) == 4
    told = capsys.readouterr().err
    assert words in told
    assert PASSWORD not in told
