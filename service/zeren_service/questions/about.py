"""A topic in, the tasks that are about it out: by title, by heading, or by what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from zeren_service.questions.normal import normal
from zeren_service.questions.vocabulary import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zeren_graph.records import TaskRow
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Topic

_LIGHT: Final = re.compile(
    "(?:" + "|".join(w.pattern.pattern for w in load_words() if w.kind == "light") + "|着力)*"
)
_SENTENCE_END: Final = re.compile(r"[。;；\n]")


class Level(IntEnum):
    """How closely a task is about a topic; the closest level that any task reaches is the answer."""

    TITLE = 0  # the topic is the title, but for verbs such as 加强
    NAMED = 1  # the title or a heading above it contains the topic
    SAID = 2  # the text contains it


@dataclass(frozen=True, slots=True)
class Match:
    """A task, how close it is to the topic, and the pieces that it shows."""

    level: Level
    pieces: tuple[str, ...]


def match_topic(topic: Topic, tasks: Iterable[TaskRow], corpus: Corpus) -> dict[str, Match]:
    """Return the tasks that are about `topic` by any level, keyed by id."""
    # 提到 is said of a task's own words; a heading above it is no mention
    headings = [{} if topic.mention else _headings(p, corpus) for p in topic.alternatives]
    found: dict[str, Match] = {}
    for task in tasks:
        for pieces, named in zip(topic.alternatives, headings, strict=True):
            level = _level(task, pieces, named, corpus)
            if level is not None and (task.id not in found or level < found[task.id].level):
                found[task.id] = Match(level, pieces)
    return found


def closest(topic: Topic, matches: dict[str, Match]) -> set[str]:
    """Return the tasks that an answer lists: for each alternative, those of its closest level."""
    if topic.mention:
        return {task for task, match in matches.items()}
    best: dict[tuple[str, ...], Level] = {}
    for match in matches.values():
        best[match.pieces] = min(best.get(match.pieces, match.level), match.level)
    return {task for task, match in matches.items() if match.level == best[match.pieces]}


def _headings(pieces: tuple[str, ...], corpus: Corpus) -> dict[tuple[str, str], Level]:
    """Return the items above tasks whose title contains all `pieces`, by (document, path)."""
    found: dict[tuple[str, str], Level] = {}
    own = {(task.document, task.path) for task in corpus.tasks} if corpus.whole else set()
    for title, places in corpus.headings.items():
        if not all(piece in title for piece in pieces):
            continue
        level = Level.TITLE if is_title(pieces, title) else Level.NAMED
        found.update((place, level) for place in places if place not in own)
    return found


def _level(
    task: TaskRow,
    pieces: tuple[str, ...],
    headings: dict[tuple[str, str], Level],
    corpus: Corpus,
) -> Level | None:
    title = normal(task.title)
    in_title = all(piece in title for piece in pieces)
    if in_title and is_title(pieces, title):
        return Level.TITLE
    above = [
        level
        for (document, path), level in headings.items()
        if document == task.document and task.path.startswith(f"{path}/")
    ]
    if above:
        return min(above)
    if in_title:
        return Level.NAMED
    body = corpus.body(task).text
    return Level.SAID if all(piece in body or piece in title for piece in pieces) else None


def is_title(pieces: tuple[str, ...], title: str) -> bool:
    """Tell whether `title` is the topic itself, verbs such as 加强 before it aside.

    >>> is_title(("校园安全",), "强化校园安全"), is_title(("校园",), "强化校园安全")
    (True, False)
    """
    topic = "".join(pieces)
    if not title.endswith(topic):
        return False
    return _LIGHT.fullmatch(title, 0, len(title) - len(topic)) is not None


def places_of(
    task: TaskRow, pieces: tuple[str, ...], corpus: Corpus
) -> tuple[tuple[int, int], ...]:
    """Return where `task` says each of `pieces`, in the order of the text."""
    body = corpus.body(task)
    found: list[tuple[int, int]] = []
    for piece in pieces:
        at = body.text.find(piece)
        while at >= 0:
            found.append((body.offsets[at], body.offsets[at + len(piece) - 1] + 1))
            at = body.text.find(piece, at + 1)
    return tuple(sorted(found))


def sentence_around(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Return the sentence of ``text[low:high]`` that holds ``start:end``, without white space."""
    first = low
    for match in _SENTENCE_END.finditer(text, low, start):
        first = match.end()
    stop = _SENTENCE_END.search(text, end, high)
    last = stop.start() if stop is not None else high
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last
