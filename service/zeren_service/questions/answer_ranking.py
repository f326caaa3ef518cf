"""A query for an order in, the departments or tasks by their number out, and how many each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren_graph.records import TaskFilter
from zeren_service.questions.answer import Answer
from zeren_service.questions.answer_departments import Held, department_item, held_by, left_out
from zeren_service.questions.answer_tasks import label, reading_of
from zeren_service.questions.evidence import task_item
from zeren_service.questions.graph_query import ranking_query, task_ranking_query
from zeren_service.questions.refusals import half_understood, not_stated
from zeren_service.questions.select import Selection, holders, select_tasks
from zeren_service.questions.wording import condition_words, listed, role_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Query


def answer_ranking(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return departments by the number of their tasks; all that share the last place are in."""
    counts, held, selection = count_tasks(query, corpus)
    if not counts:
        raise half_understood([question])
    idle = [row.name for row in query.among if row.id not in counts]
    if idle and query.rank == "least":
        raise not_stated(f"{'、'.join(idle)}没有{role_words(query.roles)}的任务，所以最少")
    kept = _cut(_ordered(counts, query), counts, query)
    if query.nth and not kept:
        raise not_stated(f"有并列，没有第{query.nth}名")
    items = tuple(department_item(key, held(key), corpus) for key in kept)
    told = listed(f"{held(key)[0][1].name}{counts[key]}项" for key in kept)
    order_word = "从少到多" if query.rank == "least" else "从多到少"
    tied = "（并列的都列出）" if query.top and len(kept) > query.top else ""
    return Answer(
        question,
        reading_of("ranking", query),
        "count" if query.bounds and query.counted else "departments",
        items,
        len(items),
        f"{_about(query)}按担任{_role(query)}的任务数{order_word}{bounds_words(query)}："
        f"{told or '没有'}{tied}。" + (f"{'、'.join(idle)}没有。" if idle else ""),
        sparql=ranking_query(
            query,
            selection,
            corpus,
            left_out(query),
            max(len(items), 1),
            _having(query, counts, kept),
        ),
    )


def _about(query: Query) -> str:
    asked = condition_words(query)
    return f"在{asked}的任务里，" if asked else ""


def _role(query: Query) -> str:
    return role_words(query.roles) if query.roles else "任一角色"


def bounds_words(query: Query) -> str:
    """Say which numbers are wanted, or which place."""
    if query.nth:
        return f"第{query.nth}名"
    if query.bounds is None:
        return ""
    least, most = query.bounds
    if most is None:
        return f"，有{least}项以上的"
    return f"，有{least}项的" if least == most else f"，有{least}至{most}项的"


def _having(query: Query, counts: dict[str, int], kept: list[str]) -> tuple[int, int | None] | None:
    """Return the least and the most tasks that the graph is asked for."""
    if query.nth:
        return counts[kept[0]], counts[kept[0]]
    return query.bounds


def count_tasks(
    query: Query, corpus: Corpus
) -> tuple[dict[str, int], Callable[[str], Held], Selection]:
    """Return the number of tasks of each department, what proves it, and the tasks."""
    counts = _counts_of_all(query, corpus)
    if counts is not None:
        # In a large catalogue only the tasks of those that are told are looked up.
        return counts, lambda key: _first_task(query, corpus, key), Selection(())
    selection = select_tasks(query, corpus)
    held = held_by(query, selection)
    counts = {key: len({task.id for task, _ in pairs}) for key, pairs in held.items()}
    return counts, held.__getitem__, selection


def _ordered(counts: dict[str, int], query: Query) -> list[str]:
    return sorted(counts, key=lambda key: counts[key], reverse=query.rank != "least")


def _counts_of_all(query: Query, corpus: Corpus) -> dict[str, int] | None:
    """Return the counts that a large catalogue keeps, where nothing narrows the tasks."""
    narrowed = query.topics or query.holdings or query.lacks or query.window or query.place
    scoped = query.document or query.jurisdiction or query.many or query.among or query.without
    several = query.roles is not None and len(query.roles) > 1
    if corpus.whole or narrowed or scoped or several:
        return None
    field = "tasks" if query.roles is None else query.roles[0]
    return {row.id: n for row in corpus.departments if (n := getattr(row, field))}


def _first_task(query: Query, corpus: Corpus, key: str) -> Held:
    """Return the first task of a department, which proves it."""
    role = query.roles[0] if query.roles else None
    where = TaskFilter(departments=(key,), role=role)
    return [
        (task, row)
        for task in corpus.catalogue.tasks(where, limit=1).items
        for row in holders(task, query.roles)
        if row.organisation == key
    ]


def _cut(order: list[str], counts: dict[str, int], query: Query) -> list[str]:
    if query.nth:
        return [k for k in order if 1 + sum(n > counts[k] for n in counts.values()) == query.nth]
    if query.bounds is not None:
        least, most = query.bounds
        return [k for k in order if counts[k] >= least and (most is None or counts[k] <= most)]
    if not order or (query.rank == "order" and query.top is None):
        return order
    last = order[min(query.top or 1, len(order)) - 1]
    sign = 1 if query.rank == "least" else -1
    return [key for key in order if sign * counts[key] <= sign * counts[last]]


def answer_task_ranking(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the tasks that most departments hold, or that have most targets."""
    selection = select_tasks(query, corpus)
    by_targets = query.rank_by == "target"
    counts = {
        task.id: len(
            task.targets if by_targets else {a.organisation for a in holders(task, query.roles)}
        )
        for task in selection.tasks
    }
    tasks = sorted(selection.tasks, key=lambda task: counts[task.id], reverse=query.rank != "least")
    kept = set(_cut([task.id for task in tasks], counts, query))
    tasks = [task for task in tasks if task.id in kept]
    told = listed(f"{label(task, corpus)}{counts[task.id]}个" for task in tasks)
    return Answer(
        question,
        reading_of("ranking", query),
        "tasks",
        tuple(task_item(task, query, selection, corpus) for task in tasks),
        len(tasks),
        f"按{'量化目标' if by_targets else role_words(query.roles)}的个数排：{told}。",
        sparql=task_ranking_query(query, selection, corpus, len(tasks)),
    )
