"""Who sits in the leading group: the cases are in cases/roster.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren_parser.model import Roster
from zeren_parser.posts import read_posts
from zeren_parser.roster import find_roster
from zeren_parser.view import build_view

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("roster.toml").read_text("utf-8")
)["case"]
KEYS = {"name", "text", "group", "office_at", "office_head", "members"}
PLAN = Path(__file__).parents[2] / "source_docs" / "经区生态文明建设实施方案.txt"
# Read by hand: role, person, posts as 组织/职务 joined by ;, note.
REAL = """
组长 吕晓东 工委/书记;管委/主任
副组长 刘昌清 工委/副书记;管委/常务副主任
副组长 于明涛 工委/委员;管委/副主任;商务局/局长
副组长 姚桂礼 工委/委员;管委/副主任 执行副组长
副组长 梁永波 工委/委员;管委/副主任
副组长 汤华海 工委/委员;工委/调研员;人大联络工作办公室/副主任
副组长 赵冰 工委/委员;管委/副主任
副组长 毕建忠 工委/委员;工委(管委)办公室/主任
副组长 王启 工委/委员;财政局/局长
副组长 侯成阳 工委/委员;组织部/部长
成员 毕建华 纪工委/副书记
成员 卢树刚 工委(管委)办公室/副主任
成员 谭波 组织部/副部长
成员 张广忠 宣传部/部长
成员 梁康 政法委/书记
成员 李修萍 经济发展局/局长
成员 张世冰 财政局/副局长
成员 林治乐 建设局/局长
成员 谭建平 社会事务管理局/副局长
成员 陈琳 商务局/副局长
成员 于政涛 市场监督管理局/局长
成员 赵炜 综合行政执法局/局长
成员 王志 农业经济发展局/局长
成员 于维锋 市政公用事业管理局/局长
成员 李书同 审计局/副局长
成员 刘超 就业和社会保障处/处长
成员 张宗平 统计处/处长
成员 王连胜 国有资产管理办公室/主任
成员 曲延清 金融工作办公室/主任
成员 丛麒 教育体育处/处长
成员 徐翔 服务业发展办公室/主任
成员 李家荣 环境卫生管理处/处长
成员 于辉 崮山镇政府/镇长
成员 原忠江 泊于镇政府/镇长
成员 王利辉 桥头镇政府/镇长
成员 于丛林 皇冠街道办事处/主任
成员 王金彦 凤林街道办事处/主任
成员 林峰 西苑街道办事处/主任
成员 宋光 法院/副院长
成员 耿建忠 检察院/检察长
成员 姚为民 公安分局/局长
成员 李向海 国税局/局长
成员 孙忠显 地税分局/局长
成员 陈宝瑛 国土资源分局/局长
成员 许全亮 规划分局/局长
成员 张晓明 环保分局/副局长
成员 张韶光 交警三大队/大队长
成员 李彤 供电客服分中心/主任
成员 姚波 市水务集团/总经理
"""


def roster_of(text: str) -> Roster | None:
    return find_roster(build_view(text, [m.span() for m in re.finditer(r"[^\r\n\f]+", text)]))


def rows(roster: Roster) -> list[list[str]]:
    return [
        [
            member.role,
            member.person,
            ";".join(f"{post.organisation or ''}/{post.title}" for post in member.posts),
            member.note or "",
        ]
        for member in roster.members
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS, "a column that no assertion reads is a test that never ran"
    found = roster_of(case["text"])
    assert (rows(found) if found else []) == case.get("members", [])
    assert (found.name if found else None) == case.get("group")
    assert (found.office_at if found else None) == case.get("office_at")
    assert (found.office_head if found else None) == case.get("office_head")


def test_the_real_plan() -> None:
    text = PLAN.read_text("utf-8")
    found = roster_of(text)
    assert found is not None
    assert found.name == "威海经济技术开发区生态文明建设工作领导小组"
    assert (found.office_at, found.office_head) == ("环保分局", "张晓明")
    expected = [[*line.split(), ""][:4] for line in REAL.strip().splitlines()]
    assert rows(found) == expected
    assert len(found.members) == 49
    for member in found.members:
        printed = "".join(member.span.of(text).split())
        assert printed.startswith(member.person)
        assert member.span.start >= found.span.start
        assert member.span.end <= found.span.end
    assert "".join(found.span.of(text).split()).startswith("威海经济技术开发区生态文明")


@pytest.mark.parametrize(
    ("printed", "posts"),
    [
        ("商务局党组成员、副局长", [("商务局党组", "成员"), ("商务局", "副局长")]),
        ("副市长兼市公安局局长", [(None, "副市长"), ("市公安局", "局长")]),
        ("区委常委、区长", [("区委", "常委"), (None, "区长")]),
        ("市工商联党组书记、主席", [("市工商联党组", "书记"), ("市工商联", "主席")]),
        ("县人大常委会副主任", [("县人大常委会", "副主任")]),
        ("市政府秘书长、办公室主任", [("市政府", "秘书长"), ("办公室", "主任")]),
        ("市水务集团", [("市水务集团", "")]),
    ],
)
def test_posts(printed: str, posts: list[tuple[str | None, str]]) -> None:
    found, note = read_posts(printed)
    assert [(post.organisation, post.title) for post in found] == posts
    assert note is None


ALPHABET = [
    "组长",
    ":",
    "副组长",
    "成  员",
    "张三",
    "赵 冰",
    "财政局局长",
    "、",
    "\n",
    "\t",
    " ",
    "(",
    ")",
]


@given(
    st.lists(
        st.sampled_from([*ALPHABET, "市长", "领导小组名单", "办公室设在", "兼任", "。"]),
        max_size=40,
    )
)
def test_any_text_is_read_and_every_span_holds_its_person(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = roster_of(text)
    if found is None:
        return
    assert found.members
    for member in found.members:
        assert member.person in "".join(member.span.of(text).split())
        assert found.span.start <= member.span.start < member.span.end <= found.span.end
