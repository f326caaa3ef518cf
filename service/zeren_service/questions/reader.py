"""Tokens of a question in, the query out; refuses what it cannot read whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from zeren_service.questions.constructions import settle_constructions
from zeren_service.questions.everyday import everyday, in_setting
from zeren_service.questions.normal import normal
from zeren_service.questions.people_reader import concerns_people, read_people
from zeren_service.questions.phrases import Phrase, build_phrases
from zeren_service.questions.query import Query, Topic
from zeren_service.questions.reckoning import read_reckoned
from zeren_service.questions.refusals import half_understood, unknown_document
from zeren_service.questions.screening import screen
from zeren_service.questions.task_reader import read_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.lattice import Token

# Kinds that the walk over names and roles, or this module, gives a meaning to.
_READ: Final = frozenset(
    [
        "department",
        "who",
        "each",
        "role",
        "post",
        "not",
        "and",
        "or",
        "but",
        "except",
        "outside",
        "only",
        "absent",
        "limit",
        "target",
        "together",
        "apart",
        "alone",
        "many",
        "topic",
        "book",
        "date",
        "section",
        "place",
        "which",
        "task",
        "what",
        "count",
        "rank",
        "top",
        "when",
        "finish",
        "value",
        "yesno",
        "unit",
        "cite",
        "document",
        "mention",
        "compare",
        "open",
        "exact",
        "nobody",
        "sole",
        "than",
        "differ",
        "share",
        "base",
        "average",
        "bound",
        "nth",
        "extreme",
    ]
)


def read(tokens: list[Token], corpus: Corpus) -> Query:
    """Return what the question asks."""
    screen(tokens, corpus)
    phrases = build_phrases(tokens)
    if not phrases:
        raise half_understood(token.text for token in tokens)
    phrases, document = _scope(settle_constructions(phrases), corpus)
    phrases = in_setting(phrases)
    if concerns_people(phrases):
        return read_people(phrases, document)
    phrases = everyday(phrases)
    strange = [phrase.text for phrase in phrases if phrase.kind not in _READ | {"issued"}]
    if strange:
        raise half_understood(strange)
    kinds = {phrase.kind for phrase in phrases}
    if "issued" in kinds:
        return _issued(phrases, document)
    if "cite" in kinds or ("document" in kinds and _asks_documents(kinds)):
        return _documents(phrases, document)
    query = read_reckoned(phrases, document)
    if query is not None:
        return query
    query = read_tasks(phrases, document)
    if "document" in kinds and "task" not in kinds and kinds & {"which", "count"}:
        return _in_documents(phrases, query)
    if query.focus == "targets" and "value" in kinds and not _narrowed(query):
        raise half_understood(p.text for p in phrases)
    return query


def _narrowed(query: Query) -> bool:
    return bool(query.topics or query.holdings or query.window or query.place or query.lacks)


def _in_documents(phrases: Sequence[Phrase], query: Query) -> Query:
    """Read 哪些文件提到…: the documents that have such tasks."""
    told = replace(query, lacks=tuple(k for k in query.lacks if k.what != "any"))
    if query.focus not in {"tasks", "departments"} or query.roles or not _narrowed(told):
        raise half_understood(p.text for p in phrases if p.kind == "document")
    topics = tuple(replace(topic, mention=True) for topic in query.topics)
    return replace(query, focus="documents", topics=topics)


def named_document(tokens: Sequence[Token], corpus: Corpus) -> str | None:
    """Return the document whose 《title》 the question says, where there is exactly one."""
    found = [_titled(token.text, corpus) for token in tokens if token.kind == "book"]
    return found[0] if len(found) == 1 else None


def _titled(title: str, corpus: Corpus) -> str | None:
    rows = [row for row in corpus.documents if title in _bare_title(row.title)]
    exact = [row for row in rows if _bare_title(row.title) == title]
    return (exact or rows)[0].id if len(exact or rows) == 1 else None


def _scope(phrases: list[Phrase], corpus: Corpus) -> tuple[list[Phrase], str | None]:
    """Take out the 《title》 of a document of the catalogue."""
    kept: list[Phrase] = []
    document: str | None = None
    kinds = {phrase.kind for phrase in phrases}
    cited = "cite" in kinds or _numbered(phrases)
    for phrase in phrases:
        if phrase.kind == "book" and cited and _titled(phrase.text, corpus) is None:
            kept.append(phrase)
        elif phrase.kind == "book":
            title = phrase.text
            titled = _titled(title, corpus)
            if titled is not None:
                document = titled
                continue
            if not corpus.knows(title):
                raise unknown_document()
            kept.append(Phrase("topic", title, phrase.token, "quoted", ((title,),), phrase.mention))
        else:
            kept.append(phrase)
    return kept, document


def _numbered(phrases: Sequence[Phrase]) -> bool:
    """Tell whether a document is asked for by its number: 某政发〔2016〕11号是哪个文件."""
    kinds = {phrase.kind for phrase in phrases}
    numbered = any(p.kind == "book" and p.value == "number" for p in phrases)
    return numbered and "document" in kinds and _asks_documents(kinds)


def _bare_title(title: str) -> str:
    return normal(title).strip("《》")


def _issued(phrases: Sequence[Phrase], document: str | None) -> Query:
    """Read 方案是谁发布的, 文号是多少: what the head of a document says of itself."""
    strange = [p.text for p in phrases if p.kind not in {"issued", "document", "place", "and"}]
    asked = [p.value for p in phrases if p.kind == "issued"]
    if strange or not asked or len(set(asked)) != len(asked):
        raise half_understood(strange or asked)
    homes = [normal(p.value) for p in phrases if p.kind == "place"]
    return Query(
        "head",
        document=document,
        jurisdiction=homes[0] if homes else None,
        roster={"asked": "|".join(asked)},
    )


def _asks_documents(kinds: set[str]) -> bool:
    return not kinds & {"department", "role", "post", "who", "topic", "task"}


def _documents(phrases: Sequence[Phrase], document: str | None) -> Query:
    kinds = {phrase.kind for phrase in phrases}
    allowed = {"cite", "document", "which", "count", "who", "yesno", "what", "place"}
    cites = "cite" in kinds or _numbered(phrases)
    if cites:
        allowed |= {"topic", "book"}
    books = [phrase.text for phrase in phrases if phrase.kind == "book"]
    if len(books) > 1:
        raise half_understood(books)
    strange = [phrase.text for phrase in phrases if phrase.kind not in allowed]
    if strange:
        raise half_understood(strange)
    order = [phrase.kind for phrase in phrases if phrase.kind in {"document", "topic"}]
    if order[:1] == ["document"] and "topic" in order:
        raise half_understood(p.text for p in phrases if p.kind == "topic")  # 文件有效吗
    homes = [normal(p.value) for p in phrases if p.kind == "place"]
    if len(homes) > 1 or (homes and cites):
        raise half_understood(homes)
    return Query(
        "citations" if cites else "documents",
        document=document,
        jurisdiction=homes[0] if homes else None,
        counted="count" in kinds,
        topics=tuple(Topic(p.pieces, p.mention) for p in phrases if p.kind == "topic"),
        yesno="yesno" in kinds,
        roster={"title": normal(books[0])} if books else {},
    )
