"""The catalogue (目录库): the system of record, which answers every list, count and search."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from zeren_graph import tables as t
from zeren_graph.access_keys import AccessKeys
from zeren_graph.arriving import add_document, advance, record_changes
from zeren_graph.catalogue_write import delete_plan
from zeren_graph.changes import REMOVED, RESTORED, ChangeLog, record_change
from zeren_graph.deciding import decide, undo
from zeren_graph.decisions import last_decided, read_decisions
from zeren_graph.department_list import (
    find_departments,
    read_department,
    read_departments,
    read_holders,
)
from zeren_graph.document_list import find_document, read_document, read_documents, read_source
from zeren_graph.engine import Database
from zeren_graph.fact_lists import (
    read_citations,
    read_diagnostics,
    read_people,
    read_rosters,
    read_targets,
)
from zeren_graph.held_tasks import is_plain, read_held_tasks
from zeren_graph.jobs import Jobs
from zeren_graph.matrix import build_matrix
from zeren_graph.open_questions import OpenQuestion, find_open_questions, read_known_units
from zeren_graph.packing import unpack_plan, unpack_text
from zeren_graph.quick_pages import QuickPages
from zeren_graph.records import (
    CitationRow,
    DepartmentRow,
    DiagnosticRow,
    DocumentRow,
    Matrix,
    Page,
    PersonRow,
    TargetRow,
    TaskFilter,
    TaskMatch,
    TaskRow,
)
from zeren_graph.revision_watch import RevisionMemo, RevisionWatch, Stamp, read_stamp
from zeren_graph.schema import prepare
from zeren_graph.task_conditions import several
from zeren_graph.task_list import read_matches, read_task, read_tasks
from zeren_graph.versions import find_older, withdraw
from zeren_graph.webhook_list import Webhooks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Connection

    from zeren_graph.identities import Decision
    from zeren_graph.packing import Packed
    from zeren_parser.model import Plan, Roster

_EVERYTHING = TaskFilter()


class Catalogue:
    """All documents and what they say, in one SQL database; safe to use from any thread.

    Wherever a document is asked for, its full id or a unique prefix of at least six characters
    will do. Lists give a `Page`; its `total` is exact and its `next` leads to the rest.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.keys = AccessKeys(database)
        self._watches: list[RevisionWatch | QuickPages] = []
        self._found: RevisionMemo[tuple[DepartmentRow, ...]] = RevisionMemo(self.open_watch())
        self.change_log = ChangeLog(database)
        self.jobs = Jobs(database)
        self.webhooks = Webhooks(database)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the catalogue at a URL; create it where there is none, upgrade it where it is old.

        ``sqlite:///path`` keeps it in a file, ``sqlite://`` in memory, and
        ``postgresql://user:password@host/name`` on a server.
        """
        database = Database(url)
        try:
            prepare(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        """Let go of the database."""
        for watch in self._watches:
            watch.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def revision(self) -> int:
        """A number that grows with each change."""
        with self._database.read() as connection:
            return int(connection.execute(select(t.state.c.revision)).scalar_one())

    def copy_into(self, path: Path) -> None:
        """Write all of it, as it is at one moment, into a new file that `open` reads."""
        self._database.copy_into(path)

    @property
    def stamp(self) -> Stamp:
        """The revision, and when it came about."""
        with self._database.read() as connection:
            return read_stamp(connection)

    def open_watch(self) -> RevisionWatch | None:
        """Return a quick look at the stamp, closed with the catalogue; None where it is no file."""
        watch = RevisionWatch.open(self._database.file)
        if watch is not None:
            self._watches.append(watch)
        return watch

    def open_pages(self) -> QuickPages | None:
        """Return a quick reader of lists, closed with the catalogue; None where it is no file."""
        pages = QuickPages.open(self._database.file)
        if pages is not None:
            self._watches.append(pages)
        return pages

    def put(self, plan: Plan, data: bytes) -> DocumentRow:
        """Keep `plan` and the file `data` that it was read from.

        All of it is kept or nothing. A document that is there already stays as it is.
        """
        row, _created = self.add(plan, data)
        return row

    def add(
        self, plan: Plan, data: bytes, *, replaces: str | None = None
    ) -> tuple[DocumentRow, bool]:
        """Do as `put`, and tell whether the document is new.

        It supersedes the document that `replaces` names, or else the version of it that is here:
        the one with its number, or with its title and issuer.
        """
        document = plan.document.id
        known = self.document(document)
        if known is not None and replaces is None:
            return known, False
        with self._database.write() as connection:
            return add_document(connection, plan, data, replaces=replaces)

    def add_many(
        self, plans: Sequence[tuple[Plan, bytes, Packed]]
    ) -> tuple[tuple[DocumentRow, bool], ...]:
        """Do as `add` for each of `plans`, all in one transaction: all are kept or none."""
        with self._database.write() as connection:
            return tuple(
                add_document(connection, plan, data, packed=packed) for plan, data, packed in plans
            )

    def remove(self, document: str) -> bool:
        """Forget a document and all it said; tell whether it was there."""
        with self._database.write() as connection:
            row = read_document(connection, document)
            if row is None:
                return False
            revision, _last = advance(connection, tasks=0)
            record_change(connection, REMOVED, row, revision=revision)
            older = find_older(connection, row.id)
            withdraw(connection, row, revision=revision)
            if row.superseded_by is None:
                record_changes(connection, RESTORED, older)
            delete_plan(connection, row.id)
            return True

    def documents(
        self,
        *,
        q: str | None = None,
        jurisdiction: str | None = None,
        superseded: bool = False,
        sort: str = "arrival",
        cursor: str | None = None,
        limit: int | None = 50,
    ) -> Page[DocumentRow]:
        """Return documents, the newest arrival first, or by `published`, `tasks` or `title`.

        Only the newest version of each, unless `superseded` wants all.
        """
        with self._database.read() as connection:
            return read_documents(
                connection,
                q=q,
                jurisdiction=jurisdiction,
                superseded=superseded,
                sort=sort,
                cursor=cursor,
                limit=limit,
            )

    def changes(self, since: int = -1) -> dict[str, int]:
        """Return the documents whose graph has changed after revision `since`, and at which."""
        changed = t.documents.c.changed
        query = select(t.documents.c.id, changed).where(changed > since).order_by(changed)
        with self._database.read() as connection:
            return {row.id: row.changed for row in connection.execute(query)}

    def ids(self) -> frozenset[str]:
        """Return the ids of all documents."""
        with self._database.read() as connection:
            return frozenset(connection.scalars(select(t.documents.c.id)))

    def document(self, document: str) -> DocumentRow | None:
        """Return one document, or None where there is none or more than one."""
        with self._database.read() as connection:
            return read_document(connection, document)

    def source(self, document: str) -> bytes | None:
        """Return the file as it came."""
        with self._database.read() as connection:
            return read_source(connection, document, "data")

    def plan(self, document: str) -> Plan | None:
        """Return what the parser read."""
        with self._database.read() as connection:
            packed = read_source(connection, document, "plan")
        return None if packed is None else unpack_plan(packed)

    def plan_json(self, document: str) -> str | None:
        """Return what the parser read as the JSON that `zeren_parser.dump` gives."""
        with self._database.read() as connection:
            packed = read_source(connection, document, "plan")
        return None if packed is None else unpack_text(packed)

    def text(self, document: str) -> str | None:
        """Return the canonical text, into which every start and end points."""
        with self._database.read() as connection:
            packed = read_source(connection, document, "text")
        return None if packed is None else unpack_text(packed)

    def tasks(
        self,
        where: TaskFilter = _EVERYTHING,
        *,
        sort: str = "position",
        cursor: str | None = None,
        limit: int | None = 50,
    ) -> Page[TaskRow]:
        """Return tasks, sorted by `position`, `due` or `title`; no `limit` means all of them."""
        with self._database.read() as connection:
            if where.document is not None:
                where = _with_full_ids(connection, where)
            if limit is not None and limit > 0 and is_plain(where, sort):
                page = read_held_tasks(connection, where, cursor=cursor, limit=limit)
                if page is not None:
                    return page
            return read_tasks(connection, where, sort=sort, cursor=cursor, limit=limit)

    def matches(self, where: TaskFilter, *, limit: int) -> Page[TaskMatch]:
        """Return the first `limit` tasks that `where` lets through, as a search ranks them."""
        with self._database.read() as connection:
            if where.document is not None:
                where = _with_full_ids(connection, where)
            return read_matches(connection, where, limit=limit)

    def task(self, task: str) -> TaskRow | None:
        """Return one task by its id."""
        with self._database.read() as connection:
            return read_task(connection, task)

    def departments(
        self,
        *,
        document: str | None = None,
        q: str | None = None,
        kind: str | None = None,
        jurisdiction: str | None = None,
        sort: str = "name",
        cursor: str | None = None,
        limit: int | None = 50,
    ) -> Page[DepartmentRow]:
        """Return departments that hold a task, sorted by `name`, or most first by `lead` or `tasks`.

        With a `document` they are those of its tasks, and the counts are those inside it.
        """
        with self._database.read() as connection:
            document = _known(connection, document)
            return read_departments(
                connection,
                document=document,
                q=q,
                kind=kind,
                jurisdiction=jurisdiction,
                sort=sort,
                cursor=cursor,
                limit=limit,
            )

    def department(self, department: str) -> DepartmentRow | None:
        """Return one department by its id."""
        with self._database.read() as connection:
            return read_department(connection, department)

    def find_departments(
        self, name: str, *, document: str | None = None
    ) -> tuple[DepartmentRow, ...]:
        """Return every department that an id, a full name or an abbreviation may mean."""
        return self._found.get((name, document), lambda: self._find_departments(name, document))

    def recall_departments(self, name: str) -> tuple[DepartmentRow, ...] | None:
        """Return what `find_departments` found since the last change, or None; asks nothing."""
        return self._found.recall((name, None))

    def _find_departments(self, name: str, document: str | None) -> tuple[DepartmentRow, ...]:
        with self._database.read() as connection:
            return find_departments(connection, name, document=_known(connection, document))

    def people(
        self,
        *,
        document: str | None = None,
        q: str | None = None,
        superseded: bool = False,
        cursor: str | None = None,
        limit: int | None = 50,
        named: bool = True,
    ) -> Page[PersonRow]:
        """Return the members of leading groups in printed order.

        `q` is looked for in names, roles and posts; in roles and posts alone unless `named`.
        """
        with self._database.read() as connection:
            document = _known(connection, document)
            return read_people(
                connection,
                document=document,
                q=q,
                superseded=superseded,
                cursor=cursor,
                limit=limit,
                named=named,
            )

    def targets(
        self,
        *,
        document: str | None = None,
        department: str | None = None,
        task: str | None = None,
        q: str | None = None,
        superseded: bool = False,
        cursor: str | None = None,
        limit: int | None = 50,
    ) -> Page[TargetRow]:
        """Return targets; `department` and `task` are ids."""
        with self._database.read() as connection:
            return read_targets(
                connection,
                document=_known(connection, document),
                department=department,
                task=task,
                q=q,
                superseded=superseded,
                cursor=cursor,
                limit=limit,
            )

    def citations(
        self,
        *,
        document: str | None = None,
        q: str | None = None,
        superseded: bool = False,
        cursor: str | None = None,
        limit: int | None = 50,
    ) -> Page[CitationRow]:
        """Return the documents that plans name."""
        with self._database.read() as connection:
            document = _known(connection, document)
            return read_citations(
                connection,
                document=document,
                q=q,
                superseded=superseded,
                cursor=cursor,
                limit=limit,
            )

    def diagnostics(self, document: str) -> tuple[DiagnosticRow, ...]:
        """Return what a careful clerk would flag in one document."""
        with self._database.read() as connection:
            return read_diagnostics(connection, find_document(connection, document))

    def matrix(self, document: str) -> Matrix | None:
        """Return who holds which task of one document."""
        with self._database.read() as connection:
            row = read_document(connection, document)
            if row is None:
                return None
            departments = read_holders(connection, row.id)
            where = TaskFilter(document=row.id)
            tasks = read_tasks(connection, where, sort="position", cursor=None, limit=None)
        return build_matrix(row, departments, tasks.items)

    def decide(
        self,
        kind: str,
        subject: str,
        other: str | None = None,
        *,
        documents: Sequence[str] = (),
        name: str | None = None,
        who: str,
        why: str,
    ) -> Decision:
        """Keep what a person decided about two departments, and let it take effect.

        `merge` makes `subject` one with `other`; `split` makes it another department in
        `documents`, under a `name` of its own where one is given; `link` notes that it was
        reorganised into `other`. Raises `BadDecision` where that makes no sense.
        """
        with self._database.write() as connection:
            revision, _last = advance(connection, tasks=0)
            return decide(
                connection,
                kind,
                subject,
                other,
                documents=documents,
                name=name,
                who=who,
                why=why,
                at=_now(),
                revision=revision,
            )

    def undo(self, decision: int, *, who: str, why: str) -> Decision:
        """Take a decision back; it stays on record."""
        with self._database.write() as connection:
            revision, _last = advance(connection, tasks=0)
            return undo(connection, decision, who=who, why=why, at=_now(), revision=revision)

    def decisions(self, department: str | None = None) -> tuple[Decision, ...]:
        """Return all decisions, also those undone; or those about one department."""
        with self._database.read() as connection:
            return read_decisions(connection, department=department)

    @property
    def decided(self) -> int:
        """The revision at which something was last decided or undone; 0 where nothing was."""
        with self._database.read() as connection:
            return last_decided(connection)

    def open_questions(self) -> tuple[OpenQuestion, ...]:
        """Return which departments may be one, or two: for a person to decide."""
        with self._database.read() as connection:
            return find_open_questions(
                read_known_units(connection), read_decisions(connection, undone=False)
            )

    def rosters(self, document: str | None = None) -> tuple[tuple[str, Roster], ...]:
        """Return the leading groups, each with the id of its document."""
        with self._database.read() as connection:
            return read_rosters(connection, _known(connection, document))


def _now() -> str:
    """Return the moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _with_full_ids(connection: Connection, where: TaskFilter) -> TaskFilter:
    full = tuple(find_document(connection, one) for one in several(where.document))
    return replace(where, document=full)


def _known(connection: Connection, document: str | None) -> str | None:
    return None if document is None else find_document(connection, document)
