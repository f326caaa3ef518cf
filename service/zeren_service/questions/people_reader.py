"""Phrases about persons in, the query out: 组长是谁, 某局局长是谁, 某人是什么职务."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zeren_service.questions.query import Query
from zeren_service.questions.refusals import half_understood, not_stated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.questions.phrases import Phrase

_SIGNS: Final = frozenset(
    {"roster", "member", "office", "office_head", "person", "title", "seat", "surname"}
)
_READ: Final = _SIGNS | {
    "department",
    "who",
    "which",
    "count",
    "duty",
    "hold",
    "where",
    "yesno",
    "what",
    "together",
    "apart",
    "and",
}


def concerns_people(phrases: Sequence[Phrase]) -> bool:
    """Tell whether the question is about the leading group or a person."""
    return any(phrase.kind in _SIGNS for phrase in phrases)


def read_people(phrases: Sequence[Phrase], document: str | None) -> Query:
    """Return what is asked of persons."""
    kinds = {phrase.kind for phrase in phrases}
    if "person" in kinds and kinds & {"task", "role"} and not kinds & {"roster", "title"}:
        names = "、".join(p.text for p in phrases if p.kind == "person")
        raise not_stated(f"文件按部门分工，没有写{names}个人承担哪些任务，请改问其所在部门的任务")
    joins_group = "roster" in kinds
    strange = [
        p.text
        for p in phrases
        if p.kind not in _READ
        and not (joins_group and p.kind in {"role", "post"} and p.value == "any")
    ]
    if strange:
        raise half_understood(strange)
    wanted = _wanted(phrases)
    units = [p.token.departments for p in phrases if p.kind == "department"]
    if len(units) > 1:
        raise half_understood(p.text for p in phrases if p.kind == "department")
    if units:
        wanted["unit"] = "|".join(row.id for row in units[0])
    if not wanted and not joins_group and "member" not in kinds:
        raise half_understood(p.text for p in phrases)
    if "where" in kinds and wanted.get("office") != "at" and "person" not in wanted:
        raise half_understood(p.text for p in phrases if p.kind == "where")
    if "office" in wanted and "count" in kinds:
        raise half_understood(p.text for p in phrases if p.kind == "count")
    duties = [p.text for p in phrases if p.kind == "what" and p.text[0] in "管抓办忙负担"]
    if duties:
        raise half_understood(duties)  # 组长管哪些任务: tasks are given to units
    return Query(
        "people",
        document=document,
        counted="count" in kinds,
        yesno="yesno" in kinds,
        roster=wanted,
    )


def _wanted(phrases: Sequence[Phrase]) -> dict[str, str]:
    """Return what the persons must be, by the field of a member that tells it."""
    wanted: dict[str, str] = {}
    for phrase in phrases:
        key = phrase.kind
        if key == "office_head":
            wanted["office"] = "head"
        elif key == "office":
            wanted["office"] = "head" if _asks_head(phrases) else "at"
        elif key == "surname":
            wanted[key] = phrase.text.removeprefix("姓")
        elif key in {"title", "person", "seat"} or (key == "member" and phrase.value):
            if key == "member" and key in wanted and "note" not in wanted:
                wanted[key] += f"|{phrase.value}"  # 组长和副组长
                continue
            if key in wanted:
                raise half_understood([phrase.text])
            wanted[key] = phrase.value or phrase.text
            if key == "member" and phrase.text.startswith(("执行", "常务")):
                wanted["note"] = phrase.text  # 执行副组长 is printed as a note
    return wanted


def _asks_head(phrases: Sequence[Phrase]) -> bool:
    return any(p.kind == "title" and p.text == "主任" for p in phrases)
