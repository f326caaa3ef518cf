"""The tables of the grammar hold together, and no word of a question is passed over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zeren_service.questions as package
from zeren_graph.catalogue import Catalogue
from zeren_parser import Plan
from zeren_service.questions import ask
from zeren_service.questions.answer import Answer
from zeren_service.questions.corpus import open_corpus
from zeren_service.questions.lattice import tokenize
from zeren_service.questions.normal import normal
from zeren_service.questions.traditional import SIMPLIFY
from zeren_service.questions.vocabulary import Word, load_words

WORDS = load_words()


@pytest.fixture(scope="module")
def catalogue(plan: Plan, plan_bytes: bytes) -> Catalogue:
    kept = Catalogue.open("sqlite://")
    kept.put(plan, plan_bytes)
    return kept


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{word.kind}-{word.value}-{word.example}")
def test_the_example_of_a_word_uses_it(word: Word) -> None:
    assert any(match.group() for match in word.pattern.finditer(normal(word.example))), (
        f"{word.kind}: {word.example}"
    )


def test_simplifying_twice_is_simplifying_once() -> None:
    assert not {chr(code) for code in SIMPLIFY.values()} & {
        chr(code) for code, plain in SIMPLIFY.items() if code != plain
    }


def test_tokens_cover_the_question(catalogue: Catalogue) -> None:
    corpus = open_corpus(catalogue)
    assert corpus is not None
    for question in (
        "环保分局牵头、2018年底前要完成的任务有哪些？",
        "“绿色出行”归谁管",
        "甲乙丙丁",
    ):
        tokens = tokenize(question, corpus)
        ends = [0, *(token.end for token in tokens)]
        assert [token.start for token in tokens] == ends[:-1]
        assert ends[-1] == len(normal(question))


def test_the_code_names_no_unit_of_a_plan(plan: Plan) -> None:
    names = {name for o in plan.organisations for name in (o.name, *o.aliases) if len(name) > 3}
    folder = Path(package.__file__).parent
    code = "\n".join(
        re.sub(r'""".*?"""|#.*', "", path.read_text("utf-8"), flags=re.DOTALL)
        for path in folder.glob("*.py")
    )
    assert not {name for name in names if name in code}


_PIECES = st.sampled_from(
    [
        *("环保分局", "财政局", "经发局", "发改委", "牵头", "负责", "配合", "参与", "牵头单位"),
        *("哪些任务", "哪些部门", "谁", "几项", "什么时候完成", "2018年底前", "第二部分"),
        *("的", "和", "或", "但", "不", "没有", "除了", "共同", "有", "是", "、", "最多"),
        *("大气污染", "海绵城市", "目标", "领导小组", "组长", "预算", "食堂", "吗", "？"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(question=st.lists(_PIECES, max_size=8).map("".join) | st.text(max_size=20))
def test_any_text_gets_a_true_answer_or_a_refusal(question: str, catalogue: Catalogue) -> None:
    answer = ask(catalogue, question)
    assert isinstance(answer, Answer)
    assert answer.total == len(answer.items)
    for item in answer.items:
        text = catalogue.text(item.proof.document)
        assert text is not None
        assert text[item.proof.start : item.proof.end] == item.proof.quote
    for strange in ("食堂", "预算", "发改委"):
        if strange in question and answer.kind != "refusal":
            # 发改委 is in the plan, as a word; then it must be shown as the topic that it was read as
            assert strange == "发改委"
            assert strange in str(answer.reading.filters)
