"""The measurable aims of a plan: the cases are in cases/targets.toml and cases/targets_plan.toml."""

from __future__ import annotations

import re
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests_support import steps
from zeren_parser.deadlines import find_deadlines
from zeren_parser.targets import FoundTarget, find_targets
from zeren_parser.view import View, build_view

CASE_FILES = Path(__file__).with_name("cases")
CASES: list[dict[str, Any]] = tomllib.loads((CASE_FILES / "targets.toml").read_text("utf-8"))[
    "case"
]
REAL: list[dict[str, Any]] = tomllib.loads((CASE_FILES / "targets_plan.toml").read_text("utf-8"))[
    "target"
]
PLAN = Path(__file__).parents[2] / "source_docs" / "经区生态文明建设实施方案.txt"
KEYS = {"name", "text", "year", "targets"}
COLUMNS = {"indicator", "comparator", "value", "unit", "baseline", "deadline", "clause"}
VOCABULARY = """
    到2020年 ， 、 。 ； ： （ ） — 1. 一是 2017年底前 较2015年 达到 提高 新增 培育 不低于 控制在 占 的
    分别 全部完成 全面清理 完成 70% 95%以上 40%-45% 2个 1,200亩 0.6 百分之九十 覆盖率 黑臭水体 企业 力争
    给予 完成时限： 《 》
"""
WORDS = [*VOCABULARY.split(), "\n", "　"]
# Repeated, each of these once tempted some rule to look back or ahead over the whole text.
HOSTILE = [
    "5%",
    "到2020年5%",
    "(5%",
    "分别达到5%、",
    "新增5个、",
    "到2020年,达到5%",
    "《《a》",
    "的,5%",
]


def _view(text: str) -> View:
    return build_view(text, [match.span() for match in re.finditer(r"[^\r\n]+", text)])


def _find(text: str, year: int | None = None) -> tuple[FoundTarget, ...]:
    view = _view(text)
    return find_targets(view, 0, len(view.text), year=year)


def _row(target: FoundTarget, text: str) -> dict[str, Any]:
    row = {
        "indicator": target.indicator,
        "comparator": target.comparator.value,
        "value": list(target.value) if isinstance(target.value, tuple) else target.value,
        "unit": target.unit,
        "baseline": target.baseline_year,
        "deadline": target.deadline,
        "clause": "".join(target.span.of(text).split()),
    }
    return {column: value for column, value in row.items() if value is not None}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    assert all(row.keys() <= COLUMNS for row in case["targets"])
    found = _find(case["text"], case.get("year"))
    assert [_row(target, case["text"]) for target in found] == case["targets"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_half_width_reads_the_same(case: dict[str, Any]) -> None:
    half = case["text"].translate(str.maketrans("，：；（）％", ",:;()%"))
    found = _find(half, case.get("year"))
    assert [(target.comparator.value, target.deadline) for target in found] == [
        (row["comparator"], row.get("deadline")) for row in case["targets"]
    ]


def test_the_real_plan() -> None:
    text = PLAN.read_text("utf-8")
    assert all(row.keys() <= COLUMNS for row in REAL)
    assert [_row(target, text) for target in _find(text)] == REAL


def test_only_the_stretch_asked_for_is_read() -> None:
    view = _view("甲率达到80%。乙率达到90%。")
    assert [t.indicator for t in find_targets(view, 8, len(view.text))] == ["乙率"]


@given(st.lists(st.sampled_from(WORDS), max_size=25).map("".join))
def test_any_text_is_read_and_every_span_is_true(text: str) -> None:
    for target in _find(text):
        assert target.indicator in "".join(target.span.of(text).split())
        assert target.indicator == "".join(target.indicator.split())


@pytest.mark.parametrize("seed", HOSTILE)
def test_work_grows_with_length_and_not_with_its_square(seed: str) -> None:
    def find(length: int) -> None:
        text = (seed * (length // len(seed) + 1))[:length]
        view = build_view(text, [(0, length)])
        find_targets(view, 0, length)
        find_deadlines(view, 0, length)

    few, many = (steps(partial(find, length)) for length in (4_000, 16_000))
    assert many < 5.5 * few + 2_000
