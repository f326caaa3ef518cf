"""The two stores in, how each of them is out: what /readyz and /metrics tell."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from zeren_graph.errors import GraphError

if TYPE_CHECKING:
    from zeren_graph.knowledge import Knowledge
    from zeren_service.context import Context

Condition = Literal["ok", "behind", "broken"]
WORDS: Final[dict[Condition, str]] = {
    "ok": "正常",
    "behind": "还没有跟上目录库，正在或将要补齐",
    "broken": "无法读取，请查看日志",
}
STORES: Final = {"catalogue": "目录库", "graph": "图谱库"}
_ANYTHING: Final = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"


def stores(knowledge: Knowledge) -> dict[str, Condition]:
    """Return how each store is, each asked anew."""
    found: dict[str, Condition] = {}
    try:
        _ = knowledge.catalogue.revision
        found["catalogue"] = "ok"
    except GraphError:
        found["catalogue"] = "broken"
    try:
        asked = knowledge.graph.select(_ANYTHING)  # never empty: the ontology is always there
        found["graph"] = "behind" if knowledge.behind or not asked else "ok"
    except GraphError:
        found["graph"] = "broken"
    return found


def gauges(context: Context) -> dict[str, tuple[str, float]]:
    """Return the numbers of this moment: name → what it is, value."""
    knowledge = context.knowledge
    catalogue = knowledge.catalogue
    waiting = context.sparql_limiter.statistics()
    state = stores(knowledge)
    found: dict[str, tuple[str, float]] = {
        "zeren_catalogue_ok": ("目录库可读", float(state["catalogue"] == "ok")),
        "zeren_graph_ok": ("图谱库可读", float(state["graph"] != "broken")),
        "zeren_graph_behind": ("图谱库落后于目录库", float(state["graph"] == "behind")),
        "zeren_sparql_running": ("正在执行的 SPARQL 查询数", float(waiting.borrowed_tokens)),
        "zeren_sparql_waiting": ("排队的 SPARQL 查询数", float(waiting.tasks_waiting)),
    }
    if state["catalogue"] == "ok":
        queue = catalogue.jobs.queue()
        oldest = time.time() - queue.since if queue.since is not None else 0.0
        found |= {
            "zeren_job_files_waiting": ("批量收文中等候的文件数", float(queue.waiting)),
            "zeren_job_files_running": ("批量收文中正在读的文件数", float(queue.running)),
            "zeren_job_oldest_seconds": (
                "没有收完的批量收文中最早的一次提交了多少秒，没有时为 0",
                max(0.0, oldest),
            ),
            "zeren_documents": ("文件数", float(catalogue.documents(limit=1).total)),
            "zeren_tasks": ("任务数", float(catalogue.tasks(limit=1).total)),
            "zeren_departments": ("部门数", float(catalogue.departments(limit=1).total)),
            "zeren_catalogue_revision": ("目录版本号", float(catalogue.revision)),
        }
    data = context.settings.data
    return found | {
        "zeren_catalogue_bytes": (
            "目录库文件的字节数，不在本机时为 0",
            float(sum(_size(data / f"catalogue.sqlite{end}") for end in ("", "-wal"))),
        ),
        "zeren_graph_bytes": (
            "图谱库目录的字节数，不在本机时为 0",
            float(sum(_size(path) for path in (data / "graph").glob("*"))),
        ),
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # the store tidies up while we look
        return 0
