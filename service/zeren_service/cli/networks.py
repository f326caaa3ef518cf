"""The command `zeren network`: networks and what is measured on them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from zeren_graph.network import build_citations, build_collaboration, build_responsibilities
from zeren_graph.network_files import MEDIA_TYPES, serialize_network
from zeren_graph.network_measures import (
    find_meetings,
    find_plan_groups,
    measure_coordination,
    measure_load,
)
from zeren_graph.records import TaskFilter
from zeren_service.cli.output import add_output, write_list, write_to
from zeren_service.cli.places import CommandError, add_sources, open_catalogue
from zeren_service.cli.task_words import table_in_words
from zeren_service.cli.words import NOTHING, OK, USAGE, ChineseParser
from zeren_service.exports.network_tables import (
    coordination_table,
    load_table,
    meeting_table,
    plan_group_table,
)
from zeren_service.lookup import document_id

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from zeren_graph.catalogue import Catalogue
    from zeren_graph.records import TaskRow
    from zeren_service.cli.reading import Add
    from zeren_service.exports.table import Table

_FILES: Final = {
    "departments": "部门协作网络：牵头部门 → 参加部门",
    "responsibilities": "部门 → 任务，一条边一种职责",
    "citations": "文件 → 引用的文件",
}
_LISTS: Final = {
    "load": "各部门承担多少任务",
    "coordination": "谁牵头时要召集的部门最多",
    "meetings": "哪些部门应同开一会",
    "plans": "哪些方案互相引用或引用同一文件",
}


def register(add: Add) -> None:
    """Register the command and its actions."""
    parser = add("network", None, "协作网络和统计", "zeren network load 方案.txt")
    actions = parser.add_subparsers(
        dest="action", metavar="种类", required=True, title="种类", parser_class=ChineseParser
    )
    for name, words in (_FILES | _LISTS).items():
        action = actions.add_parser(name, help=words, description=f"{words}。")
        add_sources(action)
        if name in _FILES:
            action.add_argument(
                "-f",
                "--network-format",
                choices=tuple(MEDIA_TYPES),
                help="格式（默认看 -o 的后缀）",
            )
            action.add_argument(
                "-o", "--output", metavar="FILE", type=Path, help="写入文件，不写则打印点数和边数"
            )
            action.set_defaults(run=_file)
        else:
            add_output(action)
            action.set_defaults(run=_list)


def _file(args: argparse.Namespace) -> int:
    with open_catalogue(args) as catalogue:
        network = _network(catalogue, args)
    form = args.network_format or _by_suffix(args.output)
    if form is None:
        words = f"{network.number_of_nodes()} 个点，{network.number_of_edges()} 条边。"
        write_to(None, f"{words}写入文件请加 -o 网络.graphml\n".encode())
    else:
        write_to(args.output, serialize_network(network, form))
    return OK if network else NOTHING


def _by_suffix(path: Path | None) -> str | None:
    if path is None:
        return None
    *_, kind, suffix = ("", *path.name.lower().split("."))
    found = kind if suffix == "csv" else suffix
    if found not in MEDIA_TYPES:
        known = "graphml、gexf、cyjs、nodes.csv、edges.csv"
        raise CommandError(f"不认识后缀 {path.suffix}，请用 {known}，或用 -f 指定。", USAGE)
    return found


def _network(catalogue: Catalogue, args: argparse.Namespace) -> Any:  # noqa: ANN401
    if args.action == "citations":
        return _citations(catalogue)
    tasks = _tasks(catalogue, args)
    if args.action == "departments":
        return build_collaboration(tasks)
    return build_responsibilities(tasks)


def _citations(catalogue: Catalogue) -> Any:  # noqa: ANN401  networkx has no types
    return build_citations(
        catalogue.documents(limit=None).items, catalogue.citations(limit=None).items
    )


def _tasks(catalogue: Catalogue, args: argparse.Namespace) -> Sequence[TaskRow]:
    where = TaskFilter(document=document_id(catalogue, args.document))
    return catalogue.tasks(where, limit=None).items


def _list(args: argparse.Namespace) -> int:
    with open_catalogue(args) as catalogue:
        rows, to_table = _measure(catalogue, args)
    table = to_table(rows)
    write_list(args, rows, table, lambda: table_in_words(table))
    return OK if rows else NOTHING


def _measure(
    catalogue: Catalogue, args: argparse.Namespace
) -> tuple[Sequence[Any], Callable[[Any], Table]]:
    if args.action == "plans":
        return find_plan_groups(_citations(catalogue)), plan_group_table
    tasks = _tasks(catalogue, args)
    if args.action == "load":
        return measure_load(tasks), load_table
    if args.action == "meetings":
        return find_meetings(tasks), meeting_table
    return measure_coordination(build_collaboration(tasks), measure_load(tasks)), coordination_table
