"""Phrases in, phrases out in which the constructions of everyday Chinese say what they mean.

`甲局参与的任务是哪个` asks for tasks and not who; `某号文叫什么名字` asks for a document;
`《某办法》在哪项任务里提到` asks for the tasks that mention it. Each is settled by its place among
the other phrases, before these are read; what does not fit is left as it stands, to be refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from zeren_service.questions.checks import ASKS_WHEN
from zeren_service.questions.refusals import half_understood

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zeren_service.questions.phrases import Phrase

_NAMED: Final = frozenset({"department", "who"})
_ABOUT: Final = frozenset({"topic", "book"})
_NUMBERED: Final = frozenset({"book", "which", "what", "document", "and"})
_ROLES: Final = frozenset({"role", "post"})


def settle_constructions(phrases: list[Phrase]) -> list[Phrase]:
    """Return `phrases` with each construction that is known put into the words of the grammar."""
    for settle in _SETTLED:
        phrases = settle(phrases)
    return phrases


def _kinds(phrases: Sequence[Phrase]) -> list[str]:
    return [phrase.kind for phrase in phrases]


def _oneself(phrases: list[Phrase]) -> list[Phrase]:
    """Drop 自己 where another role stands against its own: 自己牵头的和配合的.

    Alone, 自己牵头 may mean 单独牵头 or nothing at all, so it is refused.
    """
    said = [p.text for p in phrases if p.kind == "oneself"]
    if not said:
        return phrases
    roles = {p.value for p in phrases if p.kind in _ROLES}
    if len(roles) < 2 or any(p.kind == "not" for p in phrases):
        raise half_understood(said)
    return [p for p in phrases if p.kind != "oneself"]


def _one_mood(phrases: list[Phrase]) -> list[Phrase]:
    """Refuse 哪些任务有没有目标, which asks for a list and for a yes at once."""
    kinds = _kinds(phrases)
    whether = [
        i for i, p in enumerate(phrases) if p.kind == "yesno" and p.text[:2] in {"有没", "有无"}
    ]
    if whether and set(kinds[: whether[0]]) & {"which", "who"}:
        raise half_understood(phrases[i].text for i in whether)
    return phrases


def _which_task(phrases: list[Phrase]) -> list[Phrase]:
    """Read 任务是哪个 and 任务都在哪里 as 哪些任务."""
    found: list[Phrase] = []
    for index, phrase in enumerate(phrases):
        before = phrases[index - 1].kind if index and index + 1 == len(phrases) else ""
        placed = phrase.kind == "where" and before in {"task", "role"}
        one = phrase.kind == "who" and phrase.text in _WHICH_ONE and before == "task"
        found.append(replace(phrase, kind="which") if placed or one else phrase)
    return found


_WHICH_ONE: Final = frozenset({"哪个", "哪一个", "哪几个"})


def _mentioned_in(phrases: list[Phrase]) -> list[Phrase]:
    """Read 某词在哪几项任务里出现 as 哪几项任务提到某词, and 哪项引用了《某办法》 likewise."""
    kinds = _kinds(phrases)
    if len(phrases) > 4 or kinds.count("topic") + kinds.count("book") != 1 or "which" not in kinds:
        return phrases
    verb = phrases[-1]
    said = verb.kind in {"role", "mention"} and verb.token.kind == "mention"
    behind = kinds[0] in _ABOUT and (said or verb.kind == "cite") and _asks_task(phrases[1:-1])
    before = kinds[-1] in _ABOUT and kinds[-2] == "cite" and _asks_task(phrases[:-2])
    if not (behind or before):
        return phrases
    about = replace(phrases[0 if behind else -1], mention=True)
    which = next(p for p in phrases if p.kind == "which")
    return [which, replace(which, kind="task", text="任务"), about]


def _asks_task(phrases: Sequence[Phrase]) -> bool:
    """Tell whether the phrases are 哪项 or 哪几项任务, and not 哪些 of anything else."""
    if _kinds(phrases) == ["which", "task"]:
        return True
    return _kinds(phrases) == ["which"] and phrases[0].text[-1] in "项件条"


def _dated(phrases: list[Phrase]) -> list[Phrase]:
    """Read 涉及2020年的 by the date alone, 2020年目标的任务 as those that have a target as well."""
    found: list[Phrase] = []
    for index, phrase in enumerate(phrases):
        before = phrases[index - 1].kind if index else ""
        after = phrases[index + 1].kind if index + 1 < len(phrases) else ""
        if phrase.token.kind == "mention" and phrase.kind == "role" and after == "date":
            continue
        if phrase.kind == "target" and before == "date" and after == "task":
            found.append(replace(phrase, has_before=True))
        elif phrase.kind == "when" and after == "date" and not ASKS_WHEN.search(phrase.text):
            found.append(replace(phrase, kind="limit"))  # 完成时限是2023年6月的任务
        else:
            found.append(phrase)
    return found


def _sole(phrases: list[Phrase]) -> list[Phrase]:
    """Read 绿化是不是独家牵头, where no unit is named, as led by exactly one.

    由一家牵头还是多家 asks which of two numbers it is, and is refused.
    """
    choice = [p.text for p in phrases if p.kind == "many" or p.text == "还是"]
    if choice and any(phrase.kind == "alone" for phrase in phrases):
        raise half_understood(choice)
    if any(phrase.kind in _NAMED for phrase in phrases):
        return phrases
    return [
        replace(phrase, kind="exact", text="一家")
        if phrase.kind == "alone" and phrase.text[0] not in "仅只"
        else phrase
        for phrase in phrases
    ]


def _by_number(phrases: list[Phrase]) -> list[Phrase]:
    """Read 某号文叫什么 as 某号文是什么文件."""
    kinds = _kinds(phrases)
    numbered = kinds[:1] == ["book"] and phrases[0].value == "number" and set(kinds) <= _NUMBERED
    if not numbered or "document" in kinds or not {"which", "what"} & set(kinds):
        return phrases
    return [*phrases, replace(phrases[-1], kind="document", text="文件")]


_SETTLED: Final[tuple[Callable[[list[Phrase]], list[Phrase]], ...]] = (
    _oneself,
    _one_mood,
    _which_task,
    _mentioned_in,
    _dated,
    _sole,
    _by_number,
)
