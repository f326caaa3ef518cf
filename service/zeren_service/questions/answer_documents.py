"""A query for documents in: those of the catalogue, or those that the plans cite, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren_graph.vocabulary import work_key
from zeren_service.questions.answer import Answer, Item
from zeren_service.questions.answer_tasks import reading_of
from zeren_service.questions.evidence import proof_at
from zeren_service.questions.graph_query import citations_query, documents_query
from zeren_service.questions.normal import mapped, normal
from zeren_service.questions.refusals import not_stated
from zeren_service.questions.select import documents_of, select_tasks
from zeren_service.questions.wording import condition_words, listed

if TYPE_CHECKING:
    from zeren_graph.records import CitationRow, DocumentRow
    from zeren_service.questions.answer import AnswerKind
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Query


def answer_documents(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the documents of the catalogue."""
    scope = documents_of(query, corpus)
    rows = [r for r in corpus.documents if r.id in scope]
    narrowed = bool(query.topics or query.holdings or query.window or query.lacks)
    head = "库里共有"
    if narrowed:
        named = {task.document for task in select_tasks(query, corpus).tasks}
        rows = [row for row in rows if row.id in named]
        head = f"有{condition_words(query)}的任务的"
    items = tuple(_document_item(row, corpus) for row in rows)
    kind: AnswerKind = "count" if query.counted else "documents"
    told = listed(f"《{row.title}》（{row.tasks}项任务）" for row in rows)
    return Answer(
        question,
        reading_of("documents", query),
        kind,
        items,
        len(items),
        f"{head}文件{len(items)}份：{told}。",
        sparql=None if narrowed or query.jurisdiction else documents_query(query, corpus),
    )


def _document_item(row: DocumentRow, corpus: Corpus) -> Item:
    text = corpus.text(row.id)
    found = mapped(text).find(normal(row.title))
    if found is None:
        line = next((at for at, char in enumerate(text) if not char.isspace()), 0)
        stop = text.find("\n", line)
        found = (line, stop if stop > line else len(text))
    return Item(row.id, row.title, None, proof_at(corpus, row.id, *found))


def answer_citations(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the documents that the plans cite, each once, at its first place."""
    scope = query.document or corpus.document
    rows = corpus.catalogue.citations(document=scope, limit=None).items
    cited: dict[str, CitationRow] = {}
    own: dict[str, CitationRow] = {}
    for row in sorted(rows, key=lambda row: (row.document, row.start)):
        (own if row.self else cited).setdefault(work_key(row.title, row.number), row)
    if not cited:
        raise not_stated("文件没有引用其他文件")
    items = tuple(_citation_item(row, corpus) for row in cited.values())
    kind: AnswerKind = "count" if query.counted else "documents"
    told = listed(item.label for item in items)
    return Answer(
        question,
        reading_of("citations", query),
        kind,
        items,
        len(items),
        f"共引用{len(items)}份文件：{told}。",
        sparql=citations_query(scope),
        excluded=tuple(_citation_item(row, corpus, "指本文件自身") for row in own.values()),
    )


def _citation_item(row: CitationRow, corpus: Corpus, reason: str | None = None) -> Item:
    label = f"《{row.title}》" + (f"（{row.number}）" if row.number else "")
    proof = proof_at(corpus, row.document, row.start, row.end)
    return Item(work_key(row.title, row.number), label, None, proof, reason)
