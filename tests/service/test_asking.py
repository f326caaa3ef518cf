"""Questions over HTTP and from the command line: what comes before, what day it is, what else to do."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from zeren_service.cli import main
from zeren_service.questions.cutting import cut, warm
from zeren_service.routers import pages

PLAN = str(Path(__file__).parents[2] / "source_docs" / "经区生态文明建设实施方案.txt")


def _ask(client: Any, question: str, **more: str) -> dict[str, Any]:
    response = client.post("/api/v1/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def test_a_question_goes_on_from_the_one_before(client: Any) -> None:
    first = _ask(client, "环保分局牵头哪些任务")
    second = _ask(client, "那财政局呢？", after=first["question"])
    assert second["question"] == "那财政局呢？"
    assert second["reading"]["filters"]["read_as"] == "财政局牵头哪些任务"
    assert second["items"] == _ask(client, "财政局牵头哪些任务")["items"]
    third = _ask(client, "有几项？", after=second["reading"]["filters"]["read_as"])
    assert (third["kind"], third["total"]) == ("count", second["total"])


def test_a_whole_question_leaves_the_one_before_alone(client: Any) -> None:
    alone = _ask(client, "引用了哪些文件")
    assert _ask(client, "引用了哪些文件", after="环保分局牵头哪些任务") == alone


def test_without_a_question_before_it_is_refused(client: Any) -> None:
    body = _ask(client, "那它配合的呢")
    assert body["kind"] == "refusal"
    assert body["reading"]["filters"]["reason"] == "no-context"


def test_the_day_is_the_callers(client: Any, problem: Any) -> None:
    assert _ask(client, "哪些任务已经过期")["kind"] == "refusal"
    found = _ask(client, "哪些任务已经过期", today="2018-07-01")
    assert {item["path"] for item in found["items"]} == {"二/(一)/3", "二/(五)/1", "二/(五)/5"}
    assert found["reading"]["filters"]["due_before"] == "2018-06-30"
    bad = {"question": "今年到期的任务", "today": "昨天"}
    problem(client.post("/api/v1/ask", json=bad), 422)


def test_a_long_answer_comes_in_pages(client: Any, problem: Any) -> None:
    question = {"question": "环保分局牵头哪些任务"}
    whole = client.post("/api/v1/ask", json=question).json()
    assert "next" not in whole
    walked: list[Any] = []
    cursor = None
    for _ in range(3):
        body = question | {"limit": 10} | ({"cursor": cursor} if cursor else {})
        page = client.post("/api/v1/ask", json=body).json()
        assert (page["total"], page["answer"]) == (26, whole["answer"])
        walked.extend(page["items"])
        cursor = page["next"]
    assert cursor is None
    assert walked == whole["items"]
    first = client.post("/api/v1/ask", json=question | {"limit": 10}).json()
    other = {"question": "经发局牵头哪些任务", "limit": 10, "cursor": first["next"]}
    told = problem(client.post("/api/v1/ask", json=other), 400)
    assert told["type"].endswith("bad-cursor")
    problem(client.post("/api/v1/ask", json=question | {"limit": 0}), 422)


def test_what_was_left_out_comes_with_the_first_page(client: Any) -> None:
    question = {"question": "湿地保护有哪些任务", "limit": 1}
    first = client.post("/api/v1/ask", json=question).json()
    assert first["excluded"]
    assert first["next"] is None
    many = {"question": "涉及湿地的任务有哪些", "limit": 5}
    page = client.post("/api/v1/ask", json=many).json()
    last = client.post("/api/v1/ask", json=many | {"cursor": page["next"]}).json()
    assert (len(page["items"]), len(last["items"]), last["total"]) == (5, 3, 8)


def test_the_page_leads_to_the_rest(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_LISTED", 20)
    page = client.get("/ask", params={"question": "环保分局牵头哪些任务"}).text
    assert "这里是第 1 至 20 项" in page
    link = re.search(r'href="(/ask\?[^"]+)" rel="next">后面的 6 项<', page)
    assert link is not None
    rest = client.get(html.unescape(link[1])).text
    assert '<ol class="evidence" start="21">' in rest
    assert rest.count("<blockquote>") == 6
    assert 'rel="next"' not in rest


def test_a_refusal_offers_a_search_that_finds(client: Any) -> None:
    body = _ask(client, "怎么治理黑臭水体")
    assert body["kind"] == "refusal"
    assert body["items"] == []
    words = body["reading"]["filters"]["search"]
    assert words in body["answer"]
    assert client.get("/api/v1/search", params={"q": words}).json()["total"] > 0
    assert "search" not in _ask(client, "写一首诗")["reading"]["filters"]


def test_page_leads_on_from_a_refusal(client: Any) -> None:
    page = client.get("/ask", params={"question": "怎么治理黑臭水体"}).text
    assert 'href="/search?q=' in page
    typo = client.get("/ask", params={"question": "财正局有哪些任务"}).text
    assert ">财政局有哪些任务</a>" in typo
    after = {"question": "那财政局呢", "after": "环保分局牵头哪些任务", "part": "true"}
    assert 'data-question="财政局牵头哪些任务"' in client.get("/ask", params=after).text


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "今年到期的任务有几项", "--today", "2018-03-01", "--file", PLAN]) == 0
    assert "共2项" in capsys.readouterr().out
    assert main(["ask", "那财政局呢", "--after", "环保分局牵头几项任务", "--file", PLAN]) == 0
    assert "财政局牵头的任务共10项" in capsys.readouterr().out


def test_the_dictionary_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from zeren_service.questions import cutting

    loads: list[int] = []
    real = cutting._load.__wrapped__

    @cache
    def load() -> Any:
        loads.append(1)
        return real()

    monkeypatch.setattr(cutting, "_load", load)
    warm()
    assert cut("生态文明") == ("生态", "文明")
    assert loads == [1]
