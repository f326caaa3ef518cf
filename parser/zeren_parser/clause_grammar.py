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
from dataclasses import dataclass, field, replace
from typing import Final

from zeren_parser.clause_forms import Mention, ReadClause
from zeren_parser.model import Role
from zeren_parser.names import cut_list, looks_like_organisation, split_names
from zeren_parser.person_names import is_name_shaped
from zeren_parser.view import View
from zeren_parser.vocabulary import (
    COMMA_LEADS,
    DECLARATION,
    FIRST_LEADS,
    INNER_VERB,
    LABEL,
    LABEL_CORE,
    ODD_LABELS,
    ROLE_MARK,
    ROLE_OF_LABEL,
    TIME_LEAD,
    TIME_PART,
    VERB_TAIL,
    role_of_phrase,
)

_STATEMENT: Final = re.compile(r"[^。]+")
_WITH: Final = re.compile(r"会同|联合(?=[省市县区州各])")
_PROSE: Final = re.compile(
    r"(?<=.)由|应当|不得|可以|必须|是否|以及其|如有|对于|为了|的(?!单位|部门)"
)
# 责任单位:甲局、乙局「等部门配合」: the label decides, the others support
_OTHERS_SUPPORT: Final = re.compile(r"等[^,;、等]{0,12}(?:部门|单位)配合$")
_PART_CUT: Final = re.compile(r"[,;]")
_PART_OR_NAME: Final = re.compile(r"[、,;]")
# 省教育、财政、人力资源和社会保障「等部门」: names that are only whole with a shared ending
_OF_DEPARTMENTS: Final = re.compile(r"等[^、,;等]{0,8}(?:部门|单位)$")
# (主办单位:由部委举办的赛事除外): words behind a label that name nobody
_NO_NAMES: Final = re.compile(r"[^)\]]除外[。;]?$|^由[^,;。]*的[^,;。]*$")
_SPACES: Final = re.compile(r"\S[ \u3000\t\xa0]+\S")
_LONGEST_LIST: Final = 600
_DECLARING: Final = (DECLARATION, FIRST_LEADS, COMMA_LEADS)


@dataclass(slots=True)
class Reading:
    """What one clause has yielded so far (条款初读).

    `kinds` are the ways it was read (label, verb, joint, declaration); `firm` tells that its words
    can only be those of a clause.
    """

    text: str
    mentions: list[Mention] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    open_ended: bool = False
    firm: bool = False

    def add(self, start: int, end: int, role: Role, *, person: bool = False) -> int:
        """Read the list of names ``text[start:end]`` in `role`; return how many there were."""
        found = split_names(self.text, start, end)
        self.open_ended = self.open_ended or found.open_ended
        self.repairs.extend(found.repairs)
        for name in found.names:
            self._add_name(Mention(name.start, name.end, role, name.group, person))
        return len(found.names)

    def _add_name(self, mention: Mention) -> None:
        """Keep one name, without the bracket behind it that gives it a role: 甲局(牵头)."""
        if self.text[mention.end - 1] in ")]":
            mark = ROLE_MARK.search(self.text, mention.start + 2, mention.end)
            if mark is not None:
                word = mark["word"]
                role = ROLE_OF_LABEL[word] if word else mention.role
                mention = replace(mention, end=mark.start(), role=role)
        self.mentions.append(mention)

    @property
    def labelled(self) -> bool:
        """Tell whether a label gave any role."""
        return "label" in self.kinds

    @property
    def form(self) -> str:
        """Return the name of the form, one of `FORMS`."""
        if "declaration" in self.kinds:
            return "declaring"
        if "joint" in self.kinds:
            return "joint"
        if self.kinds >= {"label", "verb"}:
            return "labelled-verb"
        return "labelled" if self.labelled else "verb"


def finish(view: View, reading: Reading, start: int, end: int, form: str = "") -> ReadClause:
    """Return the clause that `reading` found in ``view.text[start:end]``."""
    span = view.span(start, end)
    if _has_stray_space(view, reading, span.start, span.end):
        reading.repairs.append("stray-space")
    following = view.text[end : end + 1]
    if following == "。" and view.text[start] in "([" and view.text[start - 1] in "。;":
        reading.repairs.append("stop-behind-bracket")
    return ReadClause(
        start,
        end,
        form or reading.form,
        tuple(dict.fromkeys(reading.repairs)),
        tuple(reading.mentions),
        reading.open_ended,
        reading.labelled,
    )


def _has_stray_space(view: View, reading: Reading, start: int, end: int) -> bool:
    """Tell whether a name or label was printed with spaces inside (not line breaks)."""
    printed = view.canonical[start:end]
    if not any(c in printed for c in "  \u3000\t"):
        return False
    return any(
        _SPACES.search(view.span(m.start, m.end).of(view.canonical)) for m in reading.mentions
    )


def read_content(text: str, start: int, end: int, *, bare: Role | None = None) -> Reading | None:
    """Return what ``text[start:end]`` says, or None where it is no clause.

    `bare` is the role of lists without label and verb, where a declaration says that they are clauses.
    """
    reading = Reading(text)
    for statement in _STATEMENT.finditer(text, start, end):
        last = _before_declaration(text, *statement.span())
        if last < statement.end():
            reading.kinds.add("declaration")
        if last > statement.start():
            read_statement(reading, statement.start(), last)
            if not reading.mentions and bare is not None:
                _read_bare(reading, statement.start(), last, bare)
    return reading if reading.mentions else None


def _before_declaration(text: str, start: int, end: int) -> int:
    """Return where the statement says no more who, but how to read: 甲局负责「,下同」."""
    if "下同" not in text[start:end] and not any(w.search(text[start:end]) for w in _DECLARING):
        return end
    for first, last in cut_list(text, start, end, ",;"):
        piece = text[first:last]
        told = next((m for w in _DECLARING if (m := w.search(piece))), None)
        if told is None:
            continue
        bracket = text.rfind("(", first, first + told.start())
        if bracket > first and _inside_bracket(text, first, first + told.start()):
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
    return [
        _label(match)
        for match in LABEL.finditer(text, start, end)
        if not _inside_bracket(text, start, match.start())
    ]


def _label(match: re.Match[str]) -> _Label:
    start, end = match.span()
    if match["other"] or match["bare_other"]:
        return _Label(start, end, match["other"] or match["bare_other"], None)
    if match["unknown"]:
        core = LABEL_CORE.search(match["unknown"])  # 整改「责任单位」
        role = ROLE_OF_LABEL[core["word"]] if core else None
        person = core is not None and core["person"] is not None
        return _Label(start, end, match["unknown"], role, person=person, foreign=core is None)
    word = match["word"] or match["bare_word"]
    someone = match["person"] or match["bare_person"]
    return _Label(
        start,
        end,
        word,
        ROLE_OF_LABEL[word],
        ROLE_OF_LABEL[match["second"]] if match["second"] else None,
        person=someone is not None,
        colon=(match["colon"] or match["bare_colon"] or someone) is not None,
        noun=(match["noun"] or match["bare_noun"] or someone) is not None,
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
        if not looks_like_organisation(head) or VERB_TAIL.search(head):
            return
        reading.repairs.append("missing-colon")
    if not label.noun and label.word in ODD_LABELS:
        reading.repairs.append("odd-label")
    if text[start : start + 1] == ":":
        start += 1
    end = _without_time(text, start, end)
    if _NO_NAMES.search(text, start, end):
        return
    before = len(reading.mentions)
    if label.person:
        _read_persons(reading, start, end, role)
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


def _read_persons(reading: Reading, start: int, end: int, role: Role) -> None:
    """Read 牵头市领导:张三、李四; an office (分管农业的副县长) is no name."""
    for first, last in cut_list(reading.text, start, end, "、,;"):
        if is_name_shaped(reading.text[first:last]):
            reading.add(first, last, role, person=True)


def _without_time(text: str, start: int, end: int) -> int:
    """Return where the names of a field end: 甲局、乙局「,2023年6月底前完成」."""
    while end > start and text[end - 1] in ",;。、.":
        end -= 1
    parts = cut_list(text, start, end, ",;")
    while len(parts) > 1 and _is_time(text[slice(*parts[-1])]):
        parts.pop()
    return parts[-1][1] if parts else end


def _is_time(piece: str) -> bool:
    """Tell whether a part speaks of time and names nobody: 8月底前完成, 长期坚持."""
    lead = TIME_LEAD.match(piece)
    if lead is None:
        return TIME_PART.search(piece) is not None
    rest = piece[lead.end() :]
    tail = VERB_TAIL.search(rest)
    head = rest[: tail.start()] if tail else rest
    return not looks_like_organisation(head)


def _read_bare(reading: Reading, start: int, end: int, role: Role) -> None:
    """Read a list that is a clause by declaration only; every name must look like one."""
    names = split_names(reading.text, start, end).names
    if names and all(looks_like_organisation(reading.text[n.start : n.end]) for n in names):
        reading.add(start, end, role)
        reading.kinds.add("bare")


def has_verbs(body: str) -> bool:
    """Tell whether a list of names is followed by a verb phrase anywhere in `body`."""
    if _OTHERS_SUPPORT.search(body):
        return False
    return any(VERB_TAIL.search(part) for part in _PART_CUT.split(body))


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


def read_verbs(reading: Reading, start: int, end: int, *, default: Role | None) -> None:
    """Read 甲局牵头,乙局、丙局配合 : each verb phrase gives its role to the names before it.

    `default` is the role that a label gave; without it the lists must look like names.
    """
    text = reading.text
    waiting: list[tuple[int, int]] = []
    last_role: Role | None = None
    for first, last in _verb_parts(text, start, end):
        piece = text[first:last]
        if _is_time(piece):
            continue
        lead = TIME_LEAD.match(piece)
        if lead is not None:
            first += lead.end()
            piece = text[first:last]
        tail = VERB_TAIL.search(piece)
        if tail is None:
            waiting.append((first, last))
            continue
        role = role_of_phrase(tail.group())
        if default is Role.LEAD and role is Role.RESPONSIBLE:
            role = Role.LEAD  # 牵头单位:甲局、乙局按职能负责: the label says more than the verb
        lists = [*waiting, (first, first + tail.start())]
        if default is None and not plausible(text, lists):
            waiting = []
            continue
        if not any(last_ > first_ for first_, last_ in lists) and last_role is None:
            continue
        for index, (first_, last_) in enumerate(lists):
            before = index < len(waiting) and _role_before(role, last_role, default, index)
            _read_actors(reading, first_, last_, before or role)
        reading.kinds.add("verb")
        reading.firm = reading.firm or "职责" in tail.group() or role is Role.LEAD
        waiting, last_role = [], role
    _read_waiting(reading, waiting, last_role, default)


def _role_before(
    role: Role, last_role: Role | None, default: Role | None, index: int
) -> Role | None:
    """Return the role of a list that a later verb does not reach, or None where it does.

    责任单位:甲局、乙局,丙局配合 and 甲局,乙局、丙局配合 : the verb is that of 丙局 only; the label, or
    being named first, makes the others responsible.
    """
    if last_role is not None or role not in (Role.SUPPORT, Role.SUPERVISE):
        return None
    if default is not None:
        return default
    return Role.RESPONSIBLE if index == 0 else None


def _read_waiting(
    reading: Reading, waiting: list[tuple[int, int]], last_role: Role | None, default: Role | None
) -> None:
    """Read lists that no verb follows: 甲局牵头,乙局、丙局 makes them responsible."""
    after = Role.RESPONSIBLE if last_role in (Role.LEAD, None) else last_role
    role = default if default is not None and last_role is None else after
    for first, last in waiting:
        if default is None and not plausible(reading.text, [(first, last)]):
            continue
        if _WITH.search(reading.text, first, last):
            _read_actors(reading, first, last, role)
        elif last_role is not None or default is not None:
            reading.add(first, last, role)


def plausible(text: str, lists: list[tuple[int, int]]) -> bool:
    """Tell whether unlabelled lists name organisations: every first name must look like one."""
    for first, last in lists:
        piece = text[first:last]
        if not piece:
            continue
        if _PROSE.search(piece) or len(piece) > _LONGEST_LIST:
            return False
        names = split_names(text, first, last).names
        if names and _OF_DEPARTMENTS.search(piece):
            continue
        if not names or not looks_like_organisation(text[names[0].start : names[0].end]):
            return False
    return True


def _read_actors(reading: Reading, start: int, end: int, role: Role) -> None:
    """Read names, with 会同 inside: 甲局会同乙局 gives 乙局 support."""
    if end <= start:
        return
    both = _WITH.search(reading.text, start, end)
    if both is None or start < both.start() < start + 2:
        reading.add(start, end, role)
        return
    head_end = both.start()
    tail = VERB_TAIL.search(reading.text[start:head_end])
    if tail:
        head_end = start + tail.start()
        role = role_of_phrase(tail.group())
    if head_end > start:
        reading.add(start, head_end, role)
    reading.add(both.end(), end, Role.SUPPORT)
    reading.kinds.add("joint")


def _verb_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut at commas, and behind a verb that no comma follows: 甲局牵头|乙局配合."""
    pieces: list[tuple[int, int]] = []
    for first, last in cut_list(text, start, end, ",;"):
        cut = first
        for verb in INNER_VERB.finditer(text, first, last):
            rest = text[verb.end() : last]
            if (
                verb.end() < last
                and not VERB_TAIL.fullmatch(verb.group() + rest)
                and "会同" not in rest[:6]
            ):
                pieces.append((cut, verb.end()))
                cut = verb.end()
        pieces.append((cut, last))
    return pieces
