"""Rows in, items with their proof out: every item says where the text shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren_service.questions.about import places_of, sentence_around
from zeren_service.questions.answer import Item, Proof
from zeren_service.questions.dates import within
from zeren_service.questions.normal import mapped, normal
from zeren_service.questions.select import proofs

if TYPE_CHECKING:
    from zeren_graph.records import AssignmentRow, TaskRow
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Query
    from zeren_service.questions.select import Selection


def proof_at(corpus: Corpus, document: str, start: int, end: int) -> Proof:
    """Return the proof that stands at ``start:end`` of a document."""
    return Proof(document, corpus.text(document)[start:end], start, end)


def name_proof(corpus: Corpus, document: str, row: AssignmentRow) -> Proof:
    """Return the proof of one assignment: the name as printed."""
    return proof_at(corpus, document, row.start, row.end)


def task_item(
    task: TaskRow, query: Query, selection: Selection, corpus: Corpus, reason: str | None = None
) -> Item:
    """Return the item of a task, with the proof of what was asked about it."""
    start, end = _place(task, query, selection, corpus)
    proof = proof_at(corpus, task.document, start, end)
    return Item(task.id, task.title, task.path, proof, reason)


def _place(task: TaskRow, query: Query, selection: Selection, corpus: Corpus) -> tuple[int, int]:
    for holding in query.holdings:
        if holding.negative:
            continue
        shown = proofs(task, holding)
        if shown:
            clause = corpus.clause(task, shown[0].clause)
            return clause if clause is not None else (shown[0].start, shown[0].end)
    if query.window is not None:
        for deadline in task.deadlines:
            if within(deadline.date, query.window):
                return deadline.start, deadline.end
    match = selection.matches.get(task.id)
    if match is not None:
        places = places_of(task, match.pieces, corpus)
        if places:
            text = corpus.text(task.document)
            return sentence_around(text, *places[0], task.start, task.end)
    return title_place(task, corpus)


def title_place(task: TaskRow, corpus: Corpus) -> tuple[int, int]:
    """Return where the title of a task stands, or its first paragraph where it stands nowhere."""
    text = corpus.text(task.document)
    found = mapped(text, task.start, task.end).find(normal(task.title))
    if found is not None:
        return found
    stop = text.find("\n", task.start, task.end)
    return task.start, stop if stop > task.start else task.end
