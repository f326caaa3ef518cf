"""Jobs (批量收文): many files that are taken in one after another, written down so that none is lost.

A file is `waiting`, `running`, or done: `added`, `known`, `failed`, `cancelled`. What a process
that died had begun waits again; since the same bytes are one document, beginning twice adds once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, select, update

from zeren_graph import tables as t
from zeren_graph.paging import Key, read_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from zeren_graph.engine import Database
    from zeren_graph.records import Page

WAITING: Final = "waiting"
RUNNING: Final = "running"
ADDED: Final = "added"
KNOWN: Final = "known"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"
DONE: Final = "done"
_OUTCOMES: Final = (ADDED, KNOWN, FAILED, CANCELLED)
_MOST_ATTEMPTS: Final = 3
_GIVEN_UP: Final = {
    "status": FAILED,
    "code": "gave-up",
    "detail": "收入这个文件时几次中断，已放弃。请检查文件是否损坏，或另存为新文件后再试。",
}


@dataclass(frozen=True, slots=True)
class JobFileRow:
    """One file of a job; `document` once it is read, `code` and `detail` where it could not be."""

    position: int
    name: str | None
    size: int
    status: str
    document: str | None
    code: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job: `waiting`, `running`, `done` or `cancelled`; times are in seconds since 1970."""

    id: str
    status: str
    created: int
    started: int | None
    finished: int | None
    total: int
    done: int
    added: int
    known: int
    failed: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that somebody has begun to take in."""

    job: str
    position: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file."""

    status: str
    document: str | None = None
    code: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class JobQueue:
    """How much is still to do (待收队列): files, and when the oldest job among theirs was posted."""

    waiting: int
    running: int
    since: int | None  # seconds since 1970; None where nothing is to do


class Jobs:
    """All jobs of a catalogue; safe to use from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        job: str,
        files: Iterable[tuple[str | None, int]],
        refused: Mapping[int, str] | None = None,
    ) -> JobRow:
        """Write down a job with its files, by name and size; from now on it is not lost.

        `refused` says of files, by position from 1, why they are not even begun.
        """
        refused = refused or {}
        with self._database.write() as connection:
            row = {"id": job, "created": _now(), "status": WAITING}
            connection.execute(insert(t.jobs).values(row))
            number = connection.scalar(select(t.jobs.c.num).where(t.jobs.c.id == job))
            rows = [
                {"job": number, "position": i, "name": name, "size": size, "attempts": 0}
                | {"status": FAILED if i in refused else WAITING}
                | {"code": "too-large" if i in refused else None, "detail": refused.get(i)}
                for i, (name, size) in enumerate(files, 1)
            ]
            connection.execute(insert(t.job_files), rows)
            _end(connection, number or 0)
            return _rows(connection, connection.execute(_select().where(t.jobs.c.id == job)).all())[
                0
            ]

    def list(self, *, cursor: str | None = None, limit: int | None = 50) -> Page[JobRow]:
        """Return the jobs, the newest first."""
        with self._database.read() as connection:
            return read_page(
                connection,
                _select(),
                (Key(t.jobs.c.num, descending=True),),
                lambda rows: _rows(connection, rows),
                scope="jobs",
                cursor=cursor,
                limit=limit,
                moves=True,
            )

    def find(self, job: str) -> JobRow | None:
        """Return one job."""
        with self._database.read() as connection:
            rows = connection.execute(_select().where(t.jobs.c.id == job)).all()
            return next(iter(_rows(connection, rows)), None)

    def files(self, job: str) -> tuple[JobFileRow, ...]:
        """Return the files of a job in the order in which they came."""
        files = t.job_files.c
        columns = (files[name] for name in JobFileRow.__dataclass_fields__)
        query = select(*columns).select_from(t.job_files.join(t.jobs)).where(t.jobs.c.id == job)
        with self._database.read() as connection:
            return tuple(
                JobFileRow(*row) for row in connection.execute(query.order_by(files.position))
            )

    def queue(self) -> JobQueue:
        """Return how many files wait or are being taken in, and since when."""
        files, jobs = t.job_files.c, t.jobs.c
        query = (
            select(files.status, func.count(), func.min(jobs.created))
            .select_from(t.job_files.join(t.jobs))
            .where(files.status.in_((WAITING, RUNNING)))
            .group_by(files.status)
        )
        with self._database.read() as connection:
            found = {status: (count, since) for status, count, since in connection.execute(query)}
        counts = {status: count for status, (count, _) in found.items()}
        oldest = min((since for _, since in found.values()), default=None)
        return JobQueue(counts.get(WAITING, 0), counts.get(RUNNING, 0), oldest)

    def recover(self) -> int:
        """Let what a process that died had begun wait again; return how many files wait.

        Only for the one process that takes files in. A file that ended that process several times
        is given up.
        """
        files = t.job_files.c
        begun = files.status == RUNNING
        with self._database.write() as connection:
            often = begun & (files.attempts >= _MOST_ATTEMPTS)
            connection.execute(update(t.job_files).where(often).values(_GIVEN_UP))
            connection.execute(update(t.job_files).where(begun).values(status=WAITING))
            for (number,) in connection.execute(
                select(t.jobs.c.num).where(t.jobs.c.status.in_((WAITING, RUNNING)))
            ).all():
                _end(connection, number)
            query = select(func.count()).where(files.status == WAITING)
            return connection.scalar(query) or 0

    def claim(self) -> Claim | None:
        """Begin the next file that waits; None where none does."""
        files = t.job_files.c
        query = (
            select(t.jobs.c.num, t.jobs.c.id, files.position, files.name)
            .select_from(t.job_files.join(t.jobs))
            .where(files.status == WAITING)
            .order_by(files.job, files.position)
            .limit(1)
        )
        with self._database.read() as connection:
            if connection.execute(query).first() is None:
                return None
        with self._database.write() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            begun = {"status": RUNNING, "attempts": files.attempts + 1}
            connection.execute(_file(row.num, row.position).values(begun))
            first = (t.jobs.c.num == row.num) & (t.jobs.c.status == WAITING)
            connection.execute(update(t.jobs).where(first).values(status=RUNNING, started=_now()))
            return Claim(row.id, row.position, row.name)

    def release(self, claim: Claim, *, counted: bool) -> None:
        """Let a file wait again; where the attempt is `counted`, only so often."""
        files = t.job_files.c
        with self._database.write() as connection:
            number = connection.scalar(select(t.jobs.c.num).where(t.jobs.c.id == claim.job))
            if number is None:
                return
            attempts = connection.scalar(
                select(files.attempts).where(files.job == number, files.position == claim.position)
            )
            values: dict[str, Any] = {"status": WAITING, "attempts": (attempts or 1) - 1}
            if counted:
                values = {"status": WAITING}
                if (attempts or 0) >= _MOST_ATTEMPTS:
                    values = _GIVEN_UP
            connection.execute(_file(number, claim.position).values(values))
            _end(connection, number)

    def finish(self, claim: Claim, outcome: Outcome) -> None:
        """Write down what became of a file."""
        values = {
            "status": outcome.status,
            "document": outcome.document,
            "code": outcome.code,
            "detail": outcome.detail,
        }
        with self._database.write() as connection:
            number = connection.scalar(select(t.jobs.c.num).where(t.jobs.c.id == claim.job))
            if number is not None:
                connection.execute(_file(number, claim.position).values(values))
                _end(connection, number)

    def cancel(self, job: str) -> bool:
        """Take nothing more of a job in; what is being read is read to its end. Tell if it ran."""
        with self._database.write() as connection:
            query = select(t.jobs.c.num).where(
                t.jobs.c.id == job, t.jobs.c.status.in_((WAITING, RUNNING))
            )
            number = connection.scalar(query)
            if number is None:
                return False
            files = t.job_files.c
            waits = (files.job == number) & (files.status == WAITING)
            connection.execute(update(t.job_files).where(waits).values(status=CANCELLED))
            _end(connection, number)
            return True

    def forget(self, job: str) -> None:
        """Delete a job from the list."""
        with self._database.write() as connection:
            connection.execute(delete(t.jobs).where(t.jobs.c.id == job))


def _now() -> int:
    return int(time.time())


def _file(number: int, position: int) -> Any:  # noqa: ANN401 - an update of either kind of values
    files = t.job_files.c
    return update(t.job_files).where(files.job == number, files.position == position)


def _end(connection: Connection, number: int) -> None:
    """End a job that has no file left to take in."""
    counts = _counts(connection, [number]).get(number, {})
    if counts.get(WAITING) or counts.get(RUNNING):
        return
    status = CANCELLED if counts.get(CANCELLED) else DONE
    values = {"status": status, "finished": _now()}
    unended = (t.jobs.c.num == number) & t.jobs.c.finished.is_(None)
    connection.execute(update(t.jobs).where(unended).values(values))


def _select() -> Any:  # noqa: ANN401 - a select of many columns
    jobs = t.jobs.c
    return select(jobs.num, jobs.id, jobs.status, jobs.created, jobs.started, jobs.finished)


def _counts(connection: Connection, jobs: Sequence[int]) -> dict[int, dict[str, int]]:
    files = t.job_files.c
    query = select(files.job, files.status, func.count()).where(files.job.in_(jobs))
    found: dict[int, dict[str, int]] = {}
    for job, status, count in connection.execute(query.group_by(files.job, files.status)):
        found.setdefault(job, {})[status] = count
    return found


def _rows(connection: Connection, rows: Sequence[Sequence[Any]]) -> list[JobRow]:
    counts = _counts(connection, [row[0] for row in rows])
    made = []
    for number, job, status, created, started, finished in (row[:6] for row in rows):
        mine = counts.get(number, {})
        made.append(
            JobRow(
                id=job,
                status=status,
                created=created,
                started=started,
                finished=finished,
                total=sum(mine.values()),
                done=sum(mine.get(outcome, 0) for outcome in _OUTCOMES),
                added=mine.get(ADDED, 0),
                known=mine.get(KNOWN, 0),
                failed=mine.get(FAILED, 0),
                cancelled=mine.get(CANCELLED, 0),
            )
        )
    return made
