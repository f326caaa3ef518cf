"""Decisions of persons in, who is who out (单位归并): merges, splits and links, each of them reversible.

Pure: what a document says is never changed. Its departments are looked up here when the rows and
the graph of the document are made, so a decision holds for documents that come later as well, and
is gone without a trace in the lists when it is undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MERGE: Final = "merge"  # 归并：两个编号是同一个单位
SPLIT: Final = "split"  # 拆分：某些文件里的同名单位是另一个单位
LINK: Final = "link"  # 沿革：前一个单位改组为后一个单位，仍是两个单位
KINDS: Final = (MERGE, SPLIT, LINK)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about two departments (归并决定): who, when and why, and whether undone.

    `merge`: `subject` is the same as `object`. `split`: in `documents` what looks like `subject` is
    `object`. `link`: `subject` was reorganised into `object`.
    """

    num: int
    kind: str
    subject: str
    object: str
    subject_name: str
    object_name: str
    jurisdiction: str | None
    documents: tuple[str, ...]
    who: str
    why: str
    at: str
    revision: int
    undone_by: str | None = None
    undone_why: str | None = None
    undone_at: str | None = None

    @property
    def active(self) -> bool:
        """Whether it holds."""
        return self.undone_at is None


@dataclass(frozen=True, slots=True)
class Identity:
    """The department that another one is, by decision: its id, name and place."""

    id: str
    name: str
    jurisdiction: str | None


class Identities:
    """Which department each department really is, by the decisions that hold."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._splits: dict[tuple[str, str], Identity] = {}
        self._merges: dict[str, Identity] = {}
        for decision in decisions:
            made = Identity(decision.object, decision.object_name, decision.jurisdiction)
            if not decision.active:
                continue
            if decision.kind == MERGE:
                self._merges[decision.subject] = made
            elif decision.kind == SPLIT:
                for document in decision.documents:
                    self._splits[decision.subject, document] = made

    def resolve(self, department: str, document: str | None = None) -> Identity | None:
        """Return who `department` of `document` is; None where nothing was decided about it."""
        found: Identity | None = None
        seen = {department}
        at = department
        while True:
            step = self._splits.get((at, document)) if document is not None else None
            step = step or self._merges.get(at)
            if step is not None and step.id == department:
                return None  # what was split off was merged back
            if step is None or step.id in seen:
                return found
            found, at = step, step.id
            seen.add(at)
