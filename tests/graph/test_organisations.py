"""Who is who over all documents: what persons decide holds, is on record, and can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zeren_graph import sparql
from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import BadDecision
from zeren_graph.identities import Decision, Identities
from zeren_graph.knowledge import Knowledge
from zeren_graph.open_questions import is_variant
from zeren_graph.records import TaskFilter
from zeren_graph.sparql import key_of
from zeren_graph.vocabulary import DECISIONS_GRAPH

BY: dict[str, str] = {"who": "张三", "why": "三定方案"}


def put(knowledge: Knowledge, make_plan: Any, title: str, *leads: str, **sheet: Any) -> str:
    items = [make_plan.item(f"{title}{n}", lead=[lead]) for n, lead in enumerate(leads)]
    row, _new = knowledge.catalogue.add(*make_plan(make_plan.sheet(title, items, **sheet)))
    knowledge._follow(row.id)
    return row.id


def one(catalogue: Catalogue, name: str, place: str | None = "甲区") -> str:
    (row,) = (r for r in catalogue.find_departments(name) if r.jurisdiction == place)
    return row.id


def lists(catalogue: Catalogue) -> tuple[Any, ...]:
    """Return every list that speaks of departments."""
    return (
        catalogue.departments(limit=None),
        catalogue.tasks(limit=None),
        [catalogue.matrix(row.id) for row in catalogue.documents(limit=None).items],
        [
            catalogue.tasks(TaskFilter((row.id,), role), limit=None)
            for row in catalogue.departments(limit=None).items
            for role in (None, "lead")
        ],
        catalogue.people(limit=None),
    )


def agree(knowledge: Knowledge) -> None:
    """Assert that the graph counts for each department what the catalogue does."""
    listed = {
        (row.id, row.name): row.lead for row in knowledge.catalogue.departments(limit=None).items
    }
    rows = knowledge.graph.select(sparql.department_counts())
    assert {
        (key_of(r["department"]), r["name"]): int(r["tasks"]) for r in rows
    } == listed  # all tasks of these tests are led


def test_one_name_of_one_place_is_one_and_of_two_places_two(
    knowledge: Knowledge, make_plan: Any
) -> None:
    put(knowledge, make_plan, "甲一", "财政局")
    put(knowledge, make_plan, "甲二", "财政局")
    put(knowledge, make_plan, "乙一", "财政局", jurisdiction="乙区")
    put(knowledge, make_plan, "丙一", "财政局", jurisdiction=None)
    rows = knowledge.catalogue.departments(limit=None).items
    assert sorted((row.jurisdiction or "", row.lead) for row in rows) == [
        ("", 1), ("乙区", 1), ("甲区", 2)
    ]  # fmt: skip
    agree(knowledge)


def test_a_merge_holds_in_every_list_and_is_undone_without_a_trace(
    knowledge: Knowledge, make_plan: Any
) -> None:
    catalogue = knowledge.catalogue
    members = [("组长", "张三", "经发局", "局长")]
    put(knowledge, make_plan, "甲一", "经济发展局", "财政局")
    put(knowledge, make_plan, "甲二", "经发局", "经发局", members=members)
    short, full = one(catalogue, "经发局"), one(catalogue, "经济发展局")
    before, drawn = lists(catalogue), knowledge.graph.dump("nq")
    made = knowledge.decide("merge", short, full, **BY)
    assert (made.subject_name, made.object_name, made.who) == ("经发局", "经济发展局", "张三")
    assert [(row.name, row.lead) for row in catalogue.departments(limit=None).items] == [
        ("财政局", 1), ("经济发展局", 3)
    ]  # fmt: skip
    assert [row.name for row in catalogue.find_departments("经发局")] == ["经济发展局"]
    assert [row.id for row in catalogue.find_departments(short)] == [full]
    row = catalogue.department(short)
    assert row is not None
    assert row.aliases == ("经发局",)
    assert catalogue.tasks(TaskFilter((full,), "lead")).total == 3
    assert catalogue.tasks(TaskFilter(person="张三")).total == 2
    named = {a.name for task in catalogue.tasks(limit=None).items for a in task.assignments}
    assert named == {"经济发展局", "财政局"}
    agree(knowledge)
    knowledge.undo(made.num, who="李四", why="查错了")
    assert lists(catalogue) == before
    agree(knowledge)
    (left,) = catalogue.decisions()
    assert (left.undone_by, left.undone_why, left.active) == ("李四", "查错了", False)
    told = knowledge.graph.dump("nq").splitlines()
    beside = [line for line in told if DECISIONS_GRAPH.encode() not in line]
    revisions = b"/ns#revision>"
    assert sorted(line for line in beside if revisions not in line) == sorted(
        line for line in drawn.splitlines() if revisions not in line
    )


def test_a_decision_survives_a_rebuild_a_new_start_and_the_document_put_in_again(
    tmp_path: Path, make_plan: Any
) -> None:
    with Knowledge.open(tmp_path / "data") as held:
        put(held, make_plan, "甲一", "经济发展局")
        second = put(held, make_plan, "甲二", "经发局")
        held.decide("merge", one(held.catalogue, "经发局"), one(held.catalogue, "经济发展局"), **BY)
        wanted = [(row.name, row.lead) for row in held.catalogue.departments().items]
        assert wanted == [("经济发展局", 2)]
        held.rebuild()
        agree(held)
    with Knowledge.open(tmp_path / "data") as again:
        agree(again)
        plan, data = again.catalogue.plan(second), again.catalogue.source(second)
        assert plan is not None
        assert data is not None
        assert again.remove(second)
        assert [row.lead for row in again.catalogue.departments().items] == [1]
        again.catalogue.add(plan, data)
        again._follow(second)
        assert [(r.name, r.lead) for r in again.catalogue.departments().items] == wanted
        put(again, make_plan, "甲三", "经发局")
        assert [row.lead for row in again.catalogue.departments().items] == [3]
        agree(again)


def test_a_split_tells_two_units_of_one_name_apart(knowledge: Knowledge, make_plan: Any) -> None:
    catalogue = knowledge.catalogue
    put(knowledge, make_plan, "甲一", "开发区管委")
    other = put(knowledge, make_plan, "甲二", "开发区管委", "开发区管委")
    before = lists(catalogue)
    unit = one(catalogue, "开发区管委")
    made = knowledge.decide("split", unit, documents=[other[:8]], name="高新区管委", **BY)
    rows = {row.name: row.lead for row in catalogue.departments().items}
    assert rows == {"开发区管委": 1, "高新区管委": 2}
    assert {row.name for row in catalogue.find_departments("开发区管委")} == set(rows)
    agree(knowledge)
    again = knowledge.decide("merge", made.object, unit, **BY)
    assert [row.lead for row in catalogue.departments().items] == [3]
    knowledge.undo(again.num, **BY)
    assert {row.name: row.lead for row in catalogue.departments().items} == rows
    knowledge.undo(made.num, **BY)
    assert lists(catalogue) == before
    agree(knowledge)


def test_a_reorganised_unit_is_linked_and_not_merged(knowledge: Knowledge, make_plan: Any) -> None:
    catalogue = knowledge.catalogue
    put(knowledge, make_plan, "甲一", "国土资源局")
    put(knowledge, make_plan, "甲二", "自然资源局")
    older, newer = one(catalogue, "国土资源局"), one(catalogue, "自然资源局")
    before = lists(catalogue)
    made = knowledge.decide("link", older, newer, who="张三", why="2018年机构改革")
    assert lists(catalogue) == before
    ask = (
        "PREFIX org: <http://www.w3.org/ns/org#> SELECT ?old ?new WHERE { ?event a org:ChangeEvent"
        " ; org:originalOrganization ?old ; org:resultingOrganization ?new . ?old org:changedBy"
        " ?event . ?new org:resultedFrom ?event }"
    )
    rows = knowledge.graph.select(ask)
    assert [(key_of(r["old"]), key_of(r["new"])) for r in rows] == [(older, newer)]
    assert [d.num for d in catalogue.decisions(older)] == [made.num]
    knowledge.undo(made.num, **BY)
    assert knowledge.graph.select(ask) == []


def test_a_merge_of_a_superseded_document_counts_nothing_twice(
    knowledge: Knowledge, make_plan: Any
) -> None:
    catalogue = knowledge.catalogue
    number = {"number": "甲发〔2017〕1号"}
    old = put(knowledge, make_plan, "方案", "经发局", "经发局", **number)
    put(knowledge, make_plan, "方案", "经发局", **number)
    put(knowledge, make_plan, "别的方案", "经济发展局")
    made = knowledge.decide("merge", one(catalogue, "经发局"), one(catalogue, "经济发展局"), **BY)
    (row,) = catalogue.departments().items
    assert (row.lead, row.tasks) == (2, 2)
    where = TaskFilter((row.id,), "lead")
    assert catalogue.tasks(where).total == 2
    assert catalogue.tasks(TaskFilter((row.id,), "lead", old)).total == 2
    assert catalogue.tasks(TaskFilter((row.id,), "lead", superseded=True)).total == 4
    agree(knowledge)
    knowledge.undo(made.num, **BY)
    assert sorted((r.name, r.lead) for r in catalogue.departments().items) == [
        ("经发局", 1), ("经济发展局", 1)
    ]  # fmt: skip


def test_what_cannot_be_decided(knowledge: Knowledge, make_plan: Any) -> None:
    catalogue = knowledge.catalogue
    document = put(knowledge, make_plan, "甲一", "财政局", "李四", "教育局", people=["李四"])
    other = put(knowledge, make_plan, "甲二", "教育局")
    finance, person, school = (one(catalogue, name) for name in ("财政局", "李四", "教育局"))
    before = (catalogue.revision, lists(catalogue))
    for kind, subject, target, more, words in (
        ("merge", finance, finance, {}, "同一个部门"),
        ("merge", finance, person, {}, "类别不同"),
        ("merge", finance, "org-000000000000", {}, "没有编号为"),
        ("join", finance, school, {}, "没有「join」"),
        ("split", finance, None, {}, "哪些文件"),
        ("split", finance, None, {"documents": [document]}, "留下至少一份"),
        ("split", finance, None, {"documents": [other]}, "没有这个部门"),
        ("split", school, None, {"documents": ["ffffffff"]}, "没有编号为 ffffffff"),
        ("merge", finance, school, {"why": "  "}, "为什么"),
    ):
        with pytest.raises(BadDecision, match=words):
            knowledge.decide(kind, subject, target, **{**BY, **more})  # type: ignore[arg-type]
    with pytest.raises(BadDecision, match="没有第 7 号"):
        knowledge.undo(7, **BY)
    assert (catalogue.revision, lists(catalogue)) == before
    made = knowledge.decide("link", finance, school, **BY)
    with pytest.raises(BadDecision, match="作过"):
        knowledge.decide("link", finance, school, **BY)
    knowledge.undo(made.num, **BY)
    with pytest.raises(BadDecision, match="撤销过"):
        knowledge.undo(made.num, **BY)


def test_the_report_of_what_is_open(knowledge: Knowledge, make_plan: Any) -> None:
    catalogue = knowledge.catalogue
    put(knowledge, make_plan, "甲一", "经济发展局", aliases={"经济发展局": ["经发局"]})
    put(knowledge, make_plan, "甲二", "经发局", "市场监管局", "教育局")
    put(knowledge, make_plan, "甲三", "市场监督管理局", "体育局")
    put(knowledge, make_plan, "甲四", "环保局", aliases={"环保局": ["环局"], "环卫局": ["环局"]})
    put(knowledge, make_plan, "甲五", "环卫局", aliases={"环卫局": ["环局"]})
    put(knowledge, make_plan, "乙一", "市场监管局", jurisdiction="乙区")
    put(knowledge, make_plan, "丙一", "教育局", jurisdiction=None)
    found = {(row.kind, *sorted(row.names)): row for row in catalogue.open_questions()}
    assert set(found) == {
        ("proven-alias", "经发局", "经济发展局"),
        ("near-variant", "市场监督管理局", "市场监管局"),
        ("ambiguous-name", "环保局", "环卫局"),
        ("no-jurisdiction", "教育局", "教育局"),
    }
    proven = found["proven-alias", "经发局", "经济发展局"]
    assert proven.suggestion == "merge"
    knowledge.decide("merge", proven.departments[0], proven.departments[1], **BY)
    variant = found["near-variant", "市场监督管理局", "市场监管局"]
    knowledge.decide("link", variant.departments[0], variant.departments[1], **BY)
    left = {row.kind for row in catalogue.open_questions()}
    assert left == {"ambiguous-name", "no-jurisdiction"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("市场监管局", "市场监督管理局", True),
        ("发改委", "发展和改革委员会", True),
        ("市财政局", "财政局", True),
        ("金融办", "金融工作办公室", True),
        ("国土资源局", "自然资源局", False),
        ("教育局", "体育局", False),
        ("市政局", "财政局", False),
        ("财政局", "审计局", False),
        ("财政局", "财政局", False),
    ],
)
def test_near_variants(one: str, other: str, *, same: bool) -> None:
    assert is_variant(one, other) is same
    assert is_variant(other, one) is same


def test_merges_follow_one_another_and_never_turn_in_a_circle() -> None:
    def decision(num: int, subject: str, target: str, **more: Any) -> Decision:
        usual: dict[str, Any] = {"jurisdiction": None, "documents": (), "at": "", "revision": num}
        return Decision(
            num=num, kind="merge", subject=subject, object=target, subject_name=subject,
            object_name=target, who="", why="", **usual | more,
        )  # fmt: skip

    chain = Identities([decision(1, "a", "b"), decision(2, "b", "c")])
    assert [chain.resolve(key).id for key in "ab"] == ["c", "c"]  # type: ignore[union-attr]
    assert chain.resolve("c") is None
    circle = Identities([decision(1, "a", "b"), decision(2, "b", "a")])
    assert circle.resolve("a") is None
    assert Identities([decision(1, "a", "b", undone_at="2018")]).resolve("a") is None
