"""Every fact of a corpus on one page, and what a change gains and loses: `zeren evaluate --changes`.

A snapshot is JSON: sha256 of the file → its name and its facts, one line each. It is taken with the
code before a change and compared with what the code after it reads.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from zeren_parser import Plan, UnreadableDocument, parse
from zeren_service.evaluate import find_documents

Snapshot = dict[str, dict[str, Any]]
_SHOWN: Final = 40  # lines of one document


def take_snapshot(folders: Iterable[Path]) -> Snapshot:
    """Return the facts of every readable document in `folders`, by the digest of the file."""
    taken: Snapshot = {}
    for digest, path in find_documents(folders).items():
        try:
            plan = parse(path.read_bytes(), name=path.name)
        except UnreadableDocument:
            continue
        taken[digest] = {"name": path.name, "facts": sorted(_facts(plan))}
    return taken


def _facts(plan: Plan) -> Iterator[str]:
    """Yield one line for each fact; offsets are left out, they move with every reader."""
    for task in plan.tasks:
        yield f"任务\t{task.path}\t{task.title}"
        for a in task.assignments:
            yield f"分派\t{task.path}\t{a.role.value}\t{a.department}"
        for deadline in task.deadlines:
            yield f"时限\t{task.path}\t{deadline.date}\t{deadline.text}"
    for clause in plan.clauses:
        yield f"条款\t{clause.form}\t{clause.text}"
    for target in plan.targets:
        yield f"目标\t{target.indicator}\t{target.comparator.value}\t{target.value}\t{target.unit}\t{target.deadline}"
    for citation in plan.citations:
        yield f"引用\t{citation.title}\t{citation.number}"
    for organisation in plan.organisations:
        yield f"单位\t{organisation.name}\t{organisation.kind.value}\t{'、'.join(organisation.aliases)}"
    for member in plan.roster.members if plan.roster else ():
        yield f"成员\t{member.role}\t{member.person}"


def compare(before: Snapshot, after: Snapshot) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield (document, gained, lost) for each document whose facts differ, in order of its name."""
    for digest, row in sorted(after.items(), key=lambda item: item[1]["name"]):
        old: Counter[str] = Counter(before.get(digest, {"facts": []})["facts"])
        new: Counter[str] = Counter(row["facts"])
        if old != new:
            yield row["name"], sorted((new - old).elements()), sorted((old - new).elements())


def write_snapshot(target: Path, folders: Iterable[Path]) -> int:
    """Write the snapshot of `folders` to `target`; return 0."""
    taken = take_snapshot(folders)
    target.write_text(json.dumps(taken, ensure_ascii=False, indent=0) + "\n", "utf-8")
    count = sum(len(row["facts"]) for row in taken.values())
    Console().print(f"已写入 {target}：{len(taken)} 份文件，{count} 条事实。")
    return 0


def print_changes(base: Path, folders: Iterable[Path], *, verbose: bool = False) -> int:
    """Print what the code of today gains and loses against the snapshot `base`; return 0."""
    console = Console()
    before = json.loads(base.read_text("utf-8"))
    gained = lost = 0
    for name, more, less in compare(before, take_snapshot(folders)):
        gained, lost = gained + len(more), lost + len(less)
        console.print(f"{name}：新增 {len(more)}，减少 {len(less)}", markup=False)
        lines = [*(f"  - {fact}" for fact in less), *(f"  + {fact}" for fact in more)]
        for line in lines if verbose else lines[:_SHOWN]:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        if not verbose and len(lines) > _SHOWN:
            console.print(f"  … 另有 {len(lines) - _SHOWN} 条，加 -v 全部列出", markup=False)
    console.print(f"共新增 {gained} 条，减少 {lost} 条。")
    return 0
