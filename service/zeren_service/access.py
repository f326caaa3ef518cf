"""Who asks and what that takes: callers, their roles, and the role that each address needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from zeren_graph.access_keys import ROLES

if TYPE_CHECKING:
    from starlette.types import Scope

COOKIE: Final = "zeren_key"
LOGIN: Final = "/login"
ROLE_WORDS: Final = {"read": "查阅", "ingest": "收文", "admin": "管理"}
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SCOPE: Final = "zeren.caller"

# The first rule that fits decides; what changes anything and fits none is for the administrator.
_RULES: Final[tuple[tuple[tuple[str, ...], re.Pattern[str], str | None], ...]] = (
    (("GET", "POST"), re.compile(r"/login|/logout"), None),
    (("GET",), re.compile(r"/healthz|/readyz|/static/.*"), None),  # for probes and the login page
    (("GET",), re.compile(r"/api/v1/webhooks(?:/.*)?"), "admin"),  # addresses inside other systems
    (("GET",), re.compile(r".*"), "read"),
    (("POST",), re.compile(r"/sparql|/api/v1/ask"), "read"),  # these ask, and change nothing
    (("POST",), re.compile(r"/upload|/api/v1/(?:documents|jobs)(?:/.*)?"), "ingest"),
    (("DELETE",), re.compile(r"/api/v1/jobs/.*"), "ingest"),
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request (调用者): the key, where there is one, and the address."""

    address: str
    role: str
    key: str | None = None
    name: str | None = None

    def may(self, role: str | None) -> bool:
        """Tell whether the caller may do what takes `role`."""
        return role is None or ROLES.index(self.role) >= ROLES.index(role)

    @property
    def sees_people(self) -> bool:
        """Whether names stay visible with the switch on: to an administrator with a key."""
        return self.key is not None and self.role == "admin"


def role_needed(method: str, path: str) -> str | None:
    """Return the role that a request takes; None where no key is needed.

    >>> [role_needed("GET", p) for p in ("/healthz", "/api/v1/tasks", "/metrics")]
    [None, 'read', 'read']
    >>> role_needed("POST", "/api/v1/ask"), role_needed("POST", "/api/v1/documents")
    ('read', 'ingest')
    >>> role_needed("DELETE", "/api/v1/documents/1"), role_needed("PUT", "/healthz")
    ('admin', 'admin')
    """
    as_get = "GET" if method in SAFE_METHODS else method
    for methods, pattern, role in _RULES:
        if as_get in methods and pattern.fullmatch(path):
            return role
    return "admin"


def put_caller(scope: Scope, caller: Caller) -> None:
    """Note who asks, for all that serve the request."""
    scope[_SCOPE] = caller


def caller_of(scope: Scope) -> Caller | None:
    """Return who asks; None before the gate has seen the request."""
    caller: Caller | None = scope.get(_SCOPE)
    return caller


def view_of(scope: Scope) -> str:
    """Return what tells answers apart that differ by caller and not by address: `full` or ``.

    Whoever keeps answers keeps them by this, too.
    """
    caller = caller_of(scope)
    return "full" if caller is not None and caller.sees_people else ""
