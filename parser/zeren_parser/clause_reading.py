"""What a clause has yielded while it is read, and the finished clause.

The grammar fills a `Reading`; `finish` turns it into the clause that the rest of the parser sees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from zeren_parser.clause_forms import Mention, ReadClause
from zeren_parser.model import Role
from zeren_parser.names import split_list
from zeren_parser.view import View
from zeren_parser.vocabulary import ROLE_MARK, ROLE_OF_LABEL

_SPACES: Final = re.compile(r"\S[ \u3000\t\xa0]+\S")


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
        found = split_list(self.text[start:end])
        self.open_ended = self.open_ended or found.open_ended
        self.repairs.extend(found.repairs)
        for name in found.names:
            self._add_name(Mention(start + name.start, start + name.end, role, name.group, person))
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
        if "timed" in self.kinds:
            return "bare"
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
    if not any(c in printed for c in "\xa0 \u3000\t"):
        return False
    return any(
        view.offsets[m.end - 1] - view.offsets[m.start] >= m.end - m.start
        and _SPACES.search(view.canonical, view.offsets[m.start], view.offsets[m.end - 1] + 1)
        for m in reading.mentions
    )
