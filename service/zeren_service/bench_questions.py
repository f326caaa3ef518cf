"""How long a question takes, against the same list by the department's id: both in one process."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from zeren_graph.catalogue import Catalogue
from zeren_graph.records import TaskFilter
from zeren_parser import parse
from zeren_service.questions import ask
from zeren_service.questions.lexicon import full_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ROUNDS = 7


def question_times(files: list[Path]) -> tuple[float, float]:
    """Return the median seconds of 某局牵头哪些任务 and of the same list by id, over all departments.

    The catalogue holds `files` and stays as it is; the words of the language are loaded before.
    """
    with Catalogue.open("sqlite://") as catalogue:
        for path in files:
            data = path.read_bytes()
            catalogue.put(parse(data, name=path.name), data)
        rows = [row for row in catalogue.departments(limit=None).items if row.lead]
        several = len(catalogue.documents(limit=None).items) > 1
        asked: list[float] = []
        listed: list[float] = []
        for row in rows:
            question = f"{full_name(row) if several else row.name}牵头哪些任务"
            if ask(catalogue, question).kind != "tasks":
                continue
            where = TaskFilter(departments=(row.id,), role="lead")
            asked.append(_time(lambda q=question: ask(catalogue, q)))  # type: ignore[misc]
            listed.append(_time(lambda w=where: catalogue.tasks(w, limit=None)))  # type: ignore[misc]
    return statistics.median(asked), statistics.median(listed)


def _time(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
