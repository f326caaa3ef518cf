"""A query for departments in, who they are and in which tasks out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zeren_service.questions.answer import Answer, Item
from zeren_service.questions.answer_tasks import (
    aside_items,
    aside_note,
    instead_words,
    label,
    reading_of,
)
from zeren_service.questions.evidence import name_proof
from zeren_service.questions.graph_query import (
    departments_query,
    without_role_query,
)
from zeren_service.questions.query import ROLE_ORDER, Query
from zeren_service.questions.select import Selection, holders, select_tasks
from zeren_service.questions.wording import ROLE_NAMES, condition_words, listed, names, role_words

if TYPE_CHECKING:
    from zeren_graph.records import AssignmentRow, TaskRow
    from zeren_service.questions.corpus import Corpus

Held = list[tuple["TaskRow", "AssignmentRow"]]


def answer_departments(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return each department that holds a role in the tasks of the query, once, leaders first."""
    selection = select_tasks(query, corpus)
    held = held_by(query, selection)
    instead = ""
    if not held and query.helpers:
        # 哪些部门配合甲, where no clause says 配合: those who share in the tasks that it leads.
        query = replace(query, roles=("responsible",), role_word="responsible")
        held = held_by(query, selection)
        instead = "注：这些任务没有写“配合单位”，以责任单位作答。" if held else ""
    if query.barred:
        held = _others_than(query, selection, corpus)
    order = sorted(held, key=lambda key: min(ROLE_ORDER.index(a.role) for _, a in held[key]))
    items = tuple(department_item(key, held[key], corpus) for key in order)
    kind = "count" if query.counted else "departments"
    whether = ("有。" if held else "没有。") if query.yesno else ""
    return Answer(
        question,
        reading_of("departments", query),
        "count" if kind == "count" else "departments",
        items,
        len(items),
        whether + _sentence(query, selection, held, corpus) + instead,
        sparql=without_role_query(query, selection, corpus)
        if query.barred
        else departments_query(query, selection, corpus, left_out(query)),
        excluded=aside_items(query, selection, corpus),
    )


def left_out(query: Query) -> set[str]:
    """Return the departments that are named in the question and so are no answer to it."""
    named = {key for h in query.holdings if not h.negative for key in h.ids}
    return (named | {row.id for row in query.without}) - {row.id for row in query.among}


def held_by(query: Query, selection: Selection) -> dict[str, Held]:
    """Return what each department holds in the tasks, in the roles asked for."""
    leaving = left_out(query)
    among = {row.id for row in query.among}
    held: dict[str, Held] = {}
    for task in selection.tasks:
        for row in holders(task, query.roles):
            if row.organisation not in leaving and (not among or row.organisation in among):
                held.setdefault(row.organisation, []).append((task, row))
    return held


def _others_than(query: Query, selection: Selection, corpus: Corpus) -> dict[str, Held]:
    """Return the departments that hold a task somewhere, but no barred role in these tasks."""
    scope = Query("departments", document=query.document, roles=query.roles)
    everyone = held_by(scope, select_tasks(scope, corpus))
    barred = {row.organisation for t in selection.tasks for row in holders(t, query.barred)}
    return {key: pairs for key, pairs in everyone.items() if key not in barred}


def department_item(key: str, held: Held, corpus: Corpus) -> Item:
    """Return the item of a department, proved by the weightiest role that it holds."""
    task, row = min(held, key=lambda pair: ROLE_ORDER.index(pair[1].role))
    return Item(key, row.name, task.path, name_proof(corpus, task.document, row))


def _sentence(query: Query, selection: Selection, held: dict[str, Held], corpus: Corpus) -> str:
    asked = condition_words(query)
    if query.barred:
        listing = "、".join(pairs[0][1].name for pairs in held.values())
        about = f"在{asked}的任务里" if asked else "文件中"
        barred = "任何角色" if len(query.barred) == len(ROLE_ORDER) else role_words(query.barred)
        return (
            f"{about}不担任{barred}的部门共{len(held)}个"
            f"（从承担任务的全部部门里排除）：{listing or '无'}。"
        )
    if not held and query.among and selection.tasks:
        among = names(query.among)
        return f"{asked}的任务，{among}都不是{role_words(query.roles)}。{_others(query, selection, corpus)}"
    if not held and not selection.tasks:
        return f"没有找到{asked}的任务。{instead_words(query)}"
    if not held:
        about = f"{asked}的任务" if asked else "文件"
        return f"{about}没有写明{role_words(query.roles)}。{_others(query, selection, corpus)}"
    if query.among:
        chosen = "、".join(pairs[0][1].name for pairs in held.values())
        return f"{asked}的任务，{chosen}是{role_words(query.roles)}。"
    notes = ""
    if query.role_word == "charge":
        notes = "注：“负责”按牵头单位和责任单位两种角色理解。"
    if any(task.open_ended for task in selection.tasks):
        notes += "注：有的条款写有“等”“等部门”，未列名的单位无法列出。"
    if query.topics or len(selection.tasks) == 1:
        told = listed(_task_words(task, query, corpus) for task in selection.tasks)
        return f"{asked}的任务涉及{len(held)}个{role_words(query.roles)}。{told}。{notes}" + (
            aside_note(selection)
        )
    every = "、".join(pairs[0][1].name for pairs in held.values())
    about = f"{asked}的任务中" if asked else "文件中"
    return f"{about}，{role_words(query.roles)}共{len(held)}个：{every}。{notes}"


def _task_words(task: TaskRow, query: Query, corpus: Corpus) -> str:
    leaving = left_out(query)
    parts = [
        f"{ROLE_NAMES[role]}是{'、'.join(named)}"
        for role in (query.roles or ROLE_ORDER)
        if (named := [a.name for a in holders(task, (role,)) if a.organisation not in leaving])
    ]
    asked = query.roles or ()
    if len(asked) > 1 and query.role_word == "several":
        held = {row.role for row in holders(task, asked)}
        parts.extend(f"没有写明{ROLE_NAMES[role]}" for role in asked if role not in held)
    return f"{label(task, corpus)}：{'，'.join(parts) or '没有写明'}"


def _others(query: Query, selection: Selection, corpus: Corpus) -> str:
    """Say who holds other roles in the tasks, when no one holds the one asked for."""
    if query.roles is None or not selection.tasks:
        return ""
    told = listed(_task_words(task, replace(query, roles=None), corpus) for task in selection.tasks)
    return f"其他角色：{told}。"
