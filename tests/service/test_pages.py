"""The web page: the text whole under its marks, every link to a place that is there."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren_parser import Plan
from zeren_service.web.pieces import Mark, cut

TEXT = "一、推广绿色出行𠮷。\n(牵头单位:宣传部)"
SPANS = st.tuples(st.integers(-2, len(TEXT) + 2), st.integers(-2, len(TEXT) + 2))


@given(st.lists(SPANS, max_size=8))
def test_pieces_join_to_the_text_and_each_mark_covers_its_stretch(
    spans: list[tuple[int, int]],
) -> None:
    marks = [Mark(start, end, f"k{i}", "kind") for i, (start, end) in enumerate(spans)]
    pieces = cut(TEXT, marks)
    assert "".join(piece.text for piece in pieces) == TEXT
    anchors = [anchor for piece in pieces for anchor in piece.anchors]
    assert len(anchors) == len(set(anchors))
    for mark in marks:
        covered = "".join(p.text for p in pieces if mark.key in p.keys.split())
        fits = 0 <= mark.start < mark.end <= len(TEXT)
        assert covered == (TEXT[mark.start : mark.end] if fits else "")
        assert (mark.key in anchors) == fits


def _shown(page: str) -> str:
    inside = re.search(r'<div class="text"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert inside is not None
    return unescape(re.sub(r"<[^>]+>", "", inside[1]))


def test_the_page_shows_the_text_unchanged(client: Any, document: str, plan: Plan) -> None:
    assert _shown(client.get(f"/documents/{document}").text) == plan.text


def test_every_jump_has_a_target_and_no_address_is_used_twice(client: Any, document: str) -> None:
    department = client.get("/api/v1/departments/经发局").json()["id"]
    page = client.get(f"/documents/{document}", params={"department": department}).text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    jumps = re.findall(r'class="jump" href="#([^"]+)"', page)
    assert len(jumps) > 100
    assert set(jumps) <= set(ids)


def test_the_tasks_of_a_department_are_shown_by_role(client: Any, document: str) -> None:
    row = client.get("/api/v1/departments/经发局").json()
    part = client.get(f"/documents/{document}/departments/{row['id']}").text
    assert row["name"] in part
    for role, word in (("lead", "牵头"), ("responsible", "责任")):
        assert f'<span class="role {role}">{word}</span>{row[role]} 项' in part


def test_a_place_in_the_address_is_marked(client: Any, document: str, plan: Plan) -> None:
    span = plan.tasks[3].assignments[0].span
    page = client.get(f"/documents/{document}?at={span.start}-{span.end}").text
    marked = re.findall(r'<span class="[^"]*\bat\b[^"]*"[^>]*>([^<]*)</span>', page)
    assert "".join(marked) == span.of(plan.text)
    assert 'id="at"' in page


@pytest.mark.parametrize("at", ["x", "9-", "99999999-999999999", "5-5"])
def test_a_place_that_is_none_is_passed_over(at: str, client: Any, document: str) -> None:
    response = client.get(f"/documents/{document}", params={"at": at})
    assert response.status_code == 200
    assert 'id="at"' not in response.text


def test_a_question_is_answered_on_a_page(client: Any, document: str) -> None:
    for part in ("", "true"):
        params = {"question": "经发局牵头哪些任务？", "document": document}
        page = client.get("/ask", params=params | ({"part": part} if part else {}))
        assert page.status_code == 200
        assert f"/documents/{document}?at=" in page.text
        assert page.text.startswith("<!doctype") == (not part)


def test_the_api_answers_with_places_that_are_true(client: Any, plan: Plan) -> None:
    answer = client.post("/api/v1/ask", json={"question": "经发局牵头哪些任务？"}).json()
    assert answer["kind"] == "tasks"
    assert answer["total"] == len(answer["items"])
    for item in answer["items"]:
        assert "".join(plan.text[item["start"] : item["end"]].split()) == "".join(
            item["quote"].split()
        )


def test_the_form_works_without_scripts(fresh: Any) -> None:
    client = fresh()
    files = {"file": ("方案.txt", "推广绿色出行。(牵头单位:宣传部)".encode())}
    response = client.post("/upload", files=files, headers={"Accept": "text/html"})
    assert response.status_code == 303
    assert client.get(response.headers["location"]).status_code == 200
    empty = client.post("/upload", files={"file": b""}, headers={"Accept": "text/html"})
    assert empty.status_code == 422
    assert "请选择有内容的文件" in empty.text


def test_the_home_page_of_an_empty_store_says_what_to_do(fresh: Any) -> None:
    assert "请先上传一份方案" in fresh().get("/").text
