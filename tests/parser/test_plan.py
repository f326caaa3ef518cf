"""The real plan, whole: every fact against the hand-read gold file, and the promises of the contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests_support import assert_places_are_true
from zeren_parser import Kind, Plan, dump, load, parse

GOLD: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "gold" / "经区生态文明建设实施方案.gold.json").read_text(
        "utf-8"
    )
)


def test_every_task_and_every_department_in_its_role(plan: Plan) -> None:
    gold = [
        (t["path"], t["title"], t["start"], a["role"], a["department"], a["start"], a["end"])
        for t in GOLD["tasks"]
        for a in t["assignments"]
    ]
    found = [
        (t.path, t.title, t.span.start, a.role.value, a.department, a.span.start, a.span.end)
        for t in plan.tasks
        for a in t.assignments
    ]
    assert len(plan.tasks) == 68
    assert found == gold


def test_open_ended_and_deadlines(plan: Plan) -> None:
    assert [t.open_ended for t in plan.tasks] == [t["open_ended"] for t in GOLD["tasks"]]
    for task, gold in zip(plan.tasks, GOLD["tasks"], strict=True):
        assert {d.date for d in task.deadlines} >= set(gold["deadlines"]), task.path


def test_targets(plan: Plan) -> None:
    def row(value: object, unit: str | None, deadline: str | None) -> str:
        return f"{list(value) if isinstance(value, tuple) else value} {unit} {deadline}"

    gold = [row(t["value"], t["unit"], t["deadline"]) for t in GOLD["targets"]]
    found = [row(t.value, t.unit, t.deadline) for t in plan.targets]
    assert sorted(found) == sorted(gold)


def test_citations_are_those_printed_and_none_else(plan: Plan) -> None:
    gold = [("".join(c["title"].split()), c["number"], c["self"]) for c in GOLD["citations"]]
    assert [(c.title, c.number, c.self) for c in plan.citations] == gold


def test_the_leading_group(plan: Plan) -> None:
    assert plan.roster is not None
    gold = GOLD["roster"]
    assert (plan.roster.name, plan.roster.office_at, plan.roster.office_head) == (
        gold["name"], gold["office_at"], gold["office_head"],
    )  # fmt: skip
    found = [
        {
            "role": m.role,
            "person": m.person,
            "posts": [{"organisation": p.organisation, "title": p.title} for p in m.posts],
        }
        for m in plan.roster.members
    ]
    assert found == [{k: m[k] for k in ("role", "person", "posts")} for m in gold["members"]]


def test_document_metadata(plan: Plan) -> None:
    document = plan.document
    assert document.title == "关于加快推进生态文明建设实施方案"
    assert document.index_no == "0032452dx/2017-6949"
    assert document.published == "2017-12-28T16:37:22"
    assert document.issuer == "管办文秘科"
    assert document.jurisdiction == "威海经济技术开发区"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("经发局", "经济发展局"),
        ("农经局", "农业经济发展局"),
        ("市政局", "市政公用事业管理局"),
        ("社保处", "就业和社会保障处"),
        ("行政执法局", "综合行政执法局"),
        ("工委办", "工委(管委)办公室"),
        ("园林处", "园林处"),  # nobody of it sits in the leading group: stays as printed
    ],
)
def test_short_names_mean_units_of_the_roster(plan: Plan, short: str, full: str) -> None:
    (unit,) = [o for o in plan.organisations if short in (o.name, *o.aliases)]
    assert unit.name == full
    assert unit.evidence
    assert any(full in "".join(place.of(plan.text).split()) for place in unit.evidence)


def test_a_collective_is_one_actor_with_the_members_the_roster_proves(plan: Plan) -> None:
    (group,) = [o for o in plan.organisations if o.kind is Kind.GROUP]
    names = {o.id: o.name for o in plan.organisations}
    assert group.name == "各镇、街道"
    assert [names[member] for member in group.members] == [
        "崮山镇政府", "泊于镇政府", "桥头镇政府", "皇冠街道办事处", "凤林街道办事处", "西苑街道办事处",
    ]  # fmt: skip


def test_page_furniture_is_kept_apart(plan: Plan) -> None:
    furniture = "".join(f.span.of(plan.text) for f in plan.furniture)
    assert "设为首页" in furniture
    assert "版权所有" in furniture
    assert "牵头单位" not in furniture


def test_slips_of_the_drafter_are_reported(plan: Plan) -> None:
    codes = [d.code for d in plan.diagnostics]
    assert codes.count("missing-colon") == 2
    assert codes.count("odd-label") == 2
    assert codes.count("missing-label") == 1
    assert codes.count("support-under-responsible") == 2
    assert codes.count("stop-behind-bracket") == 1
    assert codes.count("quote-direction") == 1
    assert codes.count("number-space") == 1
    assert {"unit-not-in-group", "member-without-task", "target-without-date"} <= set(codes)


def test_places_are_true(plan: Plan) -> None:
    assert_places_are_true(plan)


def test_same_bytes_same_plan(plan: Plan, plan_bytes: bytes) -> None:
    again = parse(plan_bytes, name=plan.document.source.name)
    assert dump(again) == dump(plan)
    assert load(dump(plan)) == plan


def test_json_has_the_keys_of_the_contract(plan: Plan) -> None:
    data = json.loads(dump(plan))
    assert list(data) == [
        "document", "text", "sections", "tasks", "clauses", "organisations", "targets", "citations",
        "roster", "diagnostics", "furniture",
    ]  # fmt: skip
    assert {"start", "end", "clause", "group", "order", "role"} <= set(
        data["tasks"][0]["assignments"][0]
    )
    assert data["text"] == plan.text
