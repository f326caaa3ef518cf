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

    @property
    def catalogue(self) -> Catalogue:
        """Return the catalogue, which answers every list."""
        return self.knowledge.catalogue


async def _context(request: Request) -> Context:  # async: a plain def costs a thread per request
    return cast("Context", request.app.state.context)


ContextDep = Annotated[Context, Depends(_context)]
