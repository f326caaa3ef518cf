"""Queries in, the Chinese that says how they were read out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zeren_graph.records import DeadlineRow, DepartmentRow
    from zeren_service.questions.answer import FilterValue
    from zeren_service.questions.query import Holding, Lack, Query, Roles

ROLE_NAMES: Final = {
    "lead": "牵头单位",
    "responsible": "责任单位",
    "support": "配合单位",
    "supervise": "督导单位",
}
_VERBS: Final = {
    "lead": "牵头",
    "charge": "负责",
    "responsible": "作为责任单位",
    "support": "配合",
    "supervise": "督导",
    "any": "参与",
    "several": "承担",
}
_LACKS: Final = {**ROLE_NAMES, "any": "责任分工", "charge": "责任分工"} | {
    "deadline": "完成时限",
    "target": "量化目标",
    "open": "未列全的单位",
    "date": "完成时间",
}
_LISTED: Final = 12  # a sentence that names more is no longer read; the items hold them all


def names(rows: Iterable[DepartmentRow], joint: str = "、") -> str:
    """Return the names of departments in a row."""
    return joint.join(row.name for row in rows)


def holding_words(holding: Holding) -> str:
    """Return a condition on departments as a phrase: 甲局、乙局共同牵头."""
    several = len(holding.departments) > 1
    verb = _VERBS[holding.word]
    if holding.negative:
        joint = "或" if several and not holding.every else "、"
        return f"{names(holding.departments, joint)}不{verb}".replace("不作为", "不是").replace(
            "不参与", "没有参与"
        )
    if several and holding.every:
        only = "只由" if holding.alone else ""
        return f"{only}{names(holding.departments, '和')}共同{verb}"
    if holding.alone:
        return f"{names(holding.departments)}单独{verb}"
    return f"{names(holding.departments, '或')}{verb}"


def _holdings_words(query: Query) -> list[str]:
    """Return the conditions on departments; 甲局不牵头 and 甲局不配合 are 甲局不牵头、不配合."""
    found: dict[str, str] = {}
    for holding in query.holdings:
        words = holding_words(holding)
        key = f"{names(holding.departments)} {holding.negative}"
        if holding.negative and key in found and len(holding.departments) == 1:
            found[key] += words.replace(names(holding.departments), "、", 1)
        else:
            found[key if holding.negative else words] = words
    return list(found.values())


def lack_words(lack: Lack) -> str:
    """Return 没有责任单位 and the like."""
    return ("有" if lack.present else "没有") + _LACKS[lack.what]


def condition_words(query: Query) -> str:
    """Return all conditions of the query as one phrase that stands before 的任务."""
    parts = [query.jurisdiction] if query.jurisdiction else []
    parts.extend(_holdings_words(query))
    parts.extend(topic_words(query))
    if query.place:
        parts.append(f"{query.place_words}中")
    if query.window is not None and query.focus != "targets":
        parts.append(f"完成时限{query.window.note}")
    parts.extend(lack_words(lack) for lack in query.lacks)
    if query.many:
        several = "多个" if query.many == 2 else f"{query.many}个以上"
        several = f"且只有{query.many}个" if query.exact else several
        parts.append(f"有{several}{role_words(query.roles)}")
    return "，".join(part for part in parts if part)


def topic_words(query: Query) -> list[str]:
    """Return each topic as a phrase."""
    return [
        ("提到" if topic.mention else "关于")
        + "或".join("".join(f"“{piece}”" for piece in pieces) for pieces in topic.alternatives)
        for topic in query.topics
    ]


def role_words(roles: Roles) -> str:
    """Return the roles as nouns: 牵头单位和责任单位."""
    return "和".join(ROLE_NAMES[role] for role in roles) if roles is not None else "单位"


def listed(labels: Iterable[str]) -> str:
    """Return the labels as an enumeration; a long one says that the items hold the rest."""
    every = list(labels)
    if len(every) <= _LISTED:
        return "；".join(f"{i}.{label}" for i, label in enumerate(every, 1))
    head = "；".join(f"{i}.{label}" for i, label in enumerate(every[:_LISTED], 1))
    return f"{head}……共{len(every)}条，其余见清单"


def deadlines_words(deadlines: Iterable[DeadlineRow]) -> str:
    """Return deadline phrases once each."""
    return "、".join(dict.fromkeys(row.text for row in deadlines))


def filters_of(query: Query) -> dict[str, FilterValue]:
    """Return the conditions of the query that are no departments and roles, by name."""
    found: dict[str, FilterValue] = {}
    if query.topics:
        found["topics"] = tuple(
            "|".join(" ".join(pieces) for pieces in topic.alternatives) for topic in query.topics
        )
    window = query.window
    if window is not None and window.after:
        found["due_after"] = window.after
    if window is not None and window.before:
        found["due_before"] = window.before
    if query.place:
        found["section"] = "/".join(map(str, query.place)) + (
            f"#{query.part}" if query.part else ""
        )
    if query.document:
        found["document"] = query.document
    if query.jurisdiction:
        found["jurisdiction"] = query.jurisdiction
    found.update(_role_filters(query))
    if query.rank:
        found["order"] = query.rank
    if query.top:
        found["top"] = query.top
    found.update(_number_filters(query))
    if query.among:
        found["among"] = tuple(row.name for row in query.among)
    if query.many:
        found["units_exactly" if query.exact else "units_at_least"] = query.many
    found.update(query.roster)
    return found


def _number_filters(query: Query) -> dict[str, FilterValue]:
    """Return what is reckoned, and which place or numbers of a ranking are asked for."""
    found: dict[str, FilterValue] = {}
    if query.reckoned:
        found["reckoned"] = query.reckoned
    if query.nth:
        found["place"] = query.nth
    if query.extreme:
        found["deadline"] = query.extreme
    if query.rank_by:
        found["order_by"] = query.rank_by
    if query.bounds is not None:
        least, most = query.bounds
        found["tasks_at_least"] = least
        if most is not None:
            found["tasks_at_most"] = most
    return found


def _role_filters(query: Query) -> dict[str, FilterValue]:
    """Return what the conditions on departments add to their names and roles."""
    found: dict[str, FilterValue] = {}
    if query.lacks:
        for key, present in (("has", True), ("lacks", False)):
            what = tuple(lack.what for lack in query.lacks if lack.present is present)
            if what:
                found[key] = what
    if query.without:
        found["except"] = tuple(row.name for row in query.without)
    negative = tuple(
        f"{row.name}:{','.join(h.roles) if h.roles else 'any'}"
        for h in query.holdings
        if h.negative
        for row in h.departments
    )
    if negative:
        found["not"] = negative
    if any(len(h.departments) > 1 and not h.negative for h in query.holdings):
        together = all(h.every for h in query.holdings if len(h.departments) > 1)
        found["match"] = "all" if together else "any"
    if query.barred:
        found["not"] = (*negative, *query.barred)
    if any(h.alone for h in query.holdings):
        found["alone"] = "true"
    return found
