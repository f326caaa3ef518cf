"""The OpenAPI description in, what a request may ask out: the contract is read, not repeated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """A described address: its template, and the query parameters of each method."""

    template: str
    pattern: re.Pattern[str]
    parameters: dict[str, frozenset[str]]
    several: dict[str, frozenset[str]]  # those parameters that may come more than once
    produces: dict[str, tuple[str, ...]]  # media types of the good answers, by method

    @property
    def methods(self) -> tuple[str, ...]:
        """Return what the Allow header says: HEAD goes with GET, OPTIONS with all."""
        head = {"HEAD"} if "GET" in self.parameters else set()
        return tuple(sorted({*self.parameters, *head, "OPTIONS"}))


class Operations:
    """All described addresses of an application."""

    def __init__(self, schema: dict[str, Any]) -> None:
        found = [_operation(path, item) for path, item in schema.get("paths", {}).items()]
        # A fixed address comes before a template that would match it too.
        self._operations = sorted(found, key=lambda o: (o.template.count("{"), o.template))

    @lru_cache(maxsize=4096)  # noqa: B019  an application has one, as long as it lives
    def find(self, path: str) -> Operation | None:
        """Return the operation at `path`, or None where nothing is described.

        >>> get = {"get": {"parameters": [{"in": "query", "name": "q"}]}}
        >>> operations = Operations({"paths": {"/tasks": get, "/tasks/{task}": {"get": {}}}})
        >>> operations.find("/tasks").parameters, operations.find("/tasks/t1").template
        ({'GET': frozenset({'q'})}, '/tasks/{task}')
        >>> operations.find("/elsewhere") is None
        True
        """
        return next((o for o in self._operations if o.pattern.fullmatch(path)), None)


def _operation(path: str, item: dict[str, Any]) -> Operation:
    parts = (
        "[^/]+" if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{\w+\})", path)
    )
    methods = {method.upper(): operation for method, operation in item.items()}
    return Operation(
        path,
        re.compile("".join(parts)),
        {method: frozenset(_query(operation)) for method, operation in methods.items()},
        {
            method: frozenset(n for n, schema in _query(operation).items() if _is_list(schema))
            for method, operation in methods.items()
        },
        {method: _produces(operation) for method, operation in methods.items()},
    )


def _query(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        parameter["name"]: parameter.get("schema", {})
        for parameter in operation.get("parameters", [])
        if parameter.get("in") == "query"
    }


def _is_list(schema: dict[str, Any]) -> bool:
    return any(part.get("type") == "array" for part in (schema, *schema.get("anyOf", ())))


def _produces(operation: dict[str, Any]) -> tuple[str, ...]:
    good = (v for k, v in operation.get("responses", {}).items() if k.startswith("2"))
    return tuple(dict.fromkeys(media for answer in good for media in answer.get("content", ())))
