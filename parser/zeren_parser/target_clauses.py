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
    AIMS,
    CLOSED,
    WINDOW,
    Claim,
    Clause,
    Stretch,
    in_brackets,
    skip_lead,
    skip_marks,
    states_no_aim,
    strip,
    subject_before,
    subject_of,
)
from zeren_parser.target_words import Relation

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence


_MANY: Final = 10  # 推出150个事项 is an aim; 推出3项举措 is rather the count of a list
_OF_A_LIST: Final = ("项", "条")  # 推广26项改革举措
_SHORT: Final = 4  # 全区, 全省, 其中: too short for an indicator in front of a share
_ENUMERATION: Final = "、和及与并"
_NOT_LISTED: Final = (None, "%", "次")  # what an enumeration does not go on with


def read_measure(clause: Clause, quantity: Quantity, limit: int) -> Claim | None:
    """Return the target that `quantity` states, or None; `limit` is where the next value begins."""
    text = clause.text
    floor = max(clause.floor, quantity.start - WINDOW)
    after = text[quantity.end : min(clause.end, quantity.end + WINDOW)]
    if states_no_aim(clause, floor, quantity, after):
        return None
    found = words.relation_before(text, floor, quantity.start)
    if found is None and text[quantity.start - 1] in "的额量数价":
        found = _share_of(clause, floor, quantity)
    if found is None and text[quantity.start - 1] in "至到":
        found = words.moved_to(text, floor, quantity.start - 1)
    if found is None and quantity.unit == "%" and text.endswith("完成", floor, quantity.start):
        found = (Relation.REACH, quantity.start - 2)  # 到2018年底完成60%
    if found is not None and found[0] is Relation.RULE:
        found = (words.ruled(text[found[1] : quantity.start], dated=clause.dated), found[1])
    room = Stretch(quantity.end, _room_end(text, quantity.end, limit, clause.end))
    if found is not None:
        if _describes(clause, quantity, after, found[1], counted=limit < clause.end):
            return None
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
    if words.PAST.search(head) or in_brackets(text, floor, word.start):
        return None
    room = Stretch(word.end, min(clause.end, word.end + WINDOW))
    begin = skip_marks(text, floor, word.start)
    if counted is not None and (counted.bound or word.start - counted.end > 16):
        counted = None  # 160千瓦及以下的企业 are described, not counted
    if text.startswith("全覆盖", word.start):
        return _cover(clause, floor, word)
    indicator = strip(text, floor, word.start) if counted else _whole_of(clause, floor, word, room)
    if indicator is None or _vague(text, word, indicator):
        return None
    span = Stretch(min(begin, indicator.start), max(room.end, indicator.end))
    return Claim(indicator, Comparator.COMPLETE, counted, span, counted=False)


def _vague(text: str, word: Stretch, indicator: Stretch) -> bool:
    """Tell whether what is to be built has no end that one could check: 基本建成现代市场体系."""
    return text[word.start : word.end].endswith(("建成", "建立", "实现")) and (
        words.VAGUE.search(text, indicator.start, indicator.end) is not None
    )


def states_cover(clause: Clause, word: Stretch) -> bool:
    """Tell whether `word` is 全覆盖 as an aim of its own, which needs no date to be checked."""
    text = clause.text
    return text.startswith("全覆盖", word.start) and not words.HEDGE.search(
        text, clause.start, word.start
    )


def _cover(clause: Clause, floor: int, word: Stretch) -> Claim | None:
    """Read 综合窗口全覆盖, and 向园区延伸,实现全覆盖 with its subject in the clause before."""
    text = clause.text
    indicator = strip(text, max(floor, clause.floor), word.start)
    if indicator and words.TERM.fullmatch(text, *indicator):
        indicator = subject_before(clause)  # 三年实现全覆盖
    if indicator is None and floor < word.start == skip_lead(text, floor, word.start):
        indicator = subject_before(clause)
    if indicator is None:
        return None
    span = Stretch(min(skip_marks(text, floor, word.start), indicator.start), word.end)
    return Claim(indicator, Comparator.COMPLETE, None, span, counted=False)


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
    named = subject is not None and text[subject.start : subject.end] not in words.VERBS_OF_ACTION
    objected = room.end - room.start >= _SHORT and text[room.start] not in CLOSED
    if named and not (objected and words.TAKES_OBJECT.match(text, word.start)):
        return subject
    if room.end - room.start >= _SHORT:
        return room
    return subject_before(clause) if room.end - room.start <= 1 else None


def read_respective(clause: Clause, claim: Claim, others: Sequence[Quantity]) -> list[Claim]:
    """Return `claim` with the values that 分别 lists behind its own: 分别达到70%、80%以上.

    All share the indicator and, where only the last has a bound, its bound.
    """
    text, first = clause.text, claim.quantity
    if first is None or "分别" not in text[max(claim.span.start, first.start - 16) : first.start]:
        return [claim]
    values = [first]
    for other in others:
        if other.start - values[-1].end != 1 or text[other.start - 1] not in _ENUMERATION:
            break
        values.append(other)
    span = Stretch(claim.span.start, max(claim.span.end, values[-1].end))
    shared = claim.comparator
    if shared in (Comparator.EQUAL, Comparator.AT_LEAST, Comparator.AT_MOST) and values[-1].bound:
        shared = _by_bound(values[-1])
    return [
        Claim(claim.indicator, shared, value, span, claim.counted, (turn, len(values)))
        for turn, value in enumerate(values)
    ]


def _share_of(clause: Clause, floor: int, quantity: Quantity) -> tuple[Relation, int] | None:
    """Read 达到建成区面积的25%: the relation stands in front of what the share is taken of.

    占 gives way to another relation in front of it: 不低于规定占总课时的9%. By itself it states how
    things are (老年人占人口的28.6%), unless a date or a bound makes it an aim.
    """
    text = clause.text
    if quantity.unit != "%":
        return None
    match = words.SHARE_OF.search(text, max(floor, quantity.start - 26), quantity.start)
    if match is None:
        return None
    found = words.relation_before(text, floor, match.end("word"))
    if found is None and match["word"] == "占" and not (clause.dated or quantity.bound):
        return None
    return found or (Relation.REACH, match.start("word"))


def _related(
    clause: Clause, floor: int, quantity: Quantity, found: tuple[Relation, int], room: Stretch
) -> Claim | None:
    text = clause.text
    relation, place = found
    after = text[room.start : room.end]
    if relation is Relation.NONE or (after[:1] == "的" and not after.startswith(AIMS)):
        return None
    subject = subject_of(clause, floor, place)
    followed = after != "" and after[0] not in CLOSED
    if not _fitting(text, relation, quantity, subject):
        return None
    begin, end = skip_marks(text, floor, place), quantity.end
    grows = text[place : quantity.start].startswith(words.GROWING) or (
        subject is not None and text[subject.start : subject.end].endswith(words.GROWING)
    )
    if followed and _lacks_thing(text, subject, grows=grows):
        subject = Stretch(quantity.end, room.end)
        end = room.end
    elif subject is None:
        subject = subject_before(clause)
    elif grows and subject.end - subject.start < _SHORT:
        return None
    elif relation in (Relation.REACH, Relation.HOLD) and quantity.unit == "%":
        end += len(after) if followed else 0
    if subject is None:
        return None
    comparator = Comparator.INCREASE if grows else _comparator(relation, quantity)
    if not grows and text[subject.start : subject.end] in words.VERBS_OF_ACTION:
        comparator = _by_bound(quantity)  # 改造提升10万亩
    span = Stretch(min(begin, subject.start), max(end, subject.end))
    return Claim(subject, comparator, quantity, span, is_count(quantity.unit))


def _comparator(relation: Relation, quantity: Quantity) -> Comparator:
    """Return the comparator of the relation word, or of the bound where that says more."""
    comparator = words.COMPARATORS.get(relation)
    if comparator in _MOVES:
        return comparator
    if quantity.high is not None:
        return Comparator.RANGE
    if comparator is None or quantity.bound in _NEARLY:
        return _by_bound(quantity, held=relation is Relation.HOLD)
    return comparator


def _describes(
    clause: Clause, quantity: Quantity, after: str, place: int, *, counted: bool
) -> bool:
    """Tell whether the value tells what kind of things are made or counted behind it.

    培育年产值超10亿元企业5家 (a verb makes them), 营业收入超100亿元企业达到50家 (`counted` behind).
    """
    if not after or after[0] in CLOSED or quantity.unit is None:
        return False
    if not quantity.unit.endswith(("元", "亩", "吨", "米")):
        return False
    return (
        counted
        or words.ACTION.search(clause.text, max(clause.floor, place - 24), place) is not None
    )


def _lacks_thing(text: str, subject: Stretch | None, *, grows: bool) -> bool:
    """Tell whether what is measured stands behind the value: 推出不少于20项“免申办”事项."""
    if subject is None or grows:
        return True
    tail = text[max(subject.start, subject.end - 4) : subject.end]
    return tail.endswith(words.VERBS_OF_ACTION)


_MOVES: Final = (Comparator.INCREASE, Comparator.DECREASE)
_NEARLY: Final = ("左右", "上下")
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
    if bound in _NEARLY:
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
    if quantity.unit is None or quantity.unit == "个百分点":
        return None
    closed = room.end == room.start or text[room.start] in CLOSED
    verb = _verb(text, floor, quantity.start, closed=closed)
    if verb is None:
        return None
    if quantity.unit == "%" and verb[0] not in words.SHRINKING:
        return None
    if verb[0] not in words.SURE and not (
        clause.dated
        or quantity.bound
        or (verb[0] in words.TELLING and quantity.low >= _MANY and quantity.unit not in _OF_A_LIST)
        or words.WILL.search(text, clause.start, quantity.start)
    ):
        return None
    things, end = strip(text, verb.end(), quantity.start), quantity.end
    if things is not None and words.MEASURE.match(text, things.start):
        things = Stretch(verb.start(), things.end)  # 推广面积
    if things is None and closed and verb[0] in words.CLOSING:
        subject = subject_of(clause, floor, verb.start())
        done = subject is not None and verb[0] == "完成"  # 危桥改造完成160座
        last = verb.start() if done else verb.end()
        things = Stretch(subject.start if subject else verb.start(), last)
    elif things is not None and not closed and _opens_item(text, things, quantity):
        things = None
    if things is not None and text[things.start : things.end] in words.MAKING:
        return None
    if things is None:
        if closed or room.end - room.start < 2 or not _heads(quantity):
            return None
        things, end = room, room.end
    elif not closed:
        return None
    grown = "新增" if text.startswith("新增", verb.start() - 2) else verb[0]  # 新增储备项目8个
    comparator = _by_verb(grown) or _by_bound(quantity)
    span = Stretch(skip_marks(text, floor, verb.start()), end)
    return Claim(things, comparator, quantity, span, counted=True)


def _by_verb(verb: str) -> Comparator | None:
    if verb in words.GROWING:
        return Comparator.INCREASE
    return Comparator.DECREASE if verb in words.SHRINKING else None


def _verb(text: str, floor: int, end: int, *, closed: bool) -> re.Match[str] | None:
    """Return the verb that makes what is counted: the last one that leaves it a name.

    修订人才培养方案200个 is about 人才培养方案, for 方案 alone is no name; 完成老旧小区改造1200个 is about
    老旧小区改造, for behind 1200个 (`closed`) nothing is named.
    """
    chosen = None
    for verb in words.ACTION.finditer(text, max(floor, end - 40), end):
        name = text[verb.end() : end]
        bare = name in words.GENERIC or (not name and closed and verb[0] not in words.CLOSING)
        if len(name) != 1 and not (bare and chosen is not None):
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
    if last is None or not last.counted or quantity.unit in _NOT_LISTED:
        return None
    if floor - last.span.end > 1 or quantity.start - floor > 24:
        return None
    things, end = strip(text, floor, quantity.start), quantity.end
    closed = room.end == room.start or text[quantity.end] in CLOSED
    if things is None:
        if closed or room.end - room.start < 2 or not is_count(quantity.unit):
            return None
        things, end = room, room.end
    elif not closed:
        return None
    comparator = last.comparator if last.comparator in _MOVES else _by_bound(quantity)
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
    if after and after[0] not in CLOSED and not after.startswith("全覆盖"):
        return None
    subject = subject_of(clause, floor, quantity.start)
    if subject is None or text[subject.start : subject.end].endswith(words.VERBS_OF_ACTION):
        return None
    rate = text[subject.start : subject.end].endswith(words.RATE)
    willed = clause.dated or words.WILL.search(text, clause.start, quantity.start) is not None
    opened = text.startswith(("实现", "达到"), clause.start)
    sized = clause.dated and text[subject.start : subject.end].endswith(words.SIZE)
    if not (quantity.bound in ("以上", "左右", "以内", "以下") or rate or opened or sized):
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
