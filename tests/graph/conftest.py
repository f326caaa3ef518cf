"""Plans written by hand, true to their text, for the tests of the graph package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from zeren_graph.catalogue import Catalogue
from zeren_graph.identities import Decision
from zeren_graph.knowledge import Knowledge
from zeren_graph.store import OxigraphStore
from zeren_parser.model import (
    Assignment,
    Citation,
    Clause,
    Comparator,
    Deadline,
    Diagnostic,
    Document,
    Kind,
    Member,
    Organisation,
    Plan,
    Post,
    Role,
    Roster,
    Section,
    Severity,
    Source,
    Span,
    Target,
    Task,
)


@dataclass
class Item:
    """A task in few words: its sentence, its departments by role, a deadline and a target."""

    title: str
    lead: Sequence[str] = ()
    responsible: Sequence[str] = ()
    support: Sequence[str] = ()
    supervise: Sequence[str] = ()
    due: Sequence[str] = ()
    target: str | None = None


@dataclass
class Sheet:
    """A document in few words."""

    title: str = "工作方案"
    items: Sequence[Item] = ()
    jurisdiction: str | None = "甲区"
    aliases: dict[str, Sequence[str]] = field(default_factory=dict)  # full name → aliases
    groups: dict[str, Sequence[str]] = field(default_factory=dict)  # group → members
    people: Sequence[str] = ()  # names that are persons
    members: Sequence[tuple[str, str, str, str]] = ()  # role, person, organisation, post
    number: str | None = None


class _Text:
    def __init__(self) -> None:
        self.text = ""

    def add(self, text: str) -> Span:
        start = len(self.text)
        self.text += text
        return Span(start, len(self.text))


def _draft(sheet: Sheet, key: str) -> Plan:
    out = _Text()
    heading = out.add(sheet.title)
    out.add("\n")
    citation = out.add("《上级方案》")
    out.add("\n一、重点任务\n")
    section_start = len(out.text) - len("一、重点任务\n")
    known: dict[str, list[Span]] = {}
    full = {alias: name for name, aliases in sheet.aliases.items() for alias in aliases}
    tasks, clauses, targets, sections = [], [], [], []
    for n, item in enumerate(sheet.items, 1):
        body = out.add(f"({n}){item.title}。")
        tid, cid = f"{key}.t{n}", f"{key}.c{n}"
        deadlines = [Deadline(date, f"到{date}年", out.add(f"到{date}年")) for date in item.due]
        aims: tuple[str, ...] = ()
        if item.target:
            span = out.add(item.target)
            aims = (f"{key}.g{n}",)
            value = (40, 45.5) if "-" in item.target else 95
            comparator = Comparator.RANGE if "-" in item.target else Comparator.AT_LEAST
            targets.append(
                Target(
                    aims[0], tid, f"{key}.s{n + 1}", item.target, comparator, value, "%", 2015,
                    "2020", span,
                )
            )  # fmt: skip
        start = len(out.text)
        out.add("(")
        assignments: list[Assignment] = []
        for role in Role:
            for name in getattr(item, role.value):
                span = out.add(name)
                out.add("、")
                whole = full.get(name, name)
                known.setdefault(whole, []).append(span)
                assignments.append(
                    Assignment(
                        name, whole, role, len(assignments) + 1, cid, whole in sheet.groups, span
                    )
                )
        out.add(")")
        clause = Span(start, len(out.text))
        clauses.append(Clause(cid, clause.of(out.text), "bracket", (), clause))
        span = Span(body.start, len(out.text))
        sections.append(Section(f"{key}.s{n + 1}", f"一/({n})", 2, f"({n})", item.title, span))
        tasks.append(
            Task(
                tid, f"一/({n})", item.title, span.of(out.text), f"{key}.s{n + 1}",
                tuple(assignments), "等" in item.title, tuple(deadlines), aims, span,
            )
        )  # fmt: skip
        out.add("\n")
    top = Section(f"{key}.s1", "一", 1, "一", "重点任务", Span(section_start, len(out.text)))
    for group, members in sheet.groups.items():
        for name in (group, *members):
            known.setdefault(name, []).append(out.add(name))
    ids = {name: f"{key}.o{n}" for n, name in enumerate(known, 1)}
    organisations = []
    for name, places in known.items():
        kind = Kind.GROUP if name in sheet.groups else Kind.UNIT
        kind = Kind.PERSON if name in sheet.people else kind
        organisations.append(
            Organisation(
                ids[name], name, kind, tuple(sheet.aliases.get(name, ())),
                tuple(ids[member] for member in sheet.groups.get(name, ())), tuple(places),
            )
        )  # fmt: skip
    roster = None
    if sheet.members:
        start = len(out.text)
        seats = []
        for duty, person, organisation, post in sheet.members:
            span = out.add(f"{duty}:{person} {organisation}{post}\n")
            seats.append(Member(duty, person, (Post(organisation, post),), None, span))
        roster = Roster("领导小组", "办公室", None, tuple(seats), Span(start, len(out.text)))
    placed = [
        Task(
            task.id, task.path, task.title, task.text, task.section,
            tuple(
                Assignment(a.department, ids[a.organisation], a.role, a.order, a.clause, a.group, a.span)
                for a in task.assignments
            ),
            task.open_ended, task.deadlines, task.targets, task.span,
        )
        for task in tasks
    ]  # fmt: skip
    return Plan(
        document=Document(
            key, sheet.title, sheet.number, None, "甲区管委", sheet.jurisdiction, "2017-12-28",
            Source("甲.txt", "text/plain", "0" * 64, "utf-8"),
        ),
        text=out.text,
        sections=(top, *sections),
        tasks=tuple(placed),
        clauses=tuple(clauses),
        organisations=tuple(organisations),
        targets=tuple(targets),
        citations=(Citation("上级方案", "甲发〔2016〕1号", False, citation),),
        roster=roster,
        diagnostics=(Diagnostic("clause.colon-missing", Severity.WARNING, "缺少冒号", heading),),
        furniture=(),
    )  # fmt: skip


class PlanMaker:
    """Makes a plan and its bytes of a sheet; carries the words to write one with."""

    sheet = Sheet
    item = Item

    def __call__(self, sheet: Sheet) -> tuple[Plan, bytes]:
        data = repr(sheet).encode()
        return _draft(sheet, hashlib.sha256(data).hexdigest()[:16]), data


@pytest.fixture
def make_plan() -> PlanMaker:
    return PlanMaker()


@pytest.fixture
def sheets() -> list[Sheet]:
    """Two documents of one district, one of another, one of nowhere."""
    return [
        Sheet(
            "生态文明建设方案",
            [
                Item("推进节能", lead=["经发局"], responsible=["财政局", "各镇"], due=["2020"]),
                Item(
                    "治理水污染等",
                    lead=["环保分局", "经发局"],
                    support=["财政局"],
                    target="水质达标率95%",
                ),
                Item("植树造林", responsible=["财政局", "经发局"], due=["2018-06", "2019"]),
                Item("全面督查", lead=["财政局"], supervise=["财政局", "李四"]),
            ],
            aliases={"经济发展局": ["经发局"], "环境保护分局": ["环保分局"]},
            groups={"各镇": ["东镇", "西镇"]},
            people=["李四"],
            members=[("组长", "张三", "经发局", "局长"), ("成员", "王五", "外单位", "科员")],
            number="甲发〔2017〕1号",
        ),
        Sheet("招商方案", [Item("招商引资", lead=["经济发展局"], support=["财政局"])]),
        Sheet("乙区方案", [Item("乙区任务", lead=["财政局"], target="40%-45.5%")], "乙区"),
        Sheet("无名方案", [Item("无名任务", lead=["财政局"])], None),
    ]


CATALOGUES = ("sqlite-memory", "sqlite-file", "postgresql")


@pytest.fixture(params=CATALOGUES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty catalogue on each engine in turn."""
    if request.param == "sqlite-memory":
        yield "sqlite://"
    elif request.param == "sqlite-file":
        yield f"sqlite:///{tmp_path / 'catalogue.sqlite'}"
    else:
        yield request.getfixturevalue("postgres_url")


@pytest.fixture
def catalogue(address: str, make_plan: PlanMaker, sheets: list[Sheet]) -> Iterator[Catalogue]:
    with Catalogue.open(address) as held:
        for sheet in sheets:
            held.put(*make_plan(sheet))
        yield held


@pytest.fixture
def decisions() -> list[Decision]:
    """Return a link, a merge, and a merge that was undone."""
    return [
        Decision(
            num=number,
            kind=kind,
            subject="org-000000000001",
            object="org-000000000002",
            subject_name="国土资源局",
            object_name="自然资源局",
            jurisdiction="甲区",
            documents=("0" * 16,),
            who="张三",
            why="机构改革",
            at="2018-11-01T08:00:00Z",
            revision=1,
            undone_at=undone,
        )
        for number, (kind, undone) in enumerate(
            [("link", None), ("merge", None), ("merge", "2018-11-02T08:00:00Z")], 1
        )
    ]


@pytest.fixture(params=["memory", "folder", "postgresql"])
def knowledge(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Knowledge]:
    """Yield an empty knowledge on each engine of the catalogue."""
    if request.param == "postgresql":
        catalogue = Catalogue.open(request.getfixturevalue("postgres_url"))
        with Knowledge(catalogue, OxigraphStore()) as held:
            yield held
        return
    with Knowledge.open(tmp_path / "data" if request.param == "folder" else None) as held:
        yield held
