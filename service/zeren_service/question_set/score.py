"""Questions and their documents in, exact-set accuracy by intent and every wrong answer out."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from zeren_graph.knowledge import Knowledge
from zeren_graph.vocabulary import BASE
from zeren_service.question_set.conditions import (
    Rows,
    choose_departments,
    choose_targets,
    choose_tasks,
)
from zeren_service.questions import ask

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from zeren_service.question_set.load import Question, QuestionSet
    from zeren_service.questions import Answer


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question (结果): `wrong` says what is wrong, or is empty."""

    question: Question
    answer: Answer
    wrong: str
    sparql: str = ""  # what is wrong with its SPARQL, where that was run


@dataclass(frozen=True, slots=True)
class Report:
    """The results of all questions, and the documents that were not there."""

    results: tuple[Result, ...]
    absent: tuple[str, ...]

    @property
    def answerable(self) -> tuple[Result, ...]:
        """The results of questions that have an answer."""
        return tuple(r for r in self.results if not r.question.refused)

    @property
    def accuracy(self) -> float:
        """Return the share of questions with exactly the expected set, or rightly refused."""
        return sum(not r.wrong for r in self.results) / len(self.results) if self.results else 1.0

    @property
    def answered_in_spite(self) -> tuple[Result, ...]:
        """The questions that must be refused and were answered."""
        return tuple(r for r in self.results if r.question.refused and r.answer.kind != "refusal")

    def by_intent(self) -> dict[str, tuple[int, int]]:
        """Return right and all questions for each intent, in the order of the set."""
        counts: dict[str, tuple[int, int]] = {}
        for result in self.results:
            right, every = counts.get(result.question.intent, (0, 0))
            counts[result.question.intent] = (right + (not result.wrong), every + 1)
        return counts


def measure(questions: QuestionSet, folders: Iterable[Path], *, sparql: bool = False) -> Report:
    """Ask all questions whose documents are in `folders`; with `sparql` run each query too."""
    files = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for folder in folders
        for path in sorted(folder.iterdir())
        if path.is_file()
    }
    absent = {n for n, digest in questions.digests.items() if digest not in files}
    results: list[Result] = []
    with ExitStack() as opened:
        desks: dict[tuple[str, ...], _Desk] = {}
        for question in questions.questions:
            if absent & set(question.documents):
                continue
            if question.documents not in desks:
                known = opened.enter_context(Knowledge.open(None))
                paths = [files[questions.digests[name]] for name in question.documents]
                desks[question.documents] = _Desk(known, question.documents, paths)
            results.append(desks[question.documents].judge(question, sparql=sparql))
    return Report(tuple(results), tuple(sorted(absent)))


def _title(label: str) -> str:
    """Return the title in 《title》（number）, or the label where it is a plain title."""
    return label[1 : label.rindex("》")] if label.startswith("《") else label


class _Desk:
    """A catalogue with the documents of some questions, and the rows they are judged by."""

    def __init__(self, known: Knowledge, names: tuple[str, ...], paths: list[Path]) -> None:
        self.known = known
        for path in paths:
            known.ingest(path.read_bytes(), path.name)
        catalogue = known.catalogue
        ids = {row.sha256: row.id for row in catalogue.documents(limit=None).items}
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
        self.rows = Rows(
            catalogue.tasks(limit=None).items,
            catalogue.targets(limit=None).items,
            {row.id: row.aliases for row in catalogue.departments(limit=None).items},
            {name: ids[digest] for name, digest in zip(names, digests, strict=True)},
        )

    def judge(self, question: Question, *, sparql: bool) -> Result:
        answer = ask(
            self.known.catalogue, question.text, after=question.after, today=question.today
        )
        wrong = self._wrong(question, answer)
        checked = self._graph(answer) if sparql and not question.refused and not wrong else ""
        return Result(question, answer, wrong, checked)

    def _wrong(self, question: Question, answer: Answer) -> str:
        if question.refused:
            if answer.kind != "refusal":
                return f"应拒答，却答了：{answer.answer}"
            reason = answer.reading.filters["reason"]
            right = question.wanted in {"", reason}
            return "" if right else f"拒答的理由应是 {question.wanted}，却是 {reason}"
        kind = "count" if question.counted else question.kind
        if answer.kind != kind:
            return f"应是 {kind}，却是 {answer.kind}：{answer.answer}"
        wanted, found = self._wanted(question), self._found(question, answer)
        if wanted != found:
            return f"多了 {sorted(found - wanted)}，少了 {sorted(wanted - found)}"
        yes = ("是。", "有。") if answer.items else ("不是。", "没有。")
        if question.yesno and not answer.answer.startswith(yes):
            return f"应答{'或'.join(yes)}：{answer.answer}"
        return ""

    def _wanted(self, question: Question) -> set[str]:
        wanted = question.wanted
        if isinstance(wanted, tuple):
            return set(wanted)
        if question.kind == "tasks":
            return {task.id for task in choose_tasks(wanted, self.rows)}
        if question.kind == "departments":
            return choose_departments(wanted, self.rows)
        if question.kind == "targets":
            return {row.id for row in choose_targets(wanted, self.rows)}
        catalogue = self.known.catalogue
        if question.kind == "people":
            return {row.person for row in catalogue.people(limit=None).items}
        if wanted == "cited":
            rows = catalogue.citations(limit=None).items
            return {row.title for row in rows if not row.self}
        documents = catalogue.documents(limit=None).items
        only = {self.rows.documents[wanted.partition(":")[2]]} if ":" in wanted else None
        return {row.title for row in documents if only is None or row.id in only}

    def _found(self, question: Question, answer: Answer) -> set[str]:
        if question.kind == "tasks":
            return {item.id for item in answer.items}
        if question.kind == "targets":
            if isinstance(question.wanted, str):
                return {item.id for item in answer.items}
            indicators = {row.id: row.indicator for row in self.rows.targets}
            return {"".join(indicators[item.id].split()) for item in answer.items}
        if question.kind == "documents":
            return {_title(item.label) for item in answer.items}
        return {item.label for item in answer.items}

    def _graph(self, answer: Answer) -> str:
        """Run the query of the answer; return how the graph's list differs from the answer's."""
        if answer.sparql is None:
            return "没有 SPARQL"
        rows = self.known.graph.select(answer.sparql)
        found = {
            unquote(next(v for v in row.values() if v.startswith(BASE)).rpartition("/")[2])
            for row in rows
        }
        wanted = {item.id for item in answer.items}
        return (
            ""
            if found == wanted
            else f"多了 {sorted(found - wanted)}，少了 {sorted(wanted - found)}"
        )
