"""Jobs: many files at once, taken in beside the requests."""

from __future__ import annotations

import shutil
import uuid
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from anyio import sleep
from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response, StreamingResponse

from zeren_graph.records import Page
from zeren_service.answers import LINK, LOCATION, TOTAL
from zeren_service.archive import is_archive, unpack
from zeren_service.context import Context, ContextDep
from zeren_service.errors import EmptyUpload, JobEnded, UnknownJob
from zeren_service.feed_shapes import JobDetailOut, JobOut, JobsOut
from zeren_service.feed_wire import to_job, to_job_file
from zeren_service.inbox import Received, receive_files, too_large
from zeren_service.openapi import problem_answer
from zeren_service.parameters import Cursor, Limit
from zeren_service.wire import json_response, link_header

if TYPE_CHECKING:
    import pathlib
    from collections.abc import AsyncIterator

    from zeren_graph.jobs import JobRow

router = APIRouter(prefix="/jobs", tags=["批量收文"])

JobId = Annotated[
    str,
    Path(description="收文编号", max_length=64, examples=["7c9e6679f0c030299c0ab53ba26d43f6"]),
]
_GONE: Final = "没有这次批量收文。全部批量收文见 /api/v1/jobs。"
_UNKNOWN: Final[dict[int | str, dict[str, Any]]] = {404: problem_answer(404, "没有这次批量收文")}
_LOOK: Final = 0.3  # seconds between looks at the progress
_COMMENT: Final = 15.0  # seconds of silence after which a comment keeps the connection open
_UPLOAD: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "几份文件，或一个装着文件的 zip，或二者都有",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "文件或 zip；可重复",
                        }
                    },
                }
            },
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.post(
    "",
    summary="提交批量收文",
    response_model=JobDetailOut,
    status_code=202,
    responses={202: {"description": "已收下，在后台收入", "headers": {"Location": LOCATION}}},
    openapi_extra=_UPLOAD,
    description="上传多份文件或一个 zip，先写到磁盘，再在后台逐份收入；进展见 Location 头的地址。"
    "服务中断后会接着做，不丢也不重。一份文件读不了不影响其他文件。",
)
async def post_job(
    request: Request,
    context: ContextDep,
    name: Annotated[
        str | None,
        Query(
            description="文件名；正文直接是文件内容时填写", max_length=255, examples=["方案.zip"]
        ),
    ] = None,
) -> Response:
    """Take files to be read later."""
    del name  # read with the body; declared here for the description
    limits = context.settings
    with context.inbox.place() as place:
        received = await receive_files(
            request,
            place,
            total=limits.job_bytes,
            most=limits.job_files,
        )
        row = await run_sync(_post, context, place, received)
    context.background.wake()
    address = f"/api/v1/jobs/{row.id}"
    return json_response(
        await run_sync(_detail, context, row), status=202, headers={"Location": address}
    )


def _post(context: Context, place: pathlib.Path, received: list[Received]) -> JobRow:
    """Put the files where the lanes look for them, and write the job down."""
    limits = context.settings
    files: list[Received] = []
    for one in received:
        if one.path is not None and is_archive(one.path):
            folder = place / f"z{len(files)}"
            folder.mkdir()
            files += unpack(
                one.path,
                folder,
                each=limits.upload_bytes,
                total=limits.job_bytes,
                most=limits.job_files,
            )
            one.path.unlink()
        else:
            files.append(one)
    if not any(one.size for one in files):
        raise EmptyUpload("没有收到文件。请把文件放在名为 file 的表单字段里，或以一个 zip 为正文。")
    job = uuid.uuid4().hex
    target = limits.data / "jobs" / job
    target.mkdir(parents=True)
    try:
        refused = {}
        for position, one in enumerate(files, 1):
            if one.path is None or one.size > limits.upload_bytes:
                refused[position] = too_large(limits.upload_bytes)
            else:
                one.path.rename(target / str(position))
        return context.catalogue.jobs.add(job, [(one.name, one.size) for one in files], refused)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


@router.get(
    "",
    summary="批量收文清单",
    response_model=JobsOut,
    responses={
        200: {"description": "一页批量收文", "headers": {"Link": LINK, "X-Total-Count": TOTAL}}
    },
    description="列出批量收文，新的在先。",
)
def get_jobs(
    request: Request, context: ContextDep, limit: Limit = None, cursor: Cursor = None
) -> Response:
    """List the jobs."""
    page = context.catalogue.jobs.list(cursor=cursor, limit=limit or context.settings.page_limit)
    headers = link_header(request, page.next) | {"X-Total-Count": str(page.total)}
    items = tuple(to_job(row) for row in page.items)
    return json_response(Page(items, page.total, page.next), headers=headers)


@router.get(
    "/{job}",
    summary="一次批量收文",
    response_model=JobDetailOut,
    responses=_UNKNOWN,
    description="返回进展和每份文件的结果。",
)
def get_job(context: ContextDep, job: JobId) -> Response:
    """Show one job and its files."""
    return json_response(_detail(context, _find(context, job)))


@router.delete(
    "/{job}",
    summary="取消批量收文",
    response_model=JobOut,
    responses=_UNKNOWN
    | {200: {"description": "已取消"}, 409: problem_answer(409, "已经结束，不能取消")},
    description="不再收入还没有开始的文件；正在读的一份读完为止，已收入的保留。",
)
def delete_job(context: ContextDep, job: JobId) -> Response:
    """Cancel a job."""
    row = _find(context, job)
    if not context.catalogue.jobs.cancel(row.id):
        raise JobEnded("这次批量收文已经结束，不能取消。要删去收入的文件，请逐份删除。")
    return json_response(to_job(_find(context, job)))


@router.get(
    "/{job}/events",
    summary="批量收文的进展（推送）",
    response_class=StreamingResponse,
    responses=_UNKNOWN
    | {
        200: {
            "description": "server-sent events：每有进展发一个 progress 事件，结束时发 end 事件后断开；"
            "data 是这次批量收文的 JSON",
            "content": {
                "text/event-stream": {
                    "schema": {"type": "string"},
                    "example": 'event: progress\ndata: {"id":"7c9e…","status":"running","done":5}\n\n',
                }
            },
        }
    },
    description="用 EventSource 或 curl -N 看进展，直到结束。",
)
async def get_job_events(request: Request, context: ContextDep, job: JobId) -> Response:
    """Stream the progress of one job."""
    row = await run_sync(_find, context, job)
    if request.scope.get("head"):  # the answer to HEAD must not last as long as the job
        return Response(media_type="text/event-stream")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(context, row), headers=headers, media_type="text/event-stream")


async def _events(context: Context, row: JobRow) -> AsyncIterator[bytes]:
    shown: JobRow | None = None
    silent = 0.0
    while True:
        if row != shown:
            ended = row.finished is not None
            data = msgspec.json.encode(to_job(row)).decode()
            yield f"event: {'end' if ended else 'progress'}\ndata: {data}\n\n".encode()
            if ended:
                return
            shown, silent = row, 0.0
        elif silent >= _COMMENT:
            yield b": \n\n"
            silent = 0.0
        await sleep(_LOOK)
        silent += _LOOK
        found = await run_sync(context.catalogue.jobs.find, row.id)
        if found is None:
            return
        row = found


def _find(context: Context, job: str) -> JobRow:
    row = context.catalogue.jobs.find(job)
    if row is None:
        raise UnknownJob(_GONE)
    return row


def _detail(context: Context, row: JobRow) -> dict[str, Any]:
    files = context.catalogue.jobs.files(row.id)
    return to_job(row) | {"files": [to_job_file(file) for file in files]}
