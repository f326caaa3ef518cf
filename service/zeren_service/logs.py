"""What happens in, lines of text or JSON out: one line for each event, with the request's id.

Every answer carries `X-Request-ID`: the caller's own, where it sent one, or a new one.
"""

from __future__ import annotations

import itertools
import logging
import secrets
import sys
import time
from typing import TYPE_CHECKING, Any, Final, Literal, TextIO

import structlog

from zeren_service.access import caller_of
from zeren_service.raw_headers import header

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from zeren_service.described import Operations

Form = Literal["auto", "json", "text"]
Level = Literal["debug", "info", "warning", "error"]
REQUEST_ID: Final = "zeren.request_id"
# An id has to be another each time, and not to be secret: asking the system for random bytes on each
# request takes longer than all else that is done for it here.
_PROCESS: Final = secrets.token_hex(6)
_count: Final = itertools.count(1)
_log = structlog.get_logger("zeren.request")


def configure(form: Form = "auto", level: Level = "warning", stream: TextIO | None = None) -> None:
    """Write the log of this program, of uvicorn and of all libraries to `stream`, by default stderr.

    `auto` writes text where a person watches, and JSON where a program collects it.
    """
    stream = stream or sys.stderr
    text = stream.isatty() if form == "auto" else form == "text"
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderers: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=False)]
        if text
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.PositionalArgumentsFormatter()],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn").setLevel(level.upper())


class RequestLogMiddleware:
    """Give each request an id, and log how it was answered (请求日志)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        given = header(scope, b"x-request-id")
        request_id = given if _is_fit(given) else f"{_PROCESS}-{next(_count):x}"
        scope[REQUEST_ID] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                tagged = (b"x-request-id", request_id.encode("ascii"))
                message["headers"] = [*message["headers"], tagged]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            if logging.getLogger("zeren.request").isEnabledFor(logging.INFO):
                _tell(scope, status, time.perf_counter() - started)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    operations: Operations = scope["app"].state.operations()
    operation = operations.find(scope["path"])
    caller = caller_of(scope)
    _log.info(
        "request",
        method=scope["method"],
        # The pattern and not the address: an address may hold the name of a person.
        route=operation.template if operation else "-",
        status=status,
        ms=round(seconds * 1000, 2),
        who=caller.name if caller else None,
        address=caller.address if caller else None,
    )


def _is_fit(given: str) -> bool:
    """Tell whether an id is fit to be logged: short, plain, one word.

    >>> _is_fit("req-7"), _is_fit(""), _is_fit("a b"), _is_fit("x" * 200)
    (True, False, False, False)
    """
    return 0 < len(given) <= 128 and given.isascii() and given.isprintable() and " " not in given
