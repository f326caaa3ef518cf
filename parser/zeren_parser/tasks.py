"""Clauses and outline in, tasks out: which text each clause makes somebody's duty.

A task is the smallest piece of text with a clause of its own: a numbered item, an unnumbered
paragraph inside one, a whole section. The second and later task of an item get ``#2``, ``#3``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Final

from zeren_parser.clause_forms import ReadClause
from zeren_parser.outline import Item
from zeren_parser.owners import find_owners
from zeren_parser.view import Paragraph, View

_SENTENCE: Final = re.compile(r"[^。\n]*")
_ONLY_MARKS: Final = re.compile(r"[\s。;,.、\n]*")
_LEAD_IN: Final = re.compile(r"[一-龥]{2,8}:\n(?=.)")  # 具体举措: on a line of its own
# 4.责任单位:甲局, then 5.完成时限:6月 and 6.牵头单位:乙局 : numbered fields of one task
_ONLY_FIELDS: Final = re.compile(
    r"[。;]?(?:\n(?:[-•●■◆★☆▲*·>—]{1,2}|\d{1,2}[.、)]|\(\d{1,2}\))(?:[一-龥]{2,8}:[^\n]{0,200})?)+"
)
_TITLE_TRIM: Final = re.compile(r"[。;,:.、]+$")


@dataclass(frozen=True, slots=True)
class FoundTask:
    """A task before its facts are joined (任务初读): view positions; `clauses` are indices.

    `due` are cells of a table that say by when.
    """

    path: str
    item: int | None
    start: int
    end: int
    title_start: int
    title_end: int
    clauses: tuple[int, ...]
    due: tuple[tuple[int, int], ...] = ()


def find_tasks(
    view: View, items: list[Item], clauses: list[ReadClause], body: tuple[int, int]
) -> list[FoundTask]:
    """Return the task of each clause, in text order; clauses that follow each other share one.

    `body` is the paragraph range of the plan proper.
    """
    owners = find_owners(view, items, clauses)
    per_item = _tasks_per_item(clauses, owners)
    starts = [paragraph.start for paragraph in view.paragraphs]
    floor = view.paragraphs[body[0]].start if body[0] < len(view.paragraphs) else 0
    tasks: list[FoundTask] = []
    counts: Counter[str] = Counter()
    for index, (clause, owner) in enumerate(zip(clauses, owners, strict=True)):
        if tasks and _shares_task(view, tasks[-1], clauses, clause, owner):
            tasks[-1] = _extended(tasks[-1], clause, index, view)
            continue
        item = items[owner] if owner is not None else None
        paragraph = view.paragraphs[max(0, bisect_right(starts, clause.start) - 1)]
        least = max(floor, tasks[-1].end if tasks else 0)
        start = _start(view, item, paragraph, clause, least, per_item[owner])
        title = _title(view, item, start, clause, per_item[owner])
        path = item.path if item is not None else ""
        counts[path] += 1
        if path == "":
            path = f"#{counts['']}"
        elif counts[path] > 1:
            path = f"{path}#{counts[path]}"
        tasks.append(FoundTask(path, owner, start, _task_end(view, clause), *title, (index,)))
    return tasks


def _tasks_per_item(clauses: list[ReadClause], owners: list[int | None]) -> Counter[int | None]:
    """Count the clauses of each item; label lines of one item that follow each other are one."""
    counts: Counter[int | None] = Counter()
    before: tuple[int | None, str] = (None, "")
    for clause, owner in zip(clauses, owners, strict=True):
        if before != (owner, "label-line") or clause.form != "label-line":
            counts[owner] += 1
        before = (owner, clause.form)
    return counts


def _shares_task(
    view: View, task: FoundTask, clauses: list[ReadClause], clause: ReadClause, owner: int | None
) -> bool:
    """Tell whether `clause` speaks of the same task as the clauses of `task` before it.

    Clauses with no text between them do, and so do all sentences of running text of one item.
    """
    if clause.form == "prose":
        return owner == task.item and clauses[task.clauses[-1]].form == "prose"
    if _ONLY_MARKS.fullmatch(view.text, task.end, clause.start):
        return True
    labels = clause.form == "label-line" == clauses[task.clauses[-1]].form
    return (
        labels
        and owner == task.item
        and _ONLY_FIELDS.fullmatch(view.text, task.end, clause.start) is not None
    )


def _start(
    view: View,
    item: Item | None,
    paragraph: Paragraph,
    clause: ReadClause,
    least: int,
    in_item: int,
) -> int:
    """Return where the task's text starts: at the item, or behind the clause before it.

    `paragraph` holds the clause, `least` is the end of the task before it; `in_item` clauses stand
    in the item.
    """
    first = max(least, item.start if item is not None else paragraph.start)
    marks = _ONLY_MARKS.match(view.text, first, clause.start)
    start = marks.end() if marks else first
    if item is None:
        return start
    if start == item.start and not item.run_in and in_item > 1:
        return _first_paragraph(view, item, clause)
    has_text = clause.start - paragraph.start > 4  # the paragraph says something before its clause
    if start > item.start and paragraph.start > start and has_text:
        return paragraph.start
    lead_in = _LEAD_IN.match(view.text, start, clause.start) if start > item.start else None
    return lead_in.end() if lead_in else start


def _task_end(view: View, clause: ReadClause) -> int:
    """Return where the task ends: behind its clause, or with the paragraph that tells of the duty."""
    if clause.form != "prose":
        return _after_stop(view, clause.end)
    return view.text.index("\n", clause.end)


def _after_stop(view: View, end: int) -> int:
    return end + 1 if view.text[end : end + 1] in ("。", ";") else end


def _extended(task: FoundTask, clause: ReadClause, index: int, view: View) -> FoundTask:
    return FoundTask(
        task.path, task.item, task.start, _task_end(view, clause), task.title_start,
        task.title_end, (*task.clauses, index),
    )  # fmt: skip


def _first_paragraph(view: View, item: Item, clause: ReadClause) -> int:
    """Return where the text below a heading starts, for a heading that holds several tasks."""
    if item.last > item.first + 1:
        start = view.paragraphs[item.first + 1].start
        if start < clause.start:
            return start
    return item.start


def _title(
    view: View, item: Item | None, start: int, clause: ReadClause, in_item: int
) -> tuple[int, int]:
    """Return the view range of the title: the item's first sentence, or the paragraph's own.

    A heading without text of its own names the task when the clause closes all of its section.
    """
    if item is not None and (start == item.start or (not item.run_in and in_item == 1)):
        last = min(item.title_end, clause.start) if clause.start > item.body else item.title_end
        return item.body, max(item.body + 1, last)
    last = max(start + 1, clause.start)
    sentence = _SENTENCE.match(view.text, start, last)
    return start, max(start + 1, sentence.end() if sentence else last)
