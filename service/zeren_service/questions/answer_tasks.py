"""A query for tasks in, its list of tasks with proof and a sentence out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zeren_service.questions.answer import Answer, Reading
from zeren_service.questions.dates import last_day
from zeren_service.questions.evidence import task_item
from zeren_service.questions.graph_query import extreme_query, tasks_query
from zeren_service.questions.query import ROLE_ORDER, Query
from zeren_service.questions.refusals import no_such_topic, not_stated
from zeren_service.questions.select import holders, proofs, select_tasks
from zeren_service.questions.wording import (
    ROLE_NAMES,
    condition_words,
    filters_of,
    listed,
    names,
    role_words,
)

if TYPE_CHECKING:
    from zeren_graph.records import TaskRow
    from zeren_service.questions.answer import AnswerKind, Item
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Holding
    from zeren_service.questions.select import Selection

ASIDE = "只在正文里提到，不是专门关于这一主题的任务"


def answer_tasks(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the tasks that meet the query, complete, in the order of the text."""
    selection = select_tasks(query, corpus)
    if query.extreme:
        return _answer_extreme(question, query, selection, corpus)
    attributes = [t for t in query.topics if not t.mention]
    if not selection.tasks and attributes and not query.yesno:
        # 甲牵头的外包任务: 外包 may not have been meant as a word of the text
        raise no_such_topic(
            (piece for t in attributes for pieces in t.alternatives for piece in pieces),
            condition_words(replace(query, topics=())),
        )
    items = tuple(task_item(task, query, selection, corpus) for task in selection.tasks)
    kind: AnswerKind = "count" if query.counted else "tasks"
    return Answer(
        question,
        reading_of("yesno" if query.yesno else kind, query),
        kind,
        items,
        len(items),
        _sentence(query, selection, corpus),
        sparql=tasks_query(query, selection, corpus),
        excluded=aside_items(query, selection, corpus),
    )


def _answer_extreme(question: str, query: Query, selection: Selection, corpus: Corpus) -> Answer:
    """Return the tasks with the earliest or the latest deadline of those selected."""
    choose = min if query.extreme == "first" else max
    days = {
        t.id: choose(last_day(d.date) for d in t.deadlines) for t in selection.tasks if t.deadlines
    }
    asked = condition_words(query)
    if not days:
        raise not_stated(f"{asked or '文件'}的任务没有写完成时限")
    day = choose(days.values())
    tasks = tuple(task for task in selection.tasks if days.get(task.id) == day)
    word = "最早" if query.extreme == "first" else "最晚"
    told = listed(label(task, corpus) for task in tasks)
    about = f"{asked}的任务中" if asked else "写明时限的任务中"
    return Answer(
        question,
        reading_of("tasks", query),
        "tasks",
        tuple(task_item(task, query, selection, corpus) for task in tasks),
        len(tasks),
        f"{about}，时限{word}的是{day}，共{len(tasks)}项：{told}。",
        sparql=extreme_query(query, selection, corpus, day),
    )


def reading_of(intent: str, query: Query) -> Reading:
    """Return how the question was read."""
    roles: list[str] = []
    for holding in query.holdings:
        roles.extend(role for role in holding.roles or ("any",) if not holding.negative)
    if query.focus in {"departments", "ranking"} or not query.holdings:
        roles.extend(query.roles or (("any",) if query.focus in {"departments", "ranking"} else ()))
    return Reading(
        intent,
        tuple(row.name for row in query.departments),
        tuple(dict.fromkeys(roles)),
        filters_of(query),
    )


def aside_items(query: Query, selection: Selection, corpus: Corpus) -> tuple[Item, ...]:
    """Return the tasks that only mention the topic, each with that reason."""
    return tuple(task_item(task, query, selection, corpus, ASIDE) for task in selection.aside)


def label(task: TaskRow, corpus: Corpus) -> str:
    """Return the title of a task with its path, and the document where there are several."""
    where = (
        f"{task.path}" if len(corpus.documents) == 1 else f"《{task.document_title}》{task.path}"
    )
    return f"{task.title}（{where}）"


def _sentence(query: Query, selection: Selection, corpus: Corpus) -> str:
    tasks = selection.tasks
    asked = condition_words(query)
    if query.yesno:
        return _yes_or_no(query, selection, corpus)
    subject = f"{asked}的任务" if asked else "任务"
    if not tasks:
        return f"没有找到{_marked(subject)}。{instead_words(query)}{_reading_notes(query, corpus)}"
    listing = listed(label(task, corpus) for task in tasks)
    return (
        f"{subject}共{len(tasks)}项{_by_role(query, tasks)}：{listing}。"
        f"{_reading_notes(query, corpus)}{aside_note(selection)}"
    )


def _marked(subject: str) -> str:
    return f"“{subject}”" if subject.startswith("没有") else subject


def aside_note(selection: Selection) -> str:
    """Say how many tasks only mention the topic."""
    if not selection.aside:
        return ""
    return f"另有{len(selection.aside)}项任务只在正文里提到，未计入，见 excluded。"


def _by_role(query: Query, tasks: tuple[TaskRow, ...]) -> str:
    """Return how many of the tasks are held in which role, where several roles were asked for."""
    shown = [h for h in query.holdings if not h.negative]
    if len(shown) != 1 or (len(shown[0].departments) != 1 and shown[0].every):
        return ""
    holding = shown[0]
    if len(holding.departments) != 1:
        return _by_department(holding, tasks)
    if holding.roles is not None and len(holding.roles) < 2:
        return ""
    counts = {
        role: sum(any(a.role == role for a in proofs(task, holding)) for task in tasks)
        for role in ROLE_ORDER
    }
    parts = [f"作为{ROLE_NAMES[role]}{count}项" for role, count in counts.items() if count]
    return f"（其中{'，'.join(parts)}）" if parts else ""


def _by_department(holding: Holding, tasks: tuple[TaskRow, ...]) -> str:
    """Return how many of the tasks each department holds: 甲局和乙局各牵头几项."""
    parts = []
    for row, group in zip(holding.departments, holding.groups, strict=True):
        held = [t for t in tasks if any(a.organisation in group for a in proofs(t, holding))]
        parts.append(f"{row.name}{len(held)}项")
    return f"（其中{'，'.join(parts)}）"


def _reading_notes(query: Query, corpus: Corpus) -> str:
    notes: list[str] = []
    if any(h.word == "charge" for h in query.holdings) or query.role_word == "charge":
        notes.append("“负责”按牵头单位和责任单位两种角色理解")
    for holding in query.holdings:
        if holding.loose and holding.every:
            either = _either(holding, query, corpus)
            notes.append(
                f"并列的部门按共同承担同一任务理解；其中任一部门的共{either}项，可改问“"
                f"{names(holding.departments, '或')}”"
            )
    return "".join(f"注：{note}。" for note in notes)


def _either(holding: Holding, query: Query, corpus: Corpus) -> int:
    others = tuple(h for h in query.holdings if h is not holding)
    either = replace(holding, every=False, loose=False)
    return len(select_tasks(replace(query, holdings=(*others, either)), corpus).tasks)


def instead_words(query: Query) -> str:
    """Say what the departments do hold, when they hold nothing that was asked for."""
    notes: list[str] = []
    for holding in query.holdings:
        if holding.negative or holding.roles is None:
            continue
        for row in holding.departments:
            held = [
                f"作为{ROLE_NAMES[role]}的任务{count}项"
                for role in ROLE_ORDER
                if (count := getattr(row, role))
            ]
            if not any(getattr(row, role) for role in holding.roles):
                has = "，".join(held) or "没有列名的任务"
                notes.append(f"{row.name}不担任{role_words(holding.roles)}，{has}")
    return "".join(f"{note}。" for note in notes)


def _yes_or_no(query: Query, selection: Selection, corpus: Corpus) -> str:
    asked = condition_words(query)
    if selection.tasks:
        listing = listed(label(task, corpus) for task in selection.tasks)
        head = "是" if _asks_what(query) else "有"
        return f"{head}。{asked + '的' if asked else ''}任务共{len(selection.tasks)}项：{listing}。"
    found = _all_held(query, corpus) if query.topics or query.place else ()
    facts = []
    for task in found[:3]:
        held = [
            f"{ROLE_NAMES[role]}是{'、'.join(a.name for a in named)}"
            for role in ROLE_ORDER
            if (named := holders(task, (role,)))
        ]
        facts.append(f"{label(task, corpus)}：{'，'.join(held)}")
    told = "；".join(facts)
    head = "不是" if _asks_what(query) else "没有"
    return f"{head}。没有找到{asked}的任务。{told + '。' if told else instead_words(query)}"


def _asks_what(query: Query) -> bool:
    """Tell whether it is asked what a task is, 是, and not whether there is one, 有."""
    lacking = bool(query.topics) and any(not lack.present for lack in query.lacks)
    return bool(query.many) or lacking or any(not h.negative for h in query.holdings)


def _all_held(query: Query, corpus: Corpus) -> tuple[TaskRow, ...]:
    """Return the tasks of the topic or the part, whoever holds them."""
    wider = replace(query, holdings=(), lacks=(), many=0, exact=False, yesno=False)
    return select_tasks(wider, corpus).tasks
