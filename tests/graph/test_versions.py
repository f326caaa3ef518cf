"""Versions of one document: the newest is spoken of, the older stays readable, both ways back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zeren_graph import sparql
from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import BadVersion
from zeren_graph.knowledge import Knowledge
from zeren_graph.records import DocumentRow, TaskFilter
from zeren_graph.sparql import key_of
from zeren_graph.versions import is_same_document
from zeren_graph.vocabulary import graph_iri

FIRST = {"number": "甲政发〔2017〕3号"}


def put(knowledge: Knowledge, make_plan: Any, *leads: str, **sheet: Any) -> DocumentRow:
    """Put in a document with one task for each of `leads`."""
    items = [make_plan.item(f"任务{n}", lead=[lead]) for n, lead in enumerate(leads)]
    row, _created = knowledge.catalogue.add(*make_plan(make_plan.sheet(items=items, **sheet)))
    knowledge._follow(row.id)
    return row


def everything(catalogue: Catalogue) -> tuple[Any, ...]:
    """Return all that the lists say when nothing is asked for in particular."""
    lists = (
        catalogue.documents(limit=None),
        catalogue.tasks(limit=None),
        catalogue.departments(limit=None),
        catalogue.people(limit=None),
        catalogue.targets(limit=None),
        catalogue.citations(limit=None),
    )
    assert all(page.total == len(page.items) for page in lists)
    return tuple(page.items for page in lists)


def test_a_new_version_is_spoken_of_and_the_old_stays_readable(
    knowledge: Knowledge, make_plan: Any
) -> None:
    catalogue = knowledge.catalogue
    old = put(knowledge, make_plan, "财政局", "财政局", **FIRST)
    text = catalogue.text(old.id)
    new = put(knowledge, make_plan, "财政局", "教育局", "教育局", **FIRST)
    assert (new.replaces, new.superseded_by) == (old.id, None)
    assert [row.id for row in catalogue.documents().items] == [new.id]
    both = catalogue.documents(superseded=True)
    assert [(row.id, row.superseded_by) for row in both.items] == [(new.id, None), (old.id, new.id)]
    assert {task.document for task in catalogue.tasks().items} == {new.id}
    assert catalogue.tasks(TaskFilter(superseded=True)).total == 5
    (finance,) = catalogue.find_departments("财政局")
    assert (finance.lead, finance.tasks) == (1, 1)
    mine = TaskFilter((finance.id,), "lead")
    assert catalogue.tasks(mine).total == 1
    assert catalogue.tasks(TaskFilter((finance.id,), "lead", old.id)).total == 2
    assert catalogue.tasks(TaskFilter((finance.id,), "lead", superseded=True)).total == 3
    assert catalogue.citations().total == 1
    assert catalogue.citations(superseded=True).total == 2
    assert catalogue.text(old.id) == text
    assert catalogue.plan(old.id) is not None
    matrix = catalogue.matrix(old.id)
    assert matrix is not None
    assert [row.lead for row in matrix.departments] == [2]


def test_deep_pages_of_all_versions(knowledge: Knowledge, make_plan: Any) -> None:
    for n in range(4):
        put(knowledge, make_plan, *["财政局"] * (n + 1), **FIRST)
    catalogue = knowledge.catalogue
    (finance,) = catalogue.find_departments("财政局")
    where = TaskFilter((finance.id,), "lead", superseded=True)
    seen, cursor = [], None
    while True:
        page = catalogue.tasks(where, cursor=cursor, limit=3)
        seen += [task.id for task in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == page.total == 10


def test_the_graph_tells_of_both_and_lists_the_newest(knowledge: Knowledge, make_plan: Any) -> None:
    old = put(knowledge, make_plan, "财政局", **FIRST)
    before = knowledge.graph.dump("nt", graph=graph_iri(old.id))
    new = put(knowledge, make_plan, "财政局", "教育局", **FIRST)
    assert knowledge.graph.dump("nt", graph=graph_iri(old.id)) == before
    rows = knowledge.graph.select(
        "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX prov: <http://www.w3.org/ns/prov#> "
        "SELECT ?old ?new WHERE { ?old dcterms:isReplacedBy ?new . ?new prov:wasRevisionOf ?old ; "
        "dcterms:replaces ?old }"
    )
    assert [(key_of(r["old"]), key_of(r["new"])) for r in rows] == [(old.id, new.id)]
    listed = [task.id for task in knowledge.catalogue.tasks(limit=None).items]
    assert [key_of(r["task"]) for r in knowledge.graph.select(sparql.all_tasks())] == listed
    inside = knowledge.graph.select(sparql.all_tasks(document=old.id))
    assert [key_of(r["task"]) for r in inside] == [
        task.id for task in knowledge.catalogue.tasks(TaskFilter(document=old.id)).items
    ]


def test_without_the_newer_the_older_counts_again(knowledge: Knowledge, make_plan: Any) -> None:
    first = put(knowledge, make_plan, "财政局", **FIRST)
    alone = everything(knowledge.catalogue)
    second = put(knowledge, make_plan, "财政局", "教育局", **FIRST)
    third = put(knowledge, make_plan, "教育局", **FIRST)
    assert third.replaces == second.id
    assert knowledge.remove(second.id)
    left = knowledge.catalogue.document(first.id)
    assert left is not None
    assert left.superseded_by == third.id
    rows = knowledge.graph.select(
        "SELECT ?old ?new WHERE { ?new <http://www.w3.org/ns/prov#wasRevisionOf> ?old }"
    )
    assert [(key_of(r["old"]), key_of(r["new"])) for r in rows] == [(first.id, third.id)]
    assert knowledge.remove(third.id)
    assert everything(knowledge.catalogue) == alone
    assert len(knowledge.graph.select(sparql.all_tasks())) == 1


def test_without_the_older_the_newer_is_a_revision_of_nothing(
    knowledge: Knowledge, make_plan: Any
) -> None:
    old = put(knowledge, make_plan, "财政局", **FIRST)
    new = put(knowledge, make_plan, "财政局", "教育局", **FIRST)
    counts = [(row.name, row.lead) for row in knowledge.catalogue.departments().items]
    assert knowledge.remove(old.id)
    row = knowledge.catalogue.document(new.id)
    assert row is not None
    assert row.replaces is None
    assert [(r.name, r.lead) for r in knowledge.catalogue.departments().items] == counts
    revised = "SELECT ?old WHERE { ?new <http://www.w3.org/ns/prov#wasRevisionOf> ?old }"
    assert knowledge.graph.select(revised) == []


def test_the_user_says_what_a_file_replaces(knowledge: Knowledge) -> None:
    first, _ = knowledge.ingest("(一)治理污水。(牵头单位:水务局)".encode(), "一.txt")
    second, created = knowledge.ingest(
        "(一)治污。(牵头单位:环保局)".encode(), "二.txt", replaces=first.id[:8]
    )
    assert created
    assert second.replaces == first.id
    third, _ = knowledge.ingest("(一)治水。(牵头单位:水利局)".encode(), "三.txt")
    assert third.replaces is None
    again, created = knowledge.ingest(
        "(一)治水。(牵头单位:水利局)".encode(), "三.txt", replaces=second.id
    )
    assert not created
    assert again.replaces == second.id
    assert [row.id for row in knowledge.catalogue.documents().items] == [third.id]
    with pytest.raises(BadVersion, match="已经被"):
        knowledge.ingest("(一)新。(牵头单位:甲局)".encode(), "四.txt", replaces=first.id)
    with pytest.raises(BadVersion, match="本身已经被"):
        knowledge.ingest("(一)治理污水。(牵头单位:水务局)".encode(), "一.txt", replaces=third.id)
    with pytest.raises(BadVersion, match="没有编号"):
        knowledge.ingest("(一)新。(牵头单位:乙局)".encode(), "五.txt", replaces="ffffffff")
    assert knowledge.catalogue.documents(superseded=True).total == 3, "what failed left nothing"


def test_an_older_version_that_comes_late_is_filed_behind(
    knowledge: Knowledge, make_plan: Any
) -> None:
    def dated(date: str, lead: str) -> DocumentRow:
        sheet = make_plan.sheet(items=[make_plan.item("任务", lead=[lead])], **FIRST)
        plan, data = make_plan(sheet)
        document = type(plan.document)(**{
            name: getattr(plan.document, name) for name in plan.document.__slots__
        } | {"published": date})  # fmt: skip
        whole = {name: getattr(plan, name) for name in plan.__slots__} | {"document": document}
        row, _created = knowledge.catalogue.add(type(plan)(**whole), data)
        knowledge._follow(row.id)
        return row

    new = dated("2018-05-01", "财政局")
    old = dated("2017-05-01", "教育局")
    assert old.superseded_by == new.id
    assert [row.id for row in knowledge.catalogue.documents().items] == [new.id]
    rows = knowledge.graph.select(
        "SELECT ?old ?new WHERE { ?new <http://www.w3.org/ns/prov#wasRevisionOf> ?old }"
    )
    assert [(key_of(r["old"]), key_of(r["new"])) for r in rows] == [(old.id, new.id)]


def test_the_same_bytes_change_nothing(knowledge: Knowledge, plan_bytes: bytes) -> None:
    row, created = knowledge.ingest(plan_bytes, "方案.txt")
    assert created
    before = (knowledge.catalogue.revision, knowledge.graph.changes, knowledge.graph.dump("nq"))
    assert knowledge.ingest(plan_bytes, "别名.txt") == (row, False)
    after = (knowledge.catalogue.revision, knowledge.graph.changes, knowledge.graph.dump("nq"))
    assert after == before


def test_a_rebuild_and_a_new_start_give_the_same_graph(tmp_path: Path, make_plan: Any) -> None:
    with Knowledge.open(tmp_path / "data") as held:
        put(held, make_plan, "财政局", **FIRST)
        put(held, make_plan, "教育局", **FIRST)
        made = held.graph.dump("nq")
        held.rebuild()
        assert held.graph.dump("nq") == made
    with Knowledge.open(tmp_path / "data") as again:
        assert again.graph.dump("nq") == made


def row(**said: Any) -> DocumentRow:
    usual: dict[str, Any] = dict.fromkeys(DocumentRow.__slots__)
    return DocumentRow(**usual | {"title": "工作方案", "issuer": "甲区政府"} | said)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True),
        ({"issuer": None}, {"issuer": None}, False),
        ({}, {"issuer": "乙区政府"}, False),
        ({}, {"jurisdiction": "乙区"}, False),
        ({"title": "2017年工作要点"}, {"title": "2018年工作要点"}, False),
        ({"number": "甲发〔2017〕1号"}, {"number": "甲发〔2018〕1号"}, False),
        ({"number": "甲发〔2017〕1号", "issuer": None}, {"number": "甲发〔2017〕1号"}, True),
        ({"number": "甲发〔2017〕1号"}, {}, True),
        (
            {"number": "甲发〔2017〕1号", "title": "关于印发甲区水污染防治工作方案的通知"},
            {"number": "甲发〔2017〕1号", "title": "领导小组成员名单"},
            False,
        ),
    ],
)
def test_what_makes_two_files_one_document(
    one: dict[str, Any], other: dict[str, Any], *, same: bool
) -> None:
    assert is_same_document(row(**one), row(**other)) is same
    assert is_same_document(row(**other), row(**one)) is same
