"""Who is who, over HTTP and on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from zeren_service.cli import main

PLAN = "丙市工作方案{}\n\n一、重点任务\n(一)推广绿色出行{}。(牵头单位:{})\n"
BY = {"who": "张三", "why": "三定方案"}


def test_a_decision_over_http(fresh: Any, problem: Any) -> None:
    client = fresh()
    for n, name in enumerate(("市场监管局", "市场监督管理局", "财政局")):
        text = PLAN.format(n, n, name).encode()
        assert client.post(f"/api/v1/documents?name={n}.txt", content=text).status_code == 201
    rows = client.get("/api/v1/departments").json()["items"]
    ids = {row["name"]: row["id"] for row in rows}
    found = client.get("/api/v1/organisations/open").json()
    if rows[0]["jurisdiction"]:  # only units of one place can be one
        assert [row["kind"] for row in found["items"]] == ["near-variant"]
    address = "/api/v1/organisations/decisions"
    body = {"kind": "merge", "subject": "市场监管局", "object": ids["市场监督管理局"], **BY}
    made = client.post(address, json=body)
    assert made.status_code == 201
    number = made.json()["num"]
    assert client.get("/api/v1/departments/市场监管局").json()["lead"] == 2
    assert client.get(f"/api/v1/departments/{ids['市场监管局']}").json()["name"] == "市场监督管理局"
    assert client.get("/api/v1/organisations/open").json()["total"] == 0
    assert client.get(f"{address}?format=csv&bom=false").text.startswith("号,决定")
    assert client.post(f"{address}/{number}/undo", json=BY).json()["undone_by"] == "张三"
    assert client.get("/api/v1/departments/市场监管局").json()["lead"] == 1
    assert client.get(address).json()["total"] == 1
    problem(client.post(f"{address}/{number}/undo", json=BY), 409)
    problem(client.post(address, json=body | {"object": "无此局"}), 404)
    problem(client.post(address, json=body | {"object": "市场监管局"}), 409)
    problem(client.post(address, json={"kind": "merge", "subject": "财政局"}), 422)
    split = {"kind": "split", "subject": "财政局", "documents": ["ffffffff"], **BY}
    problem(client.post(address, json=split), 404)


def test_a_decision_on_the_command_line(tmp_path: Path, capsys: Any) -> None:
    data = ["--data", str(tmp_path / "data")]
    for n, name in enumerate(("经发局", "经济发展局")):
        path = tmp_path / f"{n}.txt"
        path.write_text(PLAN.format(n, n, name), "utf-8")
        assert main(["ingest", str(path), *data]) == 0
    capsys.readouterr()
    base = ["organisations"]
    assert main([*base, "decisions", *data]) == 1
    assert main([*base, "merge", "经发局", "经济发展局", "--why", "三定方案", *data]) == 0
    assert "第 1 号决定，归并：经发局 → 经济发展局" in capsys.readouterr().out
    assert main(["departments", *data]) == 0
    assert "牵头 2" in capsys.readouterr().out
    assert main([*base, "decisions", "--format", "json", *data]) == 0
    (made,) = json.loads(capsys.readouterr().out)
    assert made["why"] == "三定方案"
    assert made["who"]
    assert main([*base, "undo", "1", "--why", "查错了", "--who", "李四", *data]) == 0
    assert "已撤销第 1 号决定" in capsys.readouterr().out
    assert main([*base, "undo", "1", "--why", "再来", *data]) == 2
    assert "撤销过" in capsys.readouterr().err
    assert main([*base, "merge", "经发局", "无此局", "--why", "x", *data]) == 1
    assert main([*base, "open", *data]) in (0, 1)
