"""What is offered while a question is being typed: it goes on from what was typed and has an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zeren_graph.catalogue import Catalogue
from zeren_graph.knowledge import Knowledge
from zeren_parser import parse
from zeren_service.cli import main
from zeren_service.questions import ask
from zeren_service.suggestions import suggest

PLAN = str(Path(__file__).parents[2] / "source_docs" / "经区生态文明建设实施方案.txt")
TYPED = [
    "",
    "环",
    "环保分局",
    "环保分局牵",
    "经发局和",
    "大气",
    "水污染防治由",
    "哪",
    "领导",
    "引用",
    "库",
]


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_offered_is_answered(typed: str, knowledge: Knowledge) -> None:
    offered = suggest(knowledge.catalogue, typed, limit=20)
    assert offered
    assert len({one.text for one in offered}) == len(offered)
    for one in offered:
        assert ask(knowledge.catalogue, one.text).kind != "refusal", one.text


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("环保分局", "环保分局牵头哪些任务"),
        ("環保分局牽", "环保分局牵头哪些任务"),
        ("环保分局 和", "环保分局和哪些部门共同牵头任务"),
        ("经济发展局负", "经济发展局负责哪些任务"),
        ("大气污染防治由", "加强大气污染防治由谁牵头"),
        ("哪个", "哪个部门牵头的任务最多"),
        ("领导小组组", "领导小组组长是谁"),
    ],
)
def test_what_was_typed_goes_on(typed: str, first: str, knowledge: Knowledge) -> None:
    assert suggest(knowledge.catalogue, typed)[0].text == first


def test_nothing_is_offered_for_what_no_plan_has(knowledge: Knowledge) -> None:
    assert suggest(knowledge.catalogue, "区块链") == ()
    assert suggest(Catalogue.open("sqlite://"), "") == ()


def test_the_number_is_bounded(knowledge: Knowledge) -> None:
    assert len(suggest(knowledge.catalogue, "", limit=3)) == 3
    assert len(suggest(knowledge.catalogue, "局", limit=1000)) <= 20


def test_a_plan_without_a_leading_group_offers_none() -> None:
    data = "东湖区方案\n\n1.建设校园。（牵头单位：教育局）\n".encode()
    kept = Catalogue.open("sqlite://")
    kept.put(parse(data, name="east.txt"), data)
    offered = {one.text for one in suggest(kept, "", limit=20)}
    assert "教育局牵头哪些任务" in offered
    assert not any("领导小组" in text or "引用" in text or "时限的" in text for text in offered)


def test_over_http(client: Any, document: str, problem: Any) -> None:
    body = client.get("/api/v1/suggest", params={"q": "环保分局", "document": document}).json()
    assert body["items"][0] == {"kind": "department", "text": "环保分局牵头哪些任务"}
    assert client.get("/api/v1/suggest").json()["items"]
    problem(client.get("/api/v1/suggest", params={"document": "nosuch99"}), 404)


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "领导小组", "--file", PLAN]) == 0
    assert "领导小组组长是谁\n" in capsys.readouterr().out
