"""A query in, the tasks that meet its conditions out, and those that were left out on purpose."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zeren_graph.records import TaskFilter
from zeren_service.questions.about import Level, Match, closest, match_topic
from zeren_service.questions.dates import within
from zeren_service.questions.normal import normal
from zeren_service.questions.places import numbers
from zeren_service.questions.refusals import no_such_topic, not_stated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.records import AssignmentRow, TaskRow
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Holding, Lack, Query, Roles


@dataclass(frozen=True, slots=True)
class Selection:
    """The tasks of the answer; `aside` are tasks that only mention the topic."""

    tasks: tuple[TaskRow, ...]
    matches: dict[str, Match] = field(default_factory=dict)
    aside: tuple[TaskRow, ...] = ()
    by_text: bool = False  # the topic is in the text of the tasks, in no title


def select_tasks(query: Query, corpus: Corpus) -> Selection:
    """Return the tasks that `query` asks for, in the order of the text."""
    _check_place(query, corpus)
    pool = _pool(query, corpus)
    fitting = [task for task in pool if _fits(task, query)]
    if not query.topics:
        return Selection(tuple(fitting))
    # What a topic is about is settled over all tasks, before other conditions narrow them.
    everything = corpus.tasks if corpus.whole else _pool(replace(query, holdings=()), corpus)
    kept = {task.id for task in fitting}
    aside: set[str] = set()
    shown: dict[str, Match] = {}
    by_text = False
    for topic in query.topics:
        matches = match_topic(topic, everything, corpus)
        if not matches:
            raise no_such_topic(piece for pieces in topic.alternatives for piece in pieces)
        close = closest(topic, matches)
        if not query.yesno and not close & kept:
            close = closest(topic, {k: m for k, m in matches.items() if k in kept})
        aside |= (set(matches) - close) & kept
        kept &= close
        shown.update((key, matches[key]) for key in close)
        by_text = by_text or any(matches[key].level is Level.SAID for key in kept)
    if len(query.topics) > 1 and not kept and not query.yesno:
        raise no_such_topic(p for t in query.topics for pieces in t.alternatives for p in pieces)
    return Selection(
        tuple(task for task in fitting if task.id in kept),
        shown,
        tuple(task for task in fitting if task.id in aside - kept),
        by_text,
    )


def _pool(query: Query, corpus: Corpus) -> Sequence[TaskRow]:
    """Return the tasks that may fit; in a large catalogue its index narrows them."""
    scope = documents_of(query, corpus)
    together = [
        h for h in query.holdings if not h.negative and (h.every or len(h.departments) == 1)
    ]
    if corpus.whole:
        # What all must hold is among the tasks of the least busy of them.
        held = [corpus.held_by(group) for holding in together for group in holding.groups]
        pool = min(held, key=len) if held else corpus.tasks
        return [t for t in pool if t.document in scope]
    groups = [group for holding in together for group in holding.groups]
    named = tuple(group[0] for group in groups if len(group) == 1)
    role = None
    if len(together) == 1 and together[0].roles is not None and len(together[0].roles) == 1:
        role = together[0].roles[0]
    word = None
    if query.topics and len(query.topics[0].alternatives) == 1:
        word = query.topics[0].alternatives[0][0]
    window = query.window if query.focus != "targets" else None
    where = TaskFilter(
        departments=named,
        role=role,
        document=query.document or corpus.document,
        due_before=window.before if window is not None else None,
        due_after=window.after if window is not None else None,
        q=word,
    )
    found = corpus.select(where)
    return [task for task in found if task.document in scope]


def documents_of(query: Query, corpus: Corpus) -> set[str]:
    """Return the ids of the documents that the question is about."""
    return {
        row.id
        for row in corpus.documents
        if query.document in {None, row.id}
        and query.jurisdiction in {None, normal(row.jurisdiction or "")}
    }


def _check_place(query: Query, corpus: Corpus) -> None:
    if not query.place:
        return
    if not corpus.whole:
        raise not_stated("文件很多，问第几部分时请指定文件")
    if not any(under(section.path, query) for _, section in corpus.sections) and not any(
        under(task.path, query) for task in corpus.tasks
    ):
        raise not_stated("文件里没有这个部分")


def settle_place(query: Query, corpus: Corpus) -> Query:
    """Return the query with 第37项 as the one item of that number, where there is just one."""
    if (
        len(query.place) != 1
        or query.place_words[-1:] not in {"项", "条", "点"}
        or not corpus.whole
    ):
        return query
    paths = {numbers(task.path) for task in corpus.tasks}
    if any(path[:1] == query.place for path in paths):
        return query
    same = [path for path in paths if path[-1:] == query.place]
    return replace(query, place=same[0]) if len(same) == 1 else query


def under(path: str, query: Query) -> bool:
    """Tell whether the item at `path` is the one that the question names, or below it."""
    place = query.place
    if query.part:
        return numbers(path) == place and path.endswith(f"#{query.part}")
    return numbers(path)[: len(place)] == place


def _fits(task: TaskRow, query: Query) -> bool:
    return (
        (not query.place or under(task.path, query))
        and (
            query.window is None
            or query.focus == "targets"
            or any(within(d.date, query.window) for d in task.deadlines)
        )
        and all(_lacks(task, lack) for lack in query.lacks)
        and (not query.many or _several(task, query))
        and all(_holds(task, holding) for holding in query.holdings)
    )


def _several(task: TaskRow, query: Query) -> bool:
    units = len({a.organisation for a in holders(task, query.roles)})
    return units == query.many if query.exact else units >= query.many


def _lacks(task: TaskRow, lack: Lack) -> bool:
    if lack.what == "deadline":
        has = bool(task.deadlines)
    elif lack.what == "target":
        has = bool(task.targets)
    elif lack.what == "open":
        has = task.open_ended
    elif lack.what in {"any", "charge"}:
        has = bool(task.assignments)
    else:
        has = any(a.role == lack.what for a in task.assignments)
    return has == lack.present


def holders(task: TaskRow, roles: Roles) -> tuple[AssignmentRow, ...]:
    """Return the assignments of `task` in one of `roles`, in printed order."""
    return tuple(a for a in task.assignments if roles is None or a.role in roles)


def proofs(task: TaskRow, holding: Holding) -> tuple[AssignmentRow, ...]:
    """Return the assignments of `task` that show `holding`."""
    return tuple(a for a in holders(task, holding.roles) if a.organisation in holding.ids)


def _holds(task: TaskRow, holding: Holding) -> bool:
    shown = {a.organisation for a in proofs(task, holding)}
    held_by = [not shown.isdisjoint(group) for group in holding.groups]
    held = all(held_by) if holding.every else any(held_by)
    if holding.negative:
        return not (shown if not holding.every else held)
    if held and holding.alone:
        return {a.organisation for a in holders(task, holding.roles)} <= holding.ids
    return held
