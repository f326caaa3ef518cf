"""What a question gets back: items with their proof, a count, a Chinese sentence, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

AnswerKind = Literal["tasks", "departments", "people", "targets", "count", "documents", "refusal"]
FilterValue = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """The place that proves an item: ``text(document)[start:end] == quote``."""

    document: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the answer's list; `reason` says why it is left out, for what is left out."""

    id: str
    label: str
    path: str | None
    proof: Proof
    reason: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the wire shape of the item."""
        shape: dict[str, Any] = {"id": self.id, "label": self.label}
        if self.path is not None:
            shape["path"] = self.path
        shape["document"] = self.proof.document
        shape["quote"] = self.proof.quote
        shape["start"] = self.proof.start
        shape["end"] = self.proof.end
        if self.reason is not None:
            shape["reason"] = self.reason
        return shape


@dataclass(frozen=True, slots=True)
class Reading:
    """How the question was understood: names of departments, codes of roles, named filters."""

    intent: str
    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    filters: dict[str, FilterValue] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the wire shape of the reading."""
        filters = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in self.filters.items()
        }
        return {
            "intent": self.intent,
            "departments": list(self.departments),
            "roles": list(self.roles),
            "filters": filters,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer (答复).

    `excluded` holds what was looked at and left out on purpose, each with its reason;
    `sparql` gives the same list from the graph, or None where the list has no simple query.
    """

    question: str
    reading: Reading
    kind: AnswerKind
    items: tuple[Item, ...]
    total: int
    answer: str
    sparql: str | None = None
    excluded: tuple[Item, ...] = ()
    number: float | None = (
        None  # what was reckoned from counts: a difference, a share in %, an average
    )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape of the answer."""
        shape = {
            "question": self.question,
            "reading": self.reading.to_dict(),
            "kind": self.kind,
            "items": [item.to_dict() for item in self.items],
            "total": self.total,
            "answer": self.answer,
            "sparql": self.sparql,
            "excluded": [item.to_dict() for item in self.excluded],
        }
        if self.number is not None:
            shape["number"] = self.number
        return shape
