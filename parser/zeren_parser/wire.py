"""Plan in, JSON out, and back: the wire form of a plan, with every span as ``start`` and ``end``."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any, TypeVar

from zeren_parser import model
from zeren_parser.model import Plan, Span

T = TypeVar("T")


def to_dict(plan: Plan) -> dict[str, Any]:
    """Return `plan` as plain dictionaries and lists, keys in the order of the contract."""
    return {field.name: _plain(getattr(plan, field.name)) for field in dataclasses.fields(plan)}


def dump(plan: Plan) -> str:
    """Return `plan` as JSON: UTF-8 characters as they are, two spaces, one line feed at the end."""
    return json.dumps(to_dict(plan), ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 - any record of the model
    if isinstance(value, Span):
        return {"start": value.start, "end": value.end}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        plain: dict[str, Any] = {}
        for field in dataclasses.fields(value):
            item = getattr(value, field.name)
            if isinstance(item, Span):
                plain["start"], plain["end"] = item.start, item.end
            else:
                plain[field.name] = _plain(item)
        return plain
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def load(text: str) -> Plan:
    """Return the plan whose JSON is `text`: ``load(dump(plan)) == plan``."""
    data = json.loads(text)
    roster = data["roster"]
    document = data["document"]
    return Plan(
        document=model.Document(
            **{**document, "source": model.Source(**document["source"])},
        ),
        text=data["text"],
        sections=_records(model.Section, data["sections"]),
        tasks=tuple(
            _record(
                model.Task,
                {
                    **task,
                    "assignments": tuple(
                        _record(model.Assignment, {**row, "role": model.Role(row["role"])})
                        for row in task["assignments"]
                    ),
                    "deadlines": _records(model.Deadline, task["deadlines"]),
                    "targets": tuple(task["targets"]),
                },
            )
            for task in data["tasks"]
        ),
        clauses=tuple(
            _record(model.Clause, {**row, "repairs": tuple(row["repairs"])})
            for row in data["clauses"]
        ),
        organisations=tuple(_organisation(row) for row in data["organisations"]),
        targets=tuple(
            _record(
                model.Target,
                {
                    **row,
                    "comparator": model.Comparator(row["comparator"]),
                    "value": tuple(row["value"])
                    if isinstance(row["value"], list)
                    else row["value"],
                },
            )
            for row in data["targets"]
        ),
        citations=_records(model.Citation, data["citations"]),
        roster=_roster(roster) if roster else None,
        diagnostics=tuple(
            _record(model.Diagnostic, {**row, "severity": model.Severity(row["severity"])})
            for row in data["diagnostics"]
        ),
        furniture=_records(model.Furniture, data["furniture"]),
    )


def _organisation(row: dict[str, Any]) -> model.Organisation:
    return model.Organisation(
        id=row["id"],
        name=row["name"],
        kind=model.Kind(row["kind"]),
        aliases=tuple(row["aliases"]),
        members=tuple(row["members"]),
        evidence=tuple(Span(place["start"], place["end"]) for place in row["evidence"]),
    )


def _roster(row: dict[str, Any]) -> model.Roster:
    return _record(
        model.Roster,
        {
            **row,
            "members": tuple(
                _record(
                    model.Member,
                    {**member, "posts": tuple(model.Post(**post) for post in member["posts"])},
                )
                for member in row["members"]
            ),
        },
    )


def _record(kind: Callable[..., T], row: dict[str, Any]) -> T:
    rest = {key: value for key, value in row.items() if key not in ("start", "end")}
    return kind(**rest, span=Span(row["start"], row["end"]))


def _records(kind: Callable[..., T], rows: list[dict[str, Any]]) -> tuple[T, ...]:
    return tuple(_record(kind, row) for row in rows)
