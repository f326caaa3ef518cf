"""The whole description against the running app: no server error, and every answer as described.

`make fuzz` asks more of each operation: ZEREN_FUZZ_EXAMPLES is the number of requests for each.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi import checks as openapi_checks

from zeren_graph.knowledge import Knowledge
from zeren_service.app import create_app
from zeren_service.openapi import TAGS
from zeren_service.settings import Settings

EXAMPLES = int(os.environ.get("ZEREN_FUZZ_EXAMPLES", "4"))
# A cursor, an id and a question may be well formed and still mean nothing: 4xx is right then.
NOT_ASKED = [openapi_checks.positive_data_acceptance]

load_all_checks()


@pytest.fixture(scope="module")
def described(plan_bytes: bytes) -> Iterator[Any]:
    """Return the description of an app of its own: these requests change what is in it."""
    with Knowledge.open(None) as knowledge:
        knowledge.ingest(plan_bytes, "方案.txt")
        app = create_app(Settings(sparql_seconds=2), knowledge)
        yield schemathesis.openapi.from_asgi("/openapi.json", app)
        app.state.context.sandbox.close()


@pytest.mark.parametrize("tag", TAGS)
def test_every_answer_is_as_described(tag: str, described: Any) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    mine = [operation for operation in operations if tag in operation.tags]
    assert mine, "a tag without an operation"
    for operation in mine:
        _ask(operation)


def _ask(operation: Any) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES < 50,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy() | operation.as_strategy(GenerationMode.NEGATIVE))
    def ask(case: Any) -> None:
        if str((case.query or {}).get("wait", "")).isdecimal():
            case.query["wait"] = min(int(case.query["wait"]), 1)  # it may, but need not be waited
        case.call_and_validate(excluded_checks=NOT_ASKED)

    ask()
