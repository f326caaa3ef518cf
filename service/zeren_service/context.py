"""What every route needs: the application's parts, handed in by FastAPI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from anyio import CapacityLimiter
from fastapi import Depends, Request

from zeren_graph.catalogue import Catalogue
from zeren_graph.knowledge import Knowledge
from zeren_graph.remote_sandbox import RemoteSandbox
from zeren_graph.sandbox import Sandbox
from zeren_service.access import view_of
from zeren_service.background.work import BackgroundWork
from zeren_service.caching import Stamps
from zeren_service.gate import Keyring
from zeren_service.inbox import Inbox
from zeren_service.metrics import Metrics
from zeren_service.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of one running application (应用上下文)."""

    settings: Settings
    knowledge: Knowledge
    metrics: Metrics
    sandbox: Sandbox | RemoteSandbox
    sparql_limiter: CapacityLimiter
    stamps: Stamps
    inbox: Inbox
    background: BackgroundWork
    keyring: Keyring
    catalogue: Catalogue  # answers every list, with the names that this caller may see
    full: Context | None = None  # the same for those who may see all names

    @property
    def hides_people(self) -> bool:
        """Whether this caller may not see the names of persons."""
        return self.full is not None


async def _context(request: Request) -> Context:  # async: a plain def costs a thread per request
    context = cast("Context", request.app.state.context)
    return context.full if context.full is not None and view_of(request.scope) else context


ContextDep = Annotated[Context, Depends(_context)]
