"""The facts of a task as one JSON value, so that a page of tasks is one query."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from zeren_graph.records import AssignmentRow, DeadlineRow


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What a task row carries beside its own columns."""

    assignments: tuple[AssignmentRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    targets: tuple[str, ...]


_decoder = msgspec.json.Decoder(TaskFacts)


def to_json(facts: TaskFacts) -> str:
    """Return `facts` as JSON."""
    return msgspec.json.encode(facts).decode()


def from_json(text: str) -> TaskFacts:
    """Return the facts that `to_json` wrote."""
    return _decoder.decode(text)
