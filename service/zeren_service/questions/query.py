"""What the reader makes of a question: conditions on tasks, and the one thing that is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zeren_graph.records import DepartmentRow
    from zeren_service.questions.dates import Window

ROLE_ORDER: Final = ("lead", "responsible", "support", "supervise")
# What a word of role asks for; None is any role. 负责 in everyday speech covers the leading unit too.
ROLES_OF: Final[dict[str, tuple[str, ...] | None]] = {
    "lead": ("lead",),
    "charge": ("lead", "responsible"),
    "responsible": ("responsible",),
    "support": ("support",),
    "supervise": ("supervise",),
    "any": None,
}
Roles = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A condition: these departments hold (or, if `negative`, do not hold) one of these roles."""

    departments: tuple[DepartmentRow, ...]
    roles: Roles = None
    word: str = "any"  # the word of role that was used, a key of ROLES_OF
    every: bool = True  # all departments together, or any of them
    negative: bool = False
    alone: bool = False
    loose: bool = False  # joined by 和 alone: may have meant either
    twins: tuple[tuple[str, ...], ...] = ()  # ids of rows that are one unit, for each department

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The ids that stand for each department."""
        return self.twins or tuple((row.id,) for row in self.departments)

    @property
    def ids(self) -> frozenset[str]:
        """All ids of the departments."""
        return frozenset(key for group in self.groups for key in group)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a task must be about: alternatives, each a set of pieces that stand together."""

    alternatives: tuple[tuple[str, ...], ...]
    mention: bool = False  # asked as 涉及…, so every task that says the words counts


@dataclass(frozen=True, slots=True)
class Lack:
    """A condition: the task has no (or, if `present`, has a) role, deadline or target."""

    what: str  # a role, "any", "deadline", "target" or "open"
    present: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A whole question, understood."""

    focus: str
    holdings: tuple[Holding, ...] = ()
    topics: tuple[Topic, ...] = ()
    window: Window | None = None
    place: tuple[int, ...] = ()
    place_words: str = ""  # the item as it was named
    part: str = ""  # the 2 of 二/(四)/1#2: one of several tasks of the item
    document: str | None = None
    jurisdiction: str | None = None
    lacks: tuple[Lack, ...] = ()
    many: int = 0  # at least so many units in the roles asked for
    exact: bool = False  # no more than that either
    roles: Roles = None
    role_word: str = "any"
    helpers: bool = False  # asked as 谁配合甲, where 甲 leads
    barred: tuple[str, ...] = ()  # roles that the departments asked for must not hold
    without: tuple[DepartmentRow, ...] = ()
    among: tuple[DepartmentRow, ...] = ()  # those that a ranking compares; none is all
    rank: str | None = None
    rank_by: str = ""  # target where tasks are ranked by their targets, not by their units
    extreme: str = ""  # first or last: the tasks whose date is the earliest or the latest
    top: int | None = None
    counted: bool = False
    yesno: bool = False
    reckoned: str = ""  # difference, share or average, which is worked out from counts
    measure: str = ""  # 座, 公里 …: in which a target is asked for
    base: Query | None = None  # the whole of which a share is asked
    nth: int = 0  # 2 is the second place of a ranking
    bounds: tuple[int, int | None] | None = None  # at least and at most so many tasks
    roster: dict[str, str] = field(default_factory=dict)

    @property
    def departments(self) -> tuple[DepartmentRow, ...]:
        """All departments that the question names, once each."""
        named = [row for holding in self.holdings for row in holding.departments]
        rows = (*named, *self.without, *self.among)
        return tuple({row.id: row for row in rows}.values())
