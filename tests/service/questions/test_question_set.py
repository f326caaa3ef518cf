"""The question set: exact lists for what can be answered, refusals for what cannot, SPARQL as proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren_service.question_set import Question, Report, load_questions, measure
from zeren_service.question_set.conditions import (
    Rows,
    choose_departments,
    choose_targets,
    choose_tasks,
)
from zeren_service.question_set.load import BadQuestionSet, QuestionSet

ROOT = Path(__file__).parents[3]
CORPUS = ROOT.parent / "shared" / "corpus"
SET = load_questions([Path(__file__).with_name("set")])


@pytest.fixture(scope="module")
def report() -> Report:
    folders = [ROOT / "source_docs", *([CORPUS] if CORPUS.is_dir() else [])]
    return measure(SET, folders, sparql=True)


def test_the_set_is_large_enough() -> None:
    answerable = [q for q in SET.questions if not q.refused]
    assert len(answerable) >= 300
    assert len(SET.questions) - len(answerable) >= 60
    assert sum(q.spoken for q in SET.questions) >= 150
    asked = [(q.text, q.documents, q.after, q.today) for q in SET.questions]
    assert len(asked) == len(set(asked))


def test_exact_sets(report: Report) -> None:
    assert report.results
    wrong = [f"{r.question.text}：{r.wrong}" for r in report.results if r.wrong]
    assert report.accuracy >= 0.97, "\n".join(wrong)


def test_what_must_be_refused_is_refused(report: Report) -> None:
    assert [r.question.text for r in report.answered_in_spite] == []


def test_the_graph_gives_the_same_lists(report: Report) -> None:
    assert [f"{r.question.text}：{r.sparql}" for r in report.results if r.sparql] == []
    answered = [r for r in report.answerable if not r.wrong]
    assert all(r.answer.sparql for r in answered)


def test_each_answer_says_how_it_was_read(report: Report) -> None:
    for result in report.answerable:
        assert result.answer.reading.intent != "refusal" or result.wrong
        assert result.answer.answer.endswith(("。", "）"))
    refused = [r for r in report.results if r.answer.kind == "refusal"]
    assert all("可以问" in r.answer.answer for r in refused)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="语料目录 ../shared/corpus 不在")
def test_the_corpus_is_asked_too(report: Report) -> None:
    assert report.absent == ()
    assert len({name for r in report.results for name in r.question.documents}) >= 8


def test_an_entry_has_one_expectation(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    head = '[documents]\nplan = "x"\n[[group]]\nintent = "甲"\ndocument = "plan"\n'
    for row in ('{ ask = "甲" }', '{ ask = "甲", tasks = "all", refusal = "" }'):
        bad.write_text(f"{head}questions = [{row}]\n", "utf-8")
        with pytest.raises(BadQuestionSet):
            load_questions([bad])


def test_a_condition_that_nobody_knows_is_an_error() -> None:
    rows = Rows((), (), {}, {})
    assert choose_tasks("lead:甲局", rows) == []
    assert choose_targets("all", rows) == []
    with pytest.raises(ValueError, match="看不懂"):
        choose_departments("甲局", rows)


def test_a_wrong_expectation_is_seen() -> None:
    question = Question("环保分局牵头几项任务", "甲", ("plan",), "tasks", True, "lead:财政局")
    refused = Question("环保分局牵头几项任务", "甲", ("plan",), "refusal", False, "")
    found = measure(QuestionSet((question, refused), SET.digests), [ROOT / "source_docs"])
    assert found.accuracy == 0
    assert [r.question for r in found.answered_in_spite] == [refused]
