"""What belongs to the page and not to the plan: the cases are in cases/furniture.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren_parser.furniture import find_furniture
from zeren_parser.view import View, build_view

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("furniture.toml").read_text("utf-8")
)["case"]
KEYS = {"name", "text", "body", "furniture"}
PLAN = Path(__file__).parents[2] / "source_docs" / "经区生态文明建设实施方案.txt"


def view_of(text: str) -> View:
    return build_view(text, [m.span() for m in re.finditer(r"[^\r\n\f]+", text)])


def paragraph(view: View, index: int) -> str:
    piece = view.paragraphs[index]
    return "".join(view.span(piece.start, piece.end).of(view.canonical).split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() == KEYS, "a column that no assertion reads is a test that never ran"
    view = view_of(case["text"])
    found = find_furniture(view)
    first, last = found.body
    assert [paragraph(view, first), paragraph(view, last - 1)] == case["body"]
    printed = [[f.kind, "".join(f.span.of(view.canonical).split())] for f in found.furniture]
    assert printed == case["furniture"]


def test_the_real_plan_is_its_title_to_its_roster() -> None:
    view = view_of(PLAN.read_text("utf-8"))
    found = find_furniture(view)
    first, last = found.body
    assert paragraph(view, first) == "关于加快推进生态文明建设实施方案"
    assert paragraph(view, last - 1).startswith("领导小组办公室设在环保分局")
    kinds = [piece.kind for piece in found.furniture]
    assert kinds == ["menu", "breadcrumb", "metadata", "metadata", "footer", "footer", "footer"]


def test_an_empty_text_has_neither_body_nor_furniture() -> None:
    found = find_furniture(view_of(" \n"))
    assert found.body == (0, 0)
    assert found.furniture == ()


VOCABULARY = [
    "首页",
    ">",
    "|",
    "索引号:",
    "版权所有",
    "附件",
    "\n",
    "\f",
    "1",
    "- 3 -",
    "。",
    "方案",
]


@given(st.lists(st.sampled_from([*VOCABULARY, "关于", "某市", "各县:", "一、"]), max_size=40))
def test_any_text_is_parted(pieces: list[str]) -> None:
    view = view_of("".join(pieces))
    found = find_furniture(view)
    first, last = found.body
    assert 0 <= first <= last <= len(view.paragraphs)
    spans = [piece.span for piece in found.furniture]
    assert spans == sorted(set(spans)), "in text order, none twice"
