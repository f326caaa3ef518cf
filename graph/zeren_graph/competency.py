"""The questions that the graph must be able to answer (能力问题), as SPARQL with Chinese headings.

Each is a file of `queries/`: two lines of heading, then the query. The tests run them on the plan
of `source_docs/` against answers that were checked by hand; `docs/sparql.md` shows both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

_HEADING: Final = re.compile(
    r"# 标题：(?P<title>[^\n]+)\n# 说明：(?P<words>[^\n]*)\n(?P<query>.+)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class CompetencyQuestion:
    """A question of the field (能力问题): what it asks, in words and in SPARQL."""

    name: str
    title: str
    description: str
    query: str


def read_questions() -> tuple[CompetencyQuestion, ...]:
    """Return all questions in their order; a file without its heading raises `ValueError`."""
    folder = files("zeren_graph").joinpath("queries")
    found = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name, dot, suffix = file.name.partition(".")
        if dot and suffix == "rq":
            found.append(_read(name, file.read_text("utf-8")))
    return tuple(found)


def _read(name: str, text: str) -> CompetencyQuestion:
    match = _HEADING.fullmatch(text)
    if match is None:
        raise ValueError(f"{name}.rq must begin with '# 标题：' and '# 说明：'")
    return CompetencyQuestion(name, match["title"], match["words"], match["query"])
