"""One of several processes of the server: settings of the environment in, the application out."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

from zeren_service import logs
from zeren_service.app import create_app
from zeren_service.questions.cutting import cut
from zeren_service.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI


def application() -> FastAPI:
    """Return the application that this process serves; it closes what it opened when it ends."""
    settings = Settings()
    logs.configure(settings.log_format, settings.log_level)
    app = create_app(settings)
    warm(app)
    return app


def warm(app: FastAPI) -> None:
    """Have ready, before the first request, what takes long: the dictionary, a SPARQL worker."""
    threading.Thread(target=_settle, daemon=True).start()
    threading.Thread(target=app.state.context.sandbox.warm, daemon=True).start()


def _settle() -> None:
    """Load the dictionary, and spare what stays for good the looks of the garbage collector.

    Going through all of it would take a tenth of a second, in the middle of some request.
    """
    cut("预热")
    gc.collect()
    gc.freeze()
