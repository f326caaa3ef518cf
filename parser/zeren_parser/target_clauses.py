"""Read one clause of a sentence as a target: a value with what is measured, or a whole finished.

A clause is what stands between two commas, semicolons or colons. The forms, in the order tried:

    relation    耕地保有量不低于100474亩, 覆盖率达到90%以上, 面积达到建成区面积的25%以上
    share       70%以上村庄实现冬季清洁供暖
    action      新增“三品一标”产品2个, 培育100家优质企业, 完成造林0.03万公顷
    enumeration 森林抚育0.25万公顷, behind another target
    bounded     推广面积0.2万公顷以上, 开标率100%
    whole       建成区黑臭水体全部消除, 完成雨污分流配套建设
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zeren_parser import target_words as words
from zeren_parser.model import Comparator
from zeren_parser.numerals import TIME_UNITS, Quantity, is_count
from zeren_parser.target_parts import (
    WINDOW,
    Claim,
    Clause,
    Stretch,
    skip_lead,
    skip_marks,
    strip,
    subject_before,
    subject_of,
)
from zeren_parser.target_words import Relation

if TYPE_CHECKING:
    import re


_SHORT: Final = 4  # 全区, 全省, 其中: too short for an indicator in front of a share
_CLOSED: Final = frozenset("、,;。:!?\n和及并且以同等")
_ENUMERATION: Final = "、和及与并"
_AIMS: Final = ("的目标", "的水平", "的要求", "的标准", "的良好", "的比例")


def read_measure(clause: Clause, quantity: Quantity, limit: int) -> Claim | None:
    """Return the target that `quantity` states, or None; `limit` is where the next value begins."""
    text = clause.text
    floor = max(clause.floor, quantity.start - WINDOW)
    after = text[quantity.end : min(clause.end, quantity.end + WINDOW)]
    if _excluded(clause, floor, quantity, after):
        return None
    found = words.relation_before(text, floor, quantity.start)
    if found is None and text[quantity.start - 1] in "的额量数价":
        found = _share_of(text, floor, quantity)
    room = Stretch(quantity.end, _room_end(text, quantity.end, limit, clause.end))
    if found is not None:
        return _related(clause, floor, quantity, found, room)
    if quantity.unit in TIME_UNITS:
        return None
    return (
        _share(clause, floor, quantity, room)
        or _action(clause, floor, quantity, room)
        or _enumerated(clause, floor, quantity, room)
        or _bounded(clause, floor, quantity, after)
    )


def read_whole(clause: Clause, word: Stretch, counted: Quantity | None) -> Claim | None:
    """Return the aim to finish the whole of something, or None where the clause names nothing.

    `counted` is a number in front that says how many there are: 11台锅炉全部完成改造.
    """
    text = clause.text
    floor = max(clause.floor, word.start - WINDOW)
    head = text[floor : word.start]
    if words.PAST.search(head) or _in_brackets(text, floor, word.start):
        return None
    room = Stretch(word.end, min(clause.end, word.end + WINDOW))
    begin = skip_marks(text, floor, word.start)
    if counted is not None and word.start - counted.end > 16:
        counted = None
    indicator = strip(text, floor, word.start) if counted else _whole_of(clause, floor, word, room)
    if indicator is None:
        return None
    span = Stretch(min(begin, indicator.start), max(room.end, indicator.end))
    return Claim(indicator, Comparator.COMPLETE, counted, span, counted=False)


def _whole_of(clause: Clause, floor: int, word: Stretch, room: Stretch) -> Stretch | None:
    """Return what is to be finished: in front of the word, behind it, or in the clause before."""
    text = clause.text
    plain = text[word.start] == "完"
    subject = subject_of(clause, floor, word.start)
    if plain:
        things = skip_lead(text, room.start, room.end)
        if room.end - things < _SHORT or (subject and subject.end - subject.start > 16):
            return None
        return Stretch(things, room.end)
    if subject is not None and text[subject.start : subject.end] not in words.VERBS_OF_ACTION:
        return subject
    if room.end - room.start >= _SHORT:
        return room
    return subject_before(clause) if room.end - room.start <= 1 else None


def _excluded(clause: Clause, floor: int, quantity: Quantity, after: str) -> bool:
    """Tell whether the value is a condition, a thing's size, a list's count or past."""
    text = clause.text
    head = text[floor : quantity.start]
    if _in_brackets(text, floor, quantity.start) or after[:1] == ")":
        return True
    if after[:1] == "的" and not after.startswith(_AIMS) and quantity.unit != "%":
        return True
    if quantity.bound.startswith("及") and after and after[0] not in _CLOSED:
        return True  # 10万千瓦及以上机组
    stop = text.find("。", quantity.end, quantity.end + 40)
    stop = quantity.end + 40 if stop < 0 else stop
    if text.find("的,", quantity.end, stop) >= 0 or after.startswith(words.DONE):
        return True  # 裁员率不高于20%的,可…; 100%实现了
    if words.LISTED.match(after) and quantity.unit == "个":
        return True
    if words.PAST.search(head) or head.endswith("了"):
        return True
    opening = text[clause.start : clause.start + 8]
    if opening.startswith("对") and "的" in after:
        return True
    return (
        words.CONDITION.match(text, skip_lead(text, floor, quantity.start), quantity.start)
        is not None
    )


def _in_brackets(text: str, floor: int, place: int) -> bool:
    return text.rfind("(", floor, place) > text.rfind(")", floor, place)


def _share_of(text: str, floor: int, quantity: Quantity) -> tuple[Relation, int] | None:
    """Read 达到建成区面积的25%: the relation stands in front of what the share is taken of.

    占 gives way to another relation in front of it: 不低于规定占总课时的9%.
    """
    if quantity.unit != "%":
        return None
    match = words.SHARE_OF.search(text, max(floor, quantity.start - 26), quantity.start)
    if match is None:
        return None
    found = words.relation_before(text, floor, match.end("word"))
    return found or (Relation.REACH, match.start("word"))


def _related(
    clause: Clause, floor: int, quantity: Quantity, found: tuple[Relation, int], room: Stretch
) -> Claim | None:
    text = clause.text
    relation, place = found
    after = text[room.start : room.end]
    if relation is Relation.NONE or (after[:1] == "的" and not after.startswith(_AIMS)):
        return None
    subject = subject_of(clause, floor, place)
    if not _fitting(text, relation, quantity, subject):
        return None
    begin, end = skip_marks(text, floor, place), quantity.end
    grows = text[place : quantity.start].startswith(words.GROWING) or (
        subject is not None and text[subject.start : subject.end].endswith(words.GROWING)
    )
    if after and after[0] not in _CLOSED and _lacks_thing(text, subject, grows=grows):
        subject = Stretch(quantity.end, room.end)
        end = room.end
    elif subject is None:
        subject = subject_before(clause)
    elif grows and subject.end - subject.start < _SHORT:
        return None
    elif relation in (Relation.REACH, Relation.HOLD) and quantity.unit == "%":
        end += len(after) if after and after[0] not in _CLOSED else 0
    if subject is None:
        return None
    comparator = words.COMPARATORS.get(relation) or _by_bound(
        quantity, held=relation is Relation.HOLD
    )
    if quantity.high is not None and comparator not in _MOVES:
        comparator = Comparator.RANGE
    if grows:
        comparator = Comparator.INCREASE
    span = Stretch(min(begin, subject.start), max(end, subject.end))
    return Claim(subject, comparator, quantity, span, is_count(quantity.unit))


def _lacks_thing(text: str, subject: Stretch | None, *, grows: bool) -> bool:
    """Tell whether what is measured stands behind the value: 推出不少于20项“免申办”事项."""
    if subject is None or grows:
        return True
    tail = text[max(subject.start, subject.end - 4) : subject.end]
    return tail.endswith(words.VERBS_OF_ACTION)


_MOVES: Final = (Comparator.INCREASE, Comparator.DECREASE)
_LIMITS: Final = (Relation.MOST, Relation.LESS, Relation.DOWN)


def _fitting(text: str, relation: Relation, quantity: Quantity, subject: Stretch | None) -> bool:
    """Tell whether the relation can measure this unit.

    A time is an aim only where it is to be short (办电时间不超过15个工作日); a bare 为 or 实现 needs a
    rate, for 期限为3年 and 分为5个 are no aims; a number without unit needs its relation adjacent.
    """
    if quantity.unit in TIME_UNITS:
        if relation not in _LIMITS:
            return False
        word = text[max(0, quantity.start - 3) : quantity.start]
        return word != "不超过" or (
            subject is not None and text[subject.start : subject.end].endswith(words.COUNTED_TIME)
        )
    if relation is Relation.HOLD and text[quantity.start - 1] == "为":
        return subject is not None and text[subject.start : subject.end].endswith(words.RATE)
    return True


def _by_bound(quantity: Quantity, *, held: bool = False) -> Comparator:
    """Return the comparator that 以上, 以内 or 左右 states; without one 100% and a held value are =."""
    if quantity.high is not None:
        return Comparator.RANGE
    bound = quantity.bound
    if bound.endswith("上") and not bound.endswith("上下"):
        return Comparator.AT_LEAST
    if bound in ("左右", "上下"):
        return Comparator.EQUAL
    if bound and bound not in ("余", "多"):
        return Comparator.AT_MOST
    if held or (quantity.low == 100 and quantity.unit == "%"):
        return Comparator.EQUAL
    return Comparator.AT_LEAST


def _share(clause: Clause, floor: int, quantity: Quantity, room: Stretch) -> Claim | None:
    """Read 全区70%以上村庄实现冬季清洁供暖: the share stands in front of what it is a share of."""
    text = clause.text
    if quantity.unit != "%" or room.end - room.start < _SHORT:
        return None
    behind = text[room.start : room.end]
    state = words.STATE.search(behind)
    if state is None:
        return None
    subject = subject_of(clause, floor, quantity.start)
    if subject is None or subject.end - subject.start < _SHORT:
        if state.start() == 0:
            return None
        subject = Stretch(room.start + (behind[0] == "的"), room.end)
    elif state.start() > 0:
        return None
    begin = skip_marks(text, floor, quantity.start)
    span = Stretch(min(begin, subject.start), room.end)
    return Claim(subject, _by_bound(quantity), quantity, span, counted=False)


def _action(clause: Clause, floor: int, quantity: Quantity, room: Stretch) -> Claim | None:
    """Read 新增2个…, 培育…4家: a verb that makes what is counted."""
    text = clause.text
    if quantity.unit is None or quantity.unit in ("%", "个百分点"):
        return None
    verb = _verb(text, floor, quantity.start)
    if verb is None:
        return None
    if verb[0] not in words.SURE and not (
        clause.dated or quantity.bound or words.WILL.search(text, clause.start, quantity.start)
    ):
        return None
    things, end = strip(text, verb.end(), quantity.start), quantity.end
    if things is not None and words.MEASURE.match(text, things.start):
        things = Stretch(verb.start(), things.end)  # 推广面积
    closed = room.end == room.start or text[room.start] in _CLOSED
    if things is None and closed and verb[0] in words.CLOSING:
        subject = subject_of(clause, floor, verb.start())
        things = Stretch(subject.start if subject else verb.start(), verb.end())
    elif things is not None and not closed and _opens_item(text, things, quantity):
        things = None
    if things is None:
        if closed or room.end - room.start < 2 or not _heads(quantity):
            return None
        things, end = room, room.end
    elif not closed:
        return None
    grows = verb[0] in words.GROWING
    comparator = Comparator.INCREASE if grows else _by_bound(quantity)
    span = Stretch(skip_marks(text, floor, verb.start()), end)
    return Claim(things, comparator, quantity, span, counted=True)


def _verb(text: str, floor: int, end: int) -> re.Match[str] | None:
    """Return the verb that makes what is counted: the last one that leaves it a name.

    修订人才培养方案200个 is about 人才培养方案: 方案 alone is no name.
    """
    chosen = None
    for verb in words.ACTION.finditer(text, max(floor, end - 40), end):
        name = text[verb.end() : end]
        if len(name) != 1 and (name not in words.GENERIC or chosen is None):
            chosen = verb
    return chosen


def _opens_item(text: str, things: Stretch, quantity: Quantity) -> bool:
    """Tell whether the value begins its own item: 推动全省100家企业…, 建设示范县和800所学校."""
    return (
        words.REGION.fullmatch(text, things.start, things.end) is not None
        or text[quantity.start - 1] in _ENUMERATION
    )


def _heads(quantity: Quantity) -> bool:
    """Tell whether the value may count the noun behind it: 3家平台, not 500万元以上项目."""
    return is_count(quantity.unit) or not quantity.bound


def _enumerated(clause: Clause, floor: int, quantity: Quantity, room: Stretch) -> Claim | None:
    """Read what goes on behind a target: …0.03万公顷,森林抚育0.25万公顷."""
    text = clause.text
    last = clause.last
    if last is None or not last.counted or quantity.unit in (None, "%"):
        return None
    if floor - last.span.end > 1 or quantity.start - floor > 24:
        return None
    things, end = strip(text, floor, quantity.start), quantity.end
    closed = room.end == room.start or text[quantity.end] in _CLOSED
    if things is None:
        if closed or room.end - room.start < 2 or not is_count(quantity.unit):
            return None
        things, end = room, room.end
    elif not closed:
        return None
    grows = last.comparator is Comparator.INCREASE
    comparator = Comparator.INCREASE if grows else _by_bound(quantity)
    return Claim(
        things,
        comparator,
        quantity,
        Stretch(min(skip_marks(text, floor, quantity.start), things.start), end),
        counted=True,
    )


def _bounded(clause: Clause, floor: int, quantity: Quantity, after: str) -> Claim | None:
    """Read 推广面积0.2万公顷以上 and 开标率100%: the value closes what it measures."""
    text = clause.text
    if after and after[0] not in _CLOSED and not after.startswith("全覆盖"):
        return None
    subject = subject_of(clause, floor, quantity.start)
    if subject is None or text[subject.start : subject.end].endswith(words.VERBS_OF_ACTION):
        return None
    rate = text[subject.start : subject.end].endswith(words.RATE)
    willed = clause.dated or words.WILL.search(text, clause.start, quantity.start) is not None
    opened = text.startswith(("实现", "达到"), clause.start)
    if not (quantity.bound in ("以上", "左右", "以内", "以下") or rate or opened):
        return None
    if not (rate or willed or opened or quantity.bound == "以上"):
        return None
    end = quantity.end + (3 if after.startswith("全覆盖") else 0)
    span = Stretch(min(skip_marks(text, floor, quantity.start), subject.start), end)
    return Claim(subject, _by_bound(quantity), quantity, span, counted=quantity.unit != "%")


def _room_end(text: str, start: int, limit: int, end: int) -> int:
    """Return where the words behind a value end: at the clause's `end`, or before the next value.

    The next value begins at `limit`; it has its own words behind the last 、 or 和 in front of it.
    Without such a mark it qualifies the first: 建有1个建筑面积不少于1000平方米的中心.
    """
    end = min(end, start + WINDOW)
    if limit >= end:
        return end
    mark = max(text.rfind(mark, start, limit) for mark in _ENUMERATION)
    return end if mark < 0 else mark
