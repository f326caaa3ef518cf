"""Two documents compared, over HTTP and on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zeren_service.cli import main

OLD = "(一)推广绿色出行。(牵头单位:宣传部,责任单位:建设局)\n(二)治理污水。(牵头单位:水务局)\n"
NEW = "(一)推广绿色出行。(牵头单位:环保局,责任单位:建设局)\n(二)植树造林。(牵头单位:林业局)\n"


def test_what_changed_over_http(fresh: Any, problem: Any) -> None:
    client = fresh()
    old, new = (
        client.post("/api/v1/documents?name=a.txt", content=text.encode()).json()["id"]
        for text in (OLD, NEW)
    )
    diff = client.get(f"/api/v1/documents/{old}/diff/{new}").json()
    assert diff["old"]["id"] == old
    assert diff["counts"] == {
        "added": 1, "removed": 1, "lead-changed": 1, "joined": 1, "left": 1
    }  # fmt: skip
    table = client.get(f"/api/v1/documents/{old}/diff/{new}?format=csv&bom=false").text
    assert "换牵头单位" in table
    assert client.get(f"/api/v1/documents/{old}/diff/{new}?format=xlsx").content[:2] == b"PK"
    found = client.get(f"/api/v1/documents/{old}/cascade/{new}").json()
    assert [len(link["counterparts"]) for link in found["links"]] == [1, 0]
    assert found["missing"] == 1
    assert "下级没有对应任务" in client.get(f"/api/v1/documents/{old}/cascade/{new}?format=md").text
    problem(client.get(f"/api/v1/documents/{old}/diff/ffffffff"), 404)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = [tmp_path / "旧.txt", tmp_path / "新.txt"]
    for path, text in zip(paths, (OLD, NEW), strict=True):
        path.write_text(text, "utf-8")
    return [str(path) for path in paths]


def test_what_changed_on_the_command_line(files: list[str], tmp_path: Path, capsys: Any) -> None:
    assert main(["diff", *files]) == 0
    said = capsys.readouterr().out
    assert "换牵头单位：宣传部 → 环保局" in said
    assert "新增任务：林业局（牵头）" in said
    assert main(["diff", files[0], files[0]]) == 1
    assert "没有变化" in capsys.readouterr().out
    for suffix in ("xlsx", "docx", "csv", "html"):
        assert main(["diff", *files, "-o", str(tmp_path / f"x.{suffix}")]) == 0
        assert (tmp_path / f"x.{suffix}").stat().st_size > 100
    capsys.readouterr()
    assert main(["cascade", *files, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["missing"] == 1
    assert main(["cascade", *files]) == 0
    assert "✗ 下级没有对应任务" in capsys.readouterr().out


def test_documents_of_the_data_folder_by_id(files: list[str], tmp_path: Path, capsys: Any) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert main(["ingest", *files, *data]) == 0
    assert main(["documents", "--format", "json", *data]) == 0
    out = capsys.readouterr().out
    rows = json.loads(out[out.index("{") :])["items"]
    ids = {row["name"]: row["id"] for row in rows}
    assert main(["diff", ids["旧.txt"], ids["新.txt"], *data]) == 0
    assert "换牵头单位" in capsys.readouterr().out
    assert main(["diff", ids["旧.txt"], files[1], *data]) == 0
    assert main(["diff", "ffffffff", files[1], *data]) == 1
    assert "没有编号为 ffffffff" in capsys.readouterr().err
