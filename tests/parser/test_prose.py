"""Duties told in running text; whose clause a bracket behind several items is."""

from __future__ import annotations

import pytest

from zeren_parser import parse

BRACKET = "一、治水\n1.清淤。（牵头单位：市甲局）\n2.巡查。"


def rows(text: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return (path, form of the first clause, [(role, department)]) of each task."""
    plan = parse(text.encode())
    forms = {clause.id: clause.form for clause in plan.clauses}
    return [
        (
            task.path,
            forms[task.assignments[0].clause],
            [(a.role.value, a.department) for a in task.assignments],
        )
        for task in plan.tasks
    ]


@pytest.mark.parametrize(
    ("sentence", "held"),
    [
        (
            "由市水务局牵头，市财政局、市审计局配合，定期通报。",
            [("lead", "市水务局"), ("support", "市财政局"), ("support", "市审计局")],
        ),
        (
            "市水务局要会同市财政局、市审计局等部门加强巡查。",
            [("responsible", "市水务局"), ("support", "市财政局"), ("support", "市审计局")],
        ),
        (
            "由市水务局会同有关部门加强巡查。",
            [("responsible", "市水务局"), ("support", "有关部门")],
        ),
        (
            "请科技部、工业和信息化部等部门在2019年2月底前完成。",
            [("responsible", "科技部"), ("responsible", "工业和信息化部")],
        ),
        (
            "请市水务局、市住建局会同市财政局等部门在2022年10月底前制定清单。",
            [("responsible", "市水务局"), ("responsible", "市住建局"), ("support", "市财政局")],
        ),
        (
            "市残联会同市司法局在2023年10月底前设立工作站。",
            [("responsible", "市残联"), ("support", "市司法局")],
        ),
        (
            "市委宣传部牵头，市广电局、甲州日报社配合，及时公开进展。",
            [("lead", "市委宣传部"), ("support", "市广电局"), ("support", "甲州日报社")],
        ),
        (
            "由党群办牵头，各社区〔村〕、某某商会配合。",
            [("lead", "党群办"), ("support", "各社区〔村〕"), ("support", "某某商会")],
        ),
        ("由市水务局负责落实巡查经费。", [("responsible", "市水务局")]),
        ("市水务局牵头，市财政局配合，抓好巡查。", [("lead", "市水务局"), ("support", "市财政局")]),
    ],
)
def test_a_sentence_with_a_duty(sentence: str, held: list[tuple[str, str]]) -> None:
    (_, task) = rows(BRACKET + sentence)
    assert task == ("一/2", "prose", held)


@pytest.mark.parametrize(
    "sentence",
    [
        "各级各部门要高度重视，加强组织领导，由专人负责。",
        "由业务主管部门负责监管，由行业主管部门牵头推进。",
        "由牵头单位负责汇总，由申请人承担责任。",
        "各县区要会同有关部门加强巡查。",
        "市水务局会同有关部门加强巡查。",
        "由县级以上人民政府负责。",
        "本办法由市水务局负责解释。",
        "落实首问责任人制度、采购人主体责任。",
        "建立由政府负责人牵头、相关部门共同参与的工作机制。",
        "鼓励由大中型企业牵头，高校院所参与。",
    ],
)
def test_a_sentence_without_a_duty_of_anybody(sentence: str) -> None:
    assert [path for path, _, _ in rows(BRACKET + sentence)] == ["一/1"]


def test_who_issues_the_plan_supports_where_it_says_that_it_assists() -> None:
    head = "某市水务局关于做好治水工作的通知\n各县区水务局：\n"
    plan = parse((head + BRACKET + "配合省水利厅做好督察。").encode())
    (assignment,) = plan.tasks[-1].assignments
    assert (assignment.role.value, assignment.department) == ("support", "某市水务局")
    assert assignment.span.of(plan.text) == "某市水务局"
    assert plan.clauses[-1].text == "配合省水利厅做好督察"


def test_an_item_with_a_bracket_is_read_by_its_bracket_alone() -> None:
    text = "1.治水。由市水务局牵头，市财政局配合。（市水务局负责）\n2.治气。（市生态环境局负责）"
    assert [form for _, form, _ in rows(text)] == ["verb", "verb"]


def test_one_sentence_in_a_text_without_clauses_is_not_believed() -> None:
    text = "一、概况\n（一）机制。由市工信局牵头，市各有关部门配合。\n（二）成效。推进改革。"
    assert rows(text) == []


def test_a_plan_in_running_text_is_believed() -> None:
    text = "".join(f"{n}.任务。由市{n}局牵头，市财政局配合。\n" for n in range(1, 5))
    assert [form for _, form, _ in rows(text)] == ["prose"] * 4


def test_articles_of_a_regulation_are_no_duties() -> None:
    text = "".join(f"第{n}条 由市财政局负责监督，由市审计局牵头。\n" for n in "一二三四五")
    assert rows(text) == []


def test_a_bracket_behind_the_last_item_closes_its_section() -> None:
    text = "（一）优化环境。\n1.精简材料。\n2.压缩时限。\n（牵头单位：市甲局）\n（二）强化监管。\n1.巡查。\n2.通报。\n（牵头单位：市乙局）"
    assert [(path, held) for path, _, held in rows(text)] == [
        ("(一)", [("lead", "市甲局")]),
        ("(二)", [("lead", "市乙局")]),
    ]


def test_a_bracket_in_its_own_paragraph_closes_its_item_where_every_item_has_one() -> None:
    text = "（一）优化环境。\n1.精简材料。\n（市甲局负责）\n2.压缩时限。\n（市乙局负责）\n（二）强化监管。\n1.巡查。\n2.通报。\n（市丙局负责）"
    assert [path for path, _, _ in rows(text)] == ["(一)/1", "(一)/2", "(二)/2"]


def test_a_lead_on_a_heading_and_responsible_units_of_its_items() -> None:
    text = "（二）纳税（牵头部门：市税务局；目标位置：全省前5）\n1.压减次数。（责任单位：市税务局、市财政局）\n2.压缩时间。（责任单位：市人社局）"
    assert [(path, held[0]) for path, _, held in rows(text)] == [
        ("(二)", ("lead", "市税务局")),
        ("(二)/1", ("responsible", "市税务局")),
        ("(二)/2", ("responsible", "市人社局")),
    ]
    above = [d for d in parse(text.encode()).diagnostics if d.code == "lead-above"]
    assert len(above) == 2
