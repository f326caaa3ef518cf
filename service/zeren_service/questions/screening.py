"""Tokens in, tokens that may be read out; or a refusal that names what no one understands."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from zeren_service.questions.about import is_title
from zeren_service.questions.cutting import cut
from zeren_service.questions.lexicon import full_name
from zeren_service.questions.pointing import points_back
from zeren_service.questions.refusals import (
    NotUnderstood,
    ambiguous_department,
    ambiguous_person,
    half_understood,
    no_context,
    out_of_scope,
    unknown_department,
    unknown_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.lattice import Token

# How names of units end in Chinese administration.
_UNIT_END: Final = re.compile(
    r"(?:[局委厅处院署司科]|分局|部(?!分|门)|办公室|委员会|政府|街道|街道办|[镇乡](?=$)|集团|公司|大队|支队"
    r"|总队|中心|银行|协会|联合会|法院|检察院|管委会|办事处|税务局|医院|学校)$"
)
_TOPICAL: Final = frozenset({"topic", "light", "unknown"})


def screen(tokens: list[Token], corpus: Corpus) -> None:
    """Refuse what must be refused before the question is read at all."""
    for token in tokens:
        if token.kind == "out":
            raise out_of_scope(token.text, token.value)
    unknown = [i for i, token in enumerate(tokens) if token.kind == "unknown"]
    if unknown:
        raise _explain(tokens, unknown, corpus)
    kinds = {token.kind for token in tokens}
    _check_setting(tokens, kinds)
    if not kinds & {"topic", "book", "department"}:
        loose = [token.text for token in tokens if token.kind == "light"]
        if loose:
            raise unknown_words(loose)
    for token in tokens:
        if len({full_name(row) for row in token.departments}) > 1:
            raise ambiguous_department(token.text, token.departments)
        if token.kind == "surname" and token.value == "familiar":
            raise ambiguous_person(token.text, (p for p in corpus.persons if p[0] == token.text[1]))
    _check_beside(tokens, corpus)
    _check_words(tokens, corpus)


def _check_beside(tokens: Sequence[Token], corpus: Corpus) -> None:
    """Refuse a word right before a name, which makes another name: 甲地 before 市财政局."""
    for index, (token, after) in enumerate(pairwise(tokens)):
        named = token.kind == "topic" and token.value != "quoted" and after.kind == "department"
        if named and not _entitles(tokens[: index + 1], corpus):
            raise unknown_department(token.text + after.text, after.departments)


def _entitles(tokens: Sequence[Token], corpus: Corpus) -> bool:
    """Tell whether the topic that ends `tokens` is a whole title of the plans: 绿化工程甲局参与吗."""
    said = ""
    for token in reversed(tokens):
        if token.kind not in {"topic", "light"}:
            break
        said = token.text + said
    return any(is_title((said,), title) for title in corpus.titles if title.endswith(said))


# Kinds of which two alike side by side are a slip or a joke, and mean nothing.
_ONCE: Final = frozenset({"role", "post", "task", "department", "topic", "which", "count"})
_ASKING: Final = frozenset(
    {"role", "post", "which", "task", "what", "who", "count", "when", "value", "rank", "yesno"}
    | {"title", "member", "office", "office_head", "duty", "cite", "document", "finish", "target"}
    | {"mention", "polar", "issued", "unit", "each", "where", "limit", "not"}
)


def _check_setting(tokens: Sequence[Token], kinds: set[str]) -> None:
    """Refuse what leans on something that was not said: 我们, 它, 那…呢, a state of today."""
    if "self" in kinds and "department" not in kinds:
        raise half_understood(t.text for t in tokens if t.kind == "self")
    if "now" in kinds and kinds & {"value", "target", "finish", "when", "limit"}:
        raise out_of_scope(next(t.text for t in tokens if t.kind == "now"), "progress")
    _check_single(tokens)
    leaning = _leaning(tokens)
    if leaning is not None or (tokens[-1].text == "呢" and not kinds & _ASKING):
        raise no_context(leaning or "呢")
    for token, after in pairwise(tokens):
        if token.kind == after.kind and token.text == after.text and token.kind in _ONCE:
            raise half_understood([token.text])
    if kinds <= {"which", "yesno", "fill", "link", "stop", "who", "light", "and"}:
        raise half_understood(t.text for t in tokens if t.kind not in {"fill", "stop"})


def _check_single(tokens: Sequence[Token]) -> None:
    """Refuse several questions in one line."""
    for index, token in enumerate(tokens):
        later = [t.text for t in tokens[index + 1 :] if t.kind not in {"stop", "fill", "and"}]
        said = any(t.kind not in {"stop", "fill", "and"} for t in tokens[:index])
        if token.kind == "stop" and "?" in token.text and later and said:
            raise half_understood(later)


def _leaning(tokens: Sequence[Token]) -> str | None:
    """Return the pronoun that nothing before it explains."""
    for index, token in enumerate(tokens):
        if token.kind != "pronoun":
            continue
        before = [t.kind for t in tokens[:index] if t.kind not in {"fill", "stop", "and"}]
        if token.text == "其中" and set(before) & _SAYING:
            continue
        if token.text[0] in "这那该" and before[-1:] and before[-1] in {"topic", "section"}:
            continue  # 水污染防治这项工作
        if points_back(tokens, index):
            continue
        return token.text
    return None


_SAYING: Final = frozenset({"department", "topic", "section", "date", "task", "roster"})


def looks_like_unit(name: str) -> bool:
    """Tell whether `name` ends as names of units do.

    >>> looks_like_unit("发改委"), looks_like_unit("食品安全")
    (True, False)
    """
    return _UNIT_END.search(name) is not None


def _explain(tokens: Sequence[Token], unknown: list[int], corpus: Corpus) -> NotUnderstood:
    runs = [_run(tokens, index) for index in unknown]
    text = "".join(token.text for token in tokens)
    for index, run in zip(unknown, runs, strict=True):
        # A slip may hide among neighbours that are words by chance, so look one token around too.
        beside = tokens[max(0, index - 1) : index + 2]
        around = "".join(t.text for t in beside if t.kind != "department")
        piece, near = corpus.lexicon.near_at(text, tokens[index].start)
        if near and not (looks_like_unit(run) and corpus.lexicon.like(run)):
            return unknown_department(piece, near)
        near = corpus.lexicon.near(run) or corpus.lexicon.near(around)
        near = corpus.lexicon.like(run) or near if looks_like_unit(run) else near
        if near:
            return unknown_department(_likely(run, around), near)
        if looks_like_unit(run):
            return unknown_department(run, ())
    return unknown_words(runs)


def _likely(run: str, around: str) -> str:
    return run if len(run) >= 3 else around


def _run(tokens: Sequence[Token], index: int) -> str:
    """Return the unknown token with the words of the plan that stand directly beside it."""
    first = last = index
    while first and tokens[first - 1].kind in _TOPICAL:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].kind in _TOPICAL:
        last += 1
    return _in_words(tokens, tokens[first].start, tokens[last].end)


def _in_words(tokens: Sequence[Token], start: int, end: int) -> str:
    """Widen a stretch of the question to whole words: 央 of 中央 is no word to show."""
    text = "".join(token.text for token in tokens)
    if len(text) != tokens[-1].end:  # quotation marks are gone, so places are not to be trusted
        return "".join(token.text for token in tokens if start <= token.start < end)
    at = 0
    low, high = start, end
    for word in cut(text):
        if at < start < at + len(word):
            low = at
        if at < end < at + len(word):
            high = at + len(word)
        at += len(word)
    return text[low:high]


def _check_words(tokens: Sequence[Token], corpus: Corpus) -> None:
    """Refuse a run of topics that chance has put together from pieces of other words.

    人工智能 is not 人工 and 智能: each word of the run must itself be somewhere in the plans.
    """
    index = 0
    while index < len(tokens):
        if tokens[index].kind != "topic" or tokens[index].value == "quoted":
            index += 1
            continue
        end = index
        while end < len(tokens) and tokens[end].kind in {"topic", "light"}:
            end += 1
        if end - index > 1:
            run = "".join(token.text for token in tokens[index:end])
            strange = [word for word in cut(run) if len(word) > 1 and not _known(word, corpus)]
            if strange:
                raise unknown_words(strange)
            if not _at_words(tokens[index:end], run):
                raise unknown_words([run])  # 再生水利 and 用率 are no words of 再生水利用率
        index = end


def _at_words(tokens: Sequence[Token], run: str) -> bool:
    """Tell whether each token of the run begins where a word begins."""
    starts, at = set(), 0
    for word in cut(run):
        starts.add(at)
        at += len(word)
    at = 0
    for token in tokens:
        if at not in starts:
            return False
        at += len(token.text)
    return True


def _known(word: str, corpus: Corpus) -> bool:
    return corpus.knows(word)
