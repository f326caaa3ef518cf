"""What a document says of itself: the cases are in cases/metadata.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren_parser.furniture import find_furniture
from zeren_parser.metadata import Metadata, read_metadata
from zeren_parser.places import read_place
from zeren_parser.printed_dates import to_iso
from zeren_parser.view import build_view

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("metadata.toml").read_text("utf-8")
)["case"]
FACTS = ("number", "index_no", "issuer", "jurisdiction", "published")
KEYS = {"name", "text", "title", *FACTS}
PLAN = Path(__file__).parents[2] / "source_docs" / "经区生态文明建设实施方案.txt"


def read(text: str) -> Metadata:
    view = build_view(text, [m.span() for m in re.finditer(r"[^\r\n\f]+", text)])
    return read_metadata(view, find_furniture(view))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    found = read(case["text"])
    assert found.title == case.get("title", "")
    for fact in FACTS:
        assert getattr(found, fact) == case.get(fact), fact
    if found.title_span is not None:
        assert "".join(found.title_span.of(case["text"]).split()) == found.title


def test_the_real_plan() -> None:
    found = read(PLAN.read_text("utf-8"))
    assert found.title == "关于加快推进生态文明建设实施方案"
    assert found.number is None, "it cites numbers, but prints none of its own"
    assert found.index_no == "0032452dx/2017-6949"
    assert found.issuer == "管办文秘科"
    assert found.jurisdiction == "威海经济技术开发区"
    assert found.published == "2017-12-28T16:37:22"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("本溪市人民政府", "本溪市"),
        ("聊城市人民政府办公室", "聊城市"),
        ("成都市财政局", "成都市"),
        ("江西省泰和县人民政府", "江西省泰和县"),
        ("西安市新城区人民政府", "西安市新城区"),
        ("新城区建设", None),
        ("本市各单位", None),
        ("文明城市创建", None),
        ("赣州市人民政府办公室", "赣州市"),
        ("兰州新区管委会", "兰州新区"),
        ("甘孜州人民政府", "甘孜州"),
        ("上海市浦东新区人民政府", "上海市浦东新区"),
        ("江西省上饶市信州区人民政府", "江西省上饶市信州区"),
        ("中共延安市委延安市人民政府", "延安市"),
        ("内蒙古自治区兴安盟行政公署", "内蒙古自治区兴安盟"),
        ("陇南市礼县人民政府", "陇南市礼县"),
        ("平凉工业园区管委会", "平凉工业园区"),
        ("海口市市政管理局", "海口市"),
        ("西安市住房和城乡建设局", "西安市"),
        ("市政府办公室", None),
        ("全市深化改革工作方案", None),
        ("城市更新示范区建设方案", None),
        ("高质量发展示范区建设方案", None),
        ("加快推进区域协调发展", None),
    ],
)
def test_place(name: str, place: str | None) -> None:
    assert read_place(name) == place


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2017/1/5 16:37", "2017-01-05T16:37"),
        ("2025-05-27", "2025-05-27"),
        ("2018年09月", "2018-09"),
        ("二〇二三年十月一日", "2023-10-01"),
        ("二○二○年二月二十日", "2020-02-20"),
        ("2014—2030年", None),
        ("面向社会", None),
    ],
)
def test_printed_date(printed: str, iso: str | None) -> None:
    assert to_iso(printed) == iso


VOCABULARY = ["某市", "人民政府", "关于", "印发", "《", "》", "方案", "的通知", "（2023年1月6日）"]


@given(
    st.lists(st.sampled_from([*VOCABULARY, "\n", "国发〔2018〕3号", "发布日期:", "各县:", "。"]))
)
def test_any_text_is_read(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = read(text)
    if found.title_span is not None:
        assert "".join(found.title_span.of(text).split()) == found.title
    assert found.number is None or found.number in text
