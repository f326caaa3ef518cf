"""The examples of docs/questions.md, each asked on the plan of source_docs/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from zeren_graph.catalogue import Catalogue
from zeren_parser import Plan
from zeren_service.questions import ask

PAGE = Path(__file__).parents[3] / "docs" / "questions.md"
EXAMPLE = re.compile(
    r"\* (?:`(?P<after>[^`]+)` 接着 )?`(?P<question>[^`]+)`(?:（今天是 (?P<today>[\d-]+)）)?"
    r" → (?P<said>不答|(?P<total>\d+)(?: (?P<unit>\S+))?)"
)
UNITS = {
    "项任务": "tasks",
    "个部门": "departments",
    "人": "people",
    "个目标": "targets",
    "份文件": "documents",
    None: "count",
}
LINES = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("* ")]


@pytest.fixture(scope="module")
def catalogue(plan: Plan, plan_bytes: bytes) -> Iterator[Catalogue]:
    with Catalogue.open("sqlite://") as kept:
        kept.put(plan, plan_bytes)
        yield kept


@pytest.mark.parametrize("line", LINES)
def test_example(line: str, catalogue: Catalogue) -> None:
    found = EXAMPLE.fullmatch(line)
    assert found is not None, "an example that is not asked proves nothing"
    answer = ask(catalogue, found["question"], after=found["after"], today=found["today"])
    if found["said"] == "不答":
        assert answer.kind == "refusal", answer.answer
        return
    assert (answer.kind, answer.total) == (UNITS[found["unit"]], int(found["total"])), answer.answer


def test_there_are_examples_of_all_kinds() -> None:
    assert len(LINES) > 80
    said = {m["unit"] if m["total"] else "不答" for m in map(EXAMPLE.fullmatch, LINES) if m}
    assert said >= {*UNITS, "不答"}
