"""Gold files in, precision and recall out: `zeren evaluate GOLD_DIR`.

A gold file is JSON: ``document`` (file name), ``sha256`` of the file, and what a person read in it:
``tasks`` (path, title, start, assignments with role, department, start, end, open_ended,
deadlines) and, where annotated, ``targets``, ``citations``, ``roster``. Offsets are those of the
canonical text. Gold files hold no text: the documents are looked up by their digest.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

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
    """The scores of all gold documents (评测结果), by layer and by document, and the misses."""

    layers: dict[str, Score] = field(default_factory=dict)
    documents: dict[str, Score] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def layer(self, name: str) -> Score:
        """Return the score of the layer `name`."""
        return self.layers.setdefault(name, Score())


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
    known = find_documents(folders)
    result = Evaluation()
    for path in sorted(gold_folder.glob("*.gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        source = known.get(gold["sha256"])
        if source is None:
            result.absent.append(gold["document"])
            continue
        plan = parse(source.read_bytes(), name=source.name)
        _compare(result, gold, plan)
    return result


def _compare(result: Evaluation, gold: Row, plan: Plan) -> None:
    name = gold["document"]
    _layer(
        result, "任务", name, _gold_tasks(gold), Counter((t.path, t.span.start) for t in plan.tasks)
    )
    found_roles: Counter[Hashable] = Counter(
        (t.path, a.role.value, a.department, a.span.start, a.span.end)
        for t in plan.tasks
        for a in t.assignments
    )
    gold_roles = _gold_assignments(gold)
    _layer(result, "任务·角色·单位", name, gold_roles, found_roles)
    result.documents.setdefault(name, Score()).add(gold_roles, found_roles)
    if "targets" in gold:
        _targets(result, gold, plan)
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


def run(gold: Path, folders: Iterable[Path], *, verbose: bool = False) -> int:
    """Print the evaluation of `gold`; return 0, or 1 where no document could be evaluated."""
    console = Console()
    result = evaluate(gold, folders)
    if not result.documents:
        console.print(
            "没有可评测的文件：标注文件所指的原文不在给出的目录里。请用 --documents 指明原文所在目录。"
        )
        return 1
    console.print(_table("层次", result.layers))
    console.print(_table("文件（任务·角色·单位）", result.documents))
    if result.absent:
        console.print(f"缺少原文、未评测：{'、'.join(result.absent)}")
    if verbose:
        for line in result.differences:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 0


def _table(head: str, scores: Mapping[str, Score]) -> Table:
    table = Table(head, "对", "多", "漏", "准确率", "召回率", "F1")
    for name, score in scores.items():
        table.add_row(
            name, str(score.right), str(score.invented), str(score.missed),
            f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}",
        )  # fmt: skip
    return table
