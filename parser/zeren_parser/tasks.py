"""Clauses and outline in, tasks out: which text each clause makes somebody's duty.

A task is the smallest piece of text with a clause of its own: a numbered item, an unnumbered
paragraph inside one, a whole section. The second and later task of an item get ``#2``, ``#3``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from zeren_parser.clauses import ReadClause
from zeren_parser.outline import Item
from zeren_parser.view import View

_SENTENCE: Final = re.compile(r"[^。\n]*")
_ONLY_MARKS: Final = re.compile(r"[\s。;,.、\n]*")
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
    starts = [paragraph.start for paragraph in view.paragraphs]
    item_starts = [item.start for item in items]
    tasks: list[FoundTask] = []
    counts: dict[str, int] = {}
    per_item = _clauses_per_item(clauses, item_starts, items)
    for index, clause in enumerate(clauses):
        if tasks and _ONLY_MARKS.fullmatch(view.text, tasks[-1].end, clause.start):
            tasks[-1] = _extended(tasks[-1], clause, index, view)
            continue
        owner = _owner(items, item_starts, clause.start)
        previous_end = tasks[-1].end if tasks else 0
        if owner is None:
            paragraph = view.paragraphs[max(0, bisect_right(starts, clause.start) - 1)]
            path, start = "", _text_start(view, paragraph.start, clause, previous_end, body)
        else:
            path = items[owner].path
            start = _text_start(view, items[owner].start, clause, previous_end, body)
            if start == items[owner].start and not items[owner].run_in and per_item[owner] > 1:
                start = _first_paragraph(view, items[owner], clause)
            elif start > items[owner].start:
                start = _paragraph_start(view, starts, start, clause)
        end = _after_stop(view, clause.end)
        title = _title(
            view, items[owner] if owner is not None else None, start, clause, per_item.get(owner, 1)
        )
        counts[path] = counts.get(path, 0) + 1
        if path == "":
            path = f"#{counts['']}"
        elif counts[path] > 1:
            path = f"{path}#{counts[path]}"
        tasks.append(FoundTask(path, owner, start, end, *title, (index,)))
    return tasks


def _clauses_per_item(
    clauses: list[ReadClause], item_starts: list[int], items: list[Item]
) -> dict[int | None, int]:
    counts: dict[int | None, int] = {}
    for clause in clauses:
        owner = _owner(items, item_starts, clause.start)
        counts[owner] = counts.get(owner, 0) + 1
    return counts


def _owner(items: list[Item], item_starts: list[int], at: int) -> int | None:
    """Return the innermost item whose text holds position `at`."""
    index = bisect_right(item_starts, at) - 1
    while index >= 0 and items[index].end < at:
        parent = items[index].parent
        if parent is None:
            return None
        index = parent
    return index if index >= 0 else None


def _text_start(
    view: View, start: int, clause: ReadClause, previous_end: int, body: tuple[int, int]
) -> int:
    """Return where the task's text starts: at the item, or behind the clause before it."""
    first = max(
        start, previous_end, view.paragraphs[body[0]].start if body[0] < len(view.paragraphs) else 0
    )
    marks = _ONLY_MARKS.match(view.text, first, clause.start)
    return marks.end() if marks else first


def _paragraph_start(view: View, starts: list[int], start: int, clause: ReadClause) -> int:
    """Return the paragraph that holds the clause when it has text of its own before the clause."""
    paragraph = view.paragraphs[max(0, bisect_right(starts, clause.start) - 1)]
    if paragraph.start > start and clause.start - paragraph.start > 4:
        return paragraph.start
    return start


def _after_stop(view: View, end: int) -> int:
    return end + 1 if view.text[end : end + 1] in ("。", ";") else end


def _extended(task: FoundTask, clause: ReadClause, index: int, view: View) -> FoundTask:
    return FoundTask(
        task.path, task.item, task.start, _after_stop(view, clause.end), task.title_start,
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
