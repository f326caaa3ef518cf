"""Plan in, its leading group out: who is 组长, 副组长, 成员, and where the office of the group is.

The columns of a list are held apart by white space, which the view drops; so the lines are read
from the canonical text, and the view only serves to find what stands in running text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zeren_parser.model import Roster, Span
from zeren_parser.person_names import is_person
from zeren_parser.roster_lines import Listing, read_members, starts_list
from zeren_parser.roster_prose import find_prose_members
from zeren_parser.view import View, fold

_GROUP: Final = (
    "领导小组|协调小组|工作小组|推进小组|专项小组|工作组|专项组|领导组|工作专班|专班|指挥部|委员会"
    "|联席会议|推进组|协调组|督导组|小组"
)
_LEADER: Final = re.compile(r"组\s*长|召\s*集\s*人|指\s*挥|主\s*任")
_BEFORE_LABEL: Final = re.compile(
    r"(?P<margin>[\s|\-*•·\d.、]*)(?:(?:第\s*一|常\s*务|执\s*行|总|副)\s*)*"
)
_HEADING: Final = re.compile(
    rf"""
    (?: 附件\d* [:.]? | [一二三四五六七八九十]+、 | \([一二三四五六七八九十]+\) | \d+[.、] )?
    (?: 成立 | 组建 | 设立 | 建立 | 调整 )? (?P<name> [^,。;:!?《》]* (?: {_GROUP} ) )
    (?: 及其? | 和 )? (?: 办公室 )? (?: 组成 )? (?: 成员 | 人员 | 组成 )? (?: 名单 )? (?: 如下 )? :?
    """,
    re.VERBOSE,
)
_HEADER_ROW: Final = re.compile(
    r"(?:序号|组内职务|职务|姓名|单位及职务|工作单位|单位|备注|及|[\s|、])+"
)
_PLACE: Final = re.compile(r"[省市县区州盟旗镇乡全]|[^,。]{1,12}?[省市县区州盟旗镇乡]")
_WHOLE_NAME: Final = re.compile(r"[\u4e00-\u9fff]{2,20}")
_FOUNDED: Final = re.compile(
    rf"""
    (?: 成立 | 组建 | 设立 | 调整 | 附件\d*[:.]? ) (?: 了 )?
    (?P<name> [^,。;:()《》]{{2,45}}? (?: {_GROUP} ) )
    """,
    re.VERBOSE,
)
_OFFICE: Final = re.compile(
    r"""
    办公室 (?: \( [^()\n]{1,30} \) )? (?: 设立?[在于] | 挂靠在? )
    (?P<at> [^,。;:()\n]{1,30} (?: \n [^,。;:()\n]{1,15} (?= [,。;(] ) )? )   # a line may break it
    """,
    re.VERBOSE,
)
_HEAD: Final = re.compile(
    r"""
    [^。\n]{0,40}? [,;。]
    (?: (?: 领导小组 )? (?: 办公室 )? 主任 由 | 并? 由 )?
    (?P<head> [^,。;:、()\n]{2,24}? )
    (?: 兼任 | 担任 | 兼 | 任 ) (?: [^,。;\n]{0,20} 主任 | (?= [,。;\n] ) )
    """,
    re.VERBOSE,
)


_OFFICE_HEAD: Final = re.compile(
    r"办公室 主任 由 (?P<head> [^,。;:、()\n]{2,24}? ) (?: 兼任 | 担任 | 兼 | 任 ) (?= [,。;\n] | $ )",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of a group and where its heading stands, if above the list."""

    text: str
    start: int | None


def find_roster(view: View) -> Roster | None:
    """Return the leading group that the plan lists by name; None if it names nobody.

    A plan that only tells which units form the group has no roster.
    """
    canonical = view.canonical
    tried = -1
    stopped = 0  # what was once read in vain is not read again
    for leader in _LEADER.finditer(canonical):
        line = max(
            canonical.rfind("\n", 0, leader.start()), canonical.rfind("\f", 0, leader.start())
        )
        line += 1
        if line == tried or line < stopped:
            continue
        tried = line
        before = _BEFORE_LABEL.match(canonical, line)
        if before is None or before.end() < leader.start():
            continue
        start = line + len(before["margin"])
        if not starts_list(canonical, start):
            continue
        listing = read_members(canonical, start)
        stopped = listing.stop
        name = _find_name(view, line) if listing.members else None
        if listing.members and (name is not None or len(listing.members) > 1):
            return _assemble(view, name, listing, start)
    return _in_prose(view)


def _in_prose(view: View) -> Roster | None:
    """Return the group whose members a sentence names: 由市长张三任组长."""
    members = find_prose_members(view)
    if not members:
        return None
    first, last = members[0].span, members[-1].span
    name = _founded(view.text, view.at(first.start))
    return _assemble(
        view, _Name(name, None) if name else None, Listing(members, last.end), first.start
    )


def _assemble(view: View, name: _Name | None, listing: Listing, label: int) -> Roster:
    first = listing.members[0].span.start
    end = listing.members[-1].span.end
    at: str | None = None
    head: str | None = None
    office = _find_office(view, view.at(first))
    if office is not None:
        at = "".join(office["at"].split())
        found = _HEAD.match(view.text, office.end())
        if found is not None:
            head = _head_name("".join(found["head"].split()))
        stop = found.end() if found is not None else office.end()
        if end <= view.offsets[office.start()] <= end + 300:
            end = view.offsets[stop - 1] + 1
    if head is None and office is None:
        told = _OFFICE_HEAD.search(view.text, view.at(first))
        head = _head_name("".join(told["head"].split())) if told else None
    heads = [member.person for member in listing.members if member.role == "办公室主任"]
    start = name.start if name is not None and name.start is not None else label
    return Roster(
        name=name.text if name is not None else "",
        office_at=at,
        office_head=head or (heads[0] if heads else None),
        members=listing.members,
        span=Span(start, end),
    )


def _find_office(view: View, behind: int) -> re.Match[str] | None:
    """Return where the office is told: first below the list, else last above it."""
    below = _OFFICE.search(view.text, behind)
    if below is not None:
        return below
    above = list(_OFFICE.finditer(view.text, 0, behind))
    return above[-1] if above else None


def _head_name(printed: str) -> str | None:
    """Return the person, or who is meant as printed (市商务局主要负责同志)."""
    person = printed.removesuffix("同志")
    if is_person(person):
        return person
    return printed if printed.endswith(("同志", "负责人", "领导", "主任", "局长", "处长")) else None


def _find_name(view: View, line: int) -> _Name | None:
    """Return the name of the group from the heading above the line, else from the running text."""
    above = _lines_above(view.canonical, line)
    while above and _HEADER_ROW.fullmatch(above[0][1]):
        above.pop(0)
    generic: _Name | None = None
    if above:
        heading = _HEADING.fullmatch(above[0][1])
        if heading is not None:
            text = heading["name"]
            start = above[0][0]
            joins = not _PLACE.match(text) and len(above) > 1
            if joins and _WHOLE_NAME.fullmatch(above[1][1]) and above[1][1] != "附件":
                text, start = above[1][1] + text, above[1][0]
            if len(text) > 6:
                return _Name(_printed(view, text, start), start)
            generic = _Name(text, start)
    founded = _founded(view.text, view.at(line))
    return _Name(founded, None) if founded is not None else generic


def _printed(view: View, text: str, start: int) -> str:
    """Return `text` as the canonical text spells it from `start` on (its brackets may be wide)."""
    spelled = "".join(view.canonical[start : start + 3 * len(text) + 60].split())
    at = fold(spelled).find(text)
    return spelled[at : at + len(text)] if at >= 0 else text


def _founded(text: str, before: int) -> str | None:
    names = []
    for match in _FOUNDED.finditer(text, 0, before):
        name = "".join(match["name"].split())
        name = name.rpartition("的")[2] or name  # 成立由市长任组长的…领导小组
        if len(name) > 4 and not name.startswith(("由", "以", "的")):
            names.append(name)
    return names[-1] if names else None


def _lines_above(canonical: str, line: int) -> list[tuple[int, str]]:
    """Return up to four inked lines above `line`, nearest first, without white space, folded."""
    lines: list[tuple[int, str]] = []
    end = line - 1
    while end > 0 and len(lines) < 4 and line - end < 600:
        start = max(canonical.rfind("\n", 0, end), canonical.rfind("\f", 0, end)) + 1
        raw = canonical[start:end]
        ink = "".join(fold(raw).split())
        if ink:
            lines.append((start + len(raw) - len(raw.lstrip()), ink))
        end = start - 1
    return lines
