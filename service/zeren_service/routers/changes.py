"""The feed of changes, for systems that keep in step."""

from __future__ import annotations

import time
from typing import Annotated, Final

from anyio import sleep
from anyio.to_thread import run_sync
from fastapi import APIRouter, Query
from starlette.responses import Response

from zeren_service.context import ContextDep
from zeren_service.feed_shapes import ChangesOut
from zeren_service.feed_wire import to_change
from zeren_service.parameters import Limit
from zeren_service.wire import json_response

router = APIRouter(prefix="/changes", tags=["变动"])

_LOOK: Final = 0.25  # seconds


@router.get(
    "",
    summary="变动清单",
    response_model=ChangesOut,
    description="某个版本号以后收入、删除和被取代的文件，从早到晚，各部门在其中的任务数一并给出。"
    "第一次写 since=0，以后写上一次答复里的 last，就不漏也不重。"
    "写 wait 则没有变动时等到有为止，最多等这么多秒。",
)
async def get_changes(
    context: ContextDep,
    limit: Limit,
    since: Annotated[
        int, Query(ge=0, le=2**31 - 1, description="读到过的版本号；从头读写 0", examples=[7])
    ] = 0,
    wait: Annotated[int, Query(ge=0, le=60, description="没有变动时最多等几秒", examples=[30])] = 0,
) -> Response:
    """List what has changed."""
    deadline = time.monotonic() + wait
    while wait and (await context.stamps.read()).revision <= since:
        if time.monotonic() >= deadline:
            break
        await sleep(_LOOK)
    size = limit or context.settings.page_limit
    rows, total = await run_sync(context.catalogue.change_log.since, since, size)
    last = rows[-1].revision if rows else since
    return json_response(
        {
            "items": [to_change(row, hide_people=context.hides_people) for row in rows],
            "total": total,
            "next": last if total > len(rows) else None,
            "last": last,
        }
    )
