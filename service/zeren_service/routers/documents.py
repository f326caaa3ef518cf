"""Documents: list, upload, read, remove, and what one document holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from zeren_graph.records import DiagnosticRow, DocumentRow, Matrix, TaskRow
from zeren_service.answers import LIST, LOCATION, SAVED_AS, TABLES, files, text
from zeren_service.context import Context, ContextDep
from zeren_service.downloads import MEDIA_TYPES, attachment, table_response, wanted
from zeren_service.errors import UnknownDocument
from zeren_service.exports.list_tables import diagnostic_table, document_table
from zeren_service.exports.matrix_book import matrix_book
from zeren_service.exports.matrix_table import matrix_table
from zeren_service.exports.task_table import task_table
from zeren_service.exports.words import by_id
from zeren_service.listing import ListingDep
from zeren_service.lookup import find_document
from zeren_service.openapi import problem_answer
from zeren_service.parameters import Bom, FormatParameter, Jurisdiction, Search, Superseded
from zeren_service.plan_shapes import PlanOut
from zeren_service.shapes import DiagnosticsOut, DocumentsOut, TasksOut
from zeren_service.taking_in import take_in
from zeren_service.task_query import (
    Conditions,
    Departments,
    Match,
    TaskSort,
    departments_of,
)
from zeren_service.wire import JSON_TYPE, json_response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.exports.table import Table

router = APIRouter(prefix="/documents", tags=["文件"])

DocumentId = Annotated[
    str,
    Path(description="文件编号，或编号的前 6 位以上", max_length=64, examples=["0a1b2c3d4e5f6071"]),
]
_UPLOAD: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "方案文件",
                        }
                    },
                }
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
_MATRIX: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "责任矩阵",
        "headers": {"Content-Disposition": SAVED_AS},
        "content": TABLES,
    }
}
_GONE: Final = "没有这份文件。全部文件见 /api/v1/documents。"


@router.get(
    "",
    summary="文件清单",
    response_model=DocumentsOut,
    responses=LIST,
    description="列出现行文件，可按标题、文号等查找；superseded=true 连同被取代的旧版本。",
)
def get_documents(
    context: ContextDep,
    listing: ListingDep,
    q: Search = None,
    jurisdiction: Jurisdiction = None,
    superseded: Superseded = False,
    sort: Annotated[
        Literal[
            "arrival", "-arrival", "published", "-published", "tasks", "-tasks", "title", "-title"
        ],
        Query(
            description="次序：新收的在先 arrival、新公开的在先 published、任务多的在先 tasks、"
            "标题 title；前面加 - 为倒序"
        ),
    ] = "arrival",
) -> Response:
    """List the documents."""
    page = context.catalogue.documents(
        q=q,
        jurisdiction=jurisdiction,
        superseded=superseded,
        sort=sort,
        cursor=listing.cursor,
        limit=listing.limit,
    )
    return listing.answer(page, DocumentRow, document_table)


@router.post(
    "",
    summary="上传文件",
    response_model=DocumentRow,
    openapi_extra=_UPLOAD,
    status_code=201,
    responses={
        200: {
            "description": "这份文件已经收过，原样返回",
            "model": DocumentRow,
            "headers": {"Location": LOCATION},
        },
        201: {"description": "新收的文件", "headers": {"Location": LOCATION}},
        404: problem_answer(404),
        409: problem_answer(409, "不能取代那份文件：它已被别的文件取代，或比这份更新"),
    },
    description="上传一份方案并立即解析。"
    "用表单的 `file` 字段，或直接以文件内容为正文、文件名写在 `name`。同一文件再次上传不会重复收录。",
)
async def post_document(
    request: Request,
    context: ContextDep,
    name: Annotated[
        str | None, Query(description="文件名；正文直接是文件内容时填写", examples=["方案.txt"])
    ] = None,
    replaces: Annotated[
        str | None,
        Query(
            description="这份文件取代哪一份旧版本（编号）；不写则按文号或标题和发布单位自动认",
            max_length=64,
            examples=["0a1b2c3d4e5f6071"],
        ),
    ] = None,
) -> Response:
    """Take a document and read it at once."""
    del name  # read with the upload; declared here for the description
    older = None
    if replaces is not None:
        older = (await run_sync(find_document, context.catalogue, replaces)).id
    row, created = await take_in(request, context, replaces=older)
    location = f"/api/v1/documents/{row.id}"
    return json_response(row, status=201 if created else 200, headers={"Location": location})


@router.get(
    "/{document}",
    summary="一份文件",
    response_model=DocumentRow,
    description="返回一份文件的标题、文号、辖区和各项数目。",
)
def get_document(context: ContextDep, document: DocumentId) -> Response:
    """Show one document."""
    return json_response(find_document(context.catalogue, document))


@router.delete(
    "/{document}",
    summary="删除文件",
    status_code=204,
    responses={204: {"description": "已删除"}},
    description="删除一份文件和由它得到的全部任务、部门职责和目标。",
)
def delete_document(context: ContextDep, document: DocumentId) -> Response:
    """Remove one document."""
    if not context.knowledge.remove(find_document(context.catalogue, document).id):
        raise UnknownDocument(_GONE)
    return Response(status_code=204)


@router.get(
    "/{document}/plan",
    summary="解析结果",
    response_model=PlanOut,
    description="返回完整的解析结果，与命令 `zeren parse` 的输出相同。",
)
def get_plan(context: ContextDep, document: DocumentId) -> Response:
    """Show the whole plan as the parser read it."""
    plan = context.catalogue.plan_json(find_document(context.catalogue, document).id)
    if plan is None:
        raise UnknownDocument(_GONE)
    return Response(plan.encode("utf-8"), media_type=JSON_TYPE)


@router.get(
    "/{document}/text",
    summary="原文文字",
    response_class=Response,
    responses=text("规范文本", "text/plain", "一、总体要求……"),
    description="返回规范文本：各处的 start、end 就是它的字符序号。",
)
def get_text(context: ContextDep, document: DocumentId) -> Response:
    """Show the canonical text."""
    text = context.catalogue.text(find_document(context.catalogue, document).id)
    if text is None:
        raise UnknownDocument(_GONE)
    return Response(text.encode("utf-8"), media_type="text/plain; charset=utf-8")


@router.get(
    "/{document}/source",
    summary="下载原文件",
    response_class=Response,
    responses=files("原文件", "application/octet-stream"),
    description="下载当初上传的文件，逐字节不变。",
)
def get_source(context: ContextDep, document: DocumentId) -> Response:
    """Give back the file as it came."""
    row = find_document(context.catalogue, document)
    data = context.catalogue.source(row.id)
    if data is None:
        raise UnknownDocument(_GONE)
    # Always a download of inert bytes: an uploaded page must never run as one of ours.
    return Response(
        data,
        media_type="application/octet-stream",
        headers=attachment(row.name or f"{row.id}.bin"),
    )


@router.get(
    "/{document}/tasks",
    summary="文件的任务",
    response_model=TasksOut,
    responses=LIST,
    description="列出一份文件的任务，按原文次序。",
)
def get_document_tasks(
    context: ContextDep,
    document: DocumentId,
    listing: ListingDep,
    where: Conditions,
    department: Departments = None,
    match: Match = "all",
    sort: TaskSort = "position",
) -> Response:
    """List the tasks of one document."""
    row = find_document(context.catalogue, document)
    where = replace(
        where,
        departments=departments_of(context, department, (row.id,)),
        any_department=match == "any",
        document=row.id,
    )
    page = context.catalogue.tasks(where, sort=sort, cursor=listing.cursor, limit=listing.limit)

    def to_table(tasks: Sequence[TaskRow]) -> Table:
        targets = by_id(context.catalogue.targets(document=row.id, limit=None).items)
        return task_table(tasks, targets, title=f"{row.title} 责任分工表")

    return listing.answer(page, TaskRow, to_table)


@router.get(
    "/{document}/matrix",
    summary="责任矩阵",
    response_model=Matrix,
    responses=_MATRIX,
    description="一份文件的责任矩阵：行是任务，列是部门，格里是职责。"
    "xlsx 是整套工作簿：责任矩阵、责任分工表、说明；docx 是责任分工表。",
)
def get_matrix(
    request: Request,
    context: ContextDep,
    document: DocumentId,
    form: FormatParameter = None,
    bom: Bom = True,
) -> Response:
    """Show the responsibility matrix of one document."""
    row = find_document(context.catalogue, document)
    matrix = context.catalogue.matrix(row.id)
    if matrix is None:
        raise UnknownDocument(_GONE)
    want = wanted(request, form, bom=bom)
    if want.form == "json":
        return json_response(matrix)
    if want.form == "xlsx":
        return Response(
            matrix_workbook(context, matrix),
            media_type=MEDIA_TYPES["xlsx"],
            headers=attachment(f"{row.title} 责任矩阵.xlsx"),
        )
    if want.form == "docx":  # a page of Word has no room for dozens of columns
        targets = by_id(context.catalogue.targets(document=row.id, limit=None).items)
        table = task_table(matrix.tasks, targets, title=f"{row.title} 责任分工表")
        return table_response(table, want)
    return table_response(matrix_table(matrix), want)


def matrix_workbook(context: Context, matrix: Matrix) -> bytes:
    """Return the xlsx workbook of a document's matrix."""
    catalogue, document = context.catalogue, matrix.document.id
    targets = by_id(catalogue.targets(document=document, limit=None).items)
    text = catalogue.text(document) or ""
    return matrix_book(matrix, targets, catalogue.diagnostics(document), text)


@router.get(
    "/{document}/lint",
    summary="校核提示",
    response_model=DiagnosticsOut,
    responses=LIST,
    description="列出文件里值得人工核对的地方：漏写的冒号、少见的标签、日期矛盾等。",
)
def get_lint(
    context: ContextDep,
    document: DocumentId,
    listing: ListingDep,
) -> Response:
    """List what a careful clerk would flag."""
    row = find_document(context.catalogue, document)
    rows = context.catalogue.diagnostics(row.id)
    text = context.catalogue.text(row.id) or ""
    return listing.answer_whole(rows, DiagnosticRow, lambda items: diagnostic_table(items, text))
