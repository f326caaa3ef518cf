"""A search in, a page of ranked hits out: tasks, passages of plans outside tasks, and documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from zeren_graph.errors import BadCursor
from zeren_graph.paging import Key, decode_cursor, encode_cursor
from zeren_graph.records import TaskFilter
from zeren_graph.tables import tasks as task_table
from zeren_service.questions.corpus import Corpus, open_corpus
from zeren_service.questions.normal import mapped, normal
from zeren_service.questions.search_words import search_words
from zeren_service.search.hits import Hit, HitKind, SearchPage, snippet
from zeren_service.search.ranking import Candidate, scores

if TYPE_CHECKING:
    from collections.abc import Callable

    from zeren_graph.catalogue import Catalogue
    from zeren_graph.records import DocumentRow, TaskMatch

_BOUND: Final = 1000  # tasks that are ranked; what is beyond is counted and said
_PAGE: Final = 20
_POSITION: Final = (Key(task_table.c.num),)  # a cursor holds one number: how many were shown
_KINDS: Final[tuple[HitKind, ...]] = ("document", "task", "passage")


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate of any kind: what ranks it, and how its hit is made when it is shown."""

    kind: HitKind
    candidate: Candidate
    place: tuple[int, int]
    make: Callable[[float], Hit]


def search(
    catalogue: Catalogue,
    typed: str,
    *,
    document: str | None = None,
    departments: tuple[str, ...] = (),
    role: str | None = None,
    kind: HitKind | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> SearchPage:
    """Return the hits of all words of `typed`; where there are none, those of any of the words.

    `document` and `departments` are ids; with departments or a `role` only tasks are found.
    Passages outside tasks are looked for in one document, or in all of a small catalogue. Raises
    `BadCursor` for a cursor of another search.
    """
    corpus = open_corpus(catalogue, document)
    words = search_words(typed, corpus.lexicon if corpus is not None else None)
    scope = f"search {words!r} {document} {departments!r} {role} {kind} {catalogue.revision}"
    first = decode_cursor(scope, cursor, _POSITION)[0] if cursor is not None else 0
    if not isinstance(first, int) or first < 0:
        raise BadCursor
    if corpus is None or not words:
        return SearchPage((), 0, None, words, 0, any_word=False)
    only_tasks = bool(departments or role)
    kinds = {kind} if kind is not None else set(_KINDS)
    if only_tasks:
        kinds &= {"task"}
    where = TaskFilter(departments=departments, role=role, document=corpus.document, words=words)
    found, total = _all(corpus, where, kinds, any_word=False)
    any_word = not found and len(words) > 1
    if any_word:
        found, total = _all(corpus, where, kinds, any_word=True)
    order = _ranked(found, words)
    last = first + (limit or _PAGE)
    items = tuple(one.make(score) for score, one in order[first:last])
    following = encode_cursor(scope, [last]) if last < len(order) else None
    return SearchPage(items, total, following, words, len(order), any_word and bool(found))


def _all(
    corpus: Corpus, where: TaskFilter, kinds: set[HitKind], *, any_word: bool
) -> tuple[list[_Found], int]:
    found: list[_Found] = []
    more = 0
    if "task" in kinds:
        asked = TaskFilter(
            departments=where.departments,
            role=where.role,
            document=where.document,
            words=where.words,
            any_word=any_word,
        )
        page = corpus.catalogue.matches(asked, limit=_BOUND)
        found.extend(_task(row, where.words, corpus) for row in page.items)
        more = page.total - len(page.items)
    test = any if any_word else all
    if "document" in kinds:
        for document in corpus.documents:
            said = normal(f"{document.title}\n{document.number or ''}\n{document.issuer or ''}")
            if test(word in said for word in where.words):
                found.append(_document(document, said, where.words, corpus))
    if "passage" in kinds and corpus.whole:
        for key, start, end, said in corpus.passages:
            if test(word in said for word in where.words):
                found.append(_passage(key, start, end, said, where.words, corpus))
    return found, len(found) + more


def _ranked(found: list[_Found], words: tuple[str, ...]) -> list[tuple[float, _Found]]:
    rated = list(zip(scores([f.candidate for f in found], words), found, strict=True))
    order = {kind: number for number, kind in enumerate(_KINDS)}
    rated.sort(key=lambda pair: (-pair[0], order[pair[1].kind], pair[1].place))
    return rated


def _number(document: str, corpus: Corpus) -> int:
    return corpus.numbers[document]


def _task(row: TaskMatch, words: tuple[str, ...], corpus: Corpus) -> _Found:
    def make(score: float) -> Hit:
        low, high, marks = snippet(row.text, 0, len(row.text), words)
        return Hit(
            "task", row.id, row.title, row.path, row.document, row.document_title,
            row.text[low:high], marks, row.start + low, row.start + high, score,
        )  # fmt: skip

    title, _, text = row.key.partition("\n")
    said = Candidate(title, text)
    return _Found("task", said, (_number(row.document, corpus), row.start), make)


def _document(row: DocumentRow, said: str, words: tuple[str, ...], corpus: Corpus) -> _Found:
    def make(score: float) -> Hit:
        text = corpus.text(row.id)
        start, end = mapped(text).find(normal(row.title)) or (0, min(len(text), 60))
        low, high, marks = snippet(text, start, end, words)
        return Hit(
            "document", row.id, row.title, None, row.id, row.title,
            text[low:high], marks, low, high, score,
        )  # fmt: skip

    return _Found(
        "document", Candidate(normal(row.title), said), (_number(row.id, corpus), 0), make
    )


def _passage(
    key: str, start: int, end: int, said: str, words: tuple[str, ...], corpus: Corpus
) -> _Found:
    def make(score: float) -> Hit:
        text = corpus.text(key)
        low, high, marks = snippet(text, start, end, words)
        path, title = corpus.heading_above(key, start)
        return Hit(
            "passage", f"{key}.{start}", title, path, key, corpus.titles_of[key],
            text[low:high], marks, low, high, score,
        )  # fmt: skip

    return _Found("passage", Candidate("", said), (_number(key, corpus), start), make)
