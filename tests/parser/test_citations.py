"""Which documents a plan names: the cases are in cases/citations.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren_parser.citations import find_citations
from zeren_parser.model import Citation
from zeren_parser.view import build_view

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("citations.toml").read_text("utf-8")
)["case"]
KEYS = {"name", "text", "own", "found", "whole"}
PLAN = Path(__file__).parents[2] / "source_docs" / "经区生态文明建设实施方案.txt"
OWN_TITLE = "关于加快推进生态文明建设实施方案"


def cite(text: str, own_title: str | None = None) -> tuple[Citation, ...]:
    view = build_view(text, [m.span() for m in re.finditer(r"[^\r\n\f]+", text)])
    return find_citations(view, 0, len(view.text), own_title=own_title)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    found = cite(case["text"], case.get("own"))
    assert [[c.title, c.number or "", c.self] for c in found] == case["found"]
    if "whole" in case:
        assert found[0].span.of(case["text"]) == case["whole"]


def test_the_real_plan() -> None:
    """Read by hand: 19 other documents, and nine times the plan itself."""
    found = cite(PLAN.read_text("utf-8"), OWN_TITLE)
    assert [(c.title, c.number) for c in found if not c.self] == [
        ("中共中央、国务院关于加快推进生态文明建设的意见", "中发〔2015〕12号"),
        (
            "中共山东省委、山东省人民政府印发〈关于加快推进生态文明建设的实施方案〉的通知",
            "鲁发〔2016〕11号",
        ),
        (
            "中共威海市委威海市人民政府印发〈关于加快推进生态文明建设的实施方案〉的通知",
            "威发〔2017〕15号",
        ),
        ("山东省主体功能区规划", None),
        ("威海市环境总体规划(2014-2030)", None),
        ("海岸线保护与利用管理办法", None),
        ("围填海管控办法", None),
        ("关于推进电能替代的指导意见", "鲁发改能源〔2016〕1166号"),
        ("山东省综合交通网中长期发展规划(2014—2030年)", None),
        ("山东省实施〈党政机关厉行节约反对浪费条例〉办法", None),
        ("山东省公共机构节能管理办法", None),
        ("威海市环境空气质量全面优化行动计划", None),
        ("威海市水污染防治行动计划", None),
        ("威海市中美海洋垃圾防治“姐妹城市”工作实施方案", None),
        ("威海市防治船舶及其作业活动污染水域环境应急能力建设规划", None),
        ("威海市环境总体规划(2014-2030年)", None),
        ("自然资源统一确权登记办法(试行)", None),
        ("威海市矿产资源开发利用总体规划", None),
        ("党政领导干部生态环境损害责任追究办法(试行)", None),
    ]
    assert [c.title for c in found if c.self] == ["方案"] * 9


@given(
    st.text(
        alphabet="《》〈〉(（）)甲办法方案意见通知〔〕2015号，。以下简称现将印发 \n", max_size=80
    )
)
def test_any_text_is_read_and_every_span_holds_its_title(text: str) -> None:
    for citation in cite(text):
        printed = "".join(citation.span.of(text).split())
        assert printed.startswith(f"《{citation.title}》")
        assert citation.number is None or citation.number in printed


def test_the_range_bounds_the_search() -> None:
    text = "《甲办法》《乙办法》"
    view = build_view(text, [(0, len(text))])
    assert [c.title for c in find_citations(view, 5, 10, own_title=None)] == ["乙办法"]
