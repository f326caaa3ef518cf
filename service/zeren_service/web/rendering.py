"""Templates in, pages out: Jinja2 with escaping always on."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from zeren_service.exports.words import KINDS, ROLES, SEVERITIES, target_in_words
from zeren_service.uploads import size_in_words
from zeren_service.web.marks import mention_key, task_key

# Whether the pages of the application that serves this request are opened with a key.
ACCOUNTS: Final[ContextVar[bool]] = ContextVar("accounts", default=False)
HERE: Final = Path(__file__).parent


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        ROLES=ROLES,
        KINDS=KINDS,
        SEVERITIES=SEVERITIES,
        target_in_words=target_in_words,
        size_in_words=size_in_words,
        task_key=task_key,
        mention_key=mention_key,
        accounts=ACCOUNTS.get,
    )
    return environment


_ENVIRONMENT: Final = _environment()


def render(name: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return the page that template `name` makes of `values`."""
    return HTMLResponse(_ENVIRONMENT.get_template(name).render(values), status)
