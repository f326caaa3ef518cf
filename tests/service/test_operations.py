"""Running it: settings, logs, readiness, counters, stopping, several processes, backup."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import structlog

from servers import oxigraph
from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import StoreAway, StoreDamaged
from zeren_graph.knowledge import Knowledge
from zeren_graph.memory_store import MemoryStore
from zeren_service import logs
from zeren_service.cli import main
from zeren_service.settings import BadSettings, Settings

Fresh = Callable[..., Any]
Problem = Callable[[httpx.Response, int], dict[str, Any]]
TEXT = "推广绿色出行第{}项。(牵头单位:宣传部)"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "zeren.toml"
        path.write_text(text, "utf-8")
        monkeypatch.setenv("ZEREN_CONFIG", str(path))
        return path

    return write


def test_a_variable_goes_before_the_file_and_the_file_before_the_default(
    config: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    config('port = 9001\nhosts = "a.example, b.example"\npage_limit = 7\n')
    monkeypatch.setenv("ZEREN_PORT", "9002")
    settings = Settings()
    assert (settings.port, settings.page_limit, settings.page_max) == (9002, 7, 500)
    assert settings.hosts == ("a.example", "b.example")
    assert Settings(port=9003).port == 9003


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prot = 9001", "没有这样的设置：prot"),
        ("port = ", "TOML"),
        ("port = 99999", "ZEREN_PORT"),
        ('proxies = "somewhere"', "ZEREN_PROXIES"),
        ('rate = "often"', "ZEREN_RATE"),
    ],
)
def test_a_wrong_file_is_told_in_chinese(
    text: str, words: str, config: Callable[[str], Path], capsys: Any
) -> None:
    config(text)
    assert main(["settings"]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told


def test_a_file_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(BadSettings, match="读不了"):
        Settings()


def test_settings_tell_values_sources_and_no_passwords(
    config: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    path = config('catalogue = "postgresql://zeren:geheim@db/zeren"\npage_limit = 7\n')
    monkeypatch.setenv("ZEREN_PORT", "9002")
    monkeypatch.setenv("ZEREN_GRAPH_TOKEN", "geheim")
    assert main(["settings"]) == 0
    told = capsys.readouterr().out
    assert "ZEREN_PORT=9002（环境变量 ZEREN_PORT）" in told
    assert f"ZEREN_PAGE_LIMIT=7（配置文件 {path}）" in told
    assert "ZEREN_HOST=127.0.0.1（默认）" in told
    assert "postgresql://zeren:***@db/zeren" in told
    assert "geheim" not in told
    for field in Settings.model_fields.values():
        assert field.description
        assert field.description in told
    assert main(["settings", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in rows} == set(Settings.model_fields)
    assert main(["settings", "--format", "toml"]) == 0
    printed = capsys.readouterr().out
    assert "geheim" not in printed
    path.write_text(printed, "utf-8")
    monkeypatch.delenv("ZEREN_PORT")
    assert Settings().port == 9002, "what is printed is a file that can be read"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers, root.level)
    stream = io.StringIO()
    logs.configure("json", "info", stream)
    yield stream
    root.handlers, root.level = before
    structlog.reset_defaults()


def test_each_request_is_one_line_with_its_id(log: io.StringIO, fresh: Fresh) -> None:
    client = fresh()
    given = client.get("/api/v1/tasks/x.t1?q=吕英华", headers={"X-Request-ID": "oa-42"})
    assert given.headers["x-request-id"] == "oa-42"
    made = client.get("/healthz", headers={"X-Request-ID": "zwei worte"}).headers["x-request-id"]
    assert made != "zwei worte"
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    first, second = (line for line in lines if line["event"] == "request")
    assert first["request_id"] == "oa-42"
    assert (first["route"], first["status"]) == ("/api/v1/tasks/{task}", 422)
    assert first["ms"] >= 0
    assert "x.t1" not in str(first)
    assert "吕" not in log.getvalue()
    assert (second["request_id"], second["route"], second["status"]) == (made, "/healthz", 200)


def test_a_failure_is_logged_with_the_id_and_the_stack(
    log: io.StringIO, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("innen")

    client = fresh()
    monkeypatch.setattr(Catalogue, "documents", fail)
    answer = client.get("/api/v1/documents", headers={"X-Request-ID": "oa-43"})
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] == "oa-43"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "innen" not in answer.text
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    failed = next(line for line in lines if line["level"] == "error")
    assert failed["request_id"] == "oa-43"
    assert "KeyError" in failed["exception"]


class Stubborn(MemoryStore):
    """A graph store that can be made to fail."""

    failure: Exception | None = None

    def select(self, query: str) -> list[dict[str, str]]:
        if self.failure is not None:
            raise self.failure
        return super().select(query)

    def replace(self, *arguments: Any, **options: Any) -> None:
        if self.failure is not None:
            raise self.failure
        super().replace(*arguments, **options)


def test_readiness_says_which_store_is_behind_or_broken(fresh: Fresh, problem: Problem) -> None:
    store = Stubborn()
    with Knowledge(Catalogue.open("sqlite://"), store) as knowledge:
        client = fresh(knowledge)
        ready = client.get("/readyz")
        assert ready.json() == {
            "status": "ok",
            "revision": 0,
            "stores": {"catalogue": "ok", "graph": "ok"},
        }
        store.failure = StoreAway("图谱服务器 http://geheim 没有答复")
        body = problem(client.get("/readyz"), 503)
        assert body["stores"] == {"catalogue": "ok", "graph": "broken"}
        assert "图谱库" in body["detail"]
        assert "geheim" not in str(body)
        knowledge.ingest(TEXT.format(1).encode())
        store.failure = None
        assert problem(client.get("/readyz"), 503)["stores"]["graph"] == "behind"
        text = client.get("/metrics").text
        assert "zeren_graph_behind 1.0" in text
        knowledge.ingest(TEXT.format(2).encode())
        assert client.get("/readyz").status_code == 200


def test_a_broken_catalogue_is_told(
    fresh: Fresh, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = fresh()

    def fail(_: object) -> int:
        raise StoreDamaged("/srv/zeren/catalogue.sqlite")

    monkeypatch.setattr(Catalogue, "revision", property(fail))
    body = problem(client.get("/readyz"), 503)
    assert body["stores"]["catalogue"] == "broken"
    assert "zeren_catalogue_ok 0.0" in client.get("/metrics").text


def test_the_queue_of_jobs_is_told(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    client = fresh()
    client.app.state.context.knowledge.catalogue.jobs.add("j1", [("甲.txt", 1), ("乙.txt", 1)])
    now = time.time()
    monkeypatch.setattr("zeren_service.condition.time", SimpleNamespace(time=lambda: now + 90))
    lines = dict(
        line.rsplit(" ", 1)
        for line in client.get("/metrics").text.splitlines()
        if line.startswith("zeren_job_")
    )
    assert lines["zeren_job_files_waiting"] == "2.0"
    assert lines["zeren_job_files_running"] == "0.0"
    assert 89 < float(lines["zeren_job_oldest_seconds"]) < 95


def test_counters_are_by_pattern_and_tell_of_the_stores(fresh: Fresh) -> None:
    client = fresh()
    client.post("/api/v1/documents", content=TEXT.format(1).encode())
    client.get("/api/v1/documents/abcdef01")
    client.get("/no/such/address")
    lines = client.get("/metrics").text.splitlines()
    counted = 'zeren_http_requests_total{method="GET",route="/api/v1/documents/{document}"'
    assert f'{counted},status="404"}} 1.0' in lines
    assert 'zeren_http_requests_total{method="GET",route="-",status="404"} 1.0' in lines
    timed = 'zeren_http_request_seconds_count{route="/api/v1/documents"} 1.0'
    assert timed in lines
    for gauge in (
        "zeren_documents 1.0",
        "zeren_tasks 1.0",
        "zeren_sparql_waiting 0.0",
        "zeren_job_files_waiting 0.0",
        "zeren_job_oldest_seconds 0.0",
    ):
        assert gauge in lines
    assert not any("abcdef01" in line for line in lines)


@contextlib.contextmanager
def serving(data: Path, *options: str, **settings: str) -> Iterator[tuple[str, Any]]:
    """Run the real program; yield its address and process."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ZEREN_")} | settings
    command = [sys.executable, "-c", "from zeren_service.cli import main; raise SystemExit(main())"]
    process = subprocess.Popen(  # noqa: S603
        [*command, "serve", "--port", "0", "--data", str(data), *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "http://" in line, process.communicate()[1]
        yield line.partition("：")[2].partition("（")[0].rstrip("/"), process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def wait_for(url: str) -> httpx.Response:
    for _ in range(600):
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(url, timeout=60)
        time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def test_what_is_in_flight_is_answered_before_the_server_stops(tmp_path: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    got: list[httpx.Response] = []
    with serving(tmp_path, ZEREN_SPARQL_SECONDS="4") as (url, process):
        wait_for(f"{url}/healthz")

        def ask() -> None:
            got.append(httpx.get(f"{url}/sparql", params={"query": slow}, timeout=60))

        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(1.5)
        process.send_signal(signal.SIGTERM)
        thread.join(timeout=60)
        assert [answer.status_code for answer in got] == [504], "told in full, not cut off"
        assert got[0].json()["type"].endswith("query-timeout")
        assert process.wait(timeout=60) == 0
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{url}/healthz")
    with Knowledge.open(tmp_path):
        pass  # the stores were closed: the folder is free


def test_the_log_of_the_program_is_json_where_no_person_watches(tmp_path: Path) -> None:
    with serving(tmp_path, ZEREN_LOG_LEVEL="info") as (url, process):
        wait_for(f"{url}/healthz")
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=60)
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert any(line["event"] == "request" and line["route"] == "/healthz" for line in lines)
    assert any(line["logger"].startswith("uvicorn") for line in lines)


def test_several_processes_need_a_graph_that_they_can_share(tmp_path: Path, capsys: Any) -> None:
    assert main(["serve", "--workers", "2", "--data", str(tmp_path), "--port", "0"]) == 2
    words = capsys.readouterr().err
    assert "--graph" in words
    assert "http://127.0.0.1:7878/query" in words


def test_several_processes_serve_one_catalogue(tmp_path: Path) -> None:
    with (
        oxigraph(tmp_path) as graph,
        serving(tmp_path / "data", "--workers", "2", "--graph", graph) as (url, process),
    ):
        wait_for(f"{url}/healthz")
        for number in range(6):
            text = TEXT.format(number).encode()
            answer = httpx.post(f"{url}/api/v1/documents", content=text, timeout=60)
            assert answer.status_code == 201
            # Whichever process answers, it knows what another has taken in.
            totals = {
                httpx.get(f"{url}/api/v1/tasks", timeout=60).json()["total"] for _ in range(6)
            }
            assert totals == {number + 1}
        assert wait_for(f"{url}/readyz").status_code == 200
        query = "ASK { ?task a <https://w3id.org/zeren/ns#Task> }"
        asked = httpx.get(f"{url}/sparql", params={"query": query}, timeout=60)
        assert asked.json()["boolean"] is True
        counted = 'zeren_http_requests_total{method="GET",route="/api/v1/tasks",status="200"} 36.0'
        assert counted in httpx.get(f"{url}/metrics", timeout=60).text.splitlines()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def test_a_backup_of_a_running_server_is_whole(tmp_path: Path, capsys: Any) -> None:
    with serving(tmp_path / "data") as (url, _):
        wait_for(f"{url}/healthz")
        stop = threading.Event()
        sent: list[int] = []

        def upload() -> None:
            with httpx.Client(base_url=url, timeout=60) as client:
                while not stop.is_set():
                    text = TEXT.format(len(sent)).encode()
                    assert client.post("/api/v1/documents", content=text).status_code == 201
                    sent.append(len(sent))

        thread = threading.Thread(target=upload)
        thread.start()
        try:
            while len(sent) < 3:
                time.sleep(0.05)
            before = len(sent)
            command = ["backup", str(tmp_path / "copy"), "--data", str(tmp_path / "data")]
            assert main(command) == 0
            after = len(sent) + 1
        finally:
            stop.set()
            thread.join(timeout=60)
        assert main(command) == 2, "an old backup is never written over"
        assert "已经存在" in capsys.readouterr().err
    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == [
        "audit",
        "catalogue.sqlite",
    ]
    with Knowledge.open(tmp_path / "copy") as copy:
        rows = copy.catalogue.documents(limit=None).items
        assert before <= len(rows) <= after
        assert copy.catalogue.tasks(limit=None).total == len(rows)
        assert len(copy.graph.graphs()) == len(rows) + 1
        assert all(copy.catalogue.plan(row.id) is not None for row in rows)
