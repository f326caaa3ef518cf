"""In a large catalogue indexes narrow what is read; the answers stay the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zeren_graph.knowledge import Knowledge
from zeren_service.questions import ask, corpus

QUESTIONS = [
    "环保分局牵头哪些任务",
    "财政局负责几项任务",
    "环保分局和财政局共同牵头哪些任务",
    "经发局牵头但环保分局不参与的任务",
    "没有环保分局参与的任务有几项",
    "2018年底前要完成的任务有哪些",
    "2019年要完成哪些任务",
    "环保分局牵头、2018年底前要完成的任务有哪些",
    "海绵城市归谁管",
    "大气污染防治由谁牵头",
    "涉及湿地的任务有哪些",
    "哪个部门牵头的任务最多",
    "任务最少的部门有哪些",
    "牵头任务最多的前三个部门",
    "环保分局和经发局谁牵头的任务多",
    "责任单位最多的任务是哪项",
    "哪些任务没有责任单位",
    "污水处理率要达到多少",
    "领导小组组长是谁",
    "引用了哪些文件",
    "水利局牵头哪些任务",
    "人工智能由谁负责",
]


@pytest.fixture(scope="module")
def pair(plan_bytes: bytes) -> Iterator[tuple[Knowledge, Knowledge]]:
    with Knowledge.open(None) as small, Knowledge.open(None) as large:
        for known in (small, large):
            known.ingest(plan_bytes, "plan.txt")
        yield small, large


@pytest.mark.parametrize("question", QUESTIONS)
def test_same_answer(
    question: str, pair: tuple[Knowledge, Knowledge], monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = pair
    expected = ask(small.catalogue, question)
    monkeypatch.setattr(corpus, "_WHOLE_DOCUMENTS", 0)
    found = ask(large.catalogue, question)
    assert (found.kind, found.total) == (expected.kind, expected.total), found.answer
    assert {item.id for item in found.items} == {item.id for item in expected.items}
    for item in found.items:
        text = large.catalogue.text(item.proof.document)
        assert text is not None
        assert text[item.proof.start : item.proof.end] == item.proof.quote


def test_a_section_wants_a_document_there(
    pair: tuple[Knowledge, Knowledge], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, large = pair
    monkeypatch.setattr(corpus, "_WHOLE_DOCUMENTS", 0)
    assert "指定文件" in ask(large.catalogue, "第三部分有哪些任务").answer
