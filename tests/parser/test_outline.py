"""Numbers, headings and paths; lines that a page broke."""

from __future__ import annotations

import pytest

from zeren_parser import parse
from zeren_parser.outline_numbers import NUMBER, NUMBER_FORMS, ordinal
from zeren_parser.paragraphs import split_paragraphs


def paths(text: str) -> list[tuple[str, str]]:
    return [(s.path, s.title) for s in parse(text.encode()).sections]


def task_rows(text: str) -> list[tuple[str, str, list[str]]]:
    plan = parse(text.encode())
    return [(t.path, t.title, [a.department for a in t.assignments]) for t in plan.tasks]


@pytest.mark.parametrize(("name", "rank", "pattern", "example"), NUMBER_FORMS, ids=lambda x: str(x))
def test_each_number_form_reads_its_example(
    name: str, rank: int, pattern: str, example: str
) -> None:
    assert pattern
    assert rank >= 0
    match = NUMBER.match(example)
    assert match is not None
    assert match.lastgroup == name.replace("-", "_")


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("(三十一)", 31),
        ("第一百零二条", 102),
        ("⑩", 10),
        ("12", 12),
        ("甲", None),
    ],
)
def test_ordinal(number: str, value: int | None) -> None:
    assert ordinal(number) == value


def test_paths_join_the_printed_numbers() -> None:
    text = "一、总体要求\n（一）指导思想\n二、重点任务\n（一）治水\n1.河长制。推行河长制。\n(1)建台账。\n①清单。\n2．截污。\n（二）治气"
    assert [path for path, _ in paths(text)] == [
        "一", "一/(一)", "二", "二/(一)", "二/(一)/1", "二/(一)/1/(1)", "二/(一)/1/(1)/①", "二/(一)/2", "二/(二)",
    ]  # fmt: skip


def test_a_decimal_number_or_a_year_opens_no_item() -> None:
    assert paths("一、目标\n1.5亿元投资到位。\n2017年完成。") == [("一", "目标")]


def test_articles_and_chapters() -> None:
    assert [p for p, _ in paths("第一章 总则\n第一条 目的。为了规范。\n第二条 范围。适用。\n第二章 附则\n第三条 施行。")] == [
        "第一章", "第一章/第一条", "第一章/第二条", "第二章", "第二章/第三条",
    ]  # fmt: skip


def test_the_title_of_a_task_is_the_first_sentence() -> None:
    assert task_rows("1.推广出行。引导居民。（牵头单位：宣传部）") == [
        ("1", "推广出行", ["宣传部"])
    ]


def test_unnumbered_paragraphs_inside_an_item_count_on() -> None:
    text = "1.节能。抓工业。（牵头单位：甲局）\n抓好建筑。推广光热。（牵头单位：乙局）\n抓好机构。考核。（牵头单位：丙局）"
    assert task_rows(text) == [
        ("1", "节能", ["甲局"]), ("1#2", "抓好建筑", ["乙局"]), ("1#3", "抓好机构", ["丙局"]),
    ]  # fmt: skip


def test_a_section_whose_only_paragraph_has_no_number_is_a_task() -> None:
    assert task_rows("（三）完善监管\n健全制度。公开信息。（牵头单位：甲局）") == [
        ("(三)", "完善监管", ["甲局"])
    ]


def test_a_section_with_several_unnumbered_tasks_names_each_by_its_own_sentence() -> None:
    text = (
        "（三）完善监管\n健全制度。公开信息。（牵头单位：甲局）\n加强执法。严查。（牵头单位：乙局）"
    )
    assert task_rows(text) == [("(三)", "健全制度", ["甲局"]), ("(三)#2", "加强执法", ["乙局"])]


def test_a_clause_behind_several_paragraphs_closes_them_all() -> None:
    text = "1.治水。推行河长制。\n开展排查。\n落实整改。（牵头单位：甲局）"
    assert task_rows(text) == [("1", "治水", ["甲局"])]


def test_two_clauses_behind_each_other_belong_to_one_task() -> None:
    assert task_rows("1.治水。推行。（甲局负责）（乙局配合）") == [("1", "治水", ["甲局", "乙局"])]


def test_an_item_without_clause_is_a_section_only() -> None:
    text = "1.治水。推行。\n2.治气。推行。（牵头单位：甲局）"
    assert [p for p, _ in paths(text)] == ["1", "2"]
    assert [row[0] for row in task_rows(text)] == ["2"]


WRAPPED = (
    "1.提升服务便利度。全面推行“一窗受理”，优化办事流程，压缩办理时\n限，推动更多事项网上办理。(牵头\n单位：市行政审批局、市自然资源\n"
    "局；责\n任单位：市住建局)\n- 3 -\n2.加强事中事后监管。落实“双随机、一公开”监管要求，推进跨部门联\n合检查。（牵头单位：市市场监\n管局）\n"
    "3.规范中介服务。梳理中介服务事项清单并向社会公布，实行动态调整管\n理。（牵头单位：市发改委）\n"
)


def test_a_label_or_name_broken_over_lines_is_read_whole() -> None:
    assert [row[2] for row in task_rows(WRAPPED)] == [
        ["市行政审批局", "市自然资源局", "市住建局"], ["市市场监管局"], ["市发改委"],
    ]  # fmt: skip


def test_lines_of_a_web_page_stay_paragraphs() -> None:
    text = "一、总则\n" + "各单位要提高认识。" * 30 + "\n" + "各部门要抓好落实。" * 30
    assert len(split_paragraphs(text)) == 3
