"""What a careful clerk would flag, and what he would not: the cases are in cases/lint.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from zeren_parser import parse
from zeren_parser.lint_messages import MESSAGES, SUMMARIES, TRAIT

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("lint.toml").read_text("utf-8")
)["case"]
KEYS = {"code", "name", "text", "absent", "roster", "head", "clean"}
HEAD = "索引号:1/2017 公开日期:2017/12/28 内容分类:文件\n关于治水的实施方案\n"
ROSTER = "\n领导小组名单\n组  长:张三    甲局局长\n成  员:李四    乙局局长\n      王五    丙局局长\n领导小组办公室设在甲局,赵六同志兼任办公室主任。\n"
PAGE = Path(__file__).parents[2] / "docs" / "diagnostics.md"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("code") or case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    text = (
        (HEAD if case.get("head") else "") + case["text"] + (ROSTER if case.get("roster") else "")
    )
    plan = parse(text.encode())
    found = {d.code for d in plan.diagnostics}
    assert {case["code"]} <= found if "code" in case else True
    assert not found & set(case.get("absent", ()))
    assert not found or not case.get("clean")
    for diagnostic in plan.diagnostics:
        severity, _ = MESSAGES[diagnostic.code]
        assert diagnostic.severity is severity
        assert "{" not in diagnostic.message


def test_every_code_has_a_case() -> None:
    assert set(MESSAGES) - {case.get("code") for case in CASES} == {"task-without-actor"}


def test_a_trait_of_the_whole_document_is_told_once() -> None:
    items = [f"{i}.治水{i}。（牵头单位：甲局，责任单位：乙局等部门）" for i in range(1, TRAIT + 3)]
    (told,) = [d for d in parse("\n".join(items).encode()).diagnostics if d.code == "open-ended"]
    assert told.message.startswith(f"有{TRAIT + 2}条责任条款用“等”收尾")


def test_every_summary_fills_the_words_of_its_code() -> None:
    for code, summary in SUMMARIES.items():
        words = set(re.findall(r"\{(\w+)\}", summary)) - {"count"}
        assert words <= set(re.findall(r"\{(\w+)\}", MESSAGES[code][1])), code


def test_the_page_lists_every_code() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (说明|提醒|错误) \|", PAGE.read_text("utf-8"), re.MULTILINE
    )
    words = {"info": "说明", "warning": "提醒", "error": "错误"}
    listed = dict(rows)
    assert listed == {code: words[severity.value] for code, (severity, _) in MESSAGES.items()}
