"""Phrases in, phrases that say the same in the words of the grammar out: 是谁 is who, 无关 is 不参与."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zeren_service.questions.checks import ASKS_WHEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.questions.phrases import Phrase


def in_setting(phrases: list[Phrase]) -> list[Phrase]:
    """Return `phrases` with what the whole question settles: 都有谁 and 不是…吗."""
    return _summed(_asked_back(_whoever(phrases)))


def _summed(phrases: list[Phrase]) -> list[Phrase]:
    """Read 甲和乙一共牵头 as 甲或乙牵头: all that either of them does."""
    if not any(phrase.kind == "sum" for phrase in phrases):
        return phrases
    kept = [phrase for phrase in phrases if phrase.kind != "sum"]
    names = any(_between_names(kept, i) for i in range(1, len(kept) - 1))
    added = any(phrase.value == "added" for phrase in phrases if phrase.kind == "sum")
    if added and not (names or _one_list(kept)):
        return phrases  # 两个目标加起来 is no list
    if any(phrase.kind == "together" for phrase in phrases):
        return kept
    return [
        replace(p, kind="or", text="或")
        if p.kind == "and" and 0 < i < len(kept) - 1 and _between_names(kept, i)
        else p
        for i, p in enumerate(kept)
    ]


def _one_list(phrases: Sequence[Phrase]) -> bool:
    """Tell whether 加起来 is said of the tasks of one department, which are one list anyhow."""
    kinds = [phrase.kind for phrase in phrases]
    asks = {"task", "count"} <= set(kinds) and not {"rank", "top", "target", "topic"} & set(kinds)
    return asks and kinds.count("department") == 1


def _between_names(phrases: Sequence[Phrase], at: int) -> bool:
    return phrases[at - 1].kind == phrases[at + 1].kind == "department"


def _asked_back(phrases: list[Phrase]) -> list[Phrase]:
    """Read 不是甲牵头的吗, which expects a yes, as 是甲牵头的吗."""
    kinds = [phrase.kind for phrase in phrases]
    if phrases[-1].value != "weak" or phrases[-1].has_before:
        return phrases  # 不是甲牵头的任务有吗 asks whether there are any
    if kinds[-1] != "yesno" or kinds.count("not") != 1 or set(kinds) & {"which", "who", "count"}:
        return phrases
    return [phrase for phrase in phrases if phrase.text != "不是"]


def _whoever(phrases: list[Phrase]) -> list[Phrase]:
    """Read 责任单位都有谁 as who, where no leading group is spoken of."""
    kinds = {phrase.kind for phrase in phrases}
    if kinds & {"roster", "title", "seat"} or not kinds & {"post", "role"}:
        return phrases
    return [
        replace(p, kind="who") if p.kind == "member" and p.text.endswith("谁") else p
        for p in phrases
    ]


def everyday(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Read 是谁 as who and 是干什么的 as what, 部门 beside 哪些 as who."""
    found: list[Phrase] = []
    for index, phrase in enumerate(phrases):
        if phrase.kind == "serve":
            found[-1:] = _served(phrase, found[-1:])
        elif phrase.kind == "unrelated":
            found.append(replace(phrase, kind="not", value="isnt"))
            found.append(replace(phrase, kind="role", value="any"))
        elif phrase.kind == "together" and phrase.text[0] == "几" and not _names(phrases):
            found.append(replace(phrase, kind="count", value="unit"))  # 绿化几家单位一起干
        elif phrase.kind == "together" and _joins_names(phrases, index):
            found.append(replace(phrase, kind="and", text="和"))  # 甲局会同乙局牵头
            found.append(phrases[index + 1])
            found.append(phrase)
        elif phrase.kind == "department" and index and _joins_names(phrases, index - 1):
            continue
        elif phrase.kind == "polar":
            found.append(replace(phrase, kind="role"))
            found.append(replace(phrase, kind="yesno"))
        elif (kind := _kind(phrases, index)) is not None:
            found.append(phrase if kind == phrase.kind else replace(phrase, kind=kind))
    return found


def _kind(phrases: Sequence[Phrase], index: int) -> str | None:
    """Return the kind of a phrase among its neighbours, None where it says nothing of its own."""
    phrase = phrases[index]
    before = phrases[index - 1].kind if index else ""
    after = phrases[index + 1].kind if index + 1 < len(phrases) else ""
    match phrase.kind:
        case "unit":
            return None if before in {"many", "exact"} else "who"
        case "which" if "unit" in {before, after}:
            return None
        case "when" if before == "not":
            return "limit"  # 没有完成时限
        case "when" if phrase.has_before and not ASKS_WHEN.search(phrase.text):
            return "limit"  # 有几项写明了完成时间
        case "share" if not _of_list(phrases):
            return "value"  # 新能源汽车占多少
        case "together" if phrase.text[0] in "两三四五" and not _names(phrases):
            return "exact"  # 由三个部门牵头的任务
        case "who" if not after and _asks_part(phrases):
            return "what"
        case "duty" if phrase.text.startswith("是"):
            return "who" if phrase.text.endswith("谁") else "what"
    return phrase.kind


def _joins_names(phrases: Sequence[Phrase], at: int) -> bool:
    """Tell whether 联合 or 会同 stands between two names."""
    if phrases[at].kind != "together" or not 0 < at < len(phrases) - 1:
        return False
    return phrases[at - 1].kind == phrases[at + 1].kind == "department"


def _of_list(phrases: Sequence[Phrase]) -> bool:
    return any(phrase.kind in {"task", "target", "base", "role", "post"} for phrase in phrases)


def _names(phrases: Sequence[Phrase]) -> bool:
    return any(phrase.kind == "department" for phrase in phrases)


def _asks_part(phrases: Sequence[Phrase]) -> bool:
    """Tell whether 什么单位 asks in which role a department takes part: 甲局是绿化的什么单位."""
    if phrases[-1].text not in {"什么单位", "什么部门", "啥单位", "啥部门"}:
        return False
    return [p.kind for p in phrases[:-1]] == ["department", "topic"] and phrases[1].linked


def _served(phrase: Phrase, before: list[Phrase]) -> list[Phrase]:
    """Read 给谁打下手 as 配合谁, and 给甲局打下手的 as 配合甲局的."""
    role = replace(phrase, kind="role", value="support")
    served = bool(before) and (before[0].kind == "who" or before[0].placed)
    return [role, *before] if served else [*before, role]
