"""One plan, printed in many ways: broken lines, pages, no lines at all, spaces, half and full width."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests_support import assert_places_are_true
from zeren_parser import parse

LAST = 42
OWN = Path(__file__).parent.parent / "gold" / "own"
# The first of them: among the later ones are tables between tabs and plans that are wrapped already.
PLANS = {path.name[:2]: path.read_text("utf-8-sig") for path in sorted(OWN.glob("*.txt"))[:LAST]}
ONE_LINE = {"09", "26"}  # have no lines that could be broken
UNCLOSED = {"15", "22"}  # whose brackets only the end of their line closes
LABELS = ("牵头单位", "责任单位", "配合单位", "完成时限", "责任部门", "督导单位")

Facts = list[tuple[str, str, str]]


def facts(text: str) -> Facts:
    """Return (path, role, department) as folded: brackets half width."""
    plan = parse(text.encode())
    assert_places_are_true(plan)
    narrow = {ord(w): n for n, w in zip("():;,", "（）：；，", strict=True)}
    return [
        (task.path, a.role.value, a.department.translate(narrow))
        for task in plan.tasks
        for a in task.assignments
        if a.span.start >= task.span.start  # not who issued the plan, named at its head
    ]


CLEAN = {name: facts(text) for name, text in PLANS.items()}


def broken(text: str, width: int, indent: str, page: str, lines_of_page: int) -> str:
    """Return `text` as a printer breaks it, `page` between its pages."""
    printed: list[str] = []
    for paragraph in text.splitlines():
        rest = indent + paragraph.strip()
        if not paragraph.strip():
            continue
        while rest:
            printed.append(rest[:width])
            rest = rest[width:]
            if len(printed) % lines_of_page == 0:
                printed.append(page.format(len(printed) // lines_of_page))
    return "\n".join(printed) + "\n"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(PLANS.keys() - ONE_LINE - UNCLOSED)),
    st.integers(20, 45),
    st.sampled_from(["", "    ", "　　"]),
    st.sampled_from(["- {} -", "\f", "— {} —\n\f", "\f{}"]),
    st.integers(18, 40),
)
def test_broken_lines_and_pages_change_nothing(
    name: str, width: int, indent: str, page: str, lines_of_page: int
) -> None:
    assert facts(broken(PLANS[name], width, indent, page, lines_of_page)) == CLEAN[name]


# What only the line ends of a plan part: label lines, bare numbers, unclosed brackets.
PARTED_BY_LINES = {"05", "15", "19", "22", "31"}
PAGE_NUMBER = re.compile(r"\s*[-—]+\s*\d+\s*[-—]+\s*")


@pytest.mark.parametrize("name", sorted(PLANS.keys() - PARTED_BY_LINES))
def test_a_plan_on_one_line(name: str) -> None:
    parts = [part.strip() for part in PLANS[name].splitlines()]
    line = "".join(part for part in parts if not PAGE_NUMBER.fullmatch(part))
    assert facts(line) == CLEAN[name]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(PLANS)), st.data())
def test_stray_spaces_in_labels(name: str, data: st.DataObject) -> None:
    text = PLANS[name]
    for label in LABELS:
        at = data.draw(st.integers(1, len(label) - 1), label=label)
        space = data.draw(st.sampled_from([" ", "　", "\xa0", "  "]))
        text = text.replace(label, label[:at] + space + label[at:])
    assert facts(text) == CLEAN[name]


@pytest.mark.parametrize("name", sorted(PLANS))
def test_full_and_half_width_are_one(name: str) -> None:
    narrow = PLANS[name].translate({ord(w): n for n, w in zip("():;,", "（）：；，", strict=True)})
    wide = PLANS[name].translate({ord(n): w for n, w in zip("():;,", "（）：；，", strict=True)})
    assert facts(narrow) == CLEAN[name]
    assert facts(wide) == CLEAN[name]


def test_a_value_at_the_begin_of_a_line_is_no_number_of_an_item() -> None:
    first = "一、城镇化。到2025年，常住人口城镇化率要达到或超过百分之"
    lines = [first, "65.2以上，户籍人口城镇化率同步提高，（市发展改革委负责）", "二、产业。"] + [
        "推进工业强市，做大做强主导产业，培育一批专精特新企业，形成", "集群。（市工信局负责）",
    ] * 5  # fmt: skip
    plan = parse("\n".join(lines).encode())
    assert plan.tasks[0].path == "一"
    assert [a.department for a in plan.tasks[0].assignments] == ["市发展改革委"]
