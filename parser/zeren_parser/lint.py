"""Plan in, diagnostics out: what a careful clerk would flag before the plan goes round.

Each check is one function; `MESSAGES` is the reviewable list of codes, severities and sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from zeren_parser.model import Diagnostic, Kind, Plan, Role, Section, Severity, Span, Task
from zeren_parser.organisations import Ambiguity
from zeren_parser.outline_numbers import ordinal
from zeren_parser.readers.flat_tables import Unread
from zeren_parser.view import View

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

# code → severity, sentence. Words in braces are filled in from the text.
MESSAGES: Final = {
    "no-clause": (_W, "全文没有找到责任分工条款（如“（牵头单位：…）”），因此没有任务。"),
    "no-lead-anywhere": (_I, "全文的责任条款都没有写明牵头单位。"),
    "task-without-lead": (_W, "任务“{title}”没有写明牵头单位。"),
    "task-without-actor": (_W, "任务“{title}”有责任条款，但没有读出单位。"),
    "several-leads": (_I, "任务“{title}”有{count}个牵头单位，请确认由谁总牵头。"),
    "unit-twice": (_W, "“{unit}”在任务“{title}”中出现了{count}次，请核对。"),
    "unit-not-in-group": (_W, "“{unit}”承担{count}项任务，但领导小组名单中没有它的人员。"),
    "member-without-task": (_I, "领导小组成员{person}所在的“{unit}”没有承担任何任务。"),
    "office-head-not-member": (_W, "办公室主任{person}不在领导小组名单中。"),
    "open-ended": (_I, "“{text}”用“等”收尾，没有列全单位，请确认还有谁。"),
    "missing-colon": (_W, "“{text}”的单位标签后缺少冒号，已按有冒号读取。"),
    "odd-label": (_W, "“{text}”的标签写法不规范，已按“牵头单位”读取。"),
    "missing-label": (_W, "“{text}”第二组单位前缺少标签，已按“责任单位”读取。"),
    "support-under-responsible": (
        _W,
        "“{text}”在“责任单位”下写“等部门配合”，列名单位已按责任单位读取。",
    ),
    "stop-behind-bracket": (_I, "“{text}”的括号前后都有句号，请删去一个。"),
    "stray-space": (_I, "“{text}”的单位名称中间有多余空格，已忽略。"),
    "unclosed-bracket": (_W, "“{text}”缺少右括号，已读到段末。"),
    "mismatched-bracket": (_I, "“{text}”的左右括号不成对，已按成对读取。"),
    "missing-separator": (_W, "“{text}”的两个单位之间缺少顿号，已分开读取。"),
    "read-from-prose": (
        _I,
        "“{text}”没有括号条款，责任单位是从行文中读出的，把握较低，请核对。",
    ),
    "units-without-label": (_I, "“{text}”只列了单位，没有写明职责，已按责任单位读取。"),
    "duty-of-all": (_I, "“{text}”声明下列各项还须由所列单位落实；各任务没有逐一列出，请一并考虑。"),
    "lead-above": (_I, "任务“{title}”由上级条目“{above}”的牵头单位{units}牵头。"),
    "clause-not-understood": (_W, "“{text}”像责任条款，但没有读懂，请人工核对。"),
    "item-without-clause": (_W, "同级条目都有责任单位，“{title}”没有。"),
    "deadline-past": (_W, "完成时限“{text}”早于公布日期{published}。"),
    "deadline-close": (_I, "完成时限“{text}”距公布日期{published}不足一个月。"),
    "target-without-date": (_I, "目标“{text}”没有写明完成时间。"),
    "quote-direction": (_W, "引号方向有误或不成对：“{text}”。"),
    "title-mark-unpaired": (_W, "书名号不成对：“{text}”。"),
    "number-repeated": (_W, "编号“{number}”重复。"),
    "number-gap": (_W, "编号从“{before}”跳到“{number}”，请核对是否漏项。"),
    "number-space": (_I, "编号“{number}”后有多余空格。"),
    "ambiguous-unit": (_W, "“{unit}”可能是{names}，请写全称。"),
    "flattened-table": (
        _W,
        "这里是一张被打散成行的表格，第{rows}行没有读懂，请对照原件核对，或换用 Word、Excel 原件。",
    ),
    "name-variants": (_I, "“{unit}”在文中有多种写法：{names}。"),
}
_LABEL_LIKE: Final = re.compile(
    r"[(\[][^()\[\]\n]{0,8}(?:牵头|责任|配合|落实|承办|主办)(?:单位|部门|处室|科室)[^()\[\]\n]{1,200}[)\]]"
)
_QUOTE: Final = re.compile(r"[“”\n]")
_TITLE_MARK: Final = re.compile(r"[《》\n]")
_SUPPORT_END: Final = re.compile(r"责任(?:单位|部门)[^。]*等[^,;。、)]{0,10}(?:部门|单位)配合[)\]]")
_DUTY_OF_ALL: Final = re.compile(
    r"(?:以下|下列)[^。；;（()）]{0,10}[均都皆](?:需|由|须|应|要|包含|包括)"
)
_COUNTED: Final = re.compile(r"[一二三四五六七八九十百零\d①-⑳]+")
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CLOSE_DAYS: Final = 31


def find_diagnostics(
    plan: Plan, view: View, vague: Sequence[Ambiguity] = (), unread: Sequence[Unread] = ()
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of `plan`, in text order.

    `vague` are the names that stayed open, `unread` rows of flattened tables.
    """
    found = [
        _diagnostic("ambiguous-unit", one.span, unit=one.name, names="或".join(one.candidates))
        for one in vague
    ]
    found += [
        _diagnostic(
            "flattened-table", Span(rows.start, rows.end), rows=_short("、".join(rows.rows))
        )
        for rows in unread
    ]
    for check in _CHECKS:
        found.extend(check(plan, view))
    return tuple(sorted(found, key=lambda d: (d.span.start, d.span.end, d.code, d.message)))


def _diagnostic(code: str, span: Span, **words: str | int) -> Diagnostic:
    severity, sentence = MESSAGES[code]
    return Diagnostic(code, severity, sentence.format(**words), span)


def _short(text: str, limit: int = 40) -> str:
    text = "".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _whole(plan: Plan, view: View) -> Iterator[Diagnostic]:
    if not plan.clauses and view.paragraphs:
        first = view.paragraphs[0]
        yield _diagnostic("no-clause", view.span(first.start, first.end))
    elif plan.clauses and not any(a.role is Role.LEAD for t in plan.tasks for a in t.assignments):
        yield _diagnostic("no-lead-anywhere", plan.clauses[0].span)


def _tasks(plan: Plan, view: View) -> Iterator[Diagnostic]:
    leads = any(a.role is Role.LEAD for t in plan.tasks for a in t.assignments)
    clauses = {clause.id: clause for clause in plan.clauses}
    leaders: dict[str, Task] = {}  # the task of each section that has a lead, by its path
    for task in plan.tasks:
        if any(a.role is Role.LEAD for a in task.assignments):
            leaders.setdefault(task.path, task)
        title = _short(task.title)
        if not task.assignments:
            yield _diagnostic("task-without-actor", task.span, title=title)
            continue
        place = clauses[task.assignments[0].clause].span
        leading = [a for a in task.assignments if a.role is Role.LEAD]
        above = _lead_above(task, leaders) if not leading else None
        if above is not None:
            units = "、".join(a.department for a in above.assignments if a.role is Role.LEAD)
            yield _diagnostic(
                "lead-above", place, title=title, above=_short(above.title), units=units
            )
        elif leads and not leading:
            yield _diagnostic("task-without-lead", place, title=title)
        if len(leading) > 3:
            yield _diagnostic("several-leads", place, title=title, count=len(leading))
        if task.open_ended:
            yield _diagnostic("open-ended", place, text=_short(place.of(view.canonical)))
        seen: dict[str, int] = {}
        for assignment in task.assignments:
            seen[assignment.organisation] = seen.get(assignment.organisation, 0) + 1
        for assignment in task.assignments:
            count = seen.pop(assignment.organisation, 1)
            if count > 1:
                yield _diagnostic(
                    "unit-twice",
                    assignment.span,
                    unit=assignment.department,
                    title=title,
                    count=count,
                )


def _lead_above(task: Task, leaders: Mapping[str, Task]) -> Task | None:
    """Return the task of the innermost section around `task` that says who leads."""
    path = task.path
    while (path := path.rpartition("/")[0]) and path not in leaders:
        pass
    return leaders.get(path)


def _slips(plan: Plan, view: View) -> Iterator[Diagnostic]:
    for clause in plan.clauses:
        text = _short(clause.text)
        for repair in clause.repairs:
            yield _diagnostic(repair, clause.span, text=text)
        if clause.form == "declaring" and _DUTY_OF_ALL.search(clause.text):
            yield _diagnostic("duty-of-all", clause.span, text=text)
        if _SUPPORT_END.search(
            view.text, view.at(clause.span.start), view.at(clause.span.end - 1) + 1
        ):
            yield _diagnostic("support-under-responsible", clause.span, text=text)
    read = [clause.span for clause in plan.clauses]
    starts = [span.start for span in read]
    for match in _LABEL_LIKE.finditer(view.text):
        span = view.span(match.start(), match.end())
        before = bisect_right(starts, span.start) - 1
        if before >= 0 and read[before].end >= span.end:
            continue
        if before + 1 < len(read) and read[before + 1].start < span.end:
            continue
        yield _diagnostic("clause-not-understood", span, text=_short(match.group()))


def _group(plan: Plan, view: View) -> Iterator[Diagnostic]:
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
    busy = set(held)
    for unit in held:
        busy.update(units[unit].members)
        if units[unit].kind is Kind.UNIT and unit not in seated:
            yield _diagnostic(
                "unit-not-in-group", first[unit], unit=units[unit].name, count=len(held[unit])
            )
    people = set()
    for member in plan.roster.members:
        people.add(member.person)
        own = [by_name[p.organisation] for p in member.posts if p.organisation in by_name]
        if member.role == "成员" and own and not any(o.id in busy for o in own):
            yield _diagnostic(
                "member-without-task", member.span, person=member.person, unit=own[0].name
            )
    head = plan.roster.office_head
    if head and head not in people and len(head) <= 4:
        yield _diagnostic("office-head-not-member", plan.roster.span, person=head)


def _dates(plan: Plan, view: View) -> Iterator[Diagnostic]:
    published = plan.document.published
    day = published[:10] if published and len(published) >= 10 else None
    for task in plan.tasks:
        for deadline in task.deadlines:
            if day is None:
                continue
            last = _last_day(deadline.date)
            words = {"text": deadline.text, "published": day}
            if last < day:
                yield _diagnostic("deadline-past", deadline.span, **words)
            elif _days(last) - _days(day) < _CLOSE_DAYS:
                yield _diagnostic("deadline-close", deadline.span, **words)
    for target in plan.targets:
        if target.deadline is None:
            yield _diagnostic(
                "target-without-date", target.span, text=_short(target.span.of(view.canonical))
            )


def _last_day(date: str) -> str:
    """Return the last day that a partial ISO date means: ``2018-06`` is due by 2018-06-30."""
    year, month, day = ([*date.split("-"), "", ""])[:3]
    month = month or "12"
    return f"{year}-{month}-{day or _DAYS[int(month) - 1]:>02}"


def _days(date: str) -> int:
    """Return a day count good enough to tell how far two dates lie apart."""
    year, month, day = (int(part) for part in date[:10].split("-"))
    return year * 365 + sum(_DAYS[: month - 1]) + day


def _marks(plan: Plan, view: View) -> Iterator[Diagnostic]:
    """Find quotation marks and title marks that do not pair: “静脉产业类“等."""
    for paragraph in view.paragraphs:
        start, end = paragraph.start, paragraph.end
        if view.text.find("“", start, end) >= 0 or view.text.find("”", start, end) >= 0:
            yield from _unpaired(view, start, end + 1, _QUOTE, "“", "quote-direction")
        if view.text.find("《", start, end) >= 0:
            yield from _unpaired(view, start, end + 1, _TITLE_MARK, "《", "title-mark-unpaired")


def _unpaired(
    view: View, start: int, end: int, pattern: re.Pattern[str], opening: str, code: str
) -> Iterator[Diagnostic]:
    """Yield the marks of one paragraph that do not pair; its line feed is in ``start:end``."""
    opened: int | None = None
    for mark in pattern.finditer(view.text, start, end):
        sign, at = mark.group(), mark.start()
        wrong = at if (sign == opening) == (opened is not None) and sign != "\n" else None
        if sign == "\n" and opened is not None:
            wrong = opened
        if wrong is not None and (code == "quote-direction" or sign == "\n"):
            yield _diagnostic(code, view.span(wrong, wrong + 1), text=_around(view, wrong))
        opened = at if sign == opening and opened is None else None if sign != opening else opened
        if wrong is not None and sign != "\n":
            opened = None


def _around(view: View, at: int) -> str:
    start, end = max(0, at - 8), at + 8
    return view.text[start:end].replace("\n", "")


def _numbers(plan: Plan, view: View) -> Iterator[Diagnostic]:
    before: dict[str, Section] = {}
    with_task = {task.section for task in plan.tasks}
    siblings: dict[str, list[Section]] = {}
    for section in plan.sections:
        parent, _, _ = section.path.rpartition("/")
        siblings.setdefault(parent, []).append(section)
        for path in [path for path in before if path.startswith(section.path + "/")]:
            del before[path]
        key = f"{parent}/{_style(section.number)}"
        value, last = ordinal(section.number), before.get(key)
        previous = ordinal(last.number) if last else 0
        span = Span(section.span.start, section.span.start + len(section.number))
        if value is not None and previous is not None and last is not None:
            if value == previous:
                yield _diagnostic("number-repeated", span, number=section.number)
            elif value > previous + 1:
                yield _diagnostic("number-gap", span, number=section.number, before=last.number)
        before[key] = section
        after = view.canonical[span.end + 1 : span.end + 3]
        if section.number[-1].isdigit() and after[:1] in (" ", "\u3000") and after.strip():
            yield _diagnostic("number-space", span, number=section.number)
    paths = {section.path for section in plan.sections}
    parents = {path.rpartition("/")[0] for path in paths}
    for group in siblings.values():
        tasks = [section for section in group if section.id in with_task]
        if len(tasks) < 2 or len(tasks) * 2 <= len(group):
            continue
        for section in group:
            if section.id not in with_task and section.path not in parents:
                yield _diagnostic("item-without-clause", section.span, title=_short(section.title))


@lru_cache(maxsize=1024)
def _style(number: str) -> str:
    return _COUNTED.sub("#", number)


def _names(plan: Plan, view: View) -> Iterator[Diagnostic]:
    """Report units that the clauses themselves print in more than one way."""
    printed: dict[str, dict[str, Span]] = {}
    for task in plan.tasks:
        for assignment in task.assignments:
            printed.setdefault(assignment.organisation, {}).setdefault(
                assignment.department, assignment.span
            )
    units = {organisation.id: organisation.name for organisation in plan.organisations}
    for unit, names in printed.items():
        if len(names) > 1:
            *_, last = names.values()
            yield _diagnostic("name-variants", last, unit=units[unit], names="、".join(names))


_CHECKS: Final = (_whole, _tasks, _slips, _group, _dates, _marks, _numbers, _names)
