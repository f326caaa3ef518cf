"""Tables of tasks: the same rows read from docx, html, xlsx and pdf; cases in cases/tables.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from made_files import FORMATS, Rows, in_docx
from tests_support import assert_places_are_true, told
from zeren_parser import parse

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("tables.toml").read_text("utf-8")
)["case"]
KEYS = {"name", "before", "after", "rows", "tasks", "formats"}


def rows_of(case: dict[str, Any]) -> Rows:
    return [[c if isinstance(c, str) else tuple(c) for c in row] for row in case["rows"]]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], form: str) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    if form not in case.get("formats", FORMATS):
        return
    data = FORMATS[form](rows_of(case), before=case.get("before", ()), after=case.get("after", ()))
    plan = parse(data)
    assert told(plan) == case["tasks"]
    assert_places_are_true(plan)


def test_title_and_signature_are_not_taken_from_a_table() -> None:
    rows = [
        ["序号", "工作任务", "责任单位", "完成时限"],
        ["1", "建停车场", "市城管局", "2024年12月31日"],
        ["2", "修公路", "市交通运输局", "2024年10月31日"],
    ]
    document = parse(in_docx(rows, before=["某县2024年重点任务分解表"])).document
    assert document.title == "某县2024年重点任务分解表"
    assert (document.issuer, document.published) == (None, None)
