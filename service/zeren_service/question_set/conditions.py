"""A condition written by hand and rows of a catalogue in, the rows that meet it out.

It knows nothing of the grammar of questions, so that the one can check the other::

    lead:甲局 & !any:乙局      甲局 leads and 乙局 holds nothing; | joins alternatives of one term
    charge:甲局               lead or responsible           alone:甲局   the only one that leads
    under:二/(五)  path:二/1   says:湿地  open  leads>=2     document:name
    due:2018  due<=2018-06-30  due>=2018-06-30              a deadline stands for its last day
    no:lead  no:deadline  no:target                         all  none

Of departments: ``ROLE of CONDITION [less 甲局、乙局]``, ``most ROLE``, ``least ROLE``,
``top N ROLE`` (all that share the last place are in), ``never ROLE``.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from zeren_graph.records import AssignmentRow, TargetRow, TaskRow

_ROLES: Final[dict[str, frozenset[str]]] = {
    "lead": frozenset({"lead"}),
    "responsible": frozenset({"responsible"}),
    "support": frozenset({"support"}),
    "supervise": frozenset({"supervise"}),
    "charge": frozenset({"lead", "responsible"}),
    "any": frozenset({"lead", "responsible", "support", "supervise"}),
}
_TERM: Final = re.compile(r"(?P<key>[a-z]+)(?P<sign>:|<=|>=)(?P<value>.+)")
_ASKED: Final = re.compile(r"(?P<role>[a-z]+) of (?P<where>.+?)(?: less (?P<less>.+))?")
_LEVELS: Final = "省市县区"


@dataclass(frozen=True)
class Rows:
    """The rows that conditions choose from; `aliases` gives each organisation its other names."""

    tasks: tuple[TaskRow, ...]
    targets: tuple[TargetRow, ...]
    aliases: dict[str, tuple[str, ...]]
    documents: dict[str, str]  # short name → id

    def bears(self, row: AssignmentRow, name: str) -> bool:
        """Tell whether the department of `row` is called `name`, its level aside (市财政局)."""
        names = {row.department, row.name, *self.aliases.get(row.organisation, ())}
        plain = name[1:] if name[0] in _LEVELS else name
        return any(n in {name, plain} or (n[0] in _LEVELS and n[1:] == plain) for n in names)


def choose_tasks(condition: str, rows: Rows) -> list[TaskRow]:
    """Return the tasks that meet `condition`; raises ValueError on a word it does not know."""
    terms = [term.strip() for term in condition.split("&")]
    return [task for task in rows.tasks if all(_term(term, task, rows) for term in terms)]


def _term(term: str, task: TaskRow, rows: Rows) -> bool:
    if term.startswith("!"):
        return not _term(term[1:], task, rows)
    return any(_atom(atom.strip(), task, rows) for atom in term.split("|"))


def _atom(atom: str, task: TaskRow, rows: Rows) -> bool:
    if atom in {"all", "none"}:
        return atom == "all"
    if atom == "open":
        return task.open_ended
    found = _TERM.fullmatch(atom)
    if found is None:
        raise ValueError(f"看不懂的条件：{atom}")
    key, sign, value = found["key"], found["sign"], found["value"]
    if key in _ROLES:
        return any(rows.bears(a, value) for a in task.assignments if a.role in _ROLES[key])
    if key == "due":
        return any(_due(d.date, sign, value) for d in task.deadlines)
    test = _TESTS.get(key)
    if test is None:
        raise ValueError(f"看不懂的条件：{atom}")
    return test(task, value, rows)


def _leaders(task: TaskRow) -> dict[str, AssignmentRow]:
    return {a.organisation: a for a in task.assignments if a.role == "lead"}


def _alone(task: TaskRow, value: str, rows: Rows) -> bool:
    leaders = _leaders(task)
    return len(leaders) == 1 and all(rows.bears(a, value) for a in leaders.values())


def _lacks(task: TaskRow, value: str, _rows: Rows) -> bool:
    if value == "deadline":
        return not task.deadlines
    if value == "target":
        return not task.targets
    return not any(a.role in _ROLES[value] for a in task.assignments)


def _says(task: TaskRow, value: str, _rows: Rows) -> bool:
    return value in "".join(task.text.split())


_TESTS: Final[dict[str, Callable[[TaskRow, str, Rows], bool]]] = {
    "alone": _alone,
    "no": _lacks,
    "says": _says,
    "path": lambda task, value, _: task.path == value,
    "under": lambda task, value, _: f"{task.path}/".startswith((f"{value}/", f"{value}#")),
    "leads": lambda task, value, _: len(_leaders(task)) >= int(value),
    "document": lambda task, value, rows: task.document == rows.documents[value],
}


def _due(date: str, sign: str, value: str) -> bool:
    if sign == ":":
        return date.startswith(value)
    day = _last_day(date)
    return day <= value if sign == "<=" else day >= value


def _last_day(date: str) -> str:
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 1:
        return f"{date}-12-31"
    if len(parts) == 2:
        return f"{date}-{calendar.monthrange(*parts)[1]:02}"
    return date


def choose_targets(condition: str, rows: Rows) -> list[TargetRow]:
    """Return the targets that are due as `condition` says, or that tasks meeting it have."""
    if condition == "all":
        return list(rows.targets)
    if condition == "no:deadline":
        return [row for row in rows.targets if row.deadline is None]
    if condition.startswith("due:"):
        return [r for r in rows.targets if (r.deadline or "").startswith(condition[4:])]
    tasks = {task.id for task in choose_tasks(condition, rows)}
    return [row for row in rows.targets if row.task in tasks]


def choose_departments(condition: str, rows: Rows) -> set[str]:
    """Return the names of the departments that `condition` asks for."""
    words = condition.split()
    if words[0] in {"most", "least", "top"}:
        top = int(words[1]) if words[0] == "top" else 1
        return _ranked(words[-1], top, least=words[0] == "least", rows=rows)
    if words[0] == "never":
        return _names(rows.tasks, _ROLES["any"]) - _names(rows.tasks, _ROLES[words[1]])
    found = _ASKED.fullmatch(condition)
    if found is None:
        raise ValueError(f"看不懂的条件：{condition}")
    tasks = choose_tasks(found["where"], rows)
    less = (found["less"] or "").split("、")
    return {
        a.name
        for task in tasks
        for a in task.assignments
        if a.role in _ROLES[found["role"]] and not any(n and rows.bears(a, n) for n in less)
    }


def _names(tasks: Iterable[TaskRow], roles: frozenset[str]) -> set[str]:
    return {a.name for task in tasks for a in task.assignments if a.role in roles}


def _ranked(role: str, top: int, *, least: bool, rows: Rows) -> set[str]:
    counts: Counter[str] = Counter()
    for task in rows.tasks:
        counts.update({a.name for a in task.assignments if a.role in _ROLES[role]})
    order = sorted(counts.values(), reverse=not least)
    last = order[min(top, len(order)) - 1]
    return {name for name, n in counts.items() if (n <= last if least else n >= last)}
