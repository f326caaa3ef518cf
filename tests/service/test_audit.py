"""Every change and every export leaves a line: who, what, when, from where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from zeren_graph.knowledge import Knowledge
from zeren_service.app import create_app
from zeren_service.audit import AuditLog, Entry, now
from zeren_service.cli import main
from zeren_service.cli.access import today
from zeren_service.settings import Settings

TEXT = "推广绿色出行。(牵头单位:宣传部)".encode()


@pytest.fixture
def audit(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit")


async def visit(audit: AuditLog) -> None:
    with Knowledge.open(None) as knowledge:
        _, token = knowledge.catalogue.keys.add("督查系统", "admin", today=today())
        app = create_app(Settings(require_keys=True), knowledge, audit)
        transport = httpx.ASGITransport(app, client=("10.1.2.3", 5))
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            await client.post("/api/v1/documents", content=TEXT)
            client.headers["X-API-Key"] = token
            sent = {"X-Request-ID": "req-7"}
            await client.post("/api/v1/documents?name=a.txt", content=TEXT, headers=sent)
            await client.get("/api/v1/tasks")
            await client.post("/api/v1/ask", json={"question": "宣传部牵头哪些任务？"})
            await client.get("/api/v1/tasks?format=csv")
            await client.get("/api/v1/graph")
            await client.delete("/api/v1/documents/ffffffff")
        app.state.context.sandbox.close()


def test_changes_and_exports_are_logged_and_readings_are_not(audit: AuditLog) -> None:
    import asyncio

    asyncio.run(visit(audit))
    found = [(e.who, e.action, e.method, e.path, e.status) for e in audit.entries()]
    assert found == [
        ("-", "change", "POST", "/api/v1/documents", 401),
        ("督查系统", "change", "POST", "/api/v1/documents", 201),
        ("督查系统", "export", "GET", "/api/v1/tasks", 200),
        ("督查系统", "export", "GET", "/api/v1/graph", 200),
        ("督查系统", "change", "DELETE", "/api/v1/documents/ffffffff", 404),
    ]
    entries = list(audit.entries())
    assert {e.address for e in entries} == {"10.1.2.3"}
    assert entries[1].query == "name=a.txt"
    assert entries[2].query == "format=csv"
    assert all(e.time[:10] == today().isoformat() for e in entries)
    (path,) = audit.folder.iterdir()
    assert path.name == f"{now()[:7]}.jsonl"
    assert path.stat().st_mode & 0o077 == 0, "others on the machine must not read it"


def test_a_line_that_was_cut_off_is_passed_over(audit: AuditLog) -> None:
    entry = Entry(now(), "甲", None, "-", "change", "POST", "/x", "", 201)
    audit.add(entry)
    (path,) = audit.folder.iterdir()
    with path.open("ab") as file:
        file.write(b'{"time": "2026')
    assert list(audit.entries()) == [entry]


def test_keys_and_audit_on_the_command_line(tmp_path: Path, capsys: Any) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["keys", "list", *data]) == 0
    assert "没有访问密钥" in capsys.readouterr().out
    assert main(["keys", "add", "督查系统", "--role", "ingest", "--days", "30", *data]) == 0
    printed = capsys.readouterr()
    token = printed.out.strip()
    assert "只显示这一次" in printed.err
    with_key = Knowledge.open(tmp_path)
    assert with_key.catalogue.keys.check(token, today=today()) is not None
    with_key.close()
    assert main(["keys", "list", "--format", "json", *data]) == 0
    out = capsys.readouterr().out
    (row,) = json.loads(out)
    assert (row["name"], row["role"], row["last_used"]) == (
        "督查系统",
        "ingest",
        today().isoformat(),
    )
    assert token.split("_", 2)[2] not in out
    assert main(["keys", "revoke", "督查系统", *data]) == 0
    assert main(["keys", "revoke", "督查系统", *data]) == 1
    capsys.readouterr()
    assert main(["keys", "list", *data]) == 0
    assert "撤销" in capsys.readouterr().out
    assert main(["audit", *data]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "add" in lines[0]
    assert "revoke" in lines[1]
    assert main(["audit", "--who", "nobody", *data]) == 0
    assert "没有审计记录" in capsys.readouterr().out


def test_serving_others_without_a_key_is_refused(tmp_path: Path, capsys: Any) -> None:
    assert main(["serve", "--host", "0.0.0.0", "--data", str(tmp_path)]) == 2  # noqa: S104
    words = capsys.readouterr().err
    assert "zeren keys add" in words
    assert words.endswith("。\n")
