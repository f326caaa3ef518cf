"""The questions of the field, answered on the real plan as a person who reads it answers them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zeren_graph import rdf
from zeren_graph.competency import CompetencyQuestion, read_questions
from zeren_graph.memory_store import MemoryStore
from zeren_graph.ontology import ontology_triples
from zeren_graph.store import GraphStore, OxigraphStore
from zeren_graph.vocabulary import ONTOLOGY_GRAPH, graph_iri
from zeren_parser import Plan

ROOT = Path(__file__).parents[2]
ANSWERS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("competency.toml").read_text("utf-8")
)
QUESTIONS = read_questions()
_SHOWN = 8  # rows of an answer that the page shows


@pytest.fixture(scope="module", params=["embedded", "in memory", "on disk"])
def store(
    request: pytest.FixtureRequest, plan: Plan, tmp_path_factory: pytest.TempPathFactory
) -> GraphStore:
    stores: dict[str, Callable[[], GraphStore]] = {
        "embedded": OxigraphStore,
        "in memory": MemoryStore,
        "on disk": lambda: OxigraphStore(tmp_path_factory.mktemp("graph")),
    }
    held = stores[request.param]()
    held.replace(graph_iri(plan.document.id), rdf.triples(plan), revision=1)
    held.replace(ONTOLOGY_GRAPH, ontology_triples(), revision=1)
    return held


def test_there_are_enough_questions_and_each_has_an_answer() -> None:
    assert len(QUESTIONS) >= 26
    assert [question.name for question in QUESTIONS] == list(ANSWERS)
    for answer in ANSWERS.values():
        assert answer.keys() == {"columns", "rows"}
        assert answer["rows"], "an empty answer proves nothing"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_answer_is_that_of_a_careful_reader(
    question: CompetencyQuestion, store: GraphStore
) -> None:
    answer = ANSWERS[question.name]
    found = [
        [row.get(name, "") for name in answer["columns"]] for row in store.select(question.query)
    ]
    assert found == answer["rows"]


def test_the_page_shows_every_question(golden: Callable[[Path, str], None]) -> None:
    golden(ROOT / "docs" / "sparql.md", _page())


def _page() -> str:
    parts = [
        "# SPARQL：能问什么，怎么问",
        (
            "下面每一问都是一个可以直接提交给 `/sparql` 的查询（文件在 `graph/zeren_graph/queries/`），"
            "答案是 `source_docs/` 那份方案的，逐条对照原文核过，并由测试守着。"
            "词汇见 [ontology.md](ontology.md)。"
        ),
        (
            "```sh\ncurl -G http://127.0.0.1:8000/sparql -H 'Accept: text/csv' \\\n"
            "  --data-urlencode query@graph/zeren_graph/queries/01-tasks-a-department-leads.rq\n```"
        ),
        "\n".join(f"{n}. {question.title}" for n, question in enumerate(QUESTIONS, 1)),
    ]
    for number, question in enumerate(QUESTIONS, 1):
        answer = ANSWERS[question.name]
        rows = answer["rows"]
        left = len(rows) - _SHOWN
        table = [answer["columns"], ["---"] * len(answer["columns"]), *rows[:_SHOWN]]
        parts += [
            f"## {number}. {question.title}",
            *([question.description] if question.description else []),
            f"```sparql\n{question.query.strip()}\n```",
            f"答案 {len(rows)} 行" + (f"（下面列出前 {_SHOWN} 行）：" if left > 0 else "："),
            "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in table),
        ]
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
