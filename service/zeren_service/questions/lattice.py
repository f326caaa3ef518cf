"""A question and a corpus in, tokens out: the cheapest way to read every character of it.

`食品安全由谁牵头` is a topic, a link, a who and a role; what nothing explains is `unknown`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from zeren_service.questions.cutting import cut
from zeren_service.questions.dates import Window, find_window
from zeren_service.questions.normal import mapped
from zeren_service.questions.places import find_place
from zeren_service.questions.pointing import in_their_units
from zeren_service.questions.relative_dates import find_relative
from zeren_service.questions.vocabulary import load_words

if TYPE_CHECKING:
    from datetime import date

    from zeren_graph.records import DepartmentRow
    from zeren_service.questions.corpus import Corpus

# What a reading costs. A known name or word is cheap; words of the plan cost a little more, so that
# the grammar has the first say; a title of the plan in full is worth more than the words in it.
_NAME, _WORD, _TOPIC, _TITLE, _UNKNOWN = 1.0, 1.0, 1.7, 0.9, 5.0
_SHORT, _DATED = 1.3, 0.8
_LONGER: Final = 0.001  # among equals, long words first
_LONGEST_NAME: Final = 20
_LONGEST_SHORT: Final = 8
_HEADED: Final = frozenset("局部处厅科镇乡院省市县区")  # what has a 长
_SHORTEST_GROUP: Final = 4
_QUOTED: Final = re.compile(r"“([^”]+)”|‘([^’]+)’|\"([^\"]+)\"|「([^」]+)」|『([^』]+)』")
# The number of an item as it is printed before its title: 五、  (二)  3.
_PRINTED_NUMBER: Final = re.compile(
    r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、])$"
)
# 某委牵头 may stand in a plan word for word, and is yet no topic.
_ROLE_WORD: Final = re.compile(r"牵头|主办|协办|承办|负责")
# 6月底前 may stand in a plan word for word, and is a date whose year was not said.
_DATED_PIECE: Final = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月|[年月]底")
_LONE: Final = re.compile(
    r"(?<=的)[村镇乡县市省区户人车校](?=[要应得须需]?(?:到|达到?|占)(?:几成|多少|百分))"
)
_BOOK: Final = re.compile(r"《([^》]+)》")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the question with the kind of word it is; the other fields belong to a kind."""

    kind: str
    text: str
    start: int
    end: int
    value: str = ""
    departments: tuple[DepartmentRow, ...] = ()
    window: Window | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Edge:
    token: Token
    cost: float


def tokenize(question: str, corpus: Corpus, today: date | None = None) -> list[Token]:
    """Return the tokens of `question`; together they cover its normal form.

    今年 and the like are dates only where `today` is given, from which they are counted.
    """
    form = mapped(question)
    text = form.text
    fixed = _quoted(question, form.offsets) | _books(text)
    words = _word_edges(text)
    edges: list[list[_Edge]] = [[] for _ in text]
    for at in range(len(text)):
        edges[at].extend(_name_edges(text, at, corpus))
        edges[at].extend(_date_edges(text, at, today))
        edges[at].extend(words[at])
        edges[at].append(_Edge(Token("unknown", text[at], at, at + 1), _UNKNOWN))
    for at, edge in [*_topic_edges(text, corpus, words), *_lone_edges(text, corpus)]:
        edges[at].append(edge)
    closed = 0
    for start, end in sorted(fixed, key=lambda span: (span[0], -span[1])):
        if start >= closed:  # of two that overlap, the outer or first one counts
            _close(edges, start, end, text, corpus)
            closed = end
    return in_their_units(_at_home(_merge(_cheapest(text, edges)), corpus), corpus)


def _at_home(tokens: list[Token], corpus: Corpus) -> list[Token]:
    """Where the question names one place, read a shared name as the unit of that place."""
    homes = {corpus.places[token.text] for token in tokens if token.kind == "place"}
    if len(homes) != 1:
        return tokens
    kept: list[Token] = []
    for token in tokens:
        rows = tuple(row for row in token.departments if row.jurisdiction in homes)
        kept.append(replace(token, departments=rows) if rows else token)
    return kept


def _quoted(question: str, offsets: tuple[int, ...]) -> set[tuple[int, int]]:
    found = set()
    for match in _QUOTED.finditer(question):
        inside = [i for i, offset in enumerate(offsets) if match.start() < offset < match.end()]
        if inside:
            found.add((inside[0], inside[-1] + 1))
    return found


def _books(text: str) -> set[tuple[int, int]]:
    return {match.span() for match in _BOOK.finditer(text)}


def _word_edges(text: str) -> list[list[_Edge]]:
    edges: list[list[_Edge]] = [[] for _ in text]
    for word in load_words():
        for at in range(len(text)):
            match = word.pattern.match(text, at)
            if match is None or match.end() == at:
                continue
            end = match.end()
            token = Token(word.kind, match.group(), at, end, word.value)
            cost = _WORD - _LONGER * (end - at) ** 2
            edges[at].append(_Edge(token, cost * (0.9 if word.kind == "fill" else 1.0)))
    return edges


def _name_edges(text: str, at: int, corpus: Corpus) -> list[_Edge]:
    edges = [
        _Edge(
            Token("department", text[at:end], at, end, departments=rows),
            _NAME - _LONGER * (end - at) ** 2,
        )
        for end, rows in corpus.lexicon.at(text, at)
    ]
    for end in range(at + 3, min(len(text), at + _LONGEST_SHORT) + 1):
        rows = corpus.lexicon.abbreviated(text[at:end])
        if rows and not _ends_in_name(text, at, end, corpus):
            token = Token("department", text[at:end], at, end, "short", departments=rows)
            edges.append(_Edge(token, _SHORT - _LONGER * (end - at) ** 2))
    for end in range(at + 5, min(len(text), at + _LONGEST_NAME) + 1):
        rows = corpus.lexicon.expanded(text[at:end])
        if rows:
            token = Token("department", text[at:end], at, end, "full", departments=rows)
            edges.append(_Edge(token, _SHORT - _LONGER * (end - at) ** 2))
    edges.extend(_elided_titles(text, at, corpus))
    edges.extend(_surnames(text, at, corpus))
    edges.extend(
        _Edge(Token("book", corpus.numbered[text[at:end]], at, end, "number"), _TITLE)
        for end in range(at + 4, min(len(text), at + _LONGEST_NAME) + 1)
        if text[at:end] in corpus.numbered
    )
    for kind, known in (
        ("person", corpus.persons),
        ("seat", corpus.seats),
        ("place", corpus.places),
        ("title", corpus.posts),
        ("member", corpus.group_roles),
    ):
        edges.extend(
            _Edge(
                Token(kind, text[at:end], at, end, known[text[at:end]]),
                _NAME - _LONGER * (end - at) ** 2,
            )
            for end in range(at + 2, min(len(text), at + _LONGEST_NAME) + 1)
            if text[at:end] in known
        )
    for name in corpus.groups:
        # 某项工作领导小组 is asked for by any end of its full name.
        for start in range(len(name) - _SHORTEST_GROUP):
            if text.startswith(name[start:], at):
                end = at + len(name) - start
                edges.append(_Edge(Token("roster", text[at:end], at, end), _TITLE))
                break
    placed = find_place(text, at)
    if placed is not None:
        end, numbers = placed
        part = text[at:end].partition("#")[2]
        token = Token("section", text[at:end], at, end, part, numbers=numbers)
        edges.append(_Edge(token, _NAME))
    return edges


def _ends_in_name(text: str, at: int, end: int, corpus: Corpus) -> bool:
    """Tell whether a printed name ends there: 任务中商务局 names 商务局, and no 中…商务…局."""
    return any(corpus.lexicon.ends(text[start:end]) for start in range(at + 1, end - 2))


def _elided_titles(text: str, at: int, corpus: Corpus) -> list[_Edge]:
    """Read 某局长 as the 局长 of 某局: the name and the title share a character."""
    if text[at] != "长" or at < 2 or text[at - 1] not in _HEADED:
        return []
    if not any(corpus.lexicon.ends(text[start:at]) for start in range(max(0, at - 12), at - 1)):
        return []
    title = text[at - 1 : at + 1]
    return [_Edge(Token("title", text[at], at, at + 1, title), _NAME)]


def _surnames(text: str, at: int, corpus: Corpus) -> list[_Edge]:
    """Read 老王 and the 王 of 王局长 as all members of that name."""
    if text[at] in "老小" and text[at + 1 : at + 2] in corpus.surnames:
        token = Token("surname", text[at : at + 2], at, at + 2, "familiar")
        return [_Edge(token, _NAME)]
    titled = range(at + 3, min(len(text), at + _LONGEST_SHORT) + 1)
    if text[at] in corpus.surnames and any(text[at + 1 : end] in corpus.posts for end in titled):
        return [_Edge(Token("surname", text[at], at, at + 1, "titled"), _NAME)]
    return []


def _date_edges(text: str, at: int, today: date | None) -> list[_Edge]:
    found = [find_window(text, at)]
    if today is not None:
        found.append(find_relative(text, at, today))
    return [
        _Edge(
            Token("date", text[at:end], at, end, window=window),
            _DATED - _LONGER * (end - at) ** 2 if cost else _NAME,
        )
        for cost, pair in enumerate(found)
        if pair is not None
        for end, window in [pair]
    ]


def _lone_edges(text: str, corpus: Corpus) -> list[tuple[int, _Edge]]:
    """Find the 村 of 供暖的村要到几成: a noun of one character, which the target must say too."""
    return [
        (found.start(), _Edge(Token("topic", found.group(), found.start(), found.end()), _TOPIC))
        for found in _LONE.finditer(text)
        if corpus.knows(found.group())
    ]


def _topic_edges(text: str, corpus: Corpus, words: list[list[_Edge]]) -> list[tuple[int, _Edge]]:
    """Find the stretches of the question that the plans contain word for word."""
    single = {edge.token.text for row in words for edge in row if len(edge.token.text) == 1}
    found: list[tuple[int, _Edge]] = []
    names = [
        (at, end)
        for at in range(len(text))
        for end, _ in corpus.lexicon.at(text, at)
        if end - at > 2
    ]
    for start in range(len(text)):
        covered = _covered(words, start)
        end = start + 2
        while end <= len(text) and corpus.knows(text[start:end]):
            piece = text[start:end]
            if piece in corpus.titles:
                titled = Token("topic", piece, start, end, "title")
                found.append((start, _Edge(titled, _TITLE)))
                numbered = _PRINTED_NUMBER.search(text, 0, start)
                if numbered is not None:
                    first = numbered.start()
                    found.append((first, _Edge(Token("topic", piece, first, end), _TITLE)))
            elif (
                end not in covered
                and not piece.endswith(("相关", "有关"))
                and not _DATED_PIECE.match(piece)
                and not _ROLE_WORD.search(piece)
                and not any(start <= at and stop <= end for at, stop in names)
                and _whole_words(piece, single)
            ):
                cost = _TOPIC - _LONGER * (end - start) ** 2 / 10
                found.append((start, _Edge(Token("topic", piece, start, end), cost)))
            end += 1
    return found


def _covered(words: list[list[_Edge]], start: int) -> set[int]:
    """Return the ends that words of the grammar alone reach from `start`."""
    reached, todo = set(), [start]
    while todo:
        at = todo.pop()
        for edge in words[at] if at < len(words) else ():
            if edge.token.kind != "light" and edge.token.end not in reached:
                reached.add(edge.token.end)
                todo.append(edge.token.end)
    return reached


def _whole_words(piece: str, single: set[str]) -> bool:
    """Tell whether `piece` starts and ends with words of its own, not with 的 or 有 of the grammar."""
    if piece[0] not in single and piece[-1] not in single:
        return True
    parts = cut(piece)
    return parts[0] not in single and parts[-1] not in single


def _close(edges: list[list[_Edge]], start: int, end: int, text: str, corpus: Corpus) -> None:
    """Make the quoted stretch one token, unless it is part of a longer name or title."""
    for at, row in enumerate(edges):
        row[:] = [
            e
            for e in row
            if e.token.end <= start
            or at >= end
            or (at <= start and e.token.end >= end and (at, e.token.end) != (start, end))
        ]
    inner = text[start:end].strip("《》")
    names = [rows for stop, rows in corpus.lexicon.at(inner, 0) if stop == len(inner)]
    if names:
        token = Token("department", inner, start, end, departments=names[0])
    else:
        kind = "book" if text[start] == "《" else "topic"
        known = corpus.knows(inner) or kind == "book"
        token = Token(kind if known else "unknown", inner, start, end, "quoted")
    edges[start].append(_Edge(token, 0.0))


def _cheapest(text: str, edges: list[list[_Edge]]) -> list[Token]:
    costs = [0.0] + [float("inf")] * len(text)
    last: dict[int, Token] = {}
    for at in range(len(text)):
        for edge in edges[at]:
            cost = costs[at] + edge.cost
            if cost < costs[edge.token.end]:
                costs[edge.token.end] = cost
                last[edge.token.end] = edge.token
    tokens: list[Token] = []
    at = len(text)
    while at:
        tokens.append(last[at])
        at = last[at].start
    return tokens[::-1]


def _merge(tokens: list[Token]) -> list[Token]:
    """Join neighbouring unknown characters into one token."""
    merged: list[Token] = []
    for token in tokens:
        last = merged[-1] if merged else None
        if last is not None and last.kind == token.kind == "unknown":
            merged[-1] = Token("unknown", last.text + token.text, last.start, token.end)
        else:
            merged.append(token)
    return merged
