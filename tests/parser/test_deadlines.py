"""By when something must be done: the cases are in cases/deadlines.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren_parser.deadlines import find_deadlines
from zeren_parser.model import Deadline
from zeren_parser.view import View, build_view

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("deadlines.toml").read_text("utf-8")
)["case"]
KEYS = {"name", "text", "year", "found"}
ALPHABET = "到至在力争前底末年月日0123456789十三四五“”期间季度完成时限:：《》，。、较比自\n 　"


def _view(text: str) -> View:
    return build_view(text, [match.span() for match in re.finditer(r"[^\r\n]+", text)])


def _find(text: str, year: int | None = None) -> tuple[Deadline, ...]:
    view = _view(text)
    return find_deadlines(view, 0, len(view.text), year=year)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    found = _find(case["text"], case.get("year"))
    assert [[deadline.text, deadline.date] for deadline in found] == case["found"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_half_width_reads_the_same(case: dict[str, Any]) -> None:
    half = case["text"].translate(str.maketrans("，：；（）", ",:;()"))
    dates = [deadline.date for deadline in _find(half, case.get("year"))]
    assert dates == [date for _, date in case["found"]]


def test_only_the_stretch_asked_for_is_read() -> None:
    view = _view("到2018年完成。到2020年完成。")
    assert [d.date for d in find_deadlines(view, 9, len(view.text))] == ["2020"]


@given(st.text(alphabet=ALPHABET, max_size=60), st.none() | st.integers(2000, 2030))
def test_any_text_is_read_and_every_span_is_true(text: str, year: int | None) -> None:
    for deadline in _find(text, year):
        assert "".join(deadline.span.of(text).split()) == deadline.text
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", deadline.date)
