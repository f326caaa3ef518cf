"""Words that point at something said before in, what they point at out: 李某那个单位, 甲局牵头的那项."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from zeren_service.questions.normal import bare, normal
from zeren_service.questions.refusals import several_tasks
from zeren_service.questions.select import select_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.records import DepartmentRow
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.lattice import Token
    from zeren_service.questions.query import Query

_UNIT: Final = re.compile(r"(?:单位|部门|局)$")
_ONE: Final = re.compile(r"[这那此]一?[项件条桩样]")
_SOME: Final = re.compile(r"[这那此](?:些|几[个项件条])(?:任务|工作|事项|事情|事儿?)?")


def in_their_units(tokens: list[Token], corpus: Corpus) -> list[Token]:
    """Read 李某那个单位 as the one unit that the plans say the person is of.

    Where the plans name none, or several, the words stay as they are, and are refused.
    """
    found: list[Token] = []
    for token in tokens:
        person = found[-1] if found else None
        if token.kind == "pronoun" and _UNIT.search(token.text) and person is not None:
            rows = _units(person.text, corpus) if person.kind == "person" else []
            if len(rows) == 1:
                said = person.text + token.text
                found[-1] = replace(
                    person, kind="department", text=said, end=token.end, departments=tuple(rows)
                )
                continue
        found.append(token)
    return found


def _units(person: str, corpus: Corpus) -> list[DepartmentRow]:
    posts = [post for row in corpus.people if normal(row.person) == person for post in row.posts]
    names = {bare(post.organisation) for post in posts if post.organisation}
    keys = {key for name in names for key in corpus.lexicon.spellings.get(name, ())}
    return [corpus.lexicon.rows[key] for key in sorted(keys)]


def points_back(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the token is the 那项 or 那些任务 of 甲局牵头的那项, which says no more."""
    some = _SOME.fullmatch(tokens[index].text) is not None and _behind_role(tokens, index)
    return some or points_at_one(tokens, index)


def points_at_one(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the token is the 那项 of 甲局牵头的那项."""
    return _ONE.fullmatch(tokens[index].text) is not None and _behind_role(tokens, index)


def _behind_role(tokens: Sequence[Token], index: int) -> bool:
    before = [t.kind for t in tokens[:index] if t.kind not in {"fill", "link"}]
    return before[-1:] in (["role"], ["post"]) and "department" in before


def check_one(tokens: Sequence[Token], query: Query, corpus: Corpus) -> None:
    """Refuse 甲局牵头的那项, where there are several of them."""
    pointed = [i for i, t in enumerate(tokens) if t.kind == "pronoun" and points_at_one(tokens, i)]
    if not pointed:
        return
    tasks = select_tasks(query, corpus).tasks
    if len(tasks) > 1:
        raise several_tasks(tokens[pointed[0]].text, (task.title for task in tasks))
