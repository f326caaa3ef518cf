"""Lists: every filter, every page, every format, and nothing cut silently."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from zeren_parser import Plan, Role

LISTS = ["documents", "tasks", "departments", "people", "targets", "citations"]


@pytest.mark.parametrize("name", LISTS)
def test_following_the_link_gives_everything_once(name: str, client: Any) -> None:
    whole = client.get(f"/api/v1/{name}", params={"limit": 500}).json()
    assert whole["next"] is None
    address, found = f"/api/v1/{name}?limit=7&format=json", []
    while address:
        response = client.get(address)
        page = response.json()
        assert page["total"] == whole["total"] == len(whole["items"])
        assert len(page["items"]) <= 7
        found += page["items"]
        address = response.links.get("next", {}).get("url", "")
        assert (address == "") == (page["next"] is None)
    assert found == whole["items"]


def test_a_link_with_chinese_in_it_is_percent_encoded(client: Any) -> None:
    response = client.get("/api/v1/tasks", params={"department": "经发局", "limit": 1})
    assert response.headers["link"].isascii()
    address = response.headers["link"][1:].partition(">")[0]
    assert client.get(address).json()["items"][0]["id"] != response.json()["items"][0]["id"]


def test_tasks_by_department_and_role(client: Any, plan: Plan) -> None:
    unit = next(o for o in plan.organisations if "经发局" in (o.name, *o.aliases))
    held = {
        t.id
        for t in plan.tasks
        if any(a.organisation == unit.id and a.role is Role.LEAD for a in t.assignments)
    }
    for address in ("/api/v1/departments/经发局/tasks", "/api/v1/tasks?department=经发局"):
        page = client.get(address, params={"role": "lead", "limit": 500, **_query(address)}).json()
        assert {task["id"] for task in page["items"]} == held


def _query(address: str) -> dict[str, str]:
    return {"department": "经发局"} if "?" in address else {}


def test_several_departments_must_all_hold_the_task(client: Any) -> None:
    def ids(*names: str) -> set[str]:
        params = [("limit", "500"), *(("department", name) for name in names)]
        return {t["id"] for t in client.get("/api/v1/tasks", params=params).json()["items"]}

    assert ids("经发局", "财政局") == ids("经发局") & ids("财政局")


def test_filters_combine(client: Any, document: str) -> None:
    everything = client.get("/api/v1/tasks", params={"limit": 500}).json()["total"]
    for params in (
        {"q": "节能"},
        {"due_before": "2020"},
        {"due_after": "2018-01", "due_before": "2020-12-31"},
        {"document": document[:8], "role": "supervise"},
    ):
        page = client.get("/api/v1/tasks", params=params).json()
        assert page["total"] < everything
        if "q" in params:
            assert page["items"]
            assert all(params["q"] in "".join(t["text"].split()) for t in page["items"])


@pytest.mark.parametrize("name", LISTS)
def test_a_download_holds_the_whole_list(name: str, client: Any) -> None:
    total = client.get(f"/api/v1/{name}").json()["total"]
    response = client.get(f"/api/v1/{name}", params={"format": "csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"].isascii()
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == total + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/api/v1/{name}", params={"format": "xlsx"}).content)
    )
    assert book.active.max_row == total + 2  # title and heading stand above


def test_a_download_can_be_one_page_and_without_a_mark(client: Any) -> None:
    params = {"format": "csv", "limit": 3, "bom": "false"}
    response = client.get("/api/v1/tasks", params=params)
    assert response.content.startswith("序号".encode())
    assert response.headers["x-total-count"] == "68"
    assert 'rel="next"' in response.headers["link"]


def test_the_accept_header_chooses_too(client: Any, problem: Any) -> None:
    headers = {"Accept": "text/csv, application/json;q=0.5"}
    response = client.get("/api/v1/tasks", headers=headers)
    assert response.headers["content-type"].startswith("text/csv")
    body = problem(client.get("/api/v1/tasks", headers={"Accept": "image/png"}), 406)
    assert "text/csv" in body["offered"]


@pytest.mark.parametrize("form", ["md", "html", "docx"])
def test_the_other_formats_name_the_departments(form: str, client: Any) -> None:
    response = client.get("/api/v1/departments/经发局/tasks", params={"format": form})
    text = (
        zipfile.ZipFile(io.BytesIO(response.content)).read("word/document.xml").decode()
        if form == "docx"
        else response.text
    )
    assert "经发局" in text
    assert "国土资源分局" in text


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv", "html", "md", "json"])
def test_the_same_request_gives_the_same_bytes(form: str, client: Any, document: str) -> None:
    address = f"/api/v1/documents/{document}/matrix?format={form}"
    assert client.get(address).content == client.get(address).content


def test_blank_search_words_mean_no_search(client: Any) -> None:
    assert client.get("/api/v1/tasks?q=%20").json()["total"] == 68
