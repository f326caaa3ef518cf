"""Who does what: the cases are in cases/clauses.toml, each a thing the language does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from zeren_parser import Role
from zeren_parser.clause_forms import FORM_NAMES, FORMS, ReadClause
from zeren_parser.clauses import find_clauses
from zeren_parser.view import View, build_view

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("clauses.toml").read_text("utf-8")
)["case"]
KEYS = {"name", "text", "form", "forms", "repairs", "open_ended", "groups", "clauses", *Role}


def view_of(text: str) -> View:
    return build_view(text, [m.span() for m in re.finditer(r"[^\r\n]+", text)])


def read(text: str) -> tuple[View, list[ReadClause]]:
    view = view_of(text)
    return view, find_clauses(view, 0, len(view.text))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    view, clauses = read(case["text"])
    mentions = [m for clause in clauses for m in clause.mentions]
    for role in Role:
        held = [view.text[m.start : m.end] for m in mentions if m.role is role]
        assert held == case.get(role, []), role
    assert [view.text[m.start : m.end] for m in mentions if m.group] == case.get("groups", [])
    assert [r for clause in clauses for r in clause.repairs] == case.get("repairs", [])
    assert any(clause.open_ended for clause in clauses) is case.get("open_ended", False)
    if "clauses" in case:
        assert len(clauses) == case["clauses"]
    forms = [clause.form for clause in clauses]
    if "forms" in case:
        assert forms == case["forms"]
    elif case["form"] == "none":
        assert forms == []
    else:
        assert set(forms) == {case["form"]}


def test_the_forms_are_a_closed_list_and_each_has_a_case() -> None:
    told = {form for case in CASES for form in case.get("forms", [case.get("form", "")])}
    assert told - {"none"} <= FORM_NAMES
    elsewhere = {"table", "prose"}  # need a table or an outline: test_readers.py, test_prose.py
    assert told - {"none"} == FORM_NAMES - elsewhere


@pytest.mark.parametrize(("name", "example"), [(name, example) for name, _, example in FORMS])
def test_the_example_of_a_form_is_read_by_it(name: str, example: str) -> None:
    if name in {"table", "prose", "bare", "declared-bracket"}:
        return  # not without what stands around them
    view, clauses = read(example)
    assert [clause.form for clause in clauses] == [name], view.text
