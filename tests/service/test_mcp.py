"""The MCP server, asked by the reference client: in this process and over standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from conftest import PLAN_FILE
from zeren_graph.catalogue import Catalogue
from zeren_parser import Plan
from zeren_service.mcp_server import build_server

TOOLS = {"ask", "documents", "tasks", "departments", "quote", "search", "suggest"}
Call = Callable[..., Any]


@pytest.fixture
def catalogue(plan: Plan, plan_bytes: bytes) -> Any:
    with Catalogue.open("sqlite://") as catalogue:
        catalogue.put(plan, plan_bytes)
        yield catalogue


@pytest.fixture
def call(catalogue: Catalogue) -> Call:
    """Return a function that calls one tool through the reference client."""

    def run(name: str, **arguments: Any) -> Any:
        async def once() -> Any:
            async with Client(build_server(catalogue)) as client:
                return await client.call_tool(name, arguments)

        return anyio.run(once)

    return run


def _within(work: Callable[[], Awaitable[Any]]) -> Any:
    return anyio.run(work)


def test_every_tool_says_in_chinese_what_it_does_and_only_reads(catalogue: Catalogue) -> None:
    async def listed() -> Any:
        async with Client(build_server(catalogue)) as client:
            return client.instructions, (await client.list_tools()).tools

    instructions, tools = _within(listed)
    assert "refusal" in instructions
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert any("一" <= c <= "龥" for c in tool.description)
        assert tool.annotations.read_only_hint
        for field in tool.input_schema["properties"].values():
            assert field.get("description"), f"{tool.name}: {field}"


def test_a_question_is_answered_with_its_proof(call: Call, plan: Plan) -> None:
    answer = call("ask", question="经发局牵头哪些任务？").structured_content
    wanted = {t.path for t in plan.tasks for a in t.assignments
              if a.department == "经发局" and a.role == "lead"}  # fmt: skip
    assert {item["path"] for item in answer["items"]} == wanted
    assert answer["total"] == len(wanted)
    for item in answer["items"]:
        assert plan.text[item["start"] : item["end"]] == item["quote"]


def test_a_refusal_stays_a_refusal(call: Call) -> None:
    answer = call("ask", question="今天天气怎么样？").structured_content
    assert answer["kind"] == "refusal"
    assert answer["items"] == []


def test_tasks_of_a_department_come_page_by_page(call: Call) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        page = call("tasks", department="经发局", role="lead", limit=8, cursor=cursor)
        seen += [task["id"] for task in page.structured_content["items"]]
        cursor = page.structured_content["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == page.structured_content["total"]


def test_a_quote_shows_what_stands_around_it(call: Call, plan: Plan) -> None:
    clause = plan.clauses[0]
    found = call(
        "quote", document=plan.document.id, start=clause.span.start, end=clause.span.end, around=5
    ).structured_content
    text = plan.text
    assert found["quote"] == clause.span.of(text)
    assert found["before"] == text[clause.span.start - 5 : clause.span.start]
    assert found["after"] == text[clause.span.end : clause.span.end + 5]


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("tasks", {"department": "不存在局"}, "没有名为“不存在局”的部门"),
        ("ask", {"question": "经发局牵头哪些任务？", "document": "nope"}, "没有这份文件"),
        ("quote", {"document": "nope", "start": 0, "end": 1}, "没有这份文件"),
        ("tasks", {"cursor": "###"}, "翻页"),
    ],
)
def test_mistakes_are_told_in_chinese(
    call: Call, tool: str, arguments: dict[str, Any], says: str
) -> None:
    answer = call(tool, **arguments)
    assert answer.is_error
    assert says in answer.content[0].text


def test_the_command_answers_over_standard_input() -> None:
    command = "import sys; from zeren_service.cli import main; sys.exit(main(sys.argv[1:]))"
    server = StdioServerParameters(
        command=sys.executable, args=["-c", command, "mcp", "--file", str(PLAN_FILE)]
    )

    async def once() -> Any:
        async with Client(server) as client:
            return await client.call_tool("documents", {})

    answer = _within(once)
    assert json.loads(answer.content[0].text)["total"] == 1
