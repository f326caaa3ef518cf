"""Filters of tasks that combine: each engine lets through what a plain walk over all tasks does."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import BadFilter
from zeren_graph.held_tasks import is_plain
from zeren_graph.records import TaskFilter, TaskRow
from zeren_graph.task_conditions import several
from zeren_graph.task_list import read_tasks


def _lets_through(task: TaskRow, where: TaskFilter, kinds: dict[str, str]) -> bool:
    roles = several(where.role)
    held = {a.organisation for a in task.assignments if not roles or a.role in roles}
    mine = [department in held for department in where.departments]
    marks: list[tuple[bool | None, bool]] = [
        (where.has_lead, any(a.role == "lead" for a in task.assignments)),
        (where.has_deadline, bool(task.deadlines)),
        (where.has_target, bool(task.targets)),
        (where.open_ended, task.open_ended),
    ]
    return (
        (not mine or (any(mine) if where.any_department else all(mine)))
        and (not roles or bool(held))
        and (not where.document or task.document in several(where.document))
        and (not where.sections or any(_below(task.path, s) for s in where.sections))
        and (where.kind is None or where.kind in {kinds[a.organisation] for a in task.assignments})
        and all(wanted is None or wanted == found for wanted, found in marks)
    )


def _below(path: str, section: str) -> bool:
    return path == section or path.startswith((f"{section}/", f"{section}#"))


def _parts(catalogue: Catalogue) -> list[dict[str, Any]]:
    departments = [row.id for row in catalogue.departments(sort="tasks", limit=3).items]
    documents = tuple(row.id for row in catalogue.documents().items)
    paths = [task.path for task in catalogue.tasks(limit=None).items]
    return [
        {"departments": tuple(departments[:2])},
        {"departments": tuple(departments), "any_department": True},
        {"role": ("lead", "support")},
        {"role": "responsible"},
        {"document": documents[:2]},
        {"document": documents[-1]},
        {"sections": (paths[0].partition("/")[0],)},
        {"sections": (paths[0], paths[-1])},
        {"has_lead": True},
        {"has_lead": False},
        {"has_deadline": True},
        {"has_target": False},
        {"open_ended": True},
        {"kind": "group"},
        {"kind": "unit"},
    ]


def test_each_pair_of_filters_lets_through_what_both_do(catalogue: Catalogue) -> None:
    tasks = catalogue.tasks(limit=None).items
    kinds = {row.id: row.kind for row in catalogue.departments(limit=None).items}
    parts = _parts(catalogue)
    answered = 0
    for pair in [(part,) for part in parts] + list(combinations(parts, 2)):
        where = TaskFilter(**{k: v for part in pair for k, v in part.items()})
        page = catalogue.tasks(where, limit=None)
        wanted = [task.id for task in tasks if _lets_through(task, where, kinds)]
        assert [task.id for task in page.items] == wanted, where
        assert page.total == len(wanted)
        answered += bool(wanted)
    assert answered > len(parts), "filters that let nothing through show nothing"


@pytest.mark.parametrize("sort", ["position", "due", "title"])
def test_a_minus_turns_the_order_round(sort: str, catalogue: Catalogue) -> None:
    for where in (TaskFilter(), TaskFilter(departments=(catalogue.departments().items[0].id,))):
        there = [task.id for task in catalogue.tasks(where, sort=sort, limit=None).items]
        back = [task.id for task in catalogue.tasks(where, sort=f"-{sort}", limit=None).items]
        assert back == there[::-1]
        paged: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = catalogue.tasks(where, sort=f"-{sort}", cursor=cursor or None, limit=2)
            paged += [task.id for task in page.items]
            cursor = page.next
        assert paged == back


@pytest.mark.parametrize(
    ("name", "value"), [("role", ("lead", "boss")), ("kind", "team"), ("role", "boss")]
)
def test_what_there_is_not_is_refused(name: str, value: Any, catalogue: Catalogue) -> None:
    with pytest.raises(BadFilter):
        catalogue.tasks(TaskFilter(**{name: value}))


@pytest.mark.parametrize("role", [None, "lead", ("responsible",)])
def test_the_prepared_list_is_the_list(role: Any, catalogue: Catalogue) -> None:
    for department in catalogue.departments(limit=None).items:
        where = TaskFilter(departments=(department.id,), role=role)
        assert is_plain(where, "position")
        with catalogue._database.read() as connection:
            whole = read_tasks(connection, where, sort="position", cursor=None, limit=None)
        cursor: str | None = ""
        found: list[TaskRow] = []
        while cursor is not None:
            page = catalogue.tasks(where, cursor=cursor or None, limit=2)
            assert page.total == whole.total
            found += page.items
            with catalogue._database.read() as connection:
                same = read_tasks(
                    connection, where, sort="position", cursor=cursor or None, limit=2
                )
            assert page == same
            cursor = page.next
        assert tuple(found) == whole.items


@pytest.mark.parametrize(
    ("more", "sort"),
    [({"q": "污染"}, "position"), ({"has_lead": True}, "position"), ({}, "due"), ({}, "-position")],
)
def test_what_asks_for_more_is_not_plain(more: dict[str, Any], sort: str) -> None:
    assert not is_plain(TaskFilter(departments=("a",), **more), sort)
    assert not is_plain(TaskFilter(departments=("a", "b")), "position")


def test_a_name_that_is_remembered_is_forgotten_with_the_change(
    catalogue: Catalogue, make_plan: Any, sheets: Any
) -> None:
    for _ in range(2):
        assert catalogue.find_departments("新设立的局") == ()
        before = catalogue.find_departments("财政局")
        assert catalogue.find_departments("财政局") == before
    gone = catalogue.documents(limit=None).items
    for row in gone:
        catalogue.remove(row.id)
    assert catalogue.find_departments("财政局") == ()
    catalogue.put(*make_plan(sheets[0]))
    assert catalogue.find_departments("财政局") != ()
