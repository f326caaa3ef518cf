"""A query for deadlines or targets in, the phrases of the plan that state them out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zeren_service.questions.about import places_of, sentence_around
from zeren_service.questions.answer import Answer, Item
from zeren_service.questions.answer_tasks import aside_items, aside_note, label, reading_of
from zeren_service.questions.dates import within
from zeren_service.questions.evidence import proof_at
from zeren_service.questions.graph_query import deadlines_query, named_query, targets_query
from zeren_service.questions.normal import normal
from zeren_service.questions.refusals import NotUnderstood, no_such_topic, not_stated
from zeren_service.questions.select import Selection, documents_of, select_tasks, under
from zeren_service.questions.wording import condition_words, listed, topic_words

if TYPE_CHECKING:
    from zeren_graph.records import DeadlineRow, TargetRow, TaskRow
    from zeren_service.questions.answer import AnswerKind
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Query


def answer_deadlines(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the deadlines of the tasks, those that govern the topic where there is one."""
    selection = select_tasks(query, corpus)
    pairs = [(t, d) for t in selection.tasks for d in _governing(t, selection, corpus)]
    asked = condition_words(query) or "文件"
    if not pairs:
        told = listed(label(task, corpus) for task in selection.tasks)
        raise not_stated(f"{asked}的任务（{told}）没有写完成时限")
    items = tuple(
        Item(
            task.id,
            f"{row.text}：{task.title}",
            task.path,
            proof_at(corpus, task.document, row.start, row.end),
        )
        for task, row in pairs
    )
    told = listed(f"{label(task, corpus)}：{_said(task, row, corpus)}" for task, row in pairs)
    return Answer(
        question,
        reading_of("deadlines", query),
        "tasks",
        items,
        len(items),
        f"{asked}的任务写明的时限共{len(items)}处：{told}。{aside_note(selection)}",
        sparql=deadlines_query(query, selection, corpus),
        excluded=aside_items(query, selection, corpus),
    )


def _said(task: TaskRow, row: DeadlineRow, corpus: Corpus) -> str:
    """Return the sentence around a deadline, which says what is due."""
    text = corpus.text(task.document)
    start, end = sentence_around(text, row.start, row.end, task.start, task.end)
    return f"{row.text}（“{''.join(text[start:end].split())}”）"


def _governing(task: TaskRow, selection: Selection, corpus: Corpus) -> tuple[DeadlineRow, ...]:
    """Return the deadlines in the sentences that speak of the topic.

    In one sentence the last deadline before the topic governs it, else the first behind it.
    """
    match = selection.matches.get(task.id)
    if match is None:
        return task.deadlines
    text = corpus.text(task.document)
    found: dict[int, DeadlineRow] = {}
    for start, end in places_of(task, match.pieces, corpus):
        low, high = sentence_around(text, start, end, task.start, task.end)
        near = [d for d in task.deadlines if low <= d.start < high]
        before = [d for d in near if d.end <= start]
        chosen = before[-1:] or [d for d in near if d.start >= end][:1]
        found.update((d.start, d) for d in chosen)
    return tuple(found[start] for start in sorted(found)) or task.deadlines


def answer_targets(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the targets that the query asks for, in the order of the text."""
    rows, selection = _targets(query, corpus)
    window = query.window
    if window is not None:
        rows = [r for r in rows if r.deadline is not None and _due(r.deadline, query)]
    if query.measure:
        # 多少座 asks for a number of 座: a share in % of the same thing is no answer
        rows = [
            r for r in rows if query.measure in normal(corpus.text(r.document)[r.start : r.end])
        ]
    if not rows:
        asked = "，".join([*topic_words(query), window.note if window else ""]).strip("，")
        raise not_stated(f"文件里没有找到{asked or '这样'}的量化目标")
    items = tuple(
        Item(
            row.id,
            "".join(corpus.text(row.document)[row.start : row.end].split()),
            row.task_path or row.section_path,
            proof_at(corpus, row.document, row.start, row.end),
        )
        for row in rows
    )
    kind: AnswerKind = "count" if query.counted else "targets"
    told = listed(
        item.label + (f"（{row.deadline}）" if row.deadline else "")
        for item, row in zip(items, rows, strict=True)
    )
    asked = condition_words(query)
    if query.holdings or any(lack.what != "date" for lack in query.lacks):
        asked += "的任务"
    return Answer(
        question,
        reading_of("targets", query),
        kind,
        items,
        len(items),
        f"{asked + '的' if asked else ''}量化目标共{len(items)}个：{told}。{aside_note(selection)}",
        sparql=_sparql(query, selection, corpus, rows),
        excluded=aside_items(query, selection, corpus),
    )


def _sparql(
    query: Query, selection: Selection, corpus: Corpus, rows: list[TargetRow]
) -> str | None:
    """Return the query for the targets; those of a topic, which stands in the text, are named."""
    window = query.window
    until = window is not None and window.after is None and window.text[0] in "到至"
    if query.topics or query.place or query.jurisdiction or until:
        return named_query("target", (row.id for row in rows))
    return targets_query(query, selection, corpus)


def _due(deadline: str, query: Query) -> bool:
    """Tell whether a target is due as asked; 到2020年的目标 are those of 2020, not the earlier."""
    window = query.window
    if window is None:
        return True
    if window.after is None and window.before is not None and window.text[0] in "到至":
        return deadline[:4] == window.before[:4] and within(deadline, window)
    return within(deadline, window)


def _targets(query: Query, corpus: Corpus) -> tuple[list[TargetRow], Selection]:
    scope = documents_of(query, corpus)
    order = {row.id: index for index, row in enumerate(corpus.documents)}
    rows = [r for r in corpus.targets if r.document in scope]
    rows.sort(key=lambda row: (order[row.document], row.start))
    if query.place:
        rows = [r for r in rows if _under(r, query)]
    for lack in query.lacks:
        if lack.what == "date":
            rows = [r for r in rows if (r.deadline is not None) == lack.present]
    if query.holdings or any(lack.what != "date" for lack in query.lacks):
        lacks = tuple(lack for lack in query.lacks if lack.what != "date")
        return _of_tasks(replace(query, lacks=lacks), corpus, rows)
    if not query.topics:
        return rows, Selection(())
    stated = [r for r in rows if all(_states(r, t.alternatives, corpus) for t in query.topics)]
    if stated:
        return stated, Selection(())
    return _of_tasks(query, corpus, rows)


def _of_tasks(
    query: Query, corpus: Corpus, rows: list[TargetRow]
) -> tuple[list[TargetRow], Selection]:
    """Return the targets of the tasks that meet the query, or that stand under its heading."""
    try:
        selection = select_tasks(replace(query, window=None), corpus)
    except NotUnderstood:
        found = _under_heading(query, corpus, rows)
        if not found:
            raise
        return found, Selection(())
    tasks = {task.id for task in selection.tasks}
    found = [row for row in rows if row.task in tasks]
    if not found and query.topics and not tasks:
        raise no_such_topic(p for t in query.topics for a in t.alternatives for p in a)
    return found, selection


def _under_heading(query: Query, corpus: Corpus, rows: list[TargetRow]) -> list[TargetRow]:
    wanted = {p for t in query.topics for a in t.alternatives for p in a}
    places = {place for title in wanted for place in corpus.headings.get(title, ())}
    return [
        row
        for row in rows
        if any(
            document == row.document and f"{row.section_path or ''}/".startswith(f"{path}/")
            for document, path in places
        )
    ]


def _under(row: TargetRow, query: Query) -> bool:
    return under(row.task_path or row.section_path or "", query)


def _states(row: TargetRow, alternatives: tuple[tuple[str, ...], ...], corpus: Corpus) -> bool:
    said = normal(row.indicator) + "\n" + normal(corpus.text(row.document)[row.start : row.end])
    return any(all(piece in said for piece in pieces) for pieces in alternatives)
