"""Documents: upload once, read in every form, remove."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from zeren_parser import Plan, dump

Problem = Callable[[httpx.Response, int], dict[str, Any]]
Fresh = Callable[..., Any]
TEXT = "一、重点任务\n(一)推广绿色低碳出行。到2020年，公交分担率达到30%以上。(牵头单位:宣传部,责任单位:建设局)\n"


@pytest.mark.parametrize("way", ["form", "raw"])
def test_a_new_file_is_created_and_the_same_file_is_known(way: str, fresh: Fresh) -> None:
    client = fresh()
    data = TEXT.encode()
    options: dict[str, Any] = (
        {"files": {"file": ("方案.txt", data)}}
        if way == "form"
        else {"content": data, "params": {"name": "方案.txt"}}
    )
    first = client.post("/api/v1/documents", **options)
    again = client.post("/api/v1/documents", **options)
    assert first.status_code == 201
    assert again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["name"] == "方案.txt"
    assert first.json()["tasks"] == 1
    assert client.get(first.headers["location"]).json() == first.json()
    assert client.get("/api/v1/documents").json()["total"] == 1


def test_the_plan_is_what_the_parser_gives(client: Any, document: str, plan: Plan) -> None:
    response = client.get(f"/api/v1/documents/{document}/plan")
    assert response.content.decode() == dump(plan)


def test_text_and_source_come_back_whole(
    client: Any, document: str, plan: Plan, plan_bytes: bytes
) -> None:
    assert client.get(f"/api/v1/documents/{document}/text").text == plan.text
    source = client.get(f"/api/v1/documents/{document}/source")
    assert source.content == plan_bytes
    assert source.headers["content-type"] == "application/octet-stream"
    assert "filename*=UTF-8''" in source.headers["content-disposition"]


def test_a_beginning_of_an_id_will_do(client: Any, document: str) -> None:
    assert client.get(f"/api/v1/documents/{document[:8]}").json()["id"] == document


def test_what_is_removed_is_gone(fresh: Fresh, problem: Problem) -> None:
    client = fresh()
    row = client.post("/api/v1/documents", content=TEXT.encode()).json()
    assert client.delete(f"/api/v1/documents/{row['id']}").status_code == 204
    problem(client.get(f"/api/v1/documents/{row['id']}"), 404)
    problem(client.delete(f"/api/v1/documents/{row['id']}"), 404)
    assert client.get("/api/v1/tasks").json() == {"items": [], "total": 0, "next": None}


def test_tasks_of_a_document_carry_their_place(client: Any, document: str, plan: Plan) -> None:
    page = client.get(f"/api/v1/documents/{document}/tasks", params={"limit": 500}).json()
    assert page["total"] == len(plan.tasks)
    for task in page["items"]:
        for held in task["assignments"]:
            printed = plan.text[held["start"] : held["end"]]
            assert "".join(printed.split()) == held["department"]


def test_lint_lists_every_note(client: Any, document: str, plan: Plan) -> None:
    body = client.get(f"/api/v1/documents/{document}/lint").json()
    assert body["total"] == len(plan.diagnostics) == len(body["items"])
    assert body["next"] is None


def test_the_matrix_has_a_cell_for_each_task_and_department(client: Any, document: str) -> None:
    matrix = client.get(f"/api/v1/documents/{document}/matrix").json()
    assert len(matrix["cells"]) == len(matrix["tasks"])
    assert {len(row) for row in matrix["cells"]} == {len(matrix["departments"])}


@pytest.mark.parametrize("part", ["", "/plan", "/text", "/source", "/tasks", "/matrix", "/lint"])
def test_an_unknown_document_is_told_so(part: str, client: Any, problem: Problem) -> None:
    body = problem(client.get(f"/api/v1/documents/0000000000000000{part}"), 404)
    assert body["type"] == "urn:zeren:problem:unknown-document"
