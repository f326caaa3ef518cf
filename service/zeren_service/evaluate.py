"""Gold files in, precision and recall out: what `zeren evaluate GOLD_DIR` counts.

A gold file is JSON: ``document`` (file name), ``sha256`` of the file, and what a person read in it:
``tasks`` (path, title, start, assignments with role, department, start, end, open_ended,
deadlines) and, where annotated, ``targets``, ``citations``, ``roster``. Offsets are those of the
canonical text. Gold files hold no text: the documents are looked up by their digest.
The format is described in docs/evaluation.md. A file of ``facts/`` holds the layers beside the tasks
of a document, ``metadata`` and ``phrases`` (a choice of phrases of time, each with its date) too.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from zeren_parser import Plan, parse

Row = dict[str, Any]


@dataclass(slots=True)
class Score:
    """Counts of what was right, invented and missed (评测计数)."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    def add(self, gold: Counter[Hashable], found: Counter[Hashable]) -> None:
        """Count one document's facts."""
        right = sum((gold & found).values())
        self.right += right
        self.invented += sum(found.values()) - right
        self.missed += sum(gold.values()) - right

    @property
    def precision(self) -> float:
        """Return the share of found facts that are right; 1 where nothing was found."""
        return self.right / (self.right + self.invented) if self.right + self.invented else 1.0

    @property
    def recall(self) -> float:
        """Return the share of gold facts that were found; 1 where there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall.

        >>> Score(right=3, invented=1, missed=0).f1
        0.8571428571428571
        """
        total = 2 * self.right + self.invented + self.missed
        return 2 * self.right / total if total else 1.0


@dataclass(slots=True)
class Evaluation:
    """The scores of all gold documents (评测结果): by layer, document, clause form and format.

    `forms` and `formats` score (task, role, department). `silent` counts the characters of documents
    that hold no clause by their gold file, `false_clauses` what was read in them all the same.
    """

    layers: dict[str, Score] = field(default_factory=dict)
    documents: dict[str, Score] = field(default_factory=dict)
    forms: dict[str, Score] = field(default_factory=dict)
    formats: dict[str, Score] = field(default_factory=dict)
    silent: int = 0
    false_clauses: int = 0
    differences: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def layer(self, name: str) -> Score:
        """Return the score of the layer `name`."""
        return self.layers.setdefault(name, Score())

    @property
    def false_per_100k(self) -> float:
        """Return how many clauses were invented in 100,000 characters of text without any."""
        return self.false_clauses / self.silent * 100_000 if self.silent else 0.0


def find_documents(folders: Iterable[Path]) -> dict[str, Path]:
    """Return sha256 → path of every file in `folders`."""
    return {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def evaluate(gold_folder: Path, folders: Iterable[Path]) -> Evaluation:
    """Return how well the parser reads the documents annotated in `gold_folder`."""
    known = find_documents([*folders, *{path.parent for path in gold_folder.rglob("*.gold.json")}])
    result = Evaluation()
    for path in sorted(gold_folder.rglob("*.gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        source = known.get(gold["sha256"])
        if source is None:
            result.absent.append(gold["document"])
            continue
        plan = _without_borderline(gold, parse(source.read_bytes(), name=source.name))
        gold = _scored(gold)
        _compare(result, gold, plan)
        suffix = source.suffix.lstrip(".").lower() or "txt"
        result.formats.setdefault(suffix, Score()).add(_gold_assignments(gold), _assignments(plan))
    for path in sorted((gold_folder / "facts").glob("*.facts.json")):
        facts = json.loads(path.read_text("utf-8"))
        source = known.get(facts["sha256"])
        if source is not None:
            _facts(result, facts, parse(source.read_bytes(), name=source.name))
    return result


def _scored(gold: Row) -> Row:
    """Return `gold` without the names that its annotator marked as borderline."""
    stretches = [(row["start"], row["end"]) for row in gold.get("borderline", ())]
    tasks = []
    for task in gold["tasks"]:
        kept = [
            a
            for a in task["assignments"]
            if not any(s < a["end"] and a["start"] < e for s, e in stretches)
        ]
        if kept or not task["assignments"]:
            tasks.append({**task, "assignments": kept})
    return {**gold, "tasks": tasks}


def _without_borderline(gold: Row, plan: Plan) -> Plan:
    """Return `plan` without what annotators left open: it counts neither for nor against.

    ``tasks_borderline`` are whole tasks, ``borderline`` stretches in which no name is counted.
    """
    paths = {(task["path"], task["start"]) for task in gold.get("tasks_borderline", ())}
    places = {
        (a["start"], a["end"])
        for task in gold.get("tasks_borderline", ())
        for a in task["assignments"]
    }
    stretches = [(row["start"], row["end"]) for row in gold.get("borderline", ())]
    tasks = []
    for task in plan.tasks:
        spans = {(a.span.start, a.span.end) for a in task.assignments}
        if spans & places or (task.path, task.span.start) in paths:
            continue
        kept = tuple(
            a
            for a in task.assignments
            if not any(s < a.span.end and a.span.start < e for s, e in stretches)
        )
        if kept or not task.assignments:
            tasks.append(replace(task, assignments=kept))
    held = {a.clause for task in tasks for a in task.assignments}
    clauses = tuple(c for c in plan.clauses if c.id in held)
    return replace(plan, tasks=tuple(tasks), clauses=clauses)


def _compare(result: Evaluation, gold: Row, plan: Plan) -> None:
    name = gold["document"]
    _layer(
        result, "任务", name, _gold_tasks(gold), Counter((t.path, t.span.start) for t in plan.tasks)
    )
    found_roles = _assignments(plan)
    gold_roles = _gold_assignments(gold)
    _layer(result, "任务·角色·单位", name, gold_roles, found_roles)
    result.documents.setdefault(name, Score()).add(gold_roles, found_roles)
    _forms(result, gold, plan)
    _deadlines(result, gold, plan)
    if not gold["tasks"]:
        result.silent += len(plan.text)
        result.false_clauses += len(plan.clauses)
    _facts(result, gold, plan)


def _facts(result: Evaluation, gold: Row, plan: Plan) -> None:
    """Compare the layers beside the tasks that the annotator filled in."""
    name = gold["document"]
    if "targets" in gold:
        _targets(result, gold, plan)
    if "phrases" in gold:
        _phrases(result, gold, plan)
    if "metadata" in gold:
        told = {key: getattr(plan.document, key) for key in gold["metadata"]}
        _layer(result, "文件信息", name, Counter(gold["metadata"].items()), Counter(told.items()))
    if "citations" in gold:
        _layer(
            result,
            "引用文件",
            name,
            Counter(
                ("".join(c["title"].split()), c["number"], c["self"]) for c in gold["citations"]
            ),
            Counter((c.title, c.number, c.self) for c in plan.citations),
        )
    if "roster" in gold:
        members = plan.roster.members if plan.roster else ()
        _layer(
            result,
            "领导小组",
            name,
            Counter(
                (m["role"], m["person"], tuple((p["organisation"], p["title"]) for p in m["posts"]))
                for m in gold["roster"]["members"]
            ),
            Counter(
                (m.role, m.person, tuple((p.organisation, p.title) for p in m.posts))
                for m in members
            ),
        )


def _layer(
    result: Evaluation, layer: str, name: str, gold: Counter[Hashable], found: Counter[Hashable]
) -> None:
    result.layer(layer).add(gold, found)
    result.differences.extend(f"{name}\t{layer}\t漏\t{fact}" for fact in (gold - found).elements())
    result.differences.extend(f"{name}\t{layer}\t多\t{fact}" for fact in (found - gold).elements())


def _gold_tasks(gold: Row) -> Counter[Hashable]:
    return Counter((task["path"], task["start"]) for task in gold["tasks"])


def _gold_assignments(gold: Row) -> Counter[Hashable]:
    return Counter(
        (task["path"], a["role"], a["department"], a["start"], a["end"])
        for task in gold["tasks"]
        for a in task["assignments"]
    )


def _assignments(plan: Plan) -> Counter[Hashable]:
    return Counter(
        (task.path, a.role.value, a.department, a.span.start, a.span.end)
        for task in plan.tasks
        for a in task.assignments
    )


def _forms(result: Evaluation, gold: Row, plan: Plan) -> None:
    """Score each clause form: a missed fact counts for the clause that stands at its place."""
    forms = {clause.id: clause.form for clause in plan.clauses}
    placed = [(c.span.start, c.span.end, c.form) for c in plan.clauses]
    found: dict[str, Counter[Hashable]] = {}
    for task in plan.tasks:
        for a in task.assignments:
            fact = (task.path, a.role.value, a.department, a.span.start, a.span.end)
            found.setdefault(forms[a.clause], Counter())[fact] += 1
    wanted: dict[str, Counter[Hashable]] = {}
    for task in gold["tasks"]:
        for a in task["assignments"]:
            fact = (task["path"], a["role"], a["department"], a["start"], a["end"])
            form = next((f for s, e, f in placed if s <= a["start"] < e), None)
            wanted.setdefault(form or task.get("form", "未读出"), Counter())[fact] += 1
    for form in sorted({*found, *wanted}):
        result.forms.setdefault(form, Score()).add(
            wanted.get(form, Counter()), found.get(form, Counter())
        )


def _deadlines(result: Evaluation, gold: Row, plan: Plan) -> None:
    """Score (task, date) of the tasks that both sides have."""
    wanted = {task["path"]: task["deadlines"] for task in gold["tasks"] if "deadlines" in task}
    found = {task.path: task.deadlines for task in plan.tasks}
    both = wanted.keys() & found.keys()
    _layer(
        result,
        "完成时限",
        gold["document"],
        Counter((path, date) for path in both for date in set(wanted[path])),
        Counter((path, date) for path in both for date in {d.date for d in found[path]}),
    )


def _phrases(result: Evaluation, gold: Row, plan: Plan) -> None:
    """Look for each annotated phrase of time in the task that holds it; others are not judged."""
    score = result.layer("正文时限（标注过的）")
    found = {(d.date, d.span.start, d.span.end) for t in plan.tasks for d in t.deadlines}
    for row in gold["phrases"]:
        if not any(task.span.start <= row["start"] < task.span.end for task in plan.tasks):
            continue
        if any(d == row["date"] and s < row["end"] and row["start"] < e for d, s, e in found):
            score.right += 1
            continue
        score.missed += 1
        text = plan.text[row["start"] : row["end"]]
        result.differences.append(f"{gold['document']}\t时限\t漏\t{text} {row['date']}")


def _targets(result: Evaluation, gold: Row, plan: Plan) -> None:
    """Pair targets whose spans overlap and whose value, unit and deadline agree.

    What an annotator marked as borderline counts neither for nor against.
    """
    score = result.layer("目标")
    strict = result.layer("目标（含比较关系）")
    open_gold = list(gold["targets"])
    for target in plan.targets:
        value = list(target.value) if isinstance(target.value, tuple) else target.value
        match = next(
            (
                g
                for g in open_gold
                if g["start"] < target.span.end
                and target.span.start < g["end"]
                and g["value"] == value
                and g["unit"] == target.unit
                and g["deadline"] == target.deadline
            ),
            None,
        )
        if match is not None:
            open_gold.remove(match)
            score.right += 1
            same = match["comparator"] == target.comparator.value
            strict.right += same
            strict.invented += not same
            strict.missed += not same
            continue
        if any(
            b["start"] < target.span.end and target.span.start < b["end"]
            for b in gold.get("targets_borderline", [])
        ):
            continue
        score.invented += 1
        strict.invented += 1
        result.differences.append(
            f"{gold['document']}\t目标\t多\t{_target_words(target.span.of(plan.text), value, target)}"
        )
    score.missed += len(open_gold)
    strict.missed += len(open_gold)
    result.differences.extend(
        f"{gold['document']}\t目标\t漏\t{plan.text[g['start'] : g['end']]} {g['value']} {g['unit']} {g['deadline']}"
        for g in open_gold
    )


def _target_words(text: str, value: object, target: Any) -> str:  # noqa: ANN401 - a Target
    return f"{text} {value} {target.unit} {target.deadline}"
