"""Full-text search: over HTTP, from the command line and on the page; the places it shows are true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import BadCursor
from zeren_graph.knowledge import Knowledge
from zeren_parser import parse
from zeren_service.cli import main
from zeren_service.questions.search_words import search_words
from zeren_service.search import search
from zeren_service.search.ranking import Candidate, scores

API = "/api/v1/search"
PLAN = str(Path(__file__).parents[2] / "source_docs" / "经区生态文明建设实施方案.txt")
OTHER = """西山县农村公路实施方案

发布单位：西山县人民政府办公室

一、总体要求

水污染防治与公路建设统筹推进。

二、重点任务

1.修建农村公路。到2024年，新建公路120公里。（牵头单位：交通局，配合单位：财政局）
"""


def _paths(body: dict[str, Any], kind: str = "task") -> list[str]:
    return [item["path"] for item in body["items"] if item["kind"] == kind]


def test_every_snippet_stands_where_it_says(client: Any, knowledge: Knowledge) -> None:
    for q in ("黑臭水体", "生态 文明 建设", "领导小组", "2020年", "GDP"):
        body = client.get(API, params={"q": q, "limit": 200}).json()
        assert body["total"] == len(body["items"]) > 0
        for hit in body["items"]:
            text = knowledge.catalogue.text(hit["document"])
            assert text is not None
            assert text[hit["start"] : hit["end"]] == hit["snippet"]
            for start, end in hit["marks"]:
                said = "".join(hit["snippet"][start:end].split()).lower()
                assert any(word in said or said in word for word in body["words"])


def test_a_title_comes_before_a_mention(client: Any) -> None:
    body = client.get(API, params={"q": "水污染"}).json()
    assert _paths(body)[0] == "二/(五)/2"
    assert len(body["items"]) > 1


def test_all_words_must_be_there_and_some_are_told(client: Any) -> None:
    both = client.get(API, params={"q": "秸秆 地膜"}).json()
    assert _paths(both) == ["二/(五)/4"]
    assert both["any_word"] is False
    some = client.get(API, params={"q": "秸秆 飞机场"}).json()
    assert some["any_word"] is True
    assert set(_paths(some)) == {"二/(五)/1", "二/(五)/4"}


def test_quoted_words_stay_together(client: Any) -> None:
    assert client.get(API, params={"q": "“污水处理厂污泥”"}).json()["words"] == ["污水处理厂污泥"]
    assert client.get(API, params={"q": "“处理污水厂”"}).json()["total"] == 0


def test_filters(client: Any) -> None:
    every = client.get(API, params={"q": "节能"}).json()
    mine = client.get(API, params={"q": "节能", "department": "工委办", "role": "lead"}).json()
    assert _paths(mine) == ["二/(四)/1#4"]
    assert every["total"] > mine["total"]
    kinds = {
        kind: client.get(API, params={"q": "生态文明", "kind": kind, "limit": 100}).json()
        for kind in ("task", "passage", "document")
    }
    assert all({item["kind"] for item in body["items"]} == {k} for k, body in kinds.items())
    whole = client.get(API, params={"q": "生态文明", "limit": 100}).json()
    assert whole["total"] == sum(body["total"] for body in kinds.values())


def test_pages_add_up(client: Any) -> None:
    whole = client.get(API, params={"q": "生态", "limit": 200}).json()
    seen: list[dict[str, Any]] = []
    params: dict[str, Any] = {"q": "生态", "limit": 7}
    while True:
        response = client.get(API, params=params)
        body = response.json()
        seen += body["items"]
        assert ("next" in response.links) == (body["next"] is not None)
        if body["next"] is None:
            break
        params["cursor"] = body["next"]
    assert seen == whole["items"]
    assert len(seen) == whole["total"] == whole["ranked"]


def test_bad_requests(client: Any, problem: Any) -> None:
    problem(client.get(API), 422)
    problem(client.get(API, params={"q": "  "}), 422)
    problem(client.get(API, params={"q": "节能", "document": "nosuch99"}), 404)
    problem(client.get(API, params={"q": "节能", "department": "水利局"}), 404)
    problem(client.get(API, params={"q": "节能", "kind": "person"}), 422)
    problem(client.get(API, params={"q": "节能", "cursor": "x"}), 400)
    other = client.get(API, params={"q": "生态", "limit": 1}).json()["next"]
    problem(client.get(API, params={"q": "节能", "cursor": other}), 400)


@pytest.fixture(scope="module")
def two(plan_bytes: bytes) -> Catalogue:
    kept = Catalogue.open("sqlite://")
    for name, data in (("plan.txt", plan_bytes), ("other.txt", OTHER.encode())):
        kept.put(parse(data, name=name), data)
    return kept


def test_a_document_narrows(two: Catalogue) -> None:
    (other,) = two.documents(q="公路").items
    everywhere = search(two, "水污染防治")
    there = search(two, "水污染防治", document=other.id)
    assert {hit.document for hit in everywhere.items} == {row.id for row in two.documents().items}
    (hit,) = there.items
    assert (hit.kind, hit.path, hit.title) == ("passage", "一", "总体要求")


def test_a_cursor_is_no_use_after_a_change(plan_bytes: bytes) -> None:
    kept = Catalogue.open("sqlite://")
    kept.put(parse(plan_bytes, name="plan.txt"), plan_bytes)
    cursor = search(kept, "生态", limit=1).next
    assert cursor is not None
    kept.put(parse(OTHER.encode(), name="other.txt"), OTHER.encode())
    with pytest.raises(BadCursor):
        search(kept, "生态", cursor=cursor)


@settings(max_examples=80, deadline=None)
@given(
    typed=st.text(max_size=30) | st.sampled_from(["%", "_", '"', "“”", "《", "AND", "甲 OR 乙*"])
)
def test_any_text_is_searched(typed: str, two: Catalogue) -> None:
    page = search(two, typed, limit=200)
    assert page.ranked == page.total == len(page.items)
    for hit in page.items:
        text = two.text(hit.document)
        assert text is not None
        assert text[hit.start : hit.end] == hit.snippet
        ends = [0, *(place for mark in hit.marks for place in mark)]
        assert ends == sorted(ends)


def test_words_of_a_question_are_left_out(two: Catalogue) -> None:
    assert search_words("请问黑臭水体由谁牵头？")[:2] == ("黑臭", "水体")
    assert search(two, "环保分局").words == ("环保分局",)
    assert search_words("") == ()


def test_rare_words_and_titles_weigh_more() -> None:
    rare, common = Candidate("甲", "水源水源"), Candidate("乙", "生态生态")
    rest = [Candidate("丙", "生态")] * 5
    first, second, *_ = scores([rare, common, *rest], ["水源", "生态"])
    assert first > second
    titled, said = scores([Candidate("生态", "生态"), Candidate("丁", "生态")], ["生态"])
    assert titled > said
    assert scores([], ["生态"]) == []


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "黑臭水体", "--file", PLAN]) == 0
    out = capsys.readouterr().out
    assert "二/(五)/2" in out
    assert "【黑臭水体】" in out
    assert "共 1 条。" in out
    assert main(["search", "飞机场", "--file", PLAN]) == 1


def test_page(client: Any) -> None:
    page = client.get("/search", params={"q": "黑臭水体"}).text
    assert "<mark>黑臭水体</mark>" in page
    assert "共 1 条" in page
    assert client.get("/search").status_code == 200
    assert "&lt;b&gt;" in client.get("/search", params={"q": "<b>"}).text
