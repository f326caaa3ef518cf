"""A catalogue in, an MCP server out: what an assistant may ask, each answer with its proof.

The tools answer as the HTTP API does (the same functions, the same shapes). They only read. Source:
Model Context Protocol, https://modelcontextprotocol.io/specification
"""

from __future__ import annotations

from functools import wraps
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from zeren_graph.errors import GraphError
from zeren_graph.records import TaskFilter
from zeren_service.errors import ServiceError
from zeren_service.lookup import document_id, find_department, find_document
from zeren_service.questions import answer_page, ask
from zeren_service.search import search
from zeren_service.suggestions import suggest

if TYPE_CHECKING:
    from collections.abc import Callable

    from zeren_graph.catalogue import Catalogue

_INSTRUCTIONS: Final = (
    "责任图谱读过政府工作方案，能说清谁牵头、谁负责、谁配合、何时完成、目标多少。"
    "先用 ask 提问；要翻清单用 tasks 和 departments；引用前用 quote 取原文核对。"
    "每条结果都有文件编号和原文位置（start、end），转述时请一并给出；refusal 表示答不了，不要替它编答案。"
)
# What the assistant is told of each tool.
_WORDS: Final = {
    "ask": "用中文提问：谁牵头什么、负责什么、何时完成、目标多少。答案是完整清单，附原文引句和位置；答不了的说明原因。",
    "search": "在任务、段落和文件标题里找词，按相关程度排列；这是查找，不是答复。ask 答不了时可以用。",
    "suggest": "按开头几个字给出答得出的问题。",
    "documents": "列出收入的文件：编号、标题、文号、发文单位、辖区、日期、任务数。",
    "tasks": "列出任务，各条件同时满足；total 是总数，next 是下一页的标记。",
    "departments": "列出部门和它们牵头、负责、配合的任务数，牵头多的在前。",
    "quote": "取一段原文和它的前后文，用来核对一条结果。",
}
_READ_ONLY: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, open_world_hint=False
)
_MOST: Final = 200

Document = Annotated[
    str | None, Field(description="文件编号（documents 里的 id）；不写则在全部文件里找")
]
Words = Annotated[str | None, Field(description="要包含的文字", max_length=200)]
Limit = Annotated[int, Field(description="这一页最多几条", ge=1, le=_MOST)]
Cursor = Annotated[str | None, Field(description="上一页答复里的 next")]
RoleWord = Annotated[
    Literal["lead", "responsible", "support", "supervise"] | None,
    Field(description="lead 牵头、responsible 责任、support 配合、supervise 督导"),
]


class Tools:
    """The tools over one catalogue (工具); each returns JSON as the HTTP API would."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def ask(
        self,
        question: Annotated[
            str, Field(description="一句中文问题，例如：经发局牵头哪些任务？", max_length=500)
        ],
        document: Document = None,
        after: Annotated[
            str | None, Field(description="上一个问题；追问“那它配合的呢”时带上", max_length=500)
        ] = None,
        today: Annotated[
            str | None, Field(description="今天的日期，如 2018-06-30；问“今年”“已经过期”时带上")
        ] = None,
        limit: Annotated[
            int | None, Field(description="清单这一页最多几条；不写就给全部", ge=1, le=_MOST)
        ] = None,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """Answer a question in Chinese."""
        full = document_id(self._catalogue, document)
        answer = ask(self._catalogue, question, document=full, after=after, today=today)
        scope = (question, full, after, today, self._catalogue.revision)
        return answer_page(answer, scope, limit=limit, cursor=cursor)

    def search(
        self,
        q: Annotated[str, Field(description="要搜索的词", max_length=200)],
        document: Document = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """Search tasks, passages and titles for words."""
        full = document_id(self._catalogue, document)
        return _plain(search(self._catalogue, q, document=full, limit=limit, cursor=cursor))

    def suggest(
        self,
        typed: Annotated[str, Field(description="已经输入的字", max_length=200)] = "",
        document: Document = None,
    ) -> dict[str, Any]:
        """Suggest questions that can be answered."""
        full = document_id(self._catalogue, document)
        return {"items": msgspec.to_builtins(suggest(self._catalogue, typed, document=full))}

    def documents(
        self, q: Words = None, limit: Limit = 50, cursor: Cursor = None
    ) -> dict[str, Any]:
        """List the documents."""
        return _plain(self._catalogue.documents(q=q, limit=limit, cursor=cursor))

    def tasks(
        self,
        department: Annotated[str | None, Field(description="部门的编号、全称或简称")] = None,
        role: RoleWord = None,
        document: Document = None,
        q: Words = None,
        due_before: Annotated[
            str | None, Field(description="时限不晚于，如 2020 或 2018-06")
        ] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """List tasks; all filters hold at once."""
        full = document_id(self._catalogue, document)
        units = (
            (find_department(self._catalogue, department, document=full).id,) if department else ()
        )
        where = TaskFilter(departments=units, role=role, document=full, due_before=due_before, q=q)
        return _plain(self._catalogue.tasks(where, limit=limit, cursor=cursor))

    def departments(
        self, document: Document = None, q: Words = None, limit: Limit = 50, cursor: Cursor = None
    ) -> dict[str, Any]:
        """List departments, those that lead most first."""
        full = document_id(self._catalogue, document)
        page = self._catalogue.departments(
            document=full, q=q, sort="lead", limit=limit, cursor=cursor
        )
        return _plain(page)

    def quote(
        self,
        document: Annotated[str, Field(description="文件编号")],
        start: Annotated[int, Field(description="起点（字符序号）", ge=0)],
        end: Annotated[int, Field(description="终点（不含）", ge=1)],
        around: Annotated[int, Field(description="前后各多取几个字", ge=0, le=500)] = 60,
    ) -> dict[str, Any]:
        """Return a stretch of the text and what stands around it."""
        row = find_document(self._catalogue, document)
        text = self._catalogue.text(row.id) or ""
        if not start < end <= len(text):
            raise ToolError(
                f"位置不对：这份文件共 {len(text)} 个字符，要 0 ≤ start < end ≤ {len(text)}。"
            )
        return {
            "document": row.id,
            "title": row.title,
            "quote": text[start:end],
            "before": text[max(0, start - around) : start],
            "after": text[end : end + around],
        }


def _plain(page: object) -> dict[str, Any]:
    """Return a page of rows as plain JSON values."""
    plain: dict[str, Any] = msgspec.to_builtins(page)
    return plain


def build_server(catalogue: Catalogue) -> MCPServer:
    """Return the server of the catalogue's tools; the caller chooses how it is reached."""
    server = MCPServer(
        "zeren",
        title="责任图谱",
        instructions=_INSTRUCTIONS,
        version=version("zeren-graph"),
        log_level="WARNING",
    )
    tools = Tools(catalogue)
    for tool in (
        tools.ask,
        tools.search,
        tools.suggest,
        tools.documents,
        tools.tasks,
        tools.departments,
        tools.quote,
    ):
        words = _WORDS[tool.__name__]
        server.add_tool(
            _in_words(tool), name=tool.__name__, description=words, annotations=_READ_ONLY
        )
    return server


def _in_words(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Return `tool` with our errors told to the assistant in their own Chinese words."""

    @wraps(tool)
    def told(*args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401  as the tool itself
        try:
            return tool(*args, **kwargs)
        except ServiceError as error:
            raise ToolError(error.detail) from error
        except GraphError as error:
            raise ToolError(str(error)) from error

    return told
