"""Questions on the real plan: the cases are in cases.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from zeren_graph.knowledge import Knowledge
from zeren_graph.vocabulary import BASE
from zeren_service.questions import Answer, ask

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases.toml").read_text("utf-8")
)["case"]
KEYS = {
    "question",
    "intent",
    "kind",
    "total",
    "paths",
    "includes",
    "labels",
    "label_includes",
    "quotes",
    "quotes_include",
    "says",
    "reason",
}
SHAPE = ["question", "reading", "kind", "items", "total", "answer", "sparql", "excluded"]


@pytest.fixture(scope="module")
def knowledge(plan_bytes: bytes) -> Knowledge:
    known = Knowledge.open()
    known.ingest(plan_bytes, "plan.txt")
    return known


def _proofs_are_true(knowledge: Knowledge, answer: Answer) -> None:
    for item in (*answer.items, *answer.excluded):
        text = knowledge.catalogue.text(item.proof.document)
        assert text is not None
        assert text[item.proof.start : item.proof.end] == item.proof.quote
        assert item.proof.quote.strip()


def _graph_agrees(knowledge: Knowledge, answer: Answer) -> None:
    if answer.sparql is None:
        return
    rows = knowledge.graph.select(answer.sparql)
    found = {
        unquote(next(v for v in row.values() if v.startswith(BASE)).rpartition("/")[2])
        for row in rows
    }
    assert found == {item.id for item in answer.items}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_case(case: dict[str, Any], knowledge: Knowledge) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    answer = ask(knowledge.catalogue, case["question"])
    wire = answer.to_dict()
    assert [key for key in wire if key != "number"] == SHAPE
    assert wire["kind"] == case["kind"], wire["answer"]
    paths = [item.get("path") for item in wire["items"]]
    labels = [item["label"] for item in wire["items"]]
    quotes = ["".join(item["quote"].split()) for item in wire["items"]]
    assert wire["total"] == len(wire["items"]) == case.get("total", 0)
    assert wire["reading"]["intent"] == case.get("intent", "refusal")
    if "paths" in case:
        assert sorted(paths) == sorted(case["paths"])
    assert sorted(labels) == sorted(case.get("labels", labels))
    assert quotes == case.get("quotes", quotes)
    assert set(case.get("includes", ())) <= set(paths)
    assert set(case.get("label_includes", ())) <= set(labels)
    assert set(case.get("quotes_include", ())) <= set(quotes)
    assert case.get("says", "") in wire["answer"]
    assert wire["reading"]["filters"].get("reason") == case.get("reason")
    _proofs_are_true(knowledge, answer)
    _graph_agrees(knowledge, answer)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 80
    assert sum(case["kind"] == "refusal" for case in CASES) >= 15


def test_abbreviation_and_full_name_are_one(knowledge: Knowledge) -> None:
    short = ask(knowledge.catalogue, "经发局牵头哪些任务")
    full = ask(knowledge.catalogue, "经济发展局牵头哪些任务")
    assert short.items == full.items
    assert short.reading == full.reading


def test_one_document_is_a_scope(knowledge: Knowledge) -> None:
    (row,) = knowledge.catalogue.documents().items
    answer = ask(knowledge.catalogue, "环保分局牵头几项任务", document=row.id)
    assert answer.total == 26
    assert answer.sparql is not None
    assert row.id in answer.sparql
    assert ask(knowledge.catalogue, "有哪些任务", document="nosuchdoc").kind == "refusal"


def test_a_reckoned_number_is_in_the_answer(knowledge: Knowledge) -> None:
    numbers = {
        question: ask(knowledge.catalogue, question).to_dict().get("number")
        for question in (
            "环保分局比经发局多牵头几项",
            "经发局比环保分局多牵头几项",
            "环保分局和经发局牵头的任务差几项",
            "环保分局牵头的任务占全部任务的比例",
            "平均每个部门牵头几项",
            "环保分局牵头几项任务",
        )
    }
    assert list(numbers.values()) == [5, -5, 5, 38.2, 5.6, None]
