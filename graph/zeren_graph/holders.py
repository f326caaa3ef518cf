"""A plan in, its departments out: who is who in one document, and who holds which task.

Pure: the catalogue writes what is worked out here, and the graph is built from the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from zeren_graph.identities import Identities
from zeren_graph.identity import department_id, scope_of, search_key
from zeren_parser.model import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zeren_parser.model import Assignment, Plan, Task

ROLES: Final = tuple(role.value for role in Role)  # strongest first
FULL: Final = "full"
ALIAS: Final = "alias"
PRINTED: Final = "printed"
LOCAL: Final = "local"


@dataclass(slots=True)
class Holder:
    """A department as one document knows it. `names` are (name, kind of name), each once."""

    id: str
    name: str
    kind: str
    position: int
    jurisdiction: str | None = None
    names: dict[tuple[str, str], None] = field(default_factory=dict)
    members: dict[str, None] = field(default_factory=dict)
    tasks: dict[str, set[str]] = field(default_factory=dict)  # role → task ids

    def count(self, role: str | None = None) -> int:
        """Return how many tasks it holds in `role`, or in any."""
        if role is not None:
            return len(self.tasks.get(role, ()))
        return len(set().union(*self.tasks.values()))


class Holders:
    """All departments of one plan, in the order in which they first act."""

    def __init__(self, plan: Plan, identities: Identities | None = None) -> None:
        self._scope = scope_of(plan.document)
        self._document = plan.document
        self._identities = identities or Identities()
        self._local: dict[str, Holder] = {}  # id inside the plan → holder
        self.by_id: dict[str, Holder] = {}
        for organisation in plan.organisations:
            holder = self._holder(organisation.name, organisation.kind.value)
            self._local[organisation.id] = holder
            holder.names[organisation.id, LOCAL] = None
            for alias in organisation.aliases:
                if alias != holder.name:
                    holder.names[alias, ALIAS] = None
        for organisation in plan.organisations:
            members = (self._local.get(member) for member in organisation.members)
            holder = self._local[organisation.id]
            holder.members.update({m.id: None for m in members if m is not None})
        self._read_assignments(plan.tasks)
        self._keys = self._index()

    def of(self, assignment: Assignment) -> Holder:
        """Return who holds `assignment`; a name the plan did not resolve stands for itself."""
        known = self._local.get(assignment.organisation)
        if known is not None:
            return known
        kind = Kind.GROUP if assignment.group else Kind.UNIT
        return self._holder(assignment.department, kind.value)

    def local(self, organisation: str) -> Holder:
        """Return the department that an organisation id of the plan stands for."""
        return self._local[organisation]

    def find(self, name: str | None) -> Holder | None:
        """Return the one department that `name` can mean in this document, or None."""
        found = self._keys.get(search_key(name), {}) if name else {}
        return next(iter(found.values())) if len(found) == 1 else None

    def _holder(self, name: str, kind: str) -> Holder:
        key, full, place = department_id(self._scope, name), name, self._document.jurisdiction
        decided = self._identities.resolve(key, self._document.id)
        if decided is not None:
            key, full, place = decided.id, decided.name, decided.jurisdiction
        if key not in self.by_id:
            self.by_id[key] = Holder(key, full, kind, len(self.by_id) + 1, place)
            self.by_id[key].names[full, FULL] = None
        if name != full:  # a person decided that it is another name of the same
            self.by_id[key].names[name, ALIAS] = None
        return self.by_id[key]

    def _read_assignments(self, tasks: Iterable[Task]) -> None:
        order: dict[str, None] = {}
        for task in tasks:
            for assignment in task.assignments:
                holder = self.of(assignment)
                order[holder.id] = None
                holder.tasks.setdefault(assignment.role.value, set()).add(task.id)
                holder.names[assignment.department, PRINTED] = None
        silent = [key for key in self.by_id if key not in order]
        for position, key in enumerate([*order, *silent], 1):
            self.by_id[key].position = position

    def _index(self) -> dict[str, dict[str, Holder]]:
        keys: dict[str, dict[str, Holder]] = {}
        for holder in self.by_id.values():
            for name, _kind in holder.names:
                keys.setdefault(search_key(name), {})[holder.id] = holder
        return keys
