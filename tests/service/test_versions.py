"""New versions of documents, over HTTP and on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zeren_service.cli import main

OLD = "(一)推广绿色出行。(牵头单位:宣传部,责任单位:建设局)\n"
NEW = "(一)推广绿色出行。(牵头单位:环保局)\n"


def test_a_new_version_over_http(fresh: Any, problem: Any) -> None:
    client = fresh()
    old = client.post("/api/v1/documents?name=a.txt", content=OLD.encode()).json()["id"]
    address = f"/api/v1/documents?name=b.txt&replaces={old[:8]}"
    new = client.post(address, content=NEW.encode()).json()
    assert new["replaces"] == old
    assert client.get("/api/v1/documents").json()["total"] == 1
    assert client.get("/api/v1/documents?superseded=true").json()["total"] == 2
    assert client.get(f"/api/v1/documents/{old}").json()["superseded_by"] == new["id"]
    assert client.get("/api/v1/tasks").json()["total"] == 1
    assert client.get("/api/v1/tasks?superseded=true").json()["total"] == 2
    assert client.get(f"/api/v1/documents/{old}/tasks").json()["total"] == 1
    names = [row["name"] for row in client.get("/api/v1/departments").json()["items"]]
    assert names == ["环保局"]
    diff = client.get(f"/api/v1/documents/{old}/diff/{new['id']}").json()
    assert "lead-changed" in diff["counts"]
    other = "(一)其他。(牵头单位:财政局)\n".encode()
    problem(client.post(f"/api/v1/documents?name=c.txt&replaces={old}", content=other), 409)
    problem(client.post("/api/v1/documents?name=c.txt&replaces=ffffffff", content=other), 404)


def test_a_new_version_on_the_command_line(tmp_path: Path, capsys: Any) -> None:
    data = ["--data", str(tmp_path / "data")]
    old, new = tmp_path / "旧.txt", tmp_path / "新.txt"
    old.write_text(OLD, "utf-8")
    new.write_text(NEW, "utf-8")
    assert main(["ingest", str(old), *data]) == 0
    assert main(["documents", *data]) == 0
    key = capsys.readouterr().out.split("\n")[1].split()[0]
    assert main(["ingest", str(new), "--replaces", key, *data]) == 0
    assert f"取代旧版本 {key}" in capsys.readouterr().out
    assert main(["documents", *data]) == 0
    assert "共 1 份文件" in capsys.readouterr().out
    assert main(["documents", "--superseded", *data]) == 0
    said = capsys.readouterr().out
    assert "共 2 份文件" in said
    assert "已被" in said
    assert main(["ingest", str(old), str(new), "--replaces", key, *data]) == 2
    assert main(["ingest", str(tmp_path / "旧.txt"), "--replaces", "ffffffff", *data]) == 2
    assert "没有编号为 ffffffff" in capsys.readouterr().err
