"""Tables in plain text: Markdown, tabs, blanks, flattened to lines; cases in cases/text_tables.toml."""

from __future__ import annotations

import tomllib
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests_support import assert_places_are_true, steps, told
from zeren_parser import parse

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("text_tables.toml").read_text("utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= {"name", "text", "tasks", "unread"}
    plan = parse(case["text"].encode())
    assert plan.text == case["text"]
    assert told(plan) == case["tasks"]
    flattened = [d.message for d in plan.diagnostics if d.code == "flattened-table"]
    assert [m[m.index("第") + 1 : m.index("行没有")] for m in flattened] == case.get("unread", [])
    assert_places_are_true(plan)


LINES = ["序号", "重点任务", "主要内容", "牵头部门", "责任单位", "完成时限", "1", "2", "3", "—", "市财政局", "市发展改革委、市", "审计局", "加强监管。",
         "完善制度，", "1.优化服", "务", "2023年底", "| 1 | 治水 | 市水务局 |", "|--|--|--|", "一、总则", "甲\t乙\t丙", "序号\t任务\t责任单位"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=40).map("\n".join))
def test_any_mix_of_lines_is_read_and_every_place_is_true(text: str) -> None:
    if text.strip():
        assert_places_are_true(parse(text.encode()))


def test_work_grows_with_the_length() -> None:
    head = "序号\n主要内容\n牵头部门\n责任单位\n"
    for row in (
        "{}\n加强监管。\n市财政局\n市审计局\n",
        "{}\n市财政局\n",
        "{}\n甲乙丙丁\n" + "市财政局\n" * 30,
    ):
        few, many = (
            steps(
                partial(parse, (head + "".join(row.format(n + 1) for n in range(count))).encode())
            )
            for count in (50, 200)
        )
        assert many < 5.5 * few + 2_000, row
