"""What a comparison of two documents found in, tables for people out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zeren_graph.cascade import VERDICTS
from zeren_graph.diff import KINDS
from zeren_service.exports.table import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zeren_graph.cascade import Cascade
    from zeren_graph.comparison import TaskRef
    from zeren_graph.diff import PlanDiff

_INDEX: Final = Column("序号", 6, narrow=True)


def diff_table(diff: PlanDiff) -> Table:
    """Return what changed, one change a row."""
    columns = (
        _INDEX,
        Column("变化", 12, narrow=True),
        Column("原条目", 14),
        Column("新条目", 14),
        Column("任务", 30),
        Column("原文本", 40),
        Column("新文本", 40),
    )
    rows = tuple((i, *cells) for i, cells in enumerate(_diff_rows(diff), 1))
    notes = (
        f"原：{diff.old.title}（{diff.old.id}）",
        f"新：{diff.new.title}（{diff.new.id}）",
        f"没有变化的任务 {diff.unchanged} 项。",
    )
    return Table("责任变化", columns, rows, notes)


def _diff_rows(diff: PlanDiff) -> Iterator[tuple[Cell, ...]]:
    for item in diff.items:
        named = item.new or item.old
        paths = tuple(ref.path if ref else None for ref in (item.old, item.new))
        for change in item.changes:
            title = named.title if named else None
            yield (KINDS[change.kind], *paths, title, change.old, change.new)
    for change in diff.targets:
        yield (KINDS[change.kind], None, None, "总体目标", change.old, change.new)


def diff_in_words(diff: PlanDiff) -> str:
    """Return what changed as lines for the terminal."""
    lines = [f"原：{diff.old.title}（{diff.old.id}）", f"新：{diff.new.title}（{diff.new.id}）"]
    for item in diff.items:
        named = item.new or item.old
        lines.append(f"{named.path}  {named.title}" if named else "")
        lines += [_change(change.kind, change.old, change.new) for change in item.changes]
    if diff.targets:
        lines.append("总体目标")
        lines += [_change(change.kind, change.old, change.new) for change in diff.targets]
    counts = "，".join(f"{KINDS[kind]} {count}" for kind, count in diff.counts.items())
    lines.append(f"{counts or '没有变化'}；没有变化的任务 {diff.unchanged} 项。")
    return "\n".join(lines) + "\n"


def _change(kind: str, old: str | None, new: str | None) -> str:
    return f"    {KINDS[kind]}：{' → '.join(text for text in (old, new) if text)}"


def cascade_table(found: Cascade) -> Table:
    """Return how each task and each target above is taken up below, one pair a row."""
    columns = (
        _INDEX,
        Column("类别", 8, narrow=True),
        Column("上级条目", 14),
        Column("上级任务或目标", 40),
        Column("下级条目", 14),
        Column("下级任务或目标", 40),
        Column("情况", 20),
    )
    rows = tuple((i, *cells) for i, cells in enumerate(_cascade_rows(found), 1))
    return Table("任务分解对照表", columns, rows, _cascade_notes(found))


def _cascade_rows(found: Cascade) -> Iterator[tuple[Cell, ...]]:
    for link in found.links:
        above = ("任务", link.task.path, link.task.title)
        if not link.counterparts:
            yield (*above, None, None, "下级没有对应任务")
        for one in link.counterparts:
            named = f"；同引《{'》《'.join(one.cited)}》" if one.cited else ""
            yield (*above, one.task.path, one.task.title, f"相似度 {one.likeness:.2f}{named}")
    for task in found.extra:
        yield ("任务", None, None, task.path, task.title, "上级没有对应任务")
    for aim in found.targets:
        yield ("目标", None, aim.higher, None, aim.lower, VERDICTS[aim.verdict])


def _cascade_notes(found: Cascade) -> tuple[str, ...]:
    weaker = [aim for aim in found.targets if aim.verdict in ("weaker", "later")]
    return (
        f"上级：{found.higher.title}（{found.higher.id}）",
        f"下级：{found.lower.title}（{found.lower.id}）"
        + ("，引用了上级文件。" if found.cites else "，没有引用上级文件。"),
        (
            f"上级任务 {len(found.links)} 项，其中 {found.missing} 项没有对应；"
            f"下级另有 {len(found.extra)} 项上级没有；目标低于或晚于上级的 {len(weaker)} 项。"
        ),
    )


def cascade_in_words(found: Cascade) -> str:
    """Return the cascade as lines for the terminal."""
    lines = []
    for link in found.links:
        lines.append(_named(link.task))
        lines += [f"    → {_named(one.task)}（{one.likeness:.2f}）" for one in link.counterparts]
        if not link.counterparts:
            lines.append("    ✗ 下级没有对应任务")
    if found.extra:
        lines += ["下级另有：", *(f"    {_named(task)}" for task in found.extra)]
    for aim in found.targets:
        lower = f" → {aim.lower}" if aim.lower else ""
        lines.append(f"目标  {aim.higher}{lower}：{VERDICTS[aim.verdict]}")
    return "\n".join([*lines, *_cascade_notes(found)]) + "\n"


def _named(task: TaskRef) -> str:
    return f"{task.path}  {task.title}"
