"""TOML files in, questions with their expectations out.

A file names its documents by the digest of the file, so that it holds no text of them::

    [documents]
    plan = "<sha256>"

    [[group]]
    intent = "任务"                 # what accuracy is told for
    document = "plan"               # or a list: several documents in one catalogue
    questions = [
      { ask = "甲局牵头哪些任务", tasks = "lead:甲局" },
      { ask = "甲局牵头几项", spoken = true, count_tasks = "lead:甲局" },
      { ask = "甲局忙吗", refusal = "" },
    ]

Each question has one expectation: `tasks`, `departments`, `people`, `targets`, `documents` (a
condition on rows, see `conditions`, or a list of names), the same with `count_` before it, or
`refusal` (a reason, or "" for any). `after` is the question asked before, `today` the date that
今年 is counted from, `spoken` marks a paraphrase, `yesno` a question that is answered 是 or 不是.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

KINDS: Final = ("tasks", "departments", "people", "targets", "documents")
_PLAIN: Final = frozenset({"ask", "spoken", "yesno", "after", "today"})
_EXPECTATIONS: Final = frozenset({*KINDS, *(f"count_{kind}" for kind in KINDS), "refusal"})


class BadQuestionSet(ValueError):
    """A file of questions cannot be used; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what it expects (问题): `wanted` is a condition, names, or a reason."""

    text: str
    intent: str
    documents: tuple[str, ...]
    kind: str
    counted: bool
    wanted: str | tuple[str, ...]
    spoken: bool = False
    yesno: bool = False
    after: str | None = None
    today: str | None = None

    @property
    def refused(self) -> bool:
        """Tell whether it must not be answered."""
        return self.kind == "refusal"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """All questions of some files, and the digests of the documents by their short names."""

    questions: tuple[Question, ...]
    digests: dict[str, str]


def load_questions(files: list[Path]) -> QuestionSet:
    """Return the questions of `files` and of all TOML files of the folders among them.

    Raises BadQuestionSet where an entry is not of the form that the module describes.
    """
    digests: dict[str, str] = {}
    questions: list[Question] = []
    for path in _files(files):
        table = tomllib.loads(path.read_text("utf-8"))
        digests |= table["documents"]
        for group in table["group"]:
            named = group["document"]
            documents = tuple([named] if isinstance(named, str) else named)
            strange = [name for name in documents if name not in digests]
            if strange:
                raise BadQuestionSet(f"{path.name}：没有登记的文件 {strange[0]}")
            questions.extend(
                _question(row, group["intent"], documents) for row in group["questions"]
            )
    if not questions:
        raise BadQuestionSet("没有找到问题：请给出含有 [[group]] 的 TOML 文件或它所在的目录")
    return QuestionSet(tuple(questions), digests)


def _files(named: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in named:
        found.extend(sorted(path.glob("*.toml")) if path.is_dir() else [path])
    return found


def _question(row: dict[str, Any], intent: str, documents: tuple[str, ...]) -> Question:
    expected = [key for key in row if key in _EXPECTATIONS]
    strange = [key for key in row if key not in _EXPECTATIONS | _PLAIN]
    if len(expected) != 1 or strange or "ask" not in row:
        raise BadQuestionSet(f"问题“{row.get('ask')}”要有且只有一个预期，多余的键：{strange}")
    key = expected[0]
    wanted = row[key]
    return Question(
        row["ask"],
        intent,
        documents,
        key.removeprefix("count_"),
        key.startswith("count_"),
        tuple(wanted) if isinstance(wanted, list) else wanted,
        row.get("spoken", False),
        row.get("yesno", False),
        row.get("after"),
        row.get("today"),
    )
