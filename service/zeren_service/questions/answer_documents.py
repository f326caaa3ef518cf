"""A query for documents in: those of the catalogue, those that the plans cite, what a head says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zeren_graph.vocabulary import work_key
from zeren_service.questions.answer import Answer, Item
from zeren_service.questions.answer_tasks import reading_of
from zeren_service.questions.evidence import proof_at
from zeren_service.questions.graph_query import citations_query, documents_query, head_query
from zeren_service.questions.normal import mapped, normal
from zeren_service.questions.refusals import not_stated
from zeren_service.questions.select import documents_of, select_tasks
from zeren_service.questions.wording import condition_words, listed

if TYPE_CHECKING:
    from zeren_graph.records import CitationRow, DocumentRow
    from zeren_service.questions.answer import AnswerKind
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Query

_HEADS: Final = {"issuer": "发布单位", "published": "公布日期", "number": "文号"}


def answer_documents(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the documents of the catalogue."""
    scope = documents_of(query, corpus)
    rows = [r for r in corpus.documents if r.id in scope]
    head = "库里共有"
    selection = None
    if query.topics or query.holdings or query.window or query.lacks:
        selection = select_tasks(query, corpus)
        named = {task.document for task in selection.tasks}
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
        sparql=documents_query(query, corpus, selection),
    )


def answer_head(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return what the head of each document says: who issued it, when, under which number."""
    fields = query.roster["asked"].split("|")
    scope = documents_of(query, corpus)
    rows = [r for r in corpus.documents if r.id in scope and all(getattr(r, f) for f in fields)]
    if not rows:
        raise not_stated(f"文件没有写明{'、'.join(_HEADS[f] for f in fields)}")
    items = tuple(_document_item(row, corpus, getattr(row, fields[0])) for row in rows)
    told = listed(
        f"《{row.title}》的" + "，".join(f"{_HEADS[f]}是{_stated(row, f)}" for f in fields)
        for row in rows
    )
    return Answer(
        question,
        reading_of("head", query),
        "documents",
        items,
        len(items),
        f"{told}。",
        sparql=head_query(query, corpus, fields),
    )


def _stated(row: DocumentRow, field: str) -> str:
    """Return a field of the head; a date without the time of day."""
    value = str(getattr(row, field))
    return value.partition("T")[0] if field == "published" else value


def _document_item(row: DocumentRow, corpus: Corpus, value: str | None = None) -> Item:
    """Return the item of a document, proved by `value` where the text prints it, else its title."""
    text = corpus.text(row.id)
    form = mapped(text)
    found = form.find(normal(value)) if value else None
    found = found or form.find(normal(row.title))
    if found is None:
        line = next((at for at, char in enumerate(text) if not char.isspace()), 0)
        stop = text.find("\n", line)
        found = (line, stop if stop > line else len(text))
    return Item(row.id, row.title, None, proof_at(corpus, row.id, *found))


def answer_citations(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the documents that the plans cite, each once, at its first place."""
    scope = query.document or corpus.document
    rows = corpus.catalogue.citations(document=scope, limit=None).items
    asked = condition_words(query)
    if query.topics:
        tasks = select_tasks(query, corpus).tasks
        rows = tuple(
            r
            for r in rows
            if any(t.document == r.document and t.start <= r.start < t.end for t in tasks)
        )
    title = query.roster.get("title")
    if title is not None:
        asked = f"题为《{title}》"
        rows = tuple(r for r in rows if title in normal(r.title))
    cited: dict[str, CitationRow] = {}
    own: dict[str, CitationRow] = {}
    for row in sorted(rows, key=lambda row: (row.document, row.start)):
        (own if row.self else cited).setdefault(work_key(row.title, row.number), row)
    if not cited and not query.yesno:
        raise not_stated(f"{asked + '的任务' if asked else '文件'}没有引用其他文件")
    items = tuple(_citation_item(row, corpus) for row in cited.values())
    kind: AnswerKind = "count" if query.counted else "documents"
    told = listed(item.label for item in items)
    yes = ("是。" if items else "不是。没有引用这份文件。") if query.yesno else ""
    about = f"{asked}的{'文件' if title is not None else '任务'}，" if asked else ""
    narrowed = None if title is None and not query.topics else tuple(item.id for item in items)
    return Answer(
        question,
        reading_of("citations", query),
        kind,
        items,
        len(items),
        f"{yes}{about}共引用{len(items)}份文件：{told}。" if items else yes,
        sparql=citations_query(scope, narrowed),
        excluded=tuple(_citation_item(row, corpus, "指本文件自身") for row in own.values()),
    )


def _citation_item(row: CitationRow, corpus: Corpus, reason: str | None = None) -> Item:
    label = f"《{row.title}》" + (f"（{row.number}）" if row.number else "")
    proof = proof_at(corpus, row.document, row.start, row.end)
    return Item(work_key(row.title, row.number), label, None, proof, reason)
