"""Duties told in running text, for items that have no clause: 由甲局牵头,乙局、丙局配合.

Four ways of saying it are read, each only where the sentence names a unit of its own; general
duties (各级各部门要高度重视), classes without a name (由业务主管部门负责) and articles of regulations
(本办法由甲局负责解释) are none::

    charge   由甲局牵头,乙局配合   |  甲局牵头,乙局配合,…
    jointly  甲局要会同乙局…       |  由甲局会同乙局…
    request  请甲局、乙局等部门在2019年2月底前完成…
    assist   配合省甲局做好…        who issues the plan supports; the name is taken from the head of it

A sentence of running text is weaker evidence than a bracket: the form is `prose`, and a plan without
any bracket clause must hold several of them before one is believed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from zeren_parser.clause_forms import ReadClause
from zeren_parser.clause_reading import Reading, finish
from zeren_parser.clause_verbs import plausible
from zeren_parser.model import Role
from zeren_parser.names import split_names
from zeren_parser.outline import Item
from zeren_parser.view import View, fold, is_inside
from zeren_parser.vocabulary import COLLECTIVE, role_of_phrase, verb_phrase

_HINT: Final = re.compile(
    r"牵头|会同|由[^,。;\n]{2,60}(?:负责|承办)|请[^,。;\n]{2,80}[前内]|配合[国省市]"
)
_SENTENCE: Final = re.compile(r"[^。;!?\n]+")
_LEAST_WITHOUT_BRACKETS: Final = 3
_UNIT_END: Final = (
    r"(?:局|厅|委|办|办公室|委员会|部(?!门)|署|院|处|中心|会|公司|集团|银行|政府"
    r"|所|队|站|组|科|室|股|社|园|管委会|街道|镇|乡|海关|支队|总队|大队|支行|分行|法院|检察院|大学|学院|工会|妇联|残联|侨联|文联|工商联|科协|联合会)"
)
_NAME: Final = (
    rf"(?:(?!会同|牵头|负责|配合|对(?!外))[^、,:()\[\]的要及由请在将]){{1,24}}{_UNIT_END}"
)
# 省机关事务管理局「梳理」…: what a unit does; a list of names is over before it
_ACTION: Final = re.compile(
    r"(?<=[局厅委办部院署处会心司团行府道镇乡所队站组科室])"
    r"(?:梳理|加强|推进|推动|建立|健全|开展|完善|制定|制订|研究|做好|抓好|落实|组织|编制|设立|实施|出台|印发|起草|修订"
    r"|优化|强化|深化|加快|提升|规范|督促|指导|协调|统筹|探索|搭建|打造|举办|定期|及时|积极|共同|联合|对|进行|负责)"
)
_OTHERS: Final = r"(?:[省市县区州](?:级|直|政府)?)?(?:各|有关|相关|其他|级|直|县级|区级|省级|市级){1,3}(?:部门|单位|地区|县区|区县|地)"
_LIST: Final = rf"(?:{_OTHERS}|{_NAME})(?:[、和及]+(?:{_OTHERS}|{_NAME}))*"
_ET_CETERA: Final = r"(?:等(?:有关|相关)?(?:部门|单位)?)?"
_ET_CETERA_THERE: Final = re.compile(r"等(?:有关|相关)?(?:部门|单位|在|于|按|牵|要|会|$)")
_CHARGE: Final = re.compile(
    rf"(?:^|(?<=[,:]))由?(?P<names>{_LIST}){_ET_CETERA}(?P<verb>牵头负责|牵头组织|牵头)"
)
_HANDED: Final = re.compile(
    rf"(?:^|(?<=,))由(?P<names>{_LIST}){_ET_CETERA}(?P<verb>(?:(?:按照?|依据|根据)(?:各自)?职[责能](?:分工)?)?(?:具体|统一|共同|分别)?(?:负责|承办))(?!解释|人)"
)
_JOINTLY: Final = re.compile(
    rf"(?:^|(?<=,))(?:由(?P<by>{_LIST}){_ET_CETERA}(?:牵头)?|(?P<names>{_LIST}){_ET_CETERA}(?:牵头|要|应|负责){{1,2}}(?:积极|主动|及时)?)会同(?P<others>{_LIST}){_ET_CETERA}"
)
# 市残联会同市司法局在2023年10月底前设立…: no verb of duty, but two units and what they do
_TOGETHER: Final = re.compile(
    rf"^(?P<names>{_NAME}(?:[、和及]+{_NAME})*)会同(?P<others>{_NAME}(?:[、和及]+(?:{_OTHERS}|{_NAME}))*){_ET_CETERA}"
    r"(?=[在于按要应]|共同|联合|负责|研究|制定|出台|印发|开展|加强|建立|完善|推进|组织|编制|设立|实施|做好)"
)
_REQUEST: Final = re.compile(
    rf"(?:^|(?<=,))请(?P<names>{_LIST}){_ET_CETERA}(?:会同(?P<others>{_LIST}){_ET_CETERA})?(?:在|于|按照|抓紧|牵头|负责|会同|结合|制定)"
)
_ASSIST: Final = re.compile(
    r"(?:^|(?<=,))(?:积极|主动|全力)?配合(?:国家|省|市)[^、,的]{1,16}?(?:局|厅|委|办|办公室|部|中心),?(?:做好|开展|推进|完成|抓好|落实)"
)
# A class of bodies, not a body: 业务主管部门, 同级财政部门, 县级以上人民政府, 用人单位
_CLASS: Final = re.compile(
    r"(?:部门|单位|机构|企业|主体|组织|人员|法院|公安机关)$"
    r"|^(?:地方|各级|同级|本级|上级|下级|当地|所在地|县级以上|乡镇|街道|基层|主管|业务)"
    r"|^(?:人民)?政府$|^(?:村|居)?(?:委会|委员会|办公室|领导小组办公室|小组|学会|协会|大会)$|领导干部|负责人"
)


def find_prose(
    view: View,
    items: list[Item],
    clauses: list[ReadClause],
    body: tuple[int, int],
    issuer: str | None = None,
    tables: Sequence[tuple[int, int]] = (),
) -> list[ReadClause]:
    """Return the clauses told in running text in items of ``view.text[slice(*body)]`` without a clause.

    Nothing is read in `tables`, stretches in text order.
    They are believed where the plan has other clauses, or where there are several of them. `issuer`
    is who issued the plan, as its head prints it.
    """
    at_head = view.text.find(fold(issuer)) if issuer else -1
    issuer_at = (at_head, at_head + len(issuer)) if issuer and at_head >= 0 else None
    taken = sorted((clause.start, clause.end) for clause in clauses)
    starts = [start for start, _ in taken]
    item_starts = [item.start for item in items]
    found: list[ReadClause] = []
    owners: set[int] = set()
    last_owner, free = -1, False
    read_to = -1  # the end of the last sentence that was read
    for hint in _HINT.finditer(view.text, *body):
        at = hint.start()
        if at < read_to:
            continue  # another word of a sentence that has been read
        if is_inside(tables, at):
            continue
        owner = _innermost(items, item_starts, at)
        if owner is None:
            continue
        if owner != last_owner:
            last_owner, free = owner, _is_free(items[owner], taken, starts)
        if not free:
            continue
        start, read_to = _sentence(view, items[owner], at)
        clause = _read_sentence(view, start, read_to, issuer_at)
        if clause is not None:
            found.append(clause)
            owners.add(owner)
    if not clauses and len(owners) < _LEAST_WITHOUT_BRACKETS:
        return []
    return found


def _innermost(items: list[Item], item_starts: list[int], at: int) -> int | None:
    """Return the innermost item that holds position `at` in its own paragraphs."""
    index = bisect_right(item_starts, at) - 1
    if index < 0 or items[index].end < at or items[index].number.startswith("第"):
        return None
    return index


def _is_free(item: Item, taken: list[tuple[int, int]], starts: list[int]) -> bool:
    """Tell whether no clause stands in the item."""
    after = bisect_right(starts, item.end)
    return after == 0 or taken[after - 1][1] <= item.start


def _sentence(view: View, item: Item, at: int) -> tuple[int, int]:
    """Return the sentence of `item` that holds position `at`."""
    text = view.text
    start = max(item.body, *(text.rfind(sign, item.body, at) + 1 for sign in "。;!?\n"))
    sentence = _SENTENCE.match(text, start, item.end)
    return (start, sentence.end()) if sentence is not None else (start, at + 1)


def _read_sentence(
    view: View, start: int, end: int, issuer_at: tuple[int, int] | None
) -> ReadClause | None:
    """Read the sentence ``view.text[start:end]``."""
    text = view.text
    reading = Reading(text)
    for pattern in (_JOINTLY, _TOGETHER, _CHARGE, _HANDED, _REQUEST):
        match = pattern.search(text[start:end])
        if match is not None and _names_a_unit(match[_first_group(match)]):
            _read_match(reading, match, start, end)
            break
    if not reading.mentions and issuer_at and _ASSIST.search(text[start:end]):
        reading.add(*issuer_at, Role.SUPPORT)
    if not reading.mentions:
        return None
    reading.repairs.append("read-from-prose")
    return finish(view, reading, start, end, "prose")


def _first_group(match: re.Match[str]) -> str:
    return "by" if match.groupdict().get("by") else "names"


def _names_a_unit(names: str) -> bool:
    """Tell whether the first name of a list is that of a unit, not of a class of units."""
    first = next(iter(split_names(names, 0, len(names)).names), None)
    if first is None:
        return False
    name = names[first.start : first.end]
    return len(name) >= 3 and not COLLECTIVE.search(name) and not _CLASS.search(name)


def _read_match(reading: Reading, match: re.Match[str], start: int, end: int) -> None:
    groups = match.groupdict()
    role = Role.RESPONSIBLE
    if "牵头" in (groups.get("verb") or match.group()):
        role = Role.LEAD
    named = _first_group(match)
    reading.add(start + match.start(named), start + match.end(named), role)
    reading.open_ended = _ET_CETERA_THERE.search(match.group()) is not None
    if groups.get("others"):
        first, last = match.span("others")
        action = _ACTION.search(match.string, first, last)
        reading.add(start + first, start + (action.start() if action else last), Role.SUPPORT)
    for first, last, role in _further_parts(reading.text, start + match.end(), end):
        reading.add(first, last, role)


def _further_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int, Role]]:
    """Yield the lists behind the first, each with its verb: 由甲局牵头「,乙局、丙局配合」."""
    if text[start : start + 1] not in (",", "、"):
        return
    for part in re.finditer(r"[^,]+", text[start + 1 : end]):
        phrase = verb_phrase(part.group())
        head = part.group()[: len(part.group()) - len(phrase)]
        if not phrase or not plausible(head, [(0, len(head))]):
            return
        first = start + 1 + part.start()
        yield first, first + len(head), role_of_phrase(phrase)
