"""With ZEREN_HIDE_PEOPLE nothing that leaves the service names a member; an administrator sees."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest

from zeren_graph.knowledge import Knowledge
from zeren_parser import Plan

Fresh = Callable[..., Any]
Problem = Callable[[httpx.Response, int], dict[str, Any]]
EVERYTHING = "SELECT ?o WHERE { ?s ?p ?o FILTER(isLiteral(?o)) }"


@pytest.fixture
def names(plan: Plan) -> list[str]:
    assert plan.roster is not None
    return ["".join(member.person.split()) for member in plan.roster.members]


@pytest.fixture
def hidden(fresh: Fresh, plan_bytes: bytes) -> Any:
    with Knowledge.open(None, hide_people=True) as knowledge:
        knowledge.ingest(plan_bytes, "方案.txt")
        yield fresh(knowledge, host="0.0.0.0", hide_people=True)  # noqa: S104


@pytest.fixture
def keys(hidden: Any) -> dict[str, dict[str, str]]:
    made = hidden.app.state.context.knowledge.catalogue.keys
    return {
        role: {"X-API-Key": made.add(role, role, today=date(2026, 1, 1))[1]}
        for role in ("read", "admin")
    }


def named(response: httpx.Response, names: list[str]) -> list[str]:
    """Return which of `names` an answer holds, also inside a workbook or a Word file."""
    data = response.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b"".join(book.read(name) for name in book.namelist())
    text = "".join(data.decode("utf-8", "replace").split())
    if text.startswith(("{", "[")):
        text = json.dumps(json.loads(data), ensure_ascii=False)
        text = "".join(text.replace("\\n", "").split())
    return [name for name in names if name in text]


def addresses(document: str) -> list[str]:
    people = [f"/api/v1/people?format={f}" for f in ("json", "csv", "xlsx", "docx", "html", "md")]
    graphs = [f"/api/v1/graph?format={f}" for f in ("ttl", "nq", "jsonld", "rdfxml", "graphml")]
    parts = ("plan", "text", "tasks", "matrix", "lint", "matrix?format=xlsx", "tasks?format=docx")
    return [
        *people,
        *graphs,
        *(f"/api/v1/documents/{document}/{part}" for part in parts),
        f"/documents/{document}",
        "/api/v1/departments",
        "/api/v1/tasks",
        "/ask?question=领导小组组长是谁？",
        "/search?q=组长",
        "/api/v1/search?q=组长",
        "/api/v1/suggest?q=组长",
        f"/sparql?query={EVERYTHING}",
    ]


def test_no_answer_names_anybody(
    hidden: Any, keys: dict[str, dict[str, str]], names: list[str], document: str
) -> None:
    seen = 0
    for address in addresses(document):
        response = hidden.get(address, headers=keys["read"])
        assert response.status_code == 200, (address, response.text)
        assert named(response, names) == [], address
        if not address.startswith("/sparql"):  # the graph itself holds no names
            seen += bool(named(hidden.get(address, headers=keys["admin"]), names))
        assert named(hidden.get(address, headers=keys["read"]), names) == [], "kept answers"
    assert seen >= 12, "the test looks where names are"


def test_a_question_about_the_group_is_answered_without_names(
    hidden: Any, keys: dict[str, dict[str, str]], names: list[str]
) -> None:
    question = {"question": "领导小组组长是谁？"}
    full = hidden.post("/api/v1/ask", json=question, headers=keys["admin"])
    public = hidden.post("/api/v1/ask", json=question, headers=keys["read"])
    assert named(full, names)
    assert named(public, names) == []
    assert public.json()["total"] == full.json()["total"] >= 1
    assert "某" in public.json()["items"][0]["label"]
    asked = {"question": f"{names[0]}负责哪些任务？"}
    answer = hidden.post("/api/v1/ask", json=asked, headers=keys["read"])
    assert answer.json()["total"] == 0


def test_what_needs_names_is_for_the_administrator(
    hidden: Any,
    keys: dict[str, dict[str, str]],
    names: list[str],
    document: str,
    problem: Problem,
    plan_bytes: bytes,
) -> None:
    source = f"/api/v1/documents/{document}/source"
    problem(hidden.get(source, headers=keys["read"]), 403)
    assert hidden.get(source, headers=keys["admin"]).content == plan_bytes
    by_name = f"/api/v1/tasks?person={names[0]}"
    problem(hidden.get(by_name, headers=keys["read"]), 403)
    assert hidden.get(by_name, headers=keys["admin"]).status_code == 200


def test_nobody_sees_names_without_a_key(fresh: Fresh, names: list[str], plan_bytes: bytes) -> None:
    with Knowledge.open(None, hide_people=True) as knowledge:
        knowledge.ingest(plan_bytes, "方案.txt")
        answer = fresh(knowledge, hide_people=True).get("/api/v1/people")
        assert answer.json()["total"] == len(names)
        assert named(answer, names) == []
