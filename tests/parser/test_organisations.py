"""Which full unit an abbreviation means: only when unique, and why."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren_parser import Kind, parse
from zeren_parser.completion import complete_list
from zeren_parser.organisations import resolve_abbreviation
from zeren_parser.unit_keys import read_unit

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("organisations.toml").read_text("utf-8")
)["case"]
KEYS = {"name", "head", "clause", "means", "open"}
UNITS = [
    "经济发展局", "农业经济发展局", "市场监督管理局", "就业和社会保障处", "综合行政执法局", "国有资产管理办公室",
    "国土资源分局", "市水务集团", "教育体育处", "工委(管委)办公室", "发展和改革委员会", "住房和城乡建设局",
]  # fmt: skip


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("经发局", "经济发展局"),
        ("农经局", "农业经济发展局"),
        ("市场监管局", "市场监督管理局"),
        ("社保处", "就业和社会保障处"),
        ("行政执法局", "综合行政执法局"),
        ("国资办", "国有资产管理办公室"),
        ("水务集团", "市水务集团"),
        ("工委办", "工委(管委)办公室"),
        ("发改委", "发展和改革委员会"),
        ("住建局", "住房和城乡建设局"),
        ("国土资源局", None),  # a 局 is no 分局
        ("园林处", None),
        ("发展局", None),  # two candidates of the same rank stay open
    ],
)
def test_resolve_abbreviation(short: str, full: str | None) -> None:
    assert resolve_abbreviation(short, UNITS) == full


def test_a_defined_short_name() -> None:
    text = "成立甲县河长制工作委员会（以下简称河长委）。\n1.治水。推行河长制。（牵头单位：河长委）"
    plan = parse(text.encode())
    (unit,) = plan.organisations
    assert unit.name.endswith("河长制工作委员会")
    assert unit.aliases == ("河长委",)


def test_kinds() -> None:
    plan = parse("1.治水。（牵头领导：张三；牵头单位：甲局；责任单位：各镇、街道）".encode())
    assert {o.name: o.kind for o in plan.organisations} == {
        "张三": Kind.PERSON,
        "甲局": Kind.UNIT,
        "各镇、街道": Kind.GROUP,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    brackets = case["clause"].replace("）（", "）\n（").splitlines()
    tasks = "\n".join(f"{i}.做好工作。{bracket}" for i, bracket in enumerate(brackets, 1))
    plan = parse(f"{case.get('head', '')}\n{tasks}".encode())
    names = {unit.id: unit.name for unit in plan.organisations}
    assert [names[a.organisation] for t in plan.tasks for a in t.assignments] == case["means"]
    vague = [d for d in plan.diagnostics if d.code == "ambiguous-unit"]
    assert [d.span.of(plan.text) for d in vague] == case.get("open", [])
    for unit in plan.organisations:
        printed = {"".join(span.of(plan.text).split()) for span in unit.evidence}
        assert printed, "a unit that nothing printed proves"


_NAME = st.text(
    alphabet="省市县区教育财政发展改革委局厅部政府人民中国家州和(", min_size=1, max_size=9
)


@given(st.lists(_NAME, max_size=8), st.booleans())
def test_completion_only_adds(names: list[str], state: bool) -> None:
    completed = complete_list(tuple(names), state=state)
    assert len(completed) == len(names)
    for printed, whole in zip(names, completed, strict=True):
        assert printed in whole


@given(_NAME)
def test_a_key_of_any_name(name: str) -> None:
    key = read_unit(name)
    assert key == read_unit(name)
    assert key.body
