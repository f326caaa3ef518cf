"""The question before and one that leans on it in, the whole question out.

`甲局牵头哪些任务` and then `那它配合的呢` is `甲局配合哪些任务`. What the new question says takes the
place of what stood in the old one; what it asks for anew takes the place of what was asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zeren_service.questions.refusals import no_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.questions.lattice import Token

# What a word sets: of each slot the new words replace the old ones.
_SLOTS: Final[dict[str, str]] = {
    "department": "unit",
    "seat": "unit",
    "role": "role",
    "post": "role",
    "topic": "about",
    "book": "about",
    "section": "where",
    "date": "when",
    "person": "person",
    "title": "post",
    "rank": "order",
    "top": "order",
    "nth": "order",
    "member": "post",
    "place": "home",
}
# What a word asks for; 的, 有 and the like go with it.
_ASKS: Final = frozenset(
    {"which", "task", "what", "who", "count", "when", "value", "target", "compare", "unit"}
    | {"yesno", "limit", "duty", "each", "polar", "share"}
)
_LOOSE: Final = frozenset({"fill", "link", "stop", "inside", "light", "pronoun", "now", "finish"})
_NOUNS: Final = frozenset({"task", "document", "roster", "unit", "target", "member", "cite"})
_TYING: Final = frozenset({"and", "or", "together", "apart", "but", "not", "except", "alone"})


def complete(before: Sequence[Token], tokens: Sequence[Token]) -> str | None:
    """Return the whole question, or None where `tokens` are a whole question by themselves."""
    if not _leans(tokens):
        return None
    lost = _lost(before, tokens)
    if lost:
        raise no_context(lost)
    said = _own_words(tokens, before)
    asks = any(token.kind in _ASKS for token in tokens)
    if asks:
        return _asked_anew(before, tokens, said)
    return _replaced(before, said)


def _leans(tokens: Sequence[Token]) -> bool:
    kinds = {token.kind for token in tokens}
    if "pronoun" in kinds:
        return True
    words = [token for token in tokens if token.kind != "stop"]
    asks = bool(kinds & _ASKS)
    if words and words[-1].text == "呢" and not (asks and kinds & set(_SLOTS)):
        return True
    if kinds & {"who"} and "role" in kinds and not kinds & _NOUNS:
        return not kinds & (set(_SLOTS) - {"role"})  # 由谁牵头
    if asks and words and words[0].text in {"那", "那么"} and not kinds & _NOUNS:
        return True
    return asks and not kinds & set(_SLOTS) and not kinds & _NOUNS


def _lost(before: Sequence[Token], tokens: Sequence[Token]) -> str:
    """Return the word that finds nothing in the question before, or no place in the whole one."""
    told = {_SLOTS.get(token.kind) for token in before}
    for token in tokens:
        if _stands_for_unit(token) and not told & {"unit", "about", "where", "person", "post"}:
            return token.text  # 哪个部门牵头最多，它牵头哪些: the question names no unit
    if any(token.kind in _ASKS for token in tokens):
        return ""
    known = {*_SLOTS, *_LOOSE, *_TYING, *_NOUNS}
    lost = (t.text for t in tokens if t.kind not in known and t.text not in {"换成", "改成"})
    return next(lost, "")


def _own_words(tokens: Sequence[Token], before: Sequence[Token]) -> dict[str, str]:
    """Return what the new question says, by slot; several words of a slot with what joins them."""
    units = _stretch(before, "unit")
    found: dict[str, str] = {}
    for slot in dict.fromkeys(_SLOTS.values()):
        text = _stretch(tokens, slot)
        if text:
            found[slot] = text
    if units and "unit" in found and any(_stands_for_unit(t) for t in tokens):
        found["unit"] = _stretch(tokens, "unit", units)
    manner = "".join(t.text for t in tokens if t.kind in {"alone", "together"})
    if manner and "unit" in found:
        found["unit"] = f"{units}和{found['unit']}" + manner  # 和乙局一起的呢
    elif manner and "role" in found:
        found["role"] = manner + found["role"]  # 单独牵头的呢
    return found


def _stands_for_unit(token: Token) -> bool:
    return token.kind == "pronoun" and token.text not in {"其中", "上述"}


def _stretch(tokens: Sequence[Token], slot: str, pronoun: str = "") -> str:
    """Return the words of a slot from the first to the last, what joins them included."""
    places = [
        i
        for i, t in enumerate(tokens)
        if _SLOTS.get(t.kind) == slot or (pronoun and _stands_for_unit(t))
    ]
    if not places:
        return ""
    kept = tokens[places[0] : places[-1] + 1]
    if any(t.kind not in _TYING and _SLOTS.get(t.kind, slot) != slot for t in kept):
        kept = [tokens[i] for i in places]
    return "".join(pronoun if pronoun and _stands_for_unit(t) else t.text for t in kept)


def _replaced(before: Sequence[Token], said: dict[str, str]) -> str:
    """Put the new words into the old question; those that find no place stand before it."""
    parts: list[str] = []
    placed: set[str] = set()
    for index, token in enumerate(before):
        slot = _SLOTS.get(token.kind, "")
        if slot in said:
            if slot not in placed:
                parts.append(said[slot])
                placed.add(slot)
        elif token.kind not in _TYING or not _between(before, index, set(said)):
            parts.append(token.text)
    loose = [said[slot] for slot in said if slot not in placed]
    if not loose:
        return "".join(parts)
    return "".join(loose) + ("的" if {"role", "when"} & set(said) - placed else "") + "".join(parts)


def _between(tokens: Sequence[Token], index: int, slots: set[str]) -> bool:
    """Tell whether a joining word stands between two words that are both replaced."""
    around = [tokens[i] for i in (index - 1, index + 1) if 0 <= i < len(tokens)]
    return bool(around) and all(_SLOTS.get(t.kind) in slots for t in around)


def _asked_anew(before: Sequence[Token], tokens: Sequence[Token], said: dict[str, str]) -> str:
    """Keep the conditions of the old question, and ask what the new one asks."""
    before_kinds = {token.kind for token in before}
    dropped = {slot for slot in said if slot != "role"}
    if "who" in before_kinds or ("role" in said and "unit" not in said):
        dropped.add("role")  # 归谁管: the role was that of the one asked for
    if "unit" in said and "role" in said:
        dropped |= {"unit", "role"}
    kept = [
        token.text
        for index, token in enumerate(before)
        if token.kind not in _ASKS | _LOOSE
        and _SLOTS.get(token.kind) not in dropped
        and not (token.kind in _TYING and _between(before, index, dropped))
    ]
    units = _stretch(before, "unit")
    new = [
        units if _stands_for_unit(token) and "unit" in said else token.text
        for token in tokens
        if not (token.kind == "pronoun" and not ("unit" in said and _stands_for_unit(token)))
        and token.text not in {"那", "那么", "呢"}
        and token.kind != "stop"
    ]
    starts = next((t.kind for t in tokens if t.kind not in _LOOSE and t.text != "那"), "")
    joint = "、" if kept and starts in {"date", "section"} else ""
    return "".join(kept) + joint + "".join(new)
