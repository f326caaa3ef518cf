"""What every list takes: filters that repeat, orders, fields, and the links of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Problem = Callable[[httpx.Response, int], dict[str, Any]]
API = "/api/v1"
SORTS = {
    "documents": ["arrival", "published", "tasks", "title"],
    "tasks": ["position", "due", "title"],
    "departments": ["name", "lead", "tasks"],
}


def _ids(client: Any, address: str, *pairs: tuple[str, str]) -> set[str]:
    page = client.get(f"{API}/{address}", params=[("limit", "500"), *pairs]).json()
    assert page["total"] == len(page["items"])
    return {row["id"] for row in page["items"]}


def test_several_departments_all_or_any(client: Any) -> None:
    both = [("department", "经发局"), ("department", "财政局")]
    one, other = (_ids(client, "tasks", pair) for pair in both)
    assert _ids(client, "tasks", *both) == one & other
    assert _ids(client, "tasks", *both, ("match", "any")) == one | other


def test_several_roles_mean_any_of_them(client: Any) -> None:
    for address in ("tasks", "departments/经发局/tasks"):
        lead, support = (_ids(client, address, ("role", r)) for r in ("lead", "responsible"))
        both = _ids(client, address, ("role", "lead"), ("role", "responsible"))
        assert both == lead | support
        assert lead
        assert support


def test_a_section_holds_what_is_below_it(client: Any, document: str) -> None:
    address = f"documents/{document}/tasks"
    rows = client.get(f"{API}/{address}?limit=500").json()["items"]
    for section, written in (("二/(一)", "二/（一）"), ("二/(五)", "二/(五)/")):
        wanted = {row["id"] for row in rows if row["path"].startswith(f"{section}/")}
        assert wanted
        assert _ids(client, address, ("section", written)) == wanted


@pytest.mark.parametrize("mark", ["has_lead", "has_deadline", "has_target", "open_ended"])
def test_yes_and_no_part_the_list(mark: str, client: Any) -> None:
    yes, no = (_ids(client, "tasks", (mark, value)) for value in ("true", "false"))
    assert yes | no == _ids(client, "tasks")
    assert not yes & no


@pytest.mark.parametrize("name", SORTS)
def test_an_order_can_be_turned_round(name: str, client: Any) -> None:
    for sort in SORTS[name]:
        there, back = (
            [r["id"] for r in client.get(f"{API}/{name}?limit=500&sort={s}").json()["items"]]
            for s in (sort, f"-{sort}")
        )
        assert back == there[::-1]


def test_fields_cut_each_item_to_what_is_wanted(client: Any) -> None:
    whole = client.get(f"{API}/tasks?limit=5").json()
    page = client.get(f"{API}/tasks?limit=5&fields=title,id").json()
    assert page == whole | {
        "items": [{"title": row["title"], "id": row["id"]} for row in whole["items"]]
    }


def test_fields_that_are_not_there_are_told(client: Any, problem: Problem) -> None:
    for address in (f"{API}/tasks?fields=titel", f"{API}/documents?q=没有这样的文件&fields=titel"):
        body = problem(client.get(address), 422)
        assert "titel" in body["detail"]
        assert "title" in body["detail"]
    problem(client.get(f"{API}/tasks?fields=id&format=csv"), 422)


def test_links_lead_to_the_first_and_the_next_page(client: Any) -> None:
    first = client.get(f"{API}/tasks", params={"department": "经发局", "limit": 5})
    links = httpx.Response(200, headers={"Link": first.headers["link"]}).links
    second = client.get(links["next"]["url"])
    assert httpx.Response(200, headers=second.headers).links["first"] == links["first"]
    assert client.get(links["first"]["url"]).json() == first.json()
    assert first.headers["x-total-count"] == str(first.json()["total"])


def test_lint_notes_are_paged_too(client: Any, document: str) -> None:
    address: str | None = f"{API}/documents/{document}/lint?limit=3"
    found: list[Any] = []
    while address:
        response = client.get(address)
        found += response.json()["items"]
        address = response.links.get("next", {}).get("url")
    assert found == client.get(f"{API}/documents/{document}/lint?limit=500").json()["items"]
    assert len(found) > 3
