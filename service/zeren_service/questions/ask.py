"""A Chinese question and a catalogue in, the complete answer or an honest refusal out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from zeren_service.questions.answer_departments import answer_departments
from zeren_service.questions.answer_documents import (
    answer_citations,
    answer_documents,
    answer_head,
)
from zeren_service.questions.answer_facts import answer_deadlines, answer_targets
from zeren_service.questions.answer_people import answer_people
from zeren_service.questions.answer_ranking import answer_ranking, answer_task_ranking
from zeren_service.questions.answer_reckoned import answer_reckoned
from zeren_service.questions.answer_tasks import answer_tasks
from zeren_service.questions.corpus import open_corpus
from zeren_service.questions.following import complete
from zeren_service.questions.lattice import tokenize
from zeren_service.questions.normal import normal
from zeren_service.questions.pointing import check_one
from zeren_service.questions.reader import named_document, read
from zeren_service.questions.refusals import (
    NotUnderstood,
    bad_date,
    empty_question,
    half_understood,
    nothing_ingested,
    refuse,
    too_long,
    unknown_department,
    unknown_document,
)
from zeren_service.questions.search_words import search_words
from zeren_service.questions.select import settle_place

if TYPE_CHECKING:
    from collections.abc import Callable

    from zeren_graph.catalogue import Catalogue
    from zeren_service.questions.answer import Answer
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Query

_LONGEST: Final = 200

_ANSWERS: Final[dict[str, Callable[[str, Query, Corpus], Answer]]] = {
    "tasks": answer_tasks,
    "departments": answer_departments,
    "ranking": answer_ranking,
    "task_ranking": answer_task_ranking,
    "deadlines": answer_deadlines,
    "targets": answer_targets,
    "people": answer_people,
    "documents": answer_documents,
    "citations": answer_citations,
    "head": answer_head,
}


def ask(
    catalogue: Catalogue,
    question: str,
    *,
    document: str | None = None,
    after: str | None = None,
    today: str | None = None,
) -> Answer:
    """Answer a Chinese question about all documents of the catalogue, or about one.

    `after` is the question before it, to which 那它配合的呢 refers; `today` the ISO date from which
    今年 and 已经过期 are counted. Without them such questions are refused.

    The answer is complete, with a proof for each item; a question that is not understood in
    every word gets a refusal that says which words, and what can be asked.
    """
    try:
        return _answer(catalogue, question, document, after, _day(today))
    except NotUnderstood as reason:
        return refuse(question, reason, _known_words(catalogue, question, document))


def _known_words(catalogue: Catalogue, question: str, document: str | None) -> tuple[str, ...]:
    """Return the words of a refused question that the plans have, for a search."""
    corpus = open_corpus(catalogue, document) if len(question) <= _LONGEST else None
    if corpus is None or not corpus.documents:
        return ()
    return tuple(word for word in search_words(question, corpus.lexicon) if corpus.knows(word))


def _day(printed: str | None) -> date | None:
    try:
        return None if printed is None else date.fromisoformat(printed)
    except ValueError:
        raise bad_date(printed or "") from None


def _answer(
    catalogue: Catalogue,
    question: str,
    document: str | None,
    after: str | None,
    today: date | None,
) -> Answer:
    asked = normal(question)
    if not any(char.isalnum() for char in asked):
        raise empty_question()
    if len(asked) > _LONGEST:
        raise too_long(_LONGEST)
    corpus = open_corpus(catalogue, document)
    if corpus is None:
        raise unknown_document()
    if not corpus.documents:
        raise nothing_ingested()
    tokens = tokenize(question, corpus, today)
    whole = complete(tokenize(after, corpus, today), tokens) if after else None
    if whole is not None:
        return _gone_on(_answer(catalogue, whole, document, None, today), question, whole)
    named = named_document(tokens, corpus) if document is None else None
    if named is not None:
        # 《…》 of a document decides which of two units of the same name is meant.
        corpus = open_corpus(catalogue, named) or corpus
        tokens = tokenize(question, corpus, today)
    try:
        query = settle_place(read(tokens, corpus), corpus)
        check_one(tokens, query, corpus)
    except NotUnderstood as reason:
        raise _with_candidates(reason, corpus) from None
    answer = answer_reckoned if query.reckoned else _ANSWERS.get(query.focus)
    if answer is None:
        raise half_understood(token.text for token in tokens if token.kind != "fill")
    try:
        return answer(question, query, corpus)
    except NotUnderstood as reason:
        # A word that no task says may be a target of the whole plan: 近视率, 主要目标.
        bare_topic = not (query.holdings or query.window or query.lacks or query.yesno)
        if reason.code == "no-such-topic" and query.focus == "tasks" and bare_topic:
            return answer_targets(question, query, corpus)
        raise


def _gone_on(answer: Answer, question: str, whole: str) -> Answer:
    """Return the answer to the `whole` question as that of the one that leans on another."""
    reading = replace(answer.reading, filters={**answer.reading.filters, "read_as": whole})
    said = f"接上一问，按“{whole}”理解。{answer.answer}"
    return replace(answer, question=question, reading=reading, answer=said)


def _with_candidates(reason: NotUnderstood, corpus: Corpus) -> NotUnderstood:
    """Add the departments that an unknown name may have meant."""
    names = reason.filters.get("unknown")
    if reason.code != "unknown-department" or not isinstance(names, tuple):
        return reason
    near = corpus.lexicon.like(names[0]) or corpus.lexicon.near(names[0])
    return unknown_department(names[0], near) if near else reason
