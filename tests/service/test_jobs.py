"""Jobs: many files at once, with progress, results for each file, cancel and restart."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from zeren_graph.catalogue import Catalogue

Problem = Callable[[httpx.Response, int], dict[str, Any]]
Fresh = Callable[..., Any]
JOBS = "/api/v1/jobs"
TEXT = "(一)推广绿色出行{}。(牵头单位:宣传部,责任单位:财政局)\n"
FINAL = ("done", "cancelled")


def _plan(number: int) -> bytes:
    return TEXT.format(number).encode()


def _zip(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _ended(get: Callable[[str], httpx.Response], address: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job: dict[str, Any] = get(address).json()
        if job["status"] in FINAL:
            return job
        time.sleep(0.1)
    raise AssertionError(f"the job did not end: {job}")


def test_each_file_of_a_job_has_its_own_result(fresh: Fresh) -> None:
    client = fresh(upload_bytes=4096, job_lanes=1)
    files = [
        ("file", ("甲.txt", _plan(1))),
        ("file", ("乙.txt", _plan(2))),
        ("file", ("甲的副本.txt", _plan(1))),
        ("file", ("图.png", b"\x89PNG\r\n\x1a\n\0\0")),
        ("file", ("大.txt", _plan(3) * 200)),
    ]
    response = client.post(JOBS, files=files)
    assert response.status_code == 202
    address = response.headers["location"]
    assert response.json()["total"] == 5
    job = _ended(client.get, address)
    assert job["status"] == "done"
    assert [(f["name"], f["status"]) for f in job["files"]] == [
        ("甲.txt", "added"),
        ("乙.txt", "added"),
        ("甲的副本.txt", "known"),
        ("图.png", "failed"),
        ("大.txt", "failed"),
    ]
    assert (job["added"], job["known"], job["failed"], job["done"]) == (2, 1, 2, 5)
    assert job["files"][3]["code"]
    assert job["files"][3]["detail"].endswith("。")
    assert "4 KB" in job["files"][4]["detail"]
    assert client.get(job["files"][0]["href"]).json()["name"] == "甲.txt"
    assert client.get("/api/v1/documents").json()["total"] == 2
    assert client.get(JOBS).json()["items"][0]["id"] == job["id"]
    left = client.app.state.context.settings.data
    assert not [path for path in left.rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_a_zip_of_files_is_a_job(fresh: Fresh) -> None:
    client = fresh()
    inner = _zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    members = {
        "目录/甲.txt": _plan(1),
        "../../乙.txt": _plan(2),
        "__MACOSX/._甲.txt": b"\0",
        "目录/.DS_Store": b"\0",
        "坏.docx": inner,
    }
    raw = client.post(JOBS, content=_zip(members), headers={"Content-Type": "application/zip"})
    job = _ended(client.get, raw.headers["location"])
    assert [(f["name"], f["status"]) for f in job["files"]] == [
        ("甲.txt", "added"),
        ("乙.txt", "added"),
        ("坏.docx", "failed"),
    ]
    form = client.post(JOBS, files=[("file", ("x.zip", _zip(members))), ("file", _plan(3))])
    again = _ended(client.get, form.headers["location"])
    assert [f["status"] for f in again["files"]] == ["known", "known", "failed", "added"]


def test_names_in_a_zip_of_windows_are_read(fresh: Fresh) -> None:
    packed = _zip({"AAAA.txt": _plan(1)}).replace(b"AAAA", "方案".encode("gbk"))
    client = fresh()
    response = client.post(JOBS, content=packed)
    assert response.json()["files"][0]["name"] == "方案.txt"


@pytest.mark.parametrize(
    ("options", "settings", "status"),
    [
        ({"content": b""}, {}, 422),
        ({"files": [("other", _plan(1))]}, {}, 422),
        ({"content": _plan(1) * 100}, {"job_bytes": 2000}, 413),
        ({"content": _zip({"零.txt": b"0" * 10**6})}, {"job_bytes": 10**5}, 413),
        ({"files": [("file", _plan(i)) for i in range(4)]}, {"job_files": 3}, 400),
        ({"content": _zip({f"{i}.txt": _plan(i) for i in range(4)})}, {"job_files": 3}, 400),
        ({"content": _zip({})}, {}, 400),
        ({"content": _zip({"甲.txt": _plan(1)})[:-40] + b"PK\5\6" + b"\0" * 18}, {}, 400),
    ],
    ids=["empty", "no field", "large", "bomb", "many", "many in zip", "empty zip", "broken zip"],
)
def test_what_is_no_job_is_refused_and_nothing_of_it_kept(
    options: dict[str, Any],
    settings: dict[str, Any],
    status: int,
    fresh: Fresh,
    problem: Problem,
) -> None:
    client = fresh(**settings)
    problem(client.post(JOBS, **options), status)
    assert client.get(JOBS).json()["total"] == 0
    data: Path = client.app.state.context.settings.data
    assert not [path for path in data.rglob("*") if path.is_file()]


def test_an_unknown_job_is_told_so(client: Any, problem: Problem) -> None:
    for method, address in (("GET", "x"), ("DELETE", "x"), ("GET", "x/events")):
        problem(client.request(method, f"{JOBS}/{address}"), 404)


def test_the_progress_is_streamed_to_its_end(fresh: Fresh) -> None:
    client = fresh()
    files = [("file", (f"{i}.txt", _plan(i))) for i in range(5)]
    address = client.post(JOBS, files=files).headers["location"]
    response = client.get(f"{address}/events")
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [
        (lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: ")))
        for block in response.text.strip().split("\n\n")
        if len(lines := block.split("\n")) == 2
    ]
    assert events[-1][0] == "end"
    assert {name for name, _ in events[:-1]} <= {"progress"}
    done = [job["done"] for _, job in events]
    assert done == sorted(done)
    assert done[-1] == 5
    assert client.request("HEAD", f"{address}/events").content == b""


def test_a_job_can_be_cancelled(fresh: Fresh, problem: Problem) -> None:
    client = fresh(job_lanes=1)
    files = [("file", (f"{i}.txt", _plan(i))) for i in range(300)]
    address = client.post(JOBS, files=files).headers["location"]
    assert client.delete(address).status_code == 200
    job = _ended(client.get, address)
    assert job["status"] == "cancelled"
    assert job["cancelled"] > 200
    assert job["added"] + job["cancelled"] == 300
    assert client.get("/api/v1/documents").json()["total"] == job["added"]
    problem(client.delete(address), 409)


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(fresh: Fresh) -> None:
    client = fresh(parse_seconds=0.01, job_lanes=1)
    files = [("file", ("甲.txt", _plan(1))), ("file", ("乙.txt", _plan(2)))]
    job = _ended(client.get, client.post(JOBS, files=files).headers["location"])
    assert {f["code"] for f in job["files"]} == {"too-slow"}
    assert all("超过 0.01 秒" in f["detail"] for f in job["files"])


class _Server:
    """A server in a process of its own, that can be killed."""

    def __init__(self, data: Path) -> None:
        environment = os.environ | {"ZEREN_DATA": str(data), "ZEREN_PORT": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from zeren_service.cli import main; main(['serve'])"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.address = "http" + line.partition("http")[2].partition("/（")[0]
        self.http = httpx.Client(base_url=self.address, timeout=30)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.http.close()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[], _Server]]:
    started: list[_Server] = []

    def start() -> _Server:
        started.append(_Server(tmp_path / "data"))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.kill()


def test_a_killed_server_goes_on_without_loss_or_double(
    serve: Callable[[], _Server], tmp_path: Path
) -> None:
    count = 60
    server = serve()
    files = [("file", (f"{i}.txt", _plan(i))) for i in range(count)]
    address = server.http.post(JOBS, files=files).headers["location"]
    deadline = time.monotonic() + 60
    while (done := server.http.get(address).json()["done"]) < 5:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    server.kill()
    server = serve()
    job = _ended(server.http.get, address)
    assert 0 < done < count
    assert (job["status"], job["done"], job["failed"]) == ("done", count, 0)
    assert job["added"] + job["known"] == count
    server.kill()
    with Catalogue.open(f"sqlite:///{tmp_path / 'data' / 'catalogue.sqlite'}") as catalogue:
        assert catalogue.documents().total == count
        assert catalogue.tasks().total == count
        rows, total = catalogue.change_log.since(0, 1000)
        assert total == count
        assert len({row.document for row in rows}) == count
    assert not [p for p in (tmp_path / "data" / "jobs").rglob("*") if p.is_file()]
