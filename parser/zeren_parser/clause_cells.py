"""Cells of a table in, clauses out: a column of departments gives its role to the names in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from zeren_parser.clause_forms import ReadClause
from zeren_parser.clause_grammar import read_persons, read_statement
from zeren_parser.clause_reading import Reading, finish
from zeren_parser.clause_verbs import has_verbs, read_verbs
from zeren_parser.model import Role
from zeren_parser.view import View
from zeren_parser.vocabulary import LABEL

_STATEMENT: Final = re.compile(r"[^。]+")


@dataclass(frozen=True, slots=True)
class CellOfNames:
    """A cell that names departments (单位单元格): its lists, and what the head of its column says."""

    role: Role
    person: bool
    stretches: tuple[tuple[int, int], ...]


def read_cell(
    view: View, cell: CellOfNames, start: int, end: int, *, first_leads: bool
) -> ReadClause | None:
    """Return the clause that a cell of departments makes, None where it names nobody.

    `start` and `end` bound the cell; `first_leads` tells that the first-named unit of an unlabelled
    cell leads.
    """
    reading = Reading(view.text)
    for first, last in cell.stretches:
        before = len(reading.mentions)
        labelled = _read_names(reading, first, last, cell)
        if labelled and len(reading.mentions) > before:
            # 参与单位:市民政局 市残联: the label holds for the names behind it, too
            cell = replace(cell, role=reading.mentions[-1].role)
    if not reading.mentions:
        return None
    if first_leads and all(m.role is Role.RESPONSIBLE for m in reading.mentions):
        reading.mentions[0] = replace(reading.mentions[0], role=Role.LEAD)
    return finish(view, reading, start, end, "table")


def _read_names(reading: Reading, start: int, end: int, cell: CellOfNames) -> bool:
    """Read one list of a cell: labels and verbs in it win over the head of its column.

    Tells whether the list had a label.
    """
    text = reading.text
    labelled = False
    for statement in _STATEMENT.finditer(text, start, end):
        first, last = statement.span()
        labels = LABEL.finditer(text, first, last)
        if any(
            label["bare_word"] or label["tail_word"] or (label["word"] and label["colon"])
            for label in labels
        ):
            labelled = True
            read_statement(reading, first, last, default=cell.role)
        elif has_verbs(text[first:last]):
            read_verbs(reading, first, last, default=cell.role)
        elif cell.person:
            read_persons(reading, first, last, cell.role)
        else:
            reading.add(first, last, cell.role)
    return labelled
