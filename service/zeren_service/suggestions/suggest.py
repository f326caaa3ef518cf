"""The beginning of a question in, whole questions that the plans can answer out.

A department or a title of a task is recognised by any part of its name that was typed; what was
typed behind it must go on as one of the patterns does. Nothing is offered that has no answer.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from zeren_service.questions.corpus import Corpus, open_corpus
from zeren_service.questions.lexicon import full_name
from zeren_service.questions.normal import bare, normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from zeren_graph.catalogue import Catalogue
    from zeren_graph.records import DepartmentRow

SuggestionKind = Literal["department", "topic", "question"]
_MOST: Final = 20
_FIRST: Final = 2
_NAMED: Final = 4  # of each kind so many names are offered at once


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to ask (提示): the text that takes the place of what was typed."""

    kind: SuggestionKind
    text: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    needs: str
    text: str


@cache
def _patterns() -> tuple[_Pattern, ...]:
    table = tomllib.loads(
        files("zeren_service.suggestions").joinpath("patterns.toml").read_text("utf-8")
    )
    return tuple(_Pattern(row["needs"], row["text"]) for row in table["pattern"])


def suggest(
    catalogue: Catalogue, typed: str, *, document: str | None = None, limit: int = 8
) -> tuple[Suggestion, ...]:
    """Return at most `limit` (and never more than 20) questions that go on from `typed`."""
    corpus = open_corpus(catalogue, document)
    if corpus is None or not corpus.documents:
        return ()
    asked = bare(typed)
    found: dict[str, Suggestion] = {}
    for suggestion in _candidates(asked, corpus):
        found.setdefault(suggestion.text, suggestion)
        if len(found) >= min(limit, _MOST):
            break
    return tuple(found.values())


def _candidates(asked: str, corpus: Corpus) -> Iterator[Suggestion]:
    plain = [p for p in _patterns() if p.needs not in {"unit", "topic"} and _has(p.needs, corpus)]
    if not asked:
        busiest = sorted(corpus.departments, key=lambda row: (-row.lead, row.name))[:1]
        yield from _filled("unit", "department", [(_printed(r, corpus), "") for r in busiest])
        yield from (Suggestion("question", p.text) for p in plain)
        return
    yield from (Suggestion("question", p.text) for p in plain if p.text.startswith(asked))
    yield from _filled("unit", "department", list(_units(asked, corpus)))
    yield from _filled("topic", "topic", list(_topics(asked, corpus)))
    yield from (Suggestion("question", p.text) for p in plain if asked in p.text)


def _filled(needs: str, kind: SuggestionKind, names: list[tuple[str, str]]) -> Iterator[Suggestion]:
    """Yield the patterns with each name put in that go on with what was typed behind it.

    Each name gets its first two, before any gets the others.
    """
    tails = [p.text.partition("}")[2] for p in _patterns() if p.needs == needs]
    late: list[Suggestion] = []
    for name, rest in names:
        first = [tail for tail in tails if tail.startswith(rest)]
        later = [tail for tail in tails if rest in tail and tail not in first]
        offered = [Suggestion(kind, f"{name}{tail}") for tail in (*first, *later)]
        yield from offered[:_FIRST]
        late.extend(offered[_FIRST:])
    yield from late


def _units(asked: str, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield the names of departments that `asked` begins with or is part of, and what follows."""
    lexicon = corpus.lexicon
    whole = [
        (asked[:end], asked[end:], rows)
        for end, rows in lexicon.at(asked, 0)
        if len({full_name(row) for row in rows}) == 1
    ]
    seen: set[str] = set()
    for spelled, rest, rows in sorted(whole, key=lambda entry: -len(entry[0]))[:1]:
        yield spelled, rest
        seen.update(_printed(row, corpus) for row in rows)
    starting = [name for name in lexicon.spellings if name.startswith(asked)]
    holding = [name for name in lexicon.spellings if asked in name and not name.startswith(asked)]
    weight = _by_weight(corpus)
    for name in (*sorted(starting, key=weight), *sorted(holding, key=weight)):
        meant = [lexicon.rows[i] for i in lexicon.spellings[name]]
        printed = _printed(meant[0], corpus)
        if len({full_name(row) for row in meant}) == 1 and printed not in seen:
            seen.add(printed)
            yield printed, ""
        if len(seen) >= _NAMED:
            return


def _by_weight(corpus: Corpus) -> Callable[[str], tuple[int, int, str]]:
    lexicon = corpus.lexicon

    def key(name: str) -> tuple[int, int, str]:
        row = lexicon.rows[lexicon.spellings[name][0]]
        return -row.tasks, len(name), name

    return key


def _printed(row: DepartmentRow, corpus: Corpus) -> str:
    """Return the name to offer: with its place where several places are in the catalogue."""
    return full_name(row) if len(corpus.places) > 1 else row.name


def _topics(asked: str, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield titles of tasks that have the beginning of `asked` in them, and what follows it."""
    if not corpus.whole:
        return
    found = 0
    for size in range(len(asked), 1, -1):
        part, rest = asked[:size], asked[size:]
        for task in corpus.tasks:
            title = normal(task.title)
            if part in title and _unique(title, corpus):
                yield task.title, rest
                found += 1
                if found >= _NAMED:
                    return
        if found:
            return


def _unique(title: str, corpus: Corpus) -> bool:
    return 2 < len(title) <= 40 and title in corpus.titles


def _has(needs: str, corpus: Corpus) -> bool:
    if needs == "target":
        return bool(corpus.targets)
    if needs == "deadline":
        return corpus.whole and any(task.deadlines for task in corpus.tasks)
    if needs == "roster":
        return bool(corpus.people)
    if needs == "citation":
        scope = corpus.document
        return bool(corpus.catalogue.citations(document=scope, limit=1).total)
    return True
