"""What the catalogue keeps, lists, counts and pages."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import BadCursor, BadFilter, StoreDamaged
from zeren_graph.identity import search_key
from zeren_graph.records import TaskFilter
from zeren_parser import dump


def titles(catalogue: Catalogue, where: TaskFilter, **how: object) -> list[str]:
    page = catalogue.tasks(where, limit=None, **how)  # type: ignore[arg-type]
    assert page.total == len(page.items)
    assert page.next is None
    return [task.title for task in page.items]


def only(catalogue: Catalogue, name: str, place: str | None = "甲区") -> str:
    (found,) = [d for d in catalogue.find_departments(name) if d.jurisdiction == place]
    return found.id


def test_what_was_put_comes_back(catalogue: Catalogue, make_plan: Any, sheets: Any) -> None:
    for sheet in sheets:
        plan, data = make_plan(sheet)
        key = plan.document.id
        assert catalogue.plan(key) == plan
        assert catalogue.plan_json(key) == dump(plan)
        assert catalogue.text(key) == plan.text
        assert catalogue.source(key) == data
        row = catalogue.document(key)
        assert row is not None
        assert row.title == sheet.title
        assert row.tasks == len(plan.tasks)
        assert [task.id for task in catalogue.tasks(TaskFilter(document=key)).items] == [
            task.id for task in plan.tasks
        ]
    assert catalogue.plan("0" * 16) is None
    assert catalogue.source("0" * 16) is None


def test_the_same_bytes_change_nothing(catalogue: Catalogue, make_plan: Any, sheets: Any) -> None:
    before = catalogue.revision
    row, created = catalogue.add(*make_plan(sheets[0]))
    assert not created
    assert row == catalogue.document(row.id)
    assert catalogue.revision == before == len(sheets)


def test_every_row_quotes_its_place(catalogue: Catalogue) -> None:
    for task in catalogue.tasks(limit=None).items:
        whole = catalogue.text(task.document)
        assert whole is not None
        assert whole[task.start : task.end] == task.text
        for held in task.assignments:
            assert whole[held.start : held.end] == held.department
    for target in catalogue.targets(limit=None).items:
        whole = catalogue.text(target.document)
        assert whole is not None
        assert whole[target.start : target.end] == target.text


def test_a_prefix_names_a_document_only_when_it_is_unique(catalogue: Catalogue) -> None:
    row = catalogue.documents().items[0]
    assert catalogue.document(row.id[:6]) == row
    assert catalogue.document(row.id[:5]) is None
    assert catalogue.document("______") is None
    assert catalogue.text(row.id[:8]) == catalogue.text(row.id)
    assert catalogue.tasks(TaskFilter(document=row.id[:8])).total == row.tasks
    assert catalogue.matrix(row.id[:8]) == catalogue.matrix(row.id)


@pytest.mark.parametrize(
    ("name", "role", "wanted"),
    [
        ("经发局", "lead", ["推进节能", "治理水污染等", "招商引资"]),
        ("经济发展局", "lead", ["推进节能", "治理水污染等", "招商引资"]),
        ("经发局", "responsible", ["植树造林"]),
        ("经发局", None, ["推进节能", "治理水污染等", "植树造林", "招商引资"]),
        ("财政局", "support", ["治理水污染等", "招商引资"]),
        ("财政局", None, ["推进节能", "治理水污染等", "植树造林", "全面督查", "招商引资"]),
        ("各镇", "responsible", ["推进节能"]),
        ("李四", "supervise", ["全面督查"]),
    ],
)
def test_tasks_of_a_department(
    catalogue: Catalogue, name: str, role: str | None, wanted: list[str]
) -> None:
    department = only(catalogue, name)
    assert titles(catalogue, TaskFilter(departments=(department,), role=role)) == wanted
    row = catalogue.department(department)
    assert row is not None
    assert (getattr(row, role) if role else row.tasks) == len(wanted)


def test_departments_of_other_places_are_others(catalogue: Catalogue) -> None:
    found = catalogue.find_departments("财政局")
    assert {row.jurisdiction for row in found} == {"甲区", "乙区", None}
    assert titles(catalogue, TaskFilter(departments=(only(catalogue, "财政局", "乙区"),))) == [
        "乙区任务"
    ]
    assert titles(catalogue, TaskFilter(departments=(only(catalogue, "财政局", None),))) == [
        "无名任务"
    ]


def test_two_documents_of_nowhere_do_not_share_their_units(
    catalogue: Catalogue, make_plan: Any
) -> None:
    sheet = make_plan.sheet
    item = make_plan.item
    catalogue.put(*make_plan(sheet("又一份", [item("另一任务", lead=["财政局"])], None)))
    nowhere = [row for row in catalogue.find_departments("财政局") if row.jurisdiction is None]
    assert [row.tasks for row in nowhere] == [1, 1]


def test_a_name_is_looked_up_in_its_document(catalogue: Catalogue) -> None:
    first = catalogue.documents().items[-1].id
    other = catalogue.documents().items[0].id
    (found,) = catalogue.find_departments("经发局", document=first)
    assert (found.name, found.lead, found.aliases) == ("经济发展局", 2, ("经发局",))
    assert catalogue.find_departments("经发局", document=other) == ()
    assert catalogue.find_departments("没有的局") == ()
    assert catalogue.find_departments("经 发\u3000局") == catalogue.find_departments("经发局")
    assert catalogue.find_departments(found.id) == (catalogue.department(found.id),)


def test_a_group_knows_its_members(catalogue: Catalogue) -> None:
    (group,) = catalogue.find_departments("各镇")
    assert group.kind == "group"
    names = {row.name for key in group.members if (row := catalogue.department(key))}
    assert names == {"东镇", "西镇"}


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        (TaskFilter(q="污染"), ["治理水污染等"]),
        (TaskFilter(q="污"), ["治理水污染等"]),
        (TaskFilter(q="水 污\n染"), ["治理水污染等"]),
        (TaskFilter(q="等。水质"), ["治理水污染等"]),
        (TaskFilter(q="%"), ["治理水污染等", "乙区任务"]),
        (TaskFilter(q="９５％"), ["治理水污染等"]),
        (TaskFilter(q='"污染'), []),
        (TaskFilter(q="污染水"), []),
        (TaskFilter(q="能(1)推"), []),
        (TaskFilter(due_before="2019"), ["植树造林"]),
        (TaskFilter(due_before="2018-05"), []),
        (TaskFilter(due_after="2020-06"), ["推进节能"]),
        (TaskFilter(due_after="2019", due_before="2019-12-31"), ["植树造林"]),
        (TaskFilter(due_after="2018-07", due_before="2018-12"), []),
        (TaskFilter(role="supervise"), ["全面督查"]),
        (TaskFilter(person="张三"), ["推进节能", "治理水污染等", "植树造林"]),
        (TaskFilter(person="张三", role="lead"), ["推进节能", "治理水污染等"]),
        (TaskFilter(person="王五"), []),
        (TaskFilter(person="李 四"), ["全面督查"]),
        (TaskFilter(departments=("org-000000000000",)), []),
        (TaskFilter(document="0" * 16), []),
    ],
    ids=str,
)
def test_filters(catalogue: Catalogue, where: TaskFilter, wanted: list[str]) -> None:
    assert titles(catalogue, where) == wanted


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(st.text("水污染9%.-*\"'aB能 ", min_size=1, max_size=12), min_size=1, max_size=4),
    sought=st.text("水污染9%.-*\"'aB能", min_size=1, max_size=4),
)
def test_search_finds_what_a_reader_would(
    address: str, make_plan: Any, texts: list[str], sought: str
) -> None:
    items = [make_plan.item(text) for text in texts]
    with Catalogue.open(address) as held:
        row = held.put(*make_plan(make_plan.sheet(items=items)))
        found = {task.id for task in held.tasks(TaskFilter(q=sought), limit=None).items}
        for task in held.tasks(limit=None).items:
            lines = (search_key(task.title), search_key(task.text))
            assert (task.id in found) == any(search_key(sought) in line for line in lines)
        held.remove(row.id)


def test_several_departments_must_all_hold_the_role(catalogue: Catalogue) -> None:
    two = (only(catalogue, "经发局"), only(catalogue, "财政局"))
    assert titles(catalogue, TaskFilter(departments=two, role="responsible")) == ["植树造林"]
    assert titles(catalogue, TaskFilter(departments=two, q="招商")) == ["招商引资"]


@pytest.mark.parametrize("sort", ["position", "due", "title"])
@pytest.mark.parametrize("named", [True, False])
def test_pages_join_to_the_whole_list(catalogue: Catalogue, sort: str, *, named: bool) -> None:
    where = TaskFilter(departments=(only(catalogue, "财政局"),) if named else ())
    whole = catalogue.tasks(where, sort=sort, limit=None)
    for limit in (1, 2, 3, 100):
        cursor = None
        seen: list[Any] = []
        while True:
            page = catalogue.tasks(where, sort=sort, cursor=cursor, limit=limit)
            assert page.total == whole.total
            assert len(page.items) <= limit
            seen += page.items
            cursor = page.next
            if cursor is None:
                break
        assert tuple(seen) == whole.items


def test_sorted_by_due_what_has_no_deadline_comes_last(catalogue: Catalogue) -> None:
    assert titles(catalogue, TaskFilter(), sort="due")[:2] == ["植树造林", "推进节能"]


@pytest.mark.parametrize("sort", ["name", "lead", "tasks"])
@pytest.mark.parametrize("inside", [True, False])
def test_departments_page_and_count(catalogue: Catalogue, sort: str, *, inside: bool) -> None:
    document = catalogue.documents().items[-1].id if inside else None
    whole = catalogue.departments(document=document, sort=sort, limit=None).items
    seen: list[Any] = []
    cursor = None
    while True:
        page = catalogue.departments(document=document, sort=sort, cursor=cursor, limit=2)
        assert page.total == len(whole)
        seen += page.items
        cursor = page.next
        if cursor is None:
            break
    assert tuple(seen) == whole
    assert all(row.tasks for row in whole)
    if sort != "name":
        counts = [getattr(row, sort) for row in whole]
        assert counts == sorted(counts, reverse=True)
    for row in whole:
        where = TaskFilter(departments=(row.id,), document=document)
        assert catalogue.tasks(where).total == row.tasks
        for role in ("lead", "responsible", "support", "supervise"):
            held = TaskFilter(departments=(row.id,), document=document, role=role)
            assert catalogue.tasks(held).total == getattr(row, role)


def test_departments_are_searched_by_any_of_their_names(catalogue: Catalogue) -> None:
    assert [row.name for row in catalogue.departments(q="环保").items] == ["环境保护分局"]
    assert catalogue.departments(q="没有").total == 0


def test_the_matrix_shows_the_strongest_role(catalogue: Catalogue) -> None:
    matrix = catalogue.matrix(catalogue.documents().items[-1].id)
    assert matrix is not None
    names = [row.name for row in matrix.departments]
    assert names == ["经济发展局", "财政局", "各镇", "环境保护分局", "李四"]
    assert matrix.cells == (
        ("lead", "responsible", "responsible", None, None),
        ("lead", "support", None, "lead", None),
        ("responsible", "responsible", None, None, None),
        (None, "lead", None, None, "supervise"),
    )
    assert catalogue.matrix("0" * 16) is None


def test_people_targets_citations_diagnostics(catalogue: Catalogue) -> None:
    first = catalogue.documents().items[-1].id
    people = catalogue.people(document=first)
    assert [(row.person, row.role) for row in people.items] == [("张三", "组长"), ("王五", "成员")]
    assert [row.person for row in catalogue.people(q="局长").items] == ["张三"]
    assert [row.value for row in catalogue.targets().items] == [95, (40, 45.5)]
    environment = only(catalogue, "环保分局")
    assert [t.task_path for t in catalogue.targets(department=environment).items] == ["一/(2)"]
    assert catalogue.targets(task=catalogue.targets().items[0].task or "").total == 1
    assert catalogue.targets(q="水质").total == 1
    assert catalogue.citations(q="上级").total == len(catalogue.documents().items)
    assert [row.message for row in catalogue.diagnostics(first)] == ["缺少冒号"]
    ((document, roster),) = catalogue.rosters()
    plan = catalogue.plan(first)
    assert plan is not None
    assert (document, roster) == (first, plan.roster)
    assert catalogue.rosters(catalogue.documents().items[0].id) == ()


def test_documents_are_searched_and_paged(catalogue: Catalogue) -> None:
    assert [row.title for row in catalogue.documents(q="招商").items] == ["招商方案"]
    assert [row.title for row in catalogue.documents(q="甲发[2017]1号").items] == [
        "生态文明建设方案"
    ]
    page = catalogue.documents(limit=3)
    rest = catalogue.documents(limit=3, cursor=page.next)
    assert [row.revision for row in (*page.items, *rest.items)] == [4, 3, 2, 1]


def test_a_removed_document_leaves_nothing(
    catalogue: Catalogue, make_plan: Any, sheets: Any
) -> None:
    before = catalogue.revision
    keys = [row.id for row in catalogue.documents().items]
    for key in keys:
        assert catalogue.remove(key)
        assert catalogue.tasks(TaskFilter(document=key)).total == 0
    assert not catalogue.remove(keys[0])
    assert catalogue.revision == before + len(keys)
    assert catalogue.departments(limit=None).total == 0
    assert catalogue.find_departments("财政局") == ()
    assert catalogue.tasks(TaskFilter(q="污染")).total == 0
    with catalogue._database.read() as connection:
        for table in ("names", "members", "holdings", "assignments", "posts", "departments"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608
    catalogue.put(*make_plan(sheets[0]))
    assert titles(catalogue, TaskFilter(q="污染")) == ["治理水污染等"]


def test_one_of_two_removed_keeps_the_shared_department(catalogue: Catalogue) -> None:
    catalogue.remove(catalogue.documents(q="招商").items[0].id)
    row = catalogue.department(only(catalogue, "经发局"))
    assert row is not None
    assert (row.lead, row.tasks) == (2, 3)


@pytest.mark.parametrize(
    "cursor", ["", "x", "AAAA", "中文", "NDBhNTA1YThbMV0", "e30", "====", "A" * 99]
)
def test_a_cursor_that_is_not_ours_is_refused(catalogue: Catalogue, cursor: str) -> None:
    with pytest.raises(BadCursor, match="翻页标记"):
        catalogue.tasks(cursor=cursor)


def test_a_cursor_of_another_list_is_refused(catalogue: Catalogue) -> None:
    cursor = catalogue.tasks(limit=1).next
    assert cursor is not None
    assert catalogue.tasks(limit=1, cursor=cursor).items
    for call in (
        lambda: catalogue.tasks(sort="due", cursor=cursor),
        lambda: catalogue.tasks(TaskFilter(q="污染"), cursor=cursor),
        lambda: catalogue.documents(cursor=cursor),
        lambda: catalogue.departments(cursor=cursor),
    ):
        with pytest.raises(BadCursor):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.tasks(sort="size"),
        lambda c: c.departments(sort="size"),
        lambda c: c.tasks(limit=0),
        lambda c: c.tasks(TaskFilter(role="boss")),
        lambda c: c.tasks(TaskFilter(due_before="明年")),
        lambda c: c.tasks(TaskFilter(due_after="2020-13")),
    ],
)
def test_what_makes_no_sense_is_refused(catalogue: Catalogue, call: Any) -> None:
    with pytest.raises(BadFilter):
        call(catalogue)


def test_a_file_is_opened_again(tmp_path: Path, make_plan: Any, sheets: Any) -> None:
    url = f"sqlite:///{tmp_path / 'c.sqlite'}"
    with Catalogue.open(url) as first:
        for sheet in sheets:
            first.put(*make_plan(sheet))
        rows = first.tasks(limit=None)
    with Catalogue.open(url) as again:
        assert again.tasks(limit=None) == rows
        assert again.revision == len(sheets)


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(StoreDamaged, match="目录库"):
        Catalogue.open(f"sqlite:///{tmp_path / 'c.sqlite'}")


def test_a_failed_put_leaves_nothing(
    tmp_path: Path,
    make_plan: Any,
    sheets: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_writer: object) -> None:
        raise OSError("the disk is full")

    with Catalogue.open(f"sqlite:///{tmp_path / 'c.sqlite'}") as held:
        held.put(*make_plan(sheets[1]))
        before = (held.departments(), held.tasks(), held.revision)
        monkeypatch.setattr("zeren_graph.catalogue_write.Writer._write_diagnostics", fail)
        with pytest.raises(OSError, match="disk"):
            held.put(*make_plan(sheets[0]))
        assert (held.departments(), held.tasks(), held.revision) == before
        assert held.documents().total == 1


@pytest.mark.parametrize("where", ["memory", "file"])
def test_threads_write_and_read_at_once(tmp_path: Path, make_plan: Any, where: str) -> None:
    sheet = make_plan.sheet
    item = make_plan.item
    url = "sqlite://" if where == "memory" else f"sqlite:///{tmp_path / 'c.sqlite'}"
    errors: list[BaseException] = []
    with Catalogue.open(url) as held:

        def write(first: int) -> None:
            try:
                for n in range(first, first + 6):
                    held.put(*make_plan(sheet(f"方案{n}", [item("任务", lead=["财政局"])] * 3)))
                    page = held.tasks(limit=None)
                    assert page.total == len(page.items)
                    assert page.total % 3 == 0
            except BaseException as error:  # noqa: BLE001 - reported by the main thread
                errors.append(error)

        threads = [threading.Thread(target=write, args=[n * 6]) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert held.documents().total == 24
        (row,) = held.find_departments("财政局")
        assert (row.lead, held.revision) == (72, 24)


@pytest.mark.parametrize("address", ["sqlite://"])
def test_a_department_s_page_is_read_through_its_index(catalogue: Catalogue) -> None:
    """The query that the clerk asks most must never scan or sort all tasks."""
    seen: list[str] = []
    with catalogue._database.read() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT tasks.id FROM tasks JOIN documents"
            " ON documents.id = tasks.document JOIN holdings ON holdings.task = tasks.num"
            " WHERE holdings.department = 1 AND holdings.role = 'lead' AND holdings.task > 5"
            " ORDER BY holdings.task LIMIT 51"
        )
        seen = [row[-1] for row in plan]
    assert any(
        "SEARCH holdings USING PRIMARY KEY (department=? AND role=? AND task>?)" in s for s in seen
    )
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in seen)
