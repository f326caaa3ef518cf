"""The server that is measured: the whole application, and beside it an empty route of FastAPI.

``python -m zeren_service.load.server``, with the settings of any server. Both answer in one process
behind one uvicorn; the empty route has none of the application's middleware around it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import uvicorn
from fastapi import FastAPI

from zeren_service.app import create_app
from zeren_service.cli.serving import listen
from zeren_service.http_protocol import Protocol
from zeren_service.settings import Settings
from zeren_service.worker import warm

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

EMPTY: Final = "/bench/empty"


def empty_app() -> FastAPI:
    """Return the application that everything is compared with."""
    app = FastAPI()

    @app.get(EMPTY)
    async def get_nothing() -> dict[str, str]:
        return {"status": "ok"}

    return app


def side_by_side(app: ASGIApp, empty: ASGIApp) -> ASGIApp:
    """Return an application that answers the one empty address, and all others as `app` does."""

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = empty if scope.get("path") == EMPTY else app
        await chosen(scope, receive, send)

    return choose


def main() -> None:
    """Serve until the process is ended; the first line of output is the port."""
    settings = Settings()
    with listen("127.0.0.1", 0) as listener:
        measured = create_app(settings)
        warm(measured)
        config = uvicorn.Config(
            side_by_side(measured, empty_app()),
            log_level="warning",
            access_log=False,
            server_header=False,
            http=Protocol,
        )
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
