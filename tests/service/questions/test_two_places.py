"""Questions over several documents: units of two places share a name, and one has 配合单位."""

from __future__ import annotations

import pytest

from zeren_graph.catalogue import Catalogue
from zeren_parser import parse
from zeren_service.questions import ask

EAST = """东湖区教育工作实施方案

发布单位：东湖区人民政府办公室

一、重点任务

1.建设智慧校园。到2023年底前，全区学校全部接入教育网。（牵头单位：教育局，配合单位：财政局、科技局）

2.改善办学条件。2022年6月底前完成危房改造。（牵头单位：财政局，配合单位：教育局）
"""
WEST = """西山县农村公路实施方案

发布单位：西山县人民政府办公室

一、重点任务

1.修建农村公路。到2024年，新建公路120公里。（牵头单位：交通局，配合单位：财政局）

2.加强养护管理。建立管护台账。（牵头单位：交通局）
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    kept = Catalogue.open("sqlite://")
    for name, text in (("east.txt", EAST), ("west.txt", WEST)):
        data = text.encode()
        kept.put(parse(data, name=name), data)
    return kept


def _document(catalogue: Catalogue, title: str) -> str:
    (row,) = catalogue.documents(q=title).items
    return row.id


def test_a_name_of_two_places_is_asked_back(catalogue: Catalogue) -> None:
    answer = ask(catalogue, "财政局配合哪些任务")
    assert answer.reading.filters["reason"] == "ambiguous-department"
    assert len(answer.reading.filters["candidates"]) == 2  # type: ignore[arg-type]
    assert "请写明" in answer.answer


def test_a_document_settles_which_is_meant(catalogue: Catalogue) -> None:
    west = _document(catalogue, "公路")
    answer = ask(catalogue, "财政局配合哪些任务", document=west)
    assert [item.label for item in answer.items] == ["修建农村公路"]


def test_a_title_in_the_question_settles_it_too(catalogue: Catalogue) -> None:
    answer = ask(catalogue, "《东湖区教育工作实施方案》里财政局牵头哪些任务")
    assert [item.label for item in answer.items] == ["改善办学条件"]


def test_the_place_before_the_name_settles_it(catalogue: Catalogue) -> None:
    answer = ask(catalogue, "西山县财政局配合哪些任务")
    assert [item.label for item in answer.items] == ["修建农村公路"]


def test_the_level_before_the_name_may_be_said_or_not(catalogue: Catalogue) -> None:
    assert ask(catalogue, "县交通局牵头几项任务").total == 2
    assert ask(catalogue, "西山县交通局牵头几项任务").total == 2


def test_a_unit_that_only_the_text_names_is_no_topic() -> None:
    kept = Catalogue.open("sqlite://")
    data = WEST.replace("建立管护台账", "建立管护台账，由县公路处牵头").encode()
    kept.put(parse(data, name="west.txt"), data)
    answer = ask(kept, "公路处牵头哪些任务")
    assert answer.kind == "refusal"


def test_a_place_is_a_condition(catalogue: Catalogue) -> None:
    assert ask(catalogue, "西山县有哪些任务").total == 2
    apart = ask(catalogue, "西山县的财政局配合哪些任务")
    assert [item.label for item in apart.items] == ["修建农村公路"]


def test_a_place_is_also_said_without_its_level(catalogue: Catalogue) -> None:
    apart = ask(catalogue, "西山的财政局配合哪些任务")
    assert [item.label for item in apart.items] == ["修建农村公路"]
    assert ask(catalogue, "西山的方案一共几项任务").total == 2


def test_a_full_name_asks_for_the_unit_that_is_printed_short() -> None:
    kept = Catalogue.open("sqlite://")
    data = EAST.replace("教育局", "人社局").replace("科技局", "市科委").encode()
    kept.put(parse(data, name="east.txt"), data)
    full = ask(kept, "人力资源和社会保障局牵头哪些任务")
    assert [item.label for item in full.items] == ["建设智慧校园"]
    assert [item.label for item in ask(kept, "科委配合哪些任务").items] == ["建设智慧校园"]
    assert ask(kept, "人力资源局牵头哪些任务").kind == "refusal"


def test_serving_is_supporting(catalogue: Catalogue) -> None:
    served = ask(catalogue, "科技局给谁打下手")
    assert [item.label for item in served.items] == ["教育局"]
    serving = ask(catalogue, "给教育局打下手的有哪些部门")
    assert [item.label for item in serving.items] == ["财政局", "科技局"]


def test_who_supports_is_told_from_who_leads(catalogue: Catalogue) -> None:
    leads = ask(catalogue, "智慧校园由谁牵头")
    supports = ask(catalogue, "智慧校园的配合单位有哪些")
    assert [item.label for item in leads.items] == ["教育局"]
    assert [item.label for item in supports.items] == ["财政局", "科技局"]


def test_helpers_of_a_unit(catalogue: Catalogue) -> None:
    answer = ask(catalogue, "哪些部门配合教育局")
    assert [item.label for item in answer.items] == ["财政局", "科技局"]


def test_documents_are_listed_and_searched(catalogue: Catalogue) -> None:
    assert ask(catalogue, "有几份文件").total == 2
    (found,) = ask(catalogue, "哪些文件提到农村公路").items
    assert "公路" in found.label


def test_a_plan_without_a_leading_group_says_so(catalogue: Catalogue) -> None:
    assert ask(catalogue, "领导小组组长是谁").reading.filters["reason"] == "not-stated"


def test_an_empty_catalogue_says_so() -> None:
    answer = ask(Catalogue.open("sqlite://"), "有哪些任务")
    assert answer.reading.filters["reason"] == "no-documents"


def test_a_new_document_is_seen_at_once() -> None:
    kept = Catalogue.open("sqlite://")
    kept.put(parse(EAST.encode(), name="east.txt"), EAST.encode())
    assert ask(kept, "交通局牵头哪些任务").kind == "refusal"
    kept.put(parse(WEST.encode(), name="west.txt"), WEST.encode())
    assert ask(kept, "交通局牵头哪些任务").total == 2
