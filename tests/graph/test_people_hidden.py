"""With the switch on, no list, text or graph names a member of a leading group."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import PeopleHidden
from zeren_graph.knowledge import Knowledge
from zeren_graph.people_mask import mask_plan
from zeren_graph.public_catalogue import PublicCatalogue
from zeren_graph.rdf import serialize
from zeren_graph.records import TaskFilter
from zeren_parser import Plan, dump

# What of the catalogue tells nothing of any person, or changes it.
SAFE = {"copy_into", "open", "close", "put", "add", "add_many", "remove", "revision"}
# Numbers and ids; units, which are no persons.
SAFE |= {"changes", "ids", "decided", "open_questions", "stamp", "open_watch"}


@pytest.fixture
def names(plan: Plan) -> list[str]:
    assert plan.roster is not None
    found = [member.person for member in plan.roster.members]
    assert len(found) > 20
    return found


def held(value: object, names: list[str]) -> list[str]:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    text = "".join(text.split())
    return [name for name in names if "".join(name.split()) in text]


@pytest.fixture
def full(plan: Plan, plan_bytes: bytes) -> Any:
    with Catalogue.open("sqlite://") as catalogue:
        catalogue.put(plan, plan_bytes)
        yield catalogue


@pytest.fixture
def public(full: Catalogue) -> PublicCatalogue:
    return PublicCatalogue.of(full)


def lists(catalogue: Catalogue, document: str) -> dict[str, object]:
    return {
        "documents": catalogue.documents(limit=None),
        "document": catalogue.document(document),
        "text": catalogue.text(document),
        "plan": catalogue.plan_json(document),
        "tasks": catalogue.tasks(TaskFilter(document=document), limit=None),
        "departments": catalogue.departments(limit=None),
        "people": catalogue.people(limit=None),
        "targets": catalogue.targets(limit=None),
        "citations": catalogue.citations(limit=None),
        "diagnostics": catalogue.diagnostics(document),
        "matrix": catalogue.matrix(document),
        "rosters": catalogue.rosters(),
    }


def test_no_list_names_anybody(
    full: Catalogue, public: PublicCatalogue, plan: Plan, names: list[str]
) -> None:
    there = lists(full, plan.document.id)
    hidden = lists(public, plan.document.id)
    for name in ("text", "plan", "people", "rosters"):
        assert held(there[name], names) == names, "the test looks where names are"
    for name, value in hidden.items():
        assert held(value, names) == [], name


def test_every_place_still_holds(full: Catalogue, public: PublicCatalogue, plan: Plan) -> None:
    text, hidden = full.text(plan.document.id), public.text(plan.document.id)
    assert text is not None
    assert hidden is not None
    assert len(hidden) == len(text)
    masked = public.plan(plan.document.id)
    assert masked is not None
    assert masked.text == hidden
    assert masked.roster is not None
    for member in masked.roster.members:
        assert "".join(member.span.of(hidden).split()).startswith(member.person[0])
        assert "某" in member.person
    assert [t.assignments for t in masked.tasks] == [t.assignments for t in plan.tasks]


def test_what_cannot_be_told_without_names_is_refused(
    public: PublicCatalogue, plan: Plan, names: list[str]
) -> None:
    with pytest.raises(PeopleHidden, match="原文件"):
        public.source(plan.document.id)
    with pytest.raises(PeopleHidden, match="姓名"):
        public.tasks(TaskFilter(person=names[0]))
    with pytest.raises(PeopleHidden, match="姓名"):
        public.matches(TaskFilter(person=names[0]), limit=1)
    assert public.source("0000000000") is None


def test_nobody_is_found_by_name(
    full: Catalogue, public: PublicCatalogue, names: list[str]
) -> None:
    assert full.people(q=names[0]).total >= 1
    assert public.people(q=names[0]).total == 0
    assert public.people(q="组长").total == full.people(q="组长").total > 0
    first = full.people(limit=1).items[0].posts[0]
    post = f"{first.organisation or ''}{first.title}"
    assert public.people(q=post).total == full.people(q=post).total > 0


def test_pages_of_the_public_list_lead_through_all_of_it(public: PublicCatalogue) -> None:
    rows = [*(page := public.people(q="局", limit=5)).items]
    while page.next:
        page = public.people(q="局", limit=5, cursor=page.next)
        rows += page.items
    assert len(rows) == page.total == len({row.id for row in rows})


def test_a_new_list_of_the_catalogue_must_be_thought_of() -> None:
    told = {name for name, _ in inspect.getmembers(Catalogue) if not name.startswith("_")}
    assert told - SAFE <= set(vars(PublicCatalogue)), "hide the names there, or call it safe"


@pytest.mark.parametrize("hide", [True, False])
def test_the_graph_names_nobody(
    hide: bool, plan_bytes: bytes, names: list[str], tmp_path: Path
) -> None:
    with Knowledge.open(tmp_path, hide_people=not hide) as knowledge:
        knowledge.ingest(plan_bytes)
    with Knowledge.open(tmp_path, hide_people=hide) as knowledge:
        graph = knowledge.graph.dump("nq").decode()
        assert held(graph, names) == ([] if hide else names)
        assert knowledge.catalogue.people(limit=1).items[0].person == names[0]


def test_a_hidden_plan_is_still_a_plan(plan: Plan, names: list[str]) -> None:
    masked = mask_plan(plan)
    assert held(dump(masked), names) == []
    assert held(serialize(masked, "ttl").decode(), names) == []
    assert mask_plan(masked) == masked


def test_a_document_that_comes_back_is_hidden_too(
    full: Catalogue, public: PublicCatalogue, plan: Plan, plan_bytes: bytes, names: list[str]
) -> None:
    assert full.remove(plan.document.id)
    assert public.text(plan.document.id) is None
    full.put(plan, plan_bytes)
    assert held(public.text(plan.document.id) or "", names) == []


def test_persons_who_hold_tasks_are_hidden(make_plan: Callable[..., Any], sheets: Any) -> None:
    sheet = next(s for s in sheets if s.people)
    with Catalogue.open("sqlite://") as catalogue:
        catalogue.put(*make_plan(sheet))
        public = PublicCatalogue.of(catalogue)
        people = list(sheet.people)
        assert held(catalogue.tasks(limit=None), people)
        for value in (public.tasks(limit=None), public.departments(limit=None)):
            assert held(value, people) == []
        for name in people:
            assert catalogue.find_departments(name)
            assert public.find_departments(name) == ()


def test_decisions_do_not_say_whose_they_are(make_plan: Any, tmp_path: Path) -> None:
    items = [make_plan.item("任务", lead=["李四光", "李四", "财政局"])]
    sheet = make_plan.sheet(items=items, people=["李四光", "李四"])
    by = {"who": "张三丰", "why": "同一个人"}
    with Knowledge.open(tmp_path, hide_people=True) as knowledge:
        catalogue = knowledge.catalogue
        catalogue.add(*make_plan(sheet))
        first, second = (catalogue.find_departments(name)[0].id for name in ("李四", "李四光"))
        made = knowledge.decide("merge", first, second, **by)
        public = PublicCatalogue.of(catalogue)
        (shown,) = public.decisions()
        assert (shown.who, shown.subject_name, shown.object_name) == ("张某某", "李某", "李某某")
        told = knowledge.graph.dump("nq").decode()
        assert public.undo(made.num, **by).undone_by == "张某某"
        told += knowledge.graph.dump("nq").decode()
        assert held(told, ["张三丰", "李四光"]) == []
