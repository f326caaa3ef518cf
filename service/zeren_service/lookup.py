"""What a caller wrote in, the one row it means out; or an error that helps the caller on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from zeren_service.errors import AmbiguousDepartment, UnknownDepartment, UnknownDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zeren_graph.catalogue import Catalogue
    from zeren_graph.records import DepartmentRow, DocumentRow, TargetRow, TaskRow
    from zeren_parser.model import Plan

_NEAR: Final = 8


def find_document(catalogue: Catalogue, document: str) -> DocumentRow:
    """Return the document with this id or unique beginning of an id."""
    row = catalogue.document(document)
    if row is None:
        raise UnknownDocument("没有这份文件。全部文件见 /api/v1/documents。")
    return row


def find_plan(catalogue: Catalogue, document: str) -> Plan:
    """Return the plan of this document."""
    plan = catalogue.plan(find_document(catalogue, document).id)
    if plan is None:  # removed between the two look-ups
        raise UnknownDocument("没有这份文件。全部文件见 /api/v1/documents。")
    return plan


def document_id(catalogue: Catalogue, document: str | None) -> str | None:
    """Return the full id of the document filter, or None where there is no filter."""
    return None if document is None else find_document(catalogue, document).id


def find_department(
    catalogue: Catalogue, name: str, *, document: str | None = None
) -> DepartmentRow:
    """Return the one department with this id, full name or alias.

    `document` narrows the search to the units of one document.
    """
    name = name.strip()
    if "\x00" in name:
        raise UnknownDepartment("部门名称含有不允许的字符，请删去。", near=[])
    found = catalogue.find_departments(name, document=document)
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousDepartment(
            f"“{name}”对应 {len(found)} 个部门，请改用其中一个的编号，或加 document 参数限定文件。",
            name,
            [_candidate(row) for row in found],
        )
    rows = catalogue.departments(document=document, limit=None).items
    near = near_names(name, ((alias, row) for row in rows for alias in (row.name, *row.aliases)))
    hint = f"是不是：{'、'.join(dict.fromkeys(row.name for row in near))}？" if near else ""
    raise UnknownDepartment(
        f"没有名为“{name}”的部门。{hint}全部部门见 /api/v1/departments。",
        near=[_candidate(row) for row in near],
    )


def targets_for(catalogue: Catalogue, tasks: Sequence[TaskRow]) -> dict[str, TargetRow]:
    """Return the targets that `tasks` name, by id."""
    documents = sorted({task.document for task in tasks if task.targets})
    return {
        target.id: target
        for document in documents
        for target in catalogue.targets(document=document, limit=None).items
    }


def _candidate(row: DepartmentRow) -> dict[str, str | None]:
    return {
        "id": row.id,
        "name": row.name,
        "jurisdiction": row.jurisdiction,
        "href": f"/api/v1/departments/{quote(row.id)}",
    }


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1, by their characters and pairs of characters.

    >>> likeness("经发局", "经发局") == 1 and likeness("经发局", "经济发展局") > likeness("经发局", "教育局")
    True
    """
    a, b = _shingles(one), _shingles(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _shingles(name: str) -> set[str]:
    return {*name, *(name[i : i + 2] for i in range(len(name) - 1))} - {
        "局",
        "部",
        "委",
        "办",
        "区",
    }


def near_names(name: str, names: Iterable[tuple[str, DepartmentRow]]) -> tuple[DepartmentRow, ...]:
    """Return the departments whose name is most like `name`, the most alike first."""
    best: dict[str, tuple[float, DepartmentRow]] = {}
    for other, row in names:
        score = likeness(name, other)
        if score >= 0.2 and score > best.get(row.id, (0.0, row))[0]:
            best[row.id] = (score, row)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].name, pair[1].id))
    return tuple(row for _, row in ranked[:_NEAR])
