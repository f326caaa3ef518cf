"""Declarations that change how clauses are read: 排在第一位的为牵头单位,下同; 带*的为牵头单位.

They speak of clauses in which nobody is said to lead. One that stands in a clause holds from there
on; one that stands apart (a note above or below the tasks) holds for the whole plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from zeren_parser.clause_forms import ReadClause
from zeren_parser.model import Role
from zeren_parser.view import is_inside
from zeren_parser.vocabulary import COMMA_LEADS, FIRST_LEADS, MARK_LEADS

# (pattern, what tells who leads, words without which the pattern cannot match)
_KINDS: Final = (
    (FIRST_LEADS, "", ("第一", "首", "最前")),
    (COMMA_LEADS, ",", ("逗号", "分号")),
    (MARK_LEADS, "*", ("*", "★", "☆", "△", "▲")),
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration (读法声明): view positions, and what tells who leads.

    `sign` is empty where the first-named leads, ``,`` where those before the comma lead, else the
    mark that the names of those who lead bear.
    """

    start: int
    end: int
    sign: str


def find_declarations(
    text: str, start: int, end: int, tables: Sequence[tuple[int, int]] = ()
) -> tuple[Declaration, ...]:
    """Return the first declaration of each kind in ``text[start:end]`` outside of `tables`.

    What the head of a table declares holds for that table only.

    >>> text = "(甲局、乙局负责,排在第一位的为牵头单位,下同)"
    >>> [text[d.start:d.end] for d in find_declarations(text, 0, len(text))]
    ['排在第一位的为牵头']
    """
    found: list[Declaration] = []
    if text.find("牵头", start, end) < 0 and not any(word in text for word in ("主办", "主责")):
        return ()
    for pattern, sign, signs in _KINDS:
        there = any(text.find(word, start, end) >= 0 for word in signs)
        matches = pattern.finditer(text, start, end) if there else iter(())
        outside = (m for m in matches if not is_inside(tables, m.start()))
        match = next(outside, None)
        if match is not None:
            found.append(Declaration(*match.span(), match.groupdict().get("mark") or sign))
    return tuple(sorted(found, key=lambda declaration: declaration.start))


def apply_declarations(
    text: str, declarations: tuple[Declaration, ...], clauses: list[ReadClause]
) -> list[ReadClause]:
    """Return `clauses` with those who lead by declaration."""
    for declaration in declarations:
        own = next((c for c in clauses if c.start <= declaration.start < c.end), None)
        clauses = [
            _with_leads(text, declaration, clause)
            if _holds_for(declaration, own, clause)
            else clause
            for clause in clauses
        ]
    return clauses


def _holds_for(declaration: Declaration, own: ReadClause | None, clause: ReadClause) -> bool:
    """Tell whether the declaration, printed in the clause `own` or apart, speaks of `clause`."""
    if clause.form == "table":
        return False
    if any(mention.role is Role.LEAD for mention in clause.mentions):
        return False
    if own is None:
        return True
    if clause.end <= declaration.start:
        return False
    return clause is own or own.labelled or not clause.labelled


def _with_leads(text: str, declaration: Declaration, clause: ReadClause) -> ReadClause:
    """Make those lead whom the declaration means, where they are said to be responsible."""
    leading = _meant(text, declaration.sign, clause)
    mentions = tuple(
        replace(mention, role=Role.LEAD)
        if index in leading and mention.role is Role.RESPONSIBLE
        else mention
        for index, mention in enumerate(clause.mentions)
    )
    return replace(clause, mentions=mentions)


def _meant(text: str, sign: str, clause: ReadClause) -> set[int]:
    """Return the indices of the mentions that lead."""
    if not sign:
        return {0}
    if sign != ",":
        return {
            index
            for index, mention in enumerate(clause.mentions)
            if sign in (text[mention.start - 1], text[mention.end : mention.end + 1])
        }
    first = clause.mentions[0].end
    places = [at for at in (text.find(c, first, clause.end) for c in ",;") if at >= 0]
    before = {i for i, m in enumerate(clause.mentions) if places and m.end <= min(places)}
    return before if len(before) < len(clause.mentions) else set()
