"""Tokens in, a stream of phrases out: words without weight dropped, topics and names gathered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.questions.lattice import Token

_WEIGHTLESS: Final = frozenset({"fill", "stop", "inside", "light", "self", "now", "pronoun"})
_PLACING: Final = frozenset({"在", "对", "对于", "于", "就", "的", "给", "帮"})
_JOINS: Final = frozenset({"and", "or"})
_SAID: Final = frozenset({"topic", "book"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A token of the stream, or several topics that stand together as `pieces`."""

    kind: str
    text: str
    token: Token
    value: str = ""
    pieces: tuple[tuple[str, ...], ...] = ()
    mention: bool = False
    has_before: bool = False  # 有 stands directly before it
    placed: bool = False  # 在, 对 or the like stands directly before it
    linked: bool = False  # 是, 为, 有 … stands directly before it


def build_phrases(tokens: Sequence[Token]) -> list[Phrase]:
    """Return the phrases of the question, in order."""
    return _mentions(_alternatives(_drop(_topics(tokens))))


def _topics(tokens: Sequence[Token]) -> list[Phrase]:
    """Gather neighbouring topics; 的 may stand between two of them."""
    found: list[Phrase] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind not in {"topic", "book"}:
            found.append(Phrase(token.kind, token.text, token, token.value))
            index += 1
            continue
        pieces = [token.text]
        end = index + 1
        while end < len(tokens) and (step := _next_piece(tokens, end)):
            end += step
            pieces.append(tokens[end - 1].text)
        text = "".join(t.text for t in tokens[index:end])
        kind = token.kind if len(pieces) == 1 else "topic"
        found.append(Phrase(kind, text, token, token.value, (tuple(pieces),)))
        index = end
    return found


def _next_piece(tokens: Sequence[Token], at: int) -> int:
    """Return how many tokens lead to the next piece of the same topic, 0 if there is none."""
    for size in (1, 2):
        if at + size <= len(tokens) and tokens[at + size - 1].kind == "topic":
            between = tokens[at : at + size - 1]
            if all(t.kind == "light" or t.text in {"的", "之"} for t in between):
                return size
    return 0


def _drop(phrases: list[Phrase]) -> list[Phrase]:
    """Drop what carries no meaning; remember the link before each phrase."""
    kept: list[Phrase] = []
    link, placed = "", False
    for phrase in phrases:
        if phrase.kind in _WEIGHTLESS:
            placed = placed or phrase.text in _PLACING
            if "有" in phrase.text:
                link = link or "有"
            continue
        if phrase.kind == "link":
            link = phrase.text
            continue
        kept.append(
            replace(
                phrase,
                linked=bool(link),
                placed=placed,
                has_before=link[:1] in {"有", "写"} or link in {"包括", "包含"},
            )
        )
        link, placed = "", False
    if kept and link and kept[-1].kind not in _JOINS:
        kept.append(replace(kept[-1], kind="tail", text=link))
    return [phrase for phrase in kept if phrase.kind != "tail"]


def _alternatives(phrases: list[Phrase]) -> list[Phrase]:
    """Join `食品安全 和 校园安全` to one topic with two alternatives."""
    joined: list[Phrase] = []
    for phrase in phrases:
        if (
            phrase.kind == "topic"
            and len(joined) > 1
            and joined[-1].kind in _JOINS
            and joined[-2].kind == "topic"
        ):
            joined.pop()
            first = joined.pop()
            joined.append(
                replace(
                    first,
                    text=f"{first.text}、{phrase.text}",
                    pieces=(*first.pieces, *phrase.pieces),
                )
            )
        else:
            joined.append(phrase)
    return joined


def _mentions(phrases: list[Phrase]) -> list[Phrase]:
    """Mark topics that are asked for with 涉及, 有关 or 方面, and drop that word."""
    kept: list[Phrase] = []
    for index, phrase in enumerate(phrases):
        if phrase.kind == "mention":
            beside = phrases[max(0, index - 1) : index] + phrases[index + 1 : index + 2]
            if any(p.kind in _SAID for p in beside):
                continue
            if phrase.text[:1] == "包" and kept and kept[-1].kind == "post":
                continue  # 牵头单位包括甲局: as 是
            following = [p.kind for p in phrases[index + 1 : index + 3]]
            if following[:1] == ["post"] or following == ["count", "post"]:
                continue  # 涉及几个牵头单位
            # 涉及 beside a name or 哪些部门 means to hold any role.
            kept.append(replace(phrase, kind="role", value="any"))
            continue
        before = phrases[index - 1].kind if index else ""
        after = phrases[index + 1].kind if index + 1 < len(phrases) else ""
        if phrase.kind in _SAID and "mention" in {before, after}:
            kept.append(replace(phrase, mention=True))
        else:
            kept.append(phrase)
    return kept
