"""What the catalogue knows of a document beside what it says: its place among the others (归档)."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren_graph.identities import Identities


@dataclass(frozen=True, slots=True)
class Filing:
    """How a document is filed (归档情况): when it arrived, which version it supersedes, who is who."""

    arrival: int | None = None
    replaces: str | None = None
    identities: Identities = field(default_factory=Identities)
