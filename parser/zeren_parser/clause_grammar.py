"""The grammar of a responsibility clause: from the words of one clause to who holds which role.

On the folded view (Source: the forms were collected from real plans, 2015 to 2024)::

    content    = statement { "。" statement }
    statement  = { field } [ declaration ]   牵头单位:甲局,责任单位:乙局
    field      = [ label [":"] ] { part }
    part       = [ time ] names [ verb phrase ]   甲局牵头 | 乙局、丙局按职责分工负责
    verb phrase= { adjunct } verb { verb | adjunct }
    names      = name [ "(" role word ")" ] { "、" … }

A label gives its role to the names behind it, a verb phrase to the names before it; a verb inside a
labelled field wins (责任单位:甲局牵头,乙局按职责分工负责).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from zeren_parser.clause_reading import Reading
from zeren_parser.clause_verbs import has_verbs, is_time, read_verbs
from zeren_parser.model import Role
from zeren_parser.names import cut_list, looks_like_organisation, split_names
from zeren_parser.person_names import is_name_shaped, is_person, split_person
from zeren_parser.vocabulary import (
    COMMA_LEADS,
    DECLARATION,
    FIRM_END,
    FIRST_LEADS,
    LABEL,
    LABEL_CORE,
    MARK_LEADS,
    ODD_LABELS,
    ROLE_OF_LABEL,
    SCOPE,
    SPACED_LABEL,
    verb_phrase,
)

_STATEMENT: Final = re.compile(r"[^。]+")
_TRAILING_BRACKET: Final = re.compile(r"(?<=.)[(\[][^()\[\]]*[)\]]$")
# 常务副市长「张三」; the office before the name
_NAME_BEHIND: Final = re.compile(r"(?<=[长任委记员席监理师])[一-龥]{2,3}$")
_OFFICE_END: Final = re.compile(r"[长任委记员席监理师]$|^(?:常务|分管|协管|主持)$")
_DUE: Final = re.compile(r"[前底末内]|完成|长期|持续")  # a time that looks ahead, not 2023年
_PART_OR_NAME: Final = re.compile(r"[、,;]")
# (主办单位:由部委举办的赛事除外): words behind a label that name nobody
_NO_NAMES: Final = re.compile(r"[^)\]]除外[。;]?$|^由[^,;。]*的[^,;。]*$")
# The words without which there is no label, colon or not
_LABEL_NOUN: Final = re.compile(
    r"(?:头|责|任|办|管|合|实|施|加|与|导|督|查|行|助|同|作|持)(?:单|部|处|科|股|机|主|地|方|区|县|镇|街|乡|市|设|企|公|学|专|工|组)"
)
_UNIT_BEFORE: Final = re.compile(r"..(?:局|厅|委|办|部|院|署|处|中心|会|公司|集团|银行|政府|街道)$")
# (分管领导「审定后报」省领导小组): how the work goes on, no unit that joins in it
_REMARK: Final = re.compile(r"后报|审定|审议|审批同意|报送|上报|签字|备案|抄送")
_DECLARATIONS: Final = (DECLARATION, FIRST_LEADS, COMMA_LEADS, MARK_LEADS)
# The words one of which stands in every declaration
_DECLARING: Final = (
    "下同", "不再", "以下", "以上", "下列", "上述", "未明确", "没有明确", "未注明", "未标注", "任务", "事项", "各项", "措施",
    "工作", "第一", "首", "最前", "逗号", "分号", "*", "★", "☆", "△", "▲",
)  # fmt: skip


def read_content(text: str, start: int, end: int, *, bare: Role | None = None) -> Reading | None:
    """Return what ``text[start:end]`` says, or None where it is no clause.

    `bare` is the role of lists without label and verb, where a declaration says that they are clauses.
    """
    reading = Reading(text)
    for statement in _STATEMENT.finditer(text, start, end):
        first = _behind_scope(text, *statement.span())
        last = _before_declaration(text, first, statement.end())
        if last < statement.end():
            reading.kinds.add("declaration")
        if last > first:
            read_statement(reading, first, last)
            if not reading.mentions and bare is not None:
                _read_bare(reading, first, last, bare)
            elif not reading.mentions:
                _read_timed(reading, first, last)
    return reading if reading.mentions else None


def _behind_scope(text: str, start: int, end: int) -> int:
    """Return where the statement begins behind what it speaks of: 「以上3项由」甲局牵头,乙局配合."""
    scope = SCOPE.match(text, start, end)
    return scope.end() if scope is not None and has_verbs(text[scope.end() : end]) else start


def _before_declaration(text: str, start: int, end: int) -> int:
    """Return where the statement says no more who, but how to read: 甲局负责「,下同」."""
    statement = text[start:end]
    if not any(word in statement for word in _DECLARING):
        return end
    for first, last in cut_list(text, start, end, ",;"):
        piece = text[first:last]
        told = next((m for words in _DECLARATIONS if (m := words.search(piece))), None)
        if told is None:
            continue
        at = first + told.start()
        bracket = max(text.rfind("(", first, at), text.rfind("[", first, at))
        if bracket > first and _inside_bracket(text, first, at):
            return bracket  # 甲局、乙局「(列第一位的为牵头单位,下同)」
        return max(start, first - 1)
    return end


@dataclass(frozen=True, slots=True)
class _Label:
    """A label of a field (字段标签): `role` is None where it names no department (完成时限).

    `second` is the other role of 牵头及配合单位; `foreign` tells that no table of ours has it.
    """

    start: int
    end: int
    word: str
    role: Role | None
    second: Role | None = None
    person: bool = False
    colon: bool = True
    noun: bool = True
    foreign: bool = False


def _labels(text: str, start: int, end: int) -> list[_Label]:
    """Return the labels of a statement that stand in no bracket of it."""
    if text.find(":", start, end) < 0 and not _LABEL_NOUN.search(text, start, end):
        return []
    labels = [
        _label(match)
        for match in LABEL.finditer(text, start, end)
        if not _inside_bracket(text, start, match.start())
    ]
    if len(labels) == 1 and labels[0].start == start and not labels[0].colon:
        labels.extend(
            _Label(*match.span(), match["word"], ROLE_OF_LABEL[match["word"]], colon=False)
            for match in SPACED_LABEL.finditer(text, labels[0].end, end)
        )
    return labels


def _label(match: re.Match[str]) -> _Label:
    start, end = match.span()
    if match["other"] or match["bare_other"]:
        return _Label(start, end, match["other"] or match["bare_other"], None)
    if match["unknown"]:
        core = LABEL_CORE.search(match["unknown"])  # 整改「责任单位」
        if core is not None and _UNIT_BEFORE.search(match["unknown"], 0, core.start()):
            start += core.start()  # 市司法局  「责任单位」: wide space was all that stood between
        role = ROLE_OF_LABEL[core["word"] or core["tail"]] if core else None
        person = core is not None and core["person"] is not None
        return _Label(start, end, match["unknown"], role, person=person, foreign=core is None)
    word = match["word"] or match["bare_word"] or match["tail_word"]
    someone = match["person"] or match["bare_person"]
    return _Label(
        start,
        end,
        word,
        ROLE_OF_LABEL[word],
        ROLE_OF_LABEL[match["second"]] if match["second"] else None,
        person=someone is not None,
        colon=(match["colon"] or match["bare_colon"] or match["tail_colon"] or someone) is not None,
        noun=(match["noun"] or match["bare_noun"] or match["tail_colon"] or someone) is not None,
    )


def read_statement(reading: Reading, start: int, end: int, *, default: Role | None = None) -> None:
    """Cut a statement at its labels; what stands before the first label is read by its verbs."""
    text = reading.text
    labels = _labels(text, start, end)
    first_label = labels[0].start if labels else end
    if first_label > start:
        read_verbs(reading, start, first_label, default=default)
    roles = [label.start for label in labels if label.role is not None]
    for index, label in enumerate(labels):
        stop = labels[index + 1].start if index + 1 < len(labels) else end
        if label.role is not None:
            _read_field(reading, label, label.role, stop, is_last=label.start == roles[-1])
        elif label.foreign and has_verbs(text[label.end : stop]):
            read_verbs(reading, label.end, stop, default=None)  # (市分工方案:甲局负责)


def _inside_bracket(text: str, start: int, at: int) -> bool:
    piece = text[start:at]
    return piece.count("(") + piece.count("[") > piece.count(")") + piece.count("]")


def _read_field(reading: Reading, label: _Label, role: Role, end: int, *, is_last: bool) -> None:
    text = reading.text
    start = label.end
    if not label.colon:
        if text[start : start + 1] in (";", ","):  # 责任单位;甲局: a slip of the key
            start += 1
        head = _PART_OR_NAME.split(text[start:end], maxsplit=1)[0]
        if not looks_like_organisation(head) or verb_phrase(head):
            return
        reading.repairs.append("missing-colon")
    if not label.noun and label.word in ODD_LABELS:
        reading.repairs.append("odd-label")
    if text[start : start + 1] == ":":
        start += 1
    end = _end_of_names(text, start, end)
    if _NO_NAMES.search(text, start, end):
        return
    before = len(reading.mentions)
    if label.person:
        read_persons(reading, start, end, role)
    elif has_verbs(text[start:end]):
        read_verbs(reading, start, end, default=role)
    elif label.second:
        _read_shared(reading, start, end, role, label.second)
    elif role is Role.LEAD and is_last:
        _read_lead_list(reading, start, end)
    else:
        reading.add(start, end, role)
    if len(reading.mentions) > before:
        reading.kinds.add("label")
        reading.firm = True


def read_persons(reading: Reading, start: int, end: int, role: Role) -> None:
    """Read 牵头市领导:张三、李四; an office (分管农业的副县长) is no name, a unit among persons is one."""
    for first, last in cut_list(reading.text, start, end, "、,;"):
        piece = _TRAILING_BRACKET.sub("", reading.text[first:last])
        name = _person(piece)
        if name:
            at = first + piece.index(name)
            reading.add(at, at + len(name), role, person=True)
        elif _OFFICE_END.search(piece) is None and FIRM_END.search(piece):
            reading.add(first, last, role)


def _person(piece: str) -> str:
    """Return the personal name in `piece`, empty where it holds an office only.

    >>> _person("常务副市长张三"), _person("赵六副县长"), _person("李四"), _person("市委常委")
    ('张三', '赵六', '李四', '')
    """
    behind = _NAME_BEHIND.search(piece)
    if behind is not None and is_person(behind.group()) and not _OFFICE_END.search(piece):
        return behind.group()
    before = split_person(piece)
    if before is not None and not _OFFICE_END.search(before[0].removesuffix("副")):
        return before[0].removesuffix("副")
    return piece if is_name_shaped(piece) and not _OFFICE_END.search(piece) else ""


def _end_of_names(text: str, start: int, end: int) -> int:
    """Return where the names of a field end: 甲局、乙局「,2023年6月底前完成」, 甲局「;审定后报领导小组」."""
    remark = _REMARK.search(text, start, end)
    if remark is not None and (before := text.rfind(";", start, remark.start())) > start:
        end = before
    while end > start and text[end - 1] in ",;。、.":
        end -= 1
    parts = cut_list(text, start, end, ",;")
    while len(parts) > 1 and is_time(text[slice(*parts[-1])]):
        parts.pop()
    return parts[-1][1] if parts else end


def _read_bare(reading: Reading, start: int, end: int, role: Role) -> None:
    """Read a list that is a clause by declaration only; every name must look like one."""
    names = split_names(reading.text, start, end).names
    if names and all(looks_like_organisation(reading.text[n.start : n.end]) for n in names):
        reading.add(start, end, role)
        reading.kinds.add("bare")


def _read_timed(reading: Reading, start: int, end: int) -> None:
    """Read (甲局、乙局,2024年12月底前): units and by when, nothing else."""
    text = reading.text
    other = next((label.start for label in _labels(text, start, end) if label.role is None), end)
    parts = cut_list(text, start, other, ",;")
    lists = [part for part in parts if not is_time(text[slice(*part)])]
    due = [part for part in parts if part not in lists and _DUE.search(text, *part)]
    if not lists or (other == end and not due):
        return
    names = [name for part in lists for name in split_names(text, *part).names]
    if names and all(FIRM_END.search(text, name.start, name.end) for name in names):
        for part in lists:
            reading.add(*part, Role.RESPONSIBLE)
        reading.kinds.add("timed")
        reading.repairs.append("units-without-label")


def _read_lead_list(reading: Reading, start: int, end: int) -> None:
    """Read 牵头单位:甲局,乙局、丙局 : a second list that lost its label is responsible."""
    parts = cut_list(reading.text, start, end, ",;")
    for index, (first, last) in enumerate(parts):
        reading.add(first, last, Role.LEAD if index == 0 else Role.RESPONSIBLE)
    if len(parts) > 1:
        reading.repairs.append("missing-label")


def _read_shared(reading: Reading, start: int, end: int, first: Role, second: Role) -> None:
    """Read 牵头及配合单位:甲局、乙局 : the first list, or the first name, has the first role."""
    parts = cut_list(reading.text, start, end, ",;")
    if len(parts) > 1:
        for index, part in enumerate(parts):
            reading.add(*part, first if index == 0 else second)
        return
    known = len(reading.mentions)
    reading.add(start, end, second)
    if len(reading.mentions) > known:
        reading.mentions[known] = replace(reading.mentions[known], role=first)
