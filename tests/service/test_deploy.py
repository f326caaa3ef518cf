"""The examples in docs/deploy, used as they are: a real nginx before the service, systemd's own check."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from servers import absent, answers, free_port, wait_until
from zeren_graph.knowledge import Knowledge
from zeren_service.app import create_app
from zeren_service.audit import AuditLog
from zeren_service.settings import Settings

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
NAME = "zeren.example.gov.cn"
PLAN = "甲县方案\n一、推广绿色出行。(牵头单位:宣传部)\n".encode()
_MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/zeren.conf;
}}
"""


@pytest.fixture(scope="module")
def program() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        absent("nginx", "nginx-light")
    return found or ""


@pytest.fixture
def settled(tmp_path: Path) -> Iterator[tuple[Knowledge, dict[str, str], Any]]:
    """Return a knowledge, keys by role, and the application with the settings of the example."""
    settings = Settings(data=tmp_path / "data", proxies="127.0.0.1", hosts=NAME)
    with Knowledge.open(settings.data) as knowledge:
        add, today = knowledge.catalogue.keys.add, datetime.now(UTC).date()
        keys = {role: add(role, role, today=today)[1] for role in ("read", "ingest")}
        app = create_app(settings, knowledge, AuditLog(settings.data / "audit"))
        yield knowledge, keys, app
        app.state.context.background.close()
        app.state.context.sandbox.close()


def _configure(folder: Path, backend: str, secure: int, plain: int) -> Path:
    """Write the example with our ports and a certificate of our own; return the file to start with."""
    subprocess.run(  # noqa: S603  ours
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",  # noqa: S607
         "-nodes", "-days", "1", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", str(folder / "zeren.key"), "-out", str(folder / "zeren.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    for said, ours in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("/etc/ssl/zeren.pem", str(folder / "zeren.pem")),
        ("/etc/ssl/private/zeren.key", str(folder / "zeren.key")),
        ("http://127.0.0.1:8000", backend),
    ):
        assert said in text
        text = text.replace(said, ours)
    (folder / "zeren.conf").write_text(text, "utf-8")
    main = folder / "nginx.conf"
    main.write_text(_MAIN.format(folder=folder), "utf-8")
    return main


@pytest.fixture
def behind_nginx(
    program: str,
    settled: tuple[Knowledge, dict[str, str], Any],
    serving: Callable[[Any], AbstractContextManager[str]],
    tmp_path: Path,
) -> Iterator[tuple[httpx.Client, int]]:
    """Return a client that speaks to the service through nginx, and the port without HTTPS."""
    secure, plain = free_port(), free_port()
    folder = tmp_path / "nginx"
    folder.mkdir()
    with serving(settled[2]) as backend:
        main = _configure(folder, backend, secure, plain)
        command = [program, "-e", str(folder / "error.log"), "-c", str(main)]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)  # noqa: S603
        assert checked.returncode == 0, checked.stderr
        assert "warn" not in checked.stderr
        with subprocess.Popen(command) as process:  # noqa: S603  ours
            wait_until(lambda: answers(secure), process, folder / "error.log")
            context = ssl.create_default_context(cafile=str(folder / "zeren.pem"))
            base = f"https://127.0.0.1:{secure}"
            with httpx.Client(base_url=base, verify=context, headers={"Host": NAME}) as client:
                client.event_hooks = {"request": [_name]}
                yield client, plain
            process.terminate()


def _name(request: httpx.Request) -> None:
    request.extensions["sni_hostname"] = NAME


def test_the_service_behind_nginx(
    behind_nginx: tuple[httpx.Client, int], settled: tuple[Knowledge, dict[str, str], Any]
) -> None:
    client, plain = behind_nginx
    _knowledge, keys, app = settled
    mine = {"X-API-Key": keys["ingest"]}
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers.get_list("x-request-id") == [answer.headers["x-request-id"]]
    assert client.get("/api/v1/tasks").status_code == 401

    moved = httpx.get(f"http://127.0.0.1:{plain}/docs", headers={"Host": NAME})
    assert (moved.status_code, moved.headers["location"]) == (301, f"https://{NAME}/docs")

    posted = client.post("/api/v1/documents", content=PLAN, headers=mine)
    assert posted.status_code == 201
    page = client.get("/api/v1/tasks", headers=mine | {"X-Forwarded-For": "6.6.6.6"})
    assert page.json()["total"] == 1
    tag = {"If-None-Match": page.headers["etag"]}
    assert client.get("/api/v1/tasks", headers=mine | tag).status_code == 304

    size = max(app.state.context.settings.upload_bytes, 30 * 2**20) + 1
    large = client.post("/api/v1/documents", content=bytes(size), headers=mine)
    assert large.status_code == 413
    assert large.headers["content-type"] == "application/problem+json", "ours, not that of nginx"

    files = [("file", (f"{n}.txt", PLAN + str(n).encode())) for n in range(2)]
    job = client.post("/api/v1/jobs", files=files, headers=mine).json()["id"]
    app.state.context.background.start()
    with client.stream("GET", f"/api/v1/jobs/{job}/events", headers=mine) as stream:
        events = [line for line in stream.iter_lines() if line.startswith("data:")]
    assert '"done":2' in events[-1]

    login = client.post("/login", data={"key": keys["read"]}, headers={"Origin": f"https://{NAME}"})
    assert login.status_code == 303
    assert "secure" in login.headers["set-cookie"].lower()
    entries = list(AuditLog(app.state.context.settings.data / "audit").entries())
    assert {entry.address for entry in entries} == {"127.0.0.1"}, "nobody says where he is himself"


def test_the_unit_is_what_systemd_takes(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        absent("systemd-analyze", "systemd")
        return
    text = (DEPLOY / "zeren.service").read_text("utf-8")
    assert "ExecStart=/opt/zeren/bin/zeren serve" in text
    unit = tmp_path / "zeren.service"
    unit.write_text(text.replace("/opt/zeren/bin/zeren", sys.executable), "utf-8")
    command = [program, "verify", "--man=no", str(unit)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (checked.returncode, checked.stderr.strip()) == (0, "")
    unit.write_text(text + "\n[Service]\nNoSuchThing=yes\n", "utf-8")
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert "NoSuchThing" in checked.stderr, "it looks at what we wrote"


def test_what_the_examples_set_are_settings() -> None:
    known = {f"ZEREN_{name.upper()}" for name in Settings.model_fields} | {"ZEREN_CONFIG"}
    named = {
        name
        for path in DEPLOY.iterdir()
        for name in re.findall(r"ZEREN_[A-Z_]+", path.read_text("utf-8"))
    }
    assert named
    assert named <= known
