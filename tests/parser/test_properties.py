"""What holds for any text: it is read, every place is true, and the time grows with the length."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests_support import assert_places_are_true, steps
from zeren_parser import Plan, UnreadableDocument, parse
from zeren_parser.view import build_view, fold

WORDS = [
    "牵头单位", "责任单位", "配合单位", "牵头", "负责", "配合", "会同", "按职责分工", "等部门", "等", "下同", "：", ":", "，", ",", "；",
    "、", "。", "（", "）", "(", ")", "〔", "〕", "[", "]", "《", "》", "“", "”", "\n", "\n一、", "\n（一）", "\n1.", "\n附件", " ", "　", "\f",
    "经发局", "财政局", "市人力资源和社会保障局", "各镇、街道", "各县（市、区）人民政府", "到2020年", "达到", "95%", "以上", "2017年底前",
    "组长：", "张三", "局长", "领导小组办公室设在", "完成", "全部", "不低于", "𠀀",
]  # fmt: skip


def read(text: str) -> Plan | None:
    try:
        return parse(text.encode("utf-8", "surrogatepass"))
    except UnreadableDocument:
        return None


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
def test_any_mix_of_the_grammars_own_words_is_read_and_every_place_is_true(text: str) -> None:
    plan = read(text)
    if plan is None:
        assert not text.strip()
        return
    assert plan.text == text
    assert_places_are_true(plan)


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_text_is_read(text: str) -> None:
    plan = read(text)
    if plan is not None:
        assert_places_are_true(plan)


@given(st.text())
def test_folding_moves_nothing_and_folds_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.sampled_from(["甲", " ", "（", "\u3000", "b", "𠀀"]), min_size=1).map("".join))
def test_a_view_points_back_at_its_characters(text: str) -> None:
    view = build_view(text, [(0, len(text))])
    for at, character in enumerate(view.text[:-1]):
        assert fold(text[view.offsets[at]]) == character


def test_full_and_half_width_give_equal_facts() -> None:
    half = "1.治水。(牵头单位:甲局,责任单位:乙局、丙局)"
    full = "1.治水。（牵头单位：甲局，责任单位：乙局、丙局）"
    rows = [
        [(a.role, a.department) for t in parse(text.encode()).tasks for a in t.assignments]
        for text in (half, full)
    ]
    assert rows[0] == rows[1]


def test_every_corpus_plan_is_read_and_every_place_is_true(corpus: list[Path]) -> None:
    for path in corpus:
        assert_places_are_true(parse(path.read_bytes(), name=path.name))


HOSTILE = (
    "（牵头单位：", "(([[", "和及、等部门", "到2020年达到", "按职责分工分别", "1.", "牵头负责", "《〈", "“", "组长：张三、",
    "牵头单位：", "由甲局负责，", "请甲局、", "甲局要会同", "责任单位：甲局；", "。（甲局、乙局）\n", "①", "-1-\n", "*甲局、",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_work_grows_with_the_length_on_hostile_text(unit: str) -> None:
    """Four times the text takes at most some four times the steps; `zeren bench` times it as well."""
    few, many = (
        steps(partial(parse, (unit * (size // len(unit))).encode())) for size in (4_000, 16_000)
    )
    assert many < 5.5 * few + 2_000
