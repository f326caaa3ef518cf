"""Departments: found by id, full name and abbreviation; doubt is shown, never resolved by guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from zeren_graph.knowledge import Knowledge
from zeren_parser import parse

Problem = Callable[[httpx.Response, int], dict[str, Any]]
TEXT = "(一)推广绿色出行。(牵头单位:财政局,责任单位:建设局)\n(二){}。(牵头单位:宣传部)\n"


def test_id_name_and_abbreviation_lead_to_one_row(client: Any) -> None:
    row = client.get(f"/api/v1/departments/{quote('经发局')}").json()
    assert "经发局" in row["aliases"]
    for key in (row["id"], row["name"], "经发局", " 经发局 "):
        assert client.get(f"/api/v1/departments/{quote(key)}").json() == row


def test_an_unknown_name_gets_the_nearest(client: Any, problem: Problem) -> None:
    body = problem(client.get("/api/v1/departments/财务局"), 404)
    assert "财政局" in [row["name"] for row in body["near"]]
    assert "财政局" in body["detail"]
    for row in body["near"]:
        assert client.get(row["href"]).json()["id"] == row["id"]


def test_a_name_like_nothing_gets_none(client: Any, problem: Problem) -> None:
    assert problem(client.get("/api/v1/departments/xyz"), 404)["near"] == []


@pytest.fixture
def two_districts(fresh: Callable[..., Any]) -> Iterator[Any]:
    """Return a client of two districts that have a 财政局 each."""
    with Knowledge.open(None) as knowledge:
        for place in ("东区", "西区"):
            data = TEXT.format(f"建设{place}").encode()
            plan = parse(data)
            plan = replace(plan, document=replace(plan.document, jurisdiction=place))
            knowledge.catalogue.put(plan, data)
        yield fresh(knowledge)


def test_one_name_in_two_districts_is_a_choice(two_districts: Any, problem: Problem) -> None:
    for address in (
        "/api/v1/departments/财政局",
        "/api/v1/departments/财政局/tasks",
        "/api/v1/tasks?department=财政局",
        "/api/v1/targets?department=财政局",
    ):
        body = problem(two_districts.get(address), 300)
        assert {row["jurisdiction"] for row in body["candidates"]} == {"东区", "西区"}
        for row in body["candidates"]:
            assert two_districts.get(row["href"]).status_code == 200, "the same question, settled"
    body = problem(two_districts.get("/api/v1/departments/财政局"), 300)
    for row in body["candidates"]:
        assert two_districts.get(row["href"]).json()["jurisdiction"] == row["jurisdiction"]


def test_the_document_settles_the_choice(two_districts: Any) -> None:
    documents = two_districts.get("/api/v1/documents").json()["items"]
    found = {
        two_districts.get(f"/api/v1/departments/财政局?document={row['id']}").json()["id"]
        for row in documents
    }
    assert len(found) == 2


def test_departments_sorted_by_lead(client: Any) -> None:
    rows = client.get("/api/v1/departments?sort=lead&limit=500").json()["items"]
    counts = [row["lead"] for row in rows]
    assert counts == sorted(counts, reverse=True)
