"""A request with one file in it in, the document out: how the API and the page take a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio.to_thread import run_sync

from zeren_service.inbox import receive_file

if TYPE_CHECKING:
    from starlette.requests import Request

    from zeren_graph.records import DocumentRow
    from zeren_service.context import Context
    from zeren_service.inbox import Received


async def take_in(
    request: Request, context: Context, *, replaces: str | None = None
) -> tuple[DocumentRow, bool]:
    """Return the document that the uploaded file is, and whether it is new.

    It supersedes the document `replaces`, where that is given.
    """
    with context.inbox.place() as place:
        file = await receive_file(request, place, context.settings.upload_bytes)
        known = await run_sync(context.catalogue.document, file.sha256[:16])
        if known is not None and replaces is None:
            return known, False
        return await run_sync(_ingest, context, file, replaces)


def _ingest(context: Context, file: Received, replaces: str | None) -> tuple[DocumentRow, bool]:
    return context.knowledge.ingest(file.content(), file.name, replaces=replaces)
