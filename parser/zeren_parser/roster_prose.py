"""Sentences in, the members they name out: ``由市长张三任组长,副市长李四、王五任副组长``.

Only persons are taken: 由分管副市长任组长 names nobody. The sentence must speak of a group.
"""

from __future__ import annotations

import re
from typing import Final

from zeren_parser.model import Member
from zeren_parser.person_names import is_person
from zeren_parser.posts import is_post, read_posts
from zeren_parser.view import View

_HOLDS: Final = re.compile(
    r"""
    [担兼]? 任
    (?: [^,;。:()《》\n]{0,20}? (?: 小组 | 指挥部 | 专班 | 委员会 ) )?
    (?P<role> (?: 第一 | 常务 | 执行 | 总 )? 副? (?: 组长 | 指挥长 | 总指挥 | 召集人 ) )
    (?= [,;。、\n] | $ )
    """,
    re.VERBOSE,
)
_WHO: Final = re.compile(r"[^,;。:()《》\n]{2,40}$")
_GROUP: Final = re.compile(r"领导小组|工作小组|工作组|协调小组|指挥部|专班|联席会议|委员会")
_REACH: Final = 80  # characters in front of the first person in which the group must be named
_LONGEST: Final = 40
_COMRADE: Final = re.compile(r"同志$")
_PIECE: Final = re.compile(r"[^、和]+")


def find_prose_members(view: View) -> tuple[Member, ...]:
    """Return the members that the running text names with their role in a group, in text order.

    >>> from zeren_parser.view import build_view
    >>> text = "成立治水工作领导小组，由市长张三任组长，副市长李四、王五任副组长，分管副市长任召集人。"
    >>> [(m.role, m.person, m.posts[0].title) for m in find_prose_members(build_view(text, [(0, len(text))]))]
    [('组长', '张三', '市长'), ('副组长', '李四', '副市长'), ('副组长', '王五', '副市长')]
    """
    members: list[Member] = []
    for match in _HOLDS.finditer(view.text):
        who = _WHO.search(view.text, max(0, match.start() - _LONGEST), match.start())
        if who is None:
            continue
        near = view.text[max(0, who.start() - _REACH) : match.end()]
        if members or _GROUP.search(near):
            members.extend(_members(view, who, match["role"]))
    return tuple(members)


def _members(view: View, who: re.Match[str], role: str) -> list[Member]:
    """Return the persons of one 任; a person without a post shares the one in front."""
    found: list[Member] = []
    shared = ""
    first = who.start() + who[0].startswith("由")
    for piece in _PIECE.finditer(view.text, first, who.end()):
        word = _COMRADE.sub("", piece.group())
        cut = next((n for n in (3, 2) if _ends_with_person(word, n)), 0)
        if not cut:
            continue
        shared = word[:-cut] or shared
        posts, note = read_posts(shared) if shared else ((), None)
        span = view.span(piece.start(), piece.end())
        found.append(Member(role, word[-cut:], posts, note, span))
    return found


def _ends_with_person(word: str, length: int) -> bool:
    person, post = word[-length:], word[:-length]
    return is_person(person) and not is_post(person) and (not post or is_post(post))
