"""Labels without brackets: on lines of their own, numbered, with bullets, in Markdown, run in."""

from __future__ import annotations

import pytest

from zeren_parser import parse

Row = tuple[str, list[tuple[str, str]], list[str]]


def rows(text: str) -> list[Row]:
    """Return (path, [(role, department)], [deadline]) of each task."""
    return [
        (
            t.path,
            [(a.role.value, a.department) for a in t.assignments],
            [d.date for d in t.deadlines],
        )
        for t in parse(text.encode()).tasks
    ]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        (
            "a bracket inside, where a declaration makes clauses of bare brackets",
            """一、办学。（县教育局、县发改局负责，列第一位的为牵头单位，下同）
二、监测。
牵头单位：县农业农村局（县乡村振兴局）
配合单位：县民政局""",
            [
                ("一", [("lead", "县教育局"), ("responsible", "县发改局")], []),
                ("二", [("lead", "县农业农村局（县乡村振兴局）"), ("support", "县民政局")], []),
            ],
        ),
        (
            "numbered fields belong to the item above",
            """（一）完善机制。推进甲。
1.整改措施：加强巡查。
2.整改时限：2024年12月底前。
3.责任单位：市教育局。
4.督导单位：市督查室。
（二）强化监管。
1.责任单位：市审计局。
2.完成时限：2024年6月。""",
            [
                ("(一)", [("responsible", "市教育局"), ("supervise", "市督查室")], ["2024-12"]),
                ("(二)", [("responsible", "市审计局")], ["2024-06"]),
            ],
        ),
        (
            "bullets before the labels",
            "（一）完善机制\n• 牵头单位：市教育局；\n• 配合单位：市财政局。",
            [("(一)", [("lead", "市教育局"), ("support", "市财政局")], [])],
        ),
        (
            "bold labels below Markdown headings",
            """# 某市方案
## 一、任务
### （一）完善机制
推进甲。
**责任单位：** 市教育局、市财政局
### （二）强化监管
推进乙。
- **牵头单位**：市审计局
- **责任单位**：市税务局
""",
            [
                ("一/(一)", [("responsible", "市教育局"), ("responsible", "市财政局")], []),
                ("一/(二)", [("lead", "市审计局"), ("responsible", "市税务局")], []),
            ],
        ),
        (
            "a label behind a comma",
            "1.完善甲，责任单位：市税务局；\n2.完善乙，牵头单位：市审计局。",
            [("1", [("responsible", "市税务局")], []), ("2", [("lead", "市审计局")], [])],
        ),
        (
            "a person, then the unit",
            "1.完成投资。\n责任领导：张三\n牵头单位：市发改委\n责任单位：各县区",
            [("1", [("responsible", "张三"), ("lead", "市发改委"), ("responsible", "各县区")], [])],
        ),
        (
            "a division of work by verbs",
            "1.改善出行。\n责任分工：运输处牵头，客运中心配合。",
            [("1", [("lead", "运输处"), ("support", "客运中心")], [])],
        ),
        ("the hosts of a fair", "二、组织机构\n主办单位：市商务局\n承办单位：市会展公司", []),
    ],
)
def test_labels_without_brackets(name: str, text: str, wanted: list[Row]) -> None:
    assert rows(text) == wanted, name


def test_short_lines_of_a_plain_plan_are_not_joined() -> None:
    text = "".join(
        f"{n}、任务第{n}项很多很多字\n推进某项工作落实见效\n" for n in "一二三四五六七八九"
    )
    assert len(parse(text.encode()).sections) == 9
