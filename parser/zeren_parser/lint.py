"""Plan in, diagnostics out: what a careful clerk would flag before the plan goes round.

Each check is one function. `lint_messages` is the reviewable list of codes, severities and
sentences; `lint_text` holds the checks of marks and numbers, `unread` what looks like a clause or
table and was not read. What the whole document does alike (six places and more) is told once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from zeren_parser.lint_messages import MESSAGES, SUMMARIES, TRAIT
from zeren_parser.lint_text import find_slips_of_text
from zeren_parser.lint_words import Flag, short
from zeren_parser.model import Diagnostic, Kind, Plan, Role, Span, Task
from zeren_parser.organisations import Ambiguity
from zeren_parser.readers.flat_tables import Unread
from zeren_parser.unit_keys import read_unit
from zeren_parser.unread import find_unread
from zeren_parser.view import View, fold

__all__ = ["MESSAGES", "find_diagnostics"]

_SUPPORT_END: Final = re.compile(r"责任(?:单位|部门)[^。]*等[^,;。、)]{0,10}(?:部门|单位)配合[)\]]")
_DUTY_OF_ALL: Final = re.compile(
    r"(?:以下|下列)[^。；;（()）]{0,10}[均都皆](?:需|由|须|应|要|包含|包括)"
)
_SPACED_NAME: Final = re.compile(r"[\u4e00-\u9fff][^\S\n\r\f]+[\u4e00-\u9fff]")
_RECURRING: Final = re.compile(r"每[年月季周半两三]|全年|年均|每学年|常态|长期")
_YEAR_IN_TITLE: Final = re.compile(r"(?:19|20)\d\d|十[一二三四五六七八九]?五")
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CLOSE_DAYS: Final = 31
_ORDINARY: Final = frozenset(("成员", "委员", "组员"))
_MANY_LEADS: Final = 3


def find_diagnostics(
    plan: Plan, view: View, vague: Sequence[Ambiguity] = (), unread: Sequence[Unread] = ()
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of `plan`, in text order.

    `vague` are the names that stayed open, `unread` rows of flattened tables.
    """
    flags = [
        Flag("ambiguous-unit", one.span, {"unit": one.name, "names": "或".join(one.candidates)})
        for one in vague
    ]
    flags += [
        Flag("flattened-table", Span(rows.start, rows.end), {"rows": short("、".join(rows.rows))})
        for rows in unread
    ]
    for check in _CHECKS:
        flags.extend(check(plan, view))
    if unread:  # the same tables, told row by row
        flags = [flag for flag in flags if flag.code != "table-not-understood"]
    flags.sort(key=lambda flag: (flag.span.start, flag.span.end, flag.code))
    return tuple(_told(flags))


def _told(flags: list[Flag]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each flag; a trait of the document is told once, at its first place."""
    counts: dict[str, int] = {}
    for flag in flags:
        counts[flag.code] = counts.get(flag.code, 0) + 1
    told: set[str] = set()
    for flag in flags:
        severity, sentence = MESSAGES[flag.code]
        words = dict(flag.words)
        if counts[flag.code] >= TRAIT and flag.code in SUMMARIES:
            if flag.code in told:
                continue
            told.add(flag.code)
            sentence, words["count"] = SUMMARIES[flag.code], counts[flag.code]
        yield Diagnostic(flag.code, severity, sentence.format(**words), flag.span)


def _whole(plan: Plan, view: View) -> Iterator[Flag]:
    if not plan.clauses and view.paragraphs:
        first = view.paragraphs[0]
        yield Flag("no-clause", view.span(first.start, first.end), {})
    elif plan.clauses and not any(a.role is Role.LEAD for t in plan.tasks for a in t.assignments):
        yield Flag("no-lead-anywhere", plan.clauses[0].span, {})
    unreadable = plan.text.count("\ufffd")
    if unreadable:
        at = plan.text.index("\ufffd")
        yield Flag("unreadable-characters", Span(at, at + 1), {"count": unreadable})


def _tasks(plan: Plan, view: View) -> Iterator[Flag]:
    leads = any(a.role is Role.LEAD for t in plan.tasks for a in t.assignments)
    clauses = {clause.id: clause for clause in plan.clauses}
    leaders: dict[str, Task] = {}  # the task of each section that has a lead, by its path
    for task in plan.tasks:
        if any(a.role is Role.LEAD for a in task.assignments):
            leaders.setdefault(task.path, task)
        title = short(task.title)
        if not task.assignments:
            yield Flag("task-without-actor", task.span, {"title": title})
            continue
        place = clauses[task.assignments[0].clause].span
        held = [a.role for a in task.assignments]
        above = _lead_above(task, leaders) if Role.LEAD not in held else None
        if above is not None:
            units = "、".join(a.department for a in above.assignments if a.role is Role.LEAD)
            words = {"title": title, "above": short(above.title), "units": units}
            yield Flag("lead-above", place, words)
        elif leads and Role.LEAD not in held and held.count(Role.RESPONSIBLE) > 1:
            many = held.count(Role.RESPONSIBLE)
            yield Flag("task-without-lead", place, {"title": title, "count": many})
        if held.count(Role.LEAD) > _MANY_LEADS:
            yield Flag("several-leads", place, {"title": title, "count": held.count(Role.LEAD)})
        if task.open_ended:
            yield Flag("open-ended", place, {"text": short(place.of(view.canonical))})
        seen: dict[str, int] = {}
        for assignment in task.assignments:
            seen[assignment.organisation] = seen.get(assignment.organisation, 0) + 1
        for assignment in task.assignments:
            count = seen.pop(assignment.organisation, 1)
            if count > 1:
                unit = assignment.department
                twice = Flag(
                    "unit-twice", assignment.span, {"unit": unit, "title": title, "count": count}
                )
                yield twice


def _lead_above(task: Task, leaders: Mapping[str, Task]) -> Task | None:
    """Return the task of the innermost section around `task` that says who leads."""
    path = task.path
    while (path := path.rpartition("/")[0]) and path not in leaders:
        pass
    return leaders.get(path)


def _slips(plan: Plan, view: View) -> Iterator[Flag]:
    for clause in plan.clauses:
        text = short(clause.text)
        for repair in clause.repairs:
            if repair == "stray-space" and not _SPACED_NAME.search(clause.span.of(plan.text)):
                continue  # only the spaces that a page puts around digits and line ends
            yield Flag(repair, clause.span, {"text": text})
        if clause.form == "declaring" and _DUTY_OF_ALL.search(clause.text):
            yield Flag("duty-of-all", clause.span, {"text": text})
        start, end = view.at(clause.span.start), view.at(clause.span.end - 1) + 1
        if _SUPPORT_END.search(view.text, start, end):
            yield Flag("support-under-responsible", clause.span, {"text": text})


def _group(plan: Plan, _view: View) -> Iterator[Flag]:
    """Compare who has tasks with who sits in the leading group."""
    if plan.roster is None or not plan.roster.members:
        return
    units = {organisation.id: organisation for organisation in plan.organisations}
    by_name = {name: o for o in plan.organisations for name in (o.name, *o.aliases)}
    seated = {
        by_name[p.organisation].id
        for m in plan.roster.members
        for p in m.posts
        if p.organisation in by_name
    }
    held: dict[str, set[str]] = {}
    first: dict[str, Span] = {}
    for task in plan.tasks:
        for assignment in task.assignments:
            held.setdefault(assignment.organisation, set()).add(task.id)
            first.setdefault(assignment.organisation, assignment.span)
    whole = any(member.role in _ORDINARY for member in plan.roster.members)
    busy = set(held)
    for unit in held:
        busy.update(units[unit].members)
        name = units[unit].name
        if not whole or units[unit].kind is not Kind.UNIT:
            continue  # where only the heads are named, nobody else is missing
        if unit not in seated and name not in plan.roster.name:
            yield Flag("unit-not-in-group", first[unit], {"unit": name, "count": len(held[unit])})
    people = set()
    for member in plan.roster.members:
        people.add(member.person)
        own = [by_name[p.organisation] for p in member.posts if p.organisation in by_name]
        if member.role == "成员" and own and not any(o.id in busy for o in own):
            words = {"person": member.person, "unit": own[0].name}
            yield Flag("member-without-task", member.span, words)
    head = plan.roster.office_head
    if head and head not in people and len(head) <= 4:
        yield Flag("office-head-not-member", plan.roster.span, {"person": head})


def _dates(plan: Plan, view: View) -> Iterator[Flag]:
    published = plan.document.published
    day = published[:10] if published and len(published) >= 10 else None
    if day is not None:
        for task in plan.tasks:
            for deadline in task.deadlines:
                last = _last_day(deadline.date)
                words = {"text": deadline.text, "published": day}
                if last < day:
                    yield Flag("deadline-past", deadline.span, words)
                elif _days(last) - _days(day) < _CLOSE_DAYS:
                    yield Flag("deadline-close", deadline.span, words)
    if _YEAR_IN_TITLE.search(plan.document.title):
        return  # a plan of one year says by its title when its aims are due
    for target in plan.targets:
        text = target.span.of(view.canonical)
        if target.deadline is None and not _RECURRING.search(text):
            yield Flag("target-without-date", target.span, {"text": short(text)})


def _last_day(date: str) -> str:
    """Return the last day that a partial ISO date means: ``2018-06`` is due by 2018-06-30."""
    year, month, day = ([*date.split("-"), "", ""])[:3]
    month = month or "12"
    return f"{year}-{month}-{day or _DAYS[int(month) - 1]:>02}"


def _days(date: str) -> int:
    """Return a day count good enough to tell how far two dates lie apart."""
    year, month, day = (int(part) for part in date[:10].split("-"))
    return year * 365 + sum(_DAYS[: month - 1]) + day


def _names(plan: Plan, _view: View) -> Iterator[Flag]:
    """Report units that the clauses print in ways which differ by more than a shared level."""
    printed: dict[str, dict[str, Span]] = {}
    for task in plan.tasks:
        for assignment in task.assignments:
            if not assignment.group:
                names = printed.setdefault(assignment.organisation, {})
                names.setdefault(assignment.department, assignment.span)
    units = {organisation.id: organisation.name for organisation in plan.organisations}
    for unit, names in printed.items():
        if len({_without_level(name) for name in names}) > 1:
            *_, last = names.values()
            yield Flag("name-variants", last, {"unit": units[unit], "names": "、".join(names)})


@lru_cache(maxsize=4096)
def _without_level(name: str) -> str:
    """Return a printed name without its level: 市财政局 and 财政局 in one list are one spelling."""
    folded = fold(name)
    return folded.removeprefix(read_unit(folded).level) or folded


_Check = Callable[[Plan, View], Iterable[Flag]]
_CHECKS: Final[tuple[_Check, ...]] = (
    _whole, _tasks, _slips, find_unread, _group, _dates, find_slips_of_text, _names,
)  # fmt: skip
