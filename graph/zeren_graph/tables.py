"""The tables of the catalogue (目录库), in SQLAlchemy Core and nothing of one engine.

`tasks.num` grows over all documents in order of arrival, and in text order inside one document:
the tasks of a document are one range, and a page of any list starts at a number.

How older tables become these is in `migrations/`; a test holds that both say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

RETIRED: Final = "~"  # before the role in `holdings` where the document has been superseded
ANY_ROLE: Final = ""  # the row of `holdings` that stands for whatever role it is

metadata = MetaData()


def _key(length: int) -> TypeEngine[str]:
    """Return the type of what is compared byte by byte, whatever the language of the server."""
    plain = String(length)
    return plain.with_variant(String(length, collation="C"), "postgresql")


def _document() -> Column[str]:
    """Return the column that ties a row to its document and lets it go with it."""
    target = ForeignKey("documents.id", ondelete="CASCADE")
    return Column("document", _key(16), target, nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> Column[int]:
    """Return a column of seconds since 1970."""
    return Column(name, BigInteger, nullable=nullable)


def _department(name: str = "department", *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey("departments.num"), nullable=nullable)


def _task() -> Column[int]:
    return Column("task", Integer, ForeignKey("tasks.num", ondelete="CASCADE"), nullable=False)


state = Table(
    "state",
    metadata,
    Column("id", Integer, primary_key=True),  # one row: 1
    _number("revision"),
    _number("last_task"),
    _moment("changed"),  # 0: never
)

documents = Table(
    "documents",
    metadata,
    Column("id", _key(16), primary_key=True),
    _text("title"),
    Column("number", Text),
    Column("index_no", Text),
    Column("issuer", Text),
    Column("jurisdiction", Text),
    Column("published", Text),
    Column("name", Text),
    _text("media_type"),
    _text("sha256"),
    Column("encoding", Text),
    _number("tasks"),
    _number("departments"),
    _number("diagnostics"),
    _number("revision"),
    _number("first_task"),
    _number("last_task"),
    _text("search"),
    _number("changed"),  # the revision of the catalogue at which its graph last had to change
    Column("superseded_by", _key(16)),  # the newer version of the same document
    Index("documents_by_revision", "revision", unique=True),
    Index("documents_by_change", "changed"),
    Index("documents_by_successor", "superseded_by"),
    Index("documents_by_number", "number"),
)

# Apart from `documents`, so that a list of documents does not read through their contents.
sources = Table(
    "sources",
    metadata,
    Column(
        "document",
        _key(16),
        ForeignKey("documents.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("data", LargeBinary, nullable=False),  # the file as it came
    Column("plan", LargeBinary, nullable=False),  # JSON, zlib
    Column("text", LargeBinary, nullable=False),  # UTF-8, zlib
)

sections = Table(
    "sections",
    metadata,
    Column("id", _key(32), primary_key=True),
    _document(),
    _number("position"),
    _text("path"),
    _number("level"),
    _text("number"),
    _text("title"),
    _number("start"),
    _number("end"),
    Index("sections_by_document", "document", "position"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("num", Integer, primary_key=True, autoincrement=False),
    Column("id", _key(32), nullable=False, unique=True),
    _document(),
    _text("path"),
    _text("title"),
    _text("text"),
    _text("heading"),
    Column("open_ended", Boolean, nullable=False),
    _text("facts"),  # assignments, deadlines and targets as JSON: a page is one query
    _number("start"),
    _number("end"),
    Column("due", _key(10), nullable=False),  # last day of the earliest deadline
    Column("sort_key", _key(240), nullable=False),
    _text("search"),
    Index("tasks_by_document", "document", "num"),
    Index("tasks_by_due", "due", "num"),
    Index("tasks_by_title", "sort_key", "num"),
)

departments = Table(
    "departments",
    metadata,
    Column("num", Integer, primary_key=True),
    Column("id", _key(16), nullable=False, unique=True),
    _text("name"),
    Column("kind", _key(8), nullable=False),
    Column("jurisdiction", Text),
    _number("lead"),
    _number("responsible"),
    _number("support"),
    _number("supervise"),
    _number("tasks"),
    # With a minus: most first and then by name is one direction, which an index can start in.
    _number("lead_down"),
    _number("tasks_down"),
    Column("sort_key", _key(240), nullable=False),
    _text("search"),
    Index("departments_by_search", "search"),
    Index("departments_by_name", "sort_key", "num"),
    Index("departments_by_lead", "lead_down", "sort_key", "num"),
    Index("departments_by_tasks", "tasks_down", "sort_key", "num"),
)

# What one document says of a department: how many tasks, and when it is first named.
appearances = Table(
    "appearances",
    metadata,
    Column(
        "document",
        _key(16),
        ForeignKey("documents.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("department", Integer, ForeignKey("departments.num"), primary_key=True),
    _number("position"),
    _number("lead"),
    _number("responsible"),
    _number("support"),
    _number("supervise"),
    _number("tasks"),
    Index("appearances_by_department", "department"),
)

# What persons have decided about who is who: nothing of it is ever deleted, only undone.
decisions = Table(
    "decisions",
    metadata,
    Column("num", Integer, primary_key=True),
    Column("kind", String(8), nullable=False),  # merge, split, link
    Column("subject", _key(16), nullable=False),
    Column("object", _key(16), nullable=False),
    _text("subject_name"),
    _text("object_name"),
    Column("jurisdiction", Text),  # that of the object
    _text("documents"),  # JSON: the documents of a split
    _text("who"),
    _text("why"),
    Column("at", String(32), nullable=False),  # ISO 8601, UTC
    _number("revision"),  # of the catalogue, of the decision or of its being undone
    Column("undone_by", Text),
    Column("undone_why", Text),
    Column("undone_at", String(32)),
    Index("decisions_by_subject", "subject"),
    Index("decisions_by_object", "object"),
)

# Every name under which a document knows a department, the full one too.
names = Table(
    "names",
    metadata,
    Column("num", Integer, primary_key=True),
    _document(),
    _department(),
    _text("name"),
    Column("kind", _key(8), nullable=False),  # full, alias, printed, local (id inside the plan)
    _text("key"),
    Index("names_by_key", "key", "document"),
    Index("names_by_department", "department", "kind", "name"),
    Index("names_by_document", "document", "kind"),
)

members = Table(
    "members",
    metadata,
    Column("num", Integer, primary_key=True),
    _document(),
    _department(),
    _department("member"),
    Index("members_by_department", "department", "member"),
    Index("members_by_member", "member"),
    Index("members_by_document", "document"),
)

assignments = Table(
    "assignments",
    metadata,
    Column(
        "task",
        Integer,
        ForeignKey("tasks.num", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("position", Integer, primary_key=True),
    _department(),
    _text("printed"),
    Column("role", _key(12), nullable=False),
    _number("rank"),
    Column("collective", Boolean, nullable=False),
    _text("clause"),
    _number("start"),
    _number("end"),
    Index("assignments_by_department", "department"),
)

# Who holds what, each once: the index behind 'tasks a department leads, page of 50'.
holdings = Table(
    "holdings",
    metadata,
    Column("department", Integer, ForeignKey("departments.num"), primary_key=True),
    Column("role", _key(12), primary_key=True),
    Column(
        "task",
        Integer,
        ForeignKey("tasks.num", ondelete="CASCADE"),
        primary_key=True,
    ),
    Index("holdings_by_task", "task"),
    sqlite_with_rowid=False,
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("num", Integer, primary_key=True),
    _task(),
    _text("date"),
    Column("last_day", _key(10), nullable=False),
    _text("text"),
    _number("start"),
    _number("end"),
    Index("deadlines_by_task", "task", "last_day"),
    Index("deadlines_by_day", "last_day", "task"),
)

targets = Table(
    "targets",
    metadata,
    Column("num", Integer, primary_key=True),
    Column("id", _key(32), nullable=False, unique=True),
    _document(),
    Column("task", _key(32)),
    Column("task_num", Integer, ForeignKey("tasks.num", ondelete="CASCADE")),
    Column("task_path", Text),
    Column("section", _key(32)),
    Column("section_path", Text),
    _text("indicator"),
    Column("comparator", _key(12), nullable=False),
    _text("value"),  # JSON: a number, a pair or null
    Column("unit", Text),
    Column("baseline_year", Integer),
    Column("deadline", Text),
    _text("text"),
    _number("start"),
    _number("end"),
    _text("search"),
    Index("targets_by_document", "document", "num"),
    Index("targets_by_task", "task_num", "num"),
)

rosters = Table(
    "rosters",
    metadata,
    Column(
        "document",
        _key(16),
        ForeignKey("documents.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    _text("name"),
    Column("office_at", Text),
    Column("office_head", Text),
    _number("start"),
    _number("end"),
)

people = Table(
    "people",
    metadata,
    Column("num", Integer, primary_key=True),
    Column("id", _key(32), nullable=False, unique=True),
    _document(),
    _text("roster"),
    _text("role"),
    _text("person"),
    Column("note", Text),
    _number("start"),
    _number("end"),
    _text("key"),
    _text("search"),
    Index("people_by_document", "document", "num"),
    Index("people_by_key", "key"),
)

posts = Table(
    "posts",
    metadata,
    Column(
        "person",
        Integer,
        ForeignKey("people.num", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("position", Integer, primary_key=True),
    Column("organisation", Text),
    _text("title"),
    _department(nullable=True),  # the unit that the printed name means, where only one can be meant
    Index("posts_by_department", "department"),
)

citations = Table(
    "citations",
    metadata,
    Column("num", Integer, primary_key=True),
    _document(),
    _text("title"),
    Column("number", Text),
    Column("self", Boolean, nullable=False),
    _number("start"),
    _number("end"),
    _text("search"),
    Index("citations_by_document", "document", "num"),
)

diagnostics = Table(
    "diagnostics",
    metadata,
    Column("num", Integer, primary_key=True),
    _document(),
    _text("code"),
    Column("severity", _key(8), nullable=False),
    _text("message"),
    _number("start"),
    _number("end"),
    Index("diagnostics_by_document", "document", "num"),
)

# Who may use the service. Rows stay when a key is revoked: the audit log names them.
access_keys = Table(
    "access_keys",
    metadata,
    Column("id", _key(8), primary_key=True),
    _text("name"),
    Column("role", _key(8), nullable=False),
    Column("digest", _key(64), nullable=False),  # SHA-256 of the secret
    Column("created", _key(10), nullable=False),
    Column("last_used", _key(10)),
    Column("expires", _key(10)),
    Column("revoked", _key(10)),
)

# One row for each revision that brought or took a document: what other systems follow.
changes = Table(
    "changes",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=False),
    _moment("at"),  # 0: before changes were written down
    Column("kind", _key(12), nullable=False),  # added, removed, superseded, restored
    Column("document", _key(16), nullable=False),  # may be gone
    _text("title"),
    Column("held", Text),  # who held what in a document that is gone: JSON
    Index("changes_by_document", "document", "revision"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("num", Integer, primary_key=True),
    Column("id", _key(32), nullable=False, unique=True),
    _moment("created"),
    _moment("started", nullable=True),
    _moment("finished", nullable=True),
    Column("status", _key(12), nullable=False),
    Index("jobs_by_status", "status", "num"),
)

job_files = Table(
    "job_files",
    metadata,
    Column("job", Integer, ForeignKey("jobs.num", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text),
    Column("size", BigInteger, nullable=False),
    Column("status", _key(12), nullable=False),
    _number("attempts"),
    Column("document", _key(16)),
    Column("code", Text),
    Column("detail", Text),
    Index("job_files_by_status", "status", "job", "position"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("num", Integer, primary_key=True),
    Column("id", _key(32), nullable=False, unique=True),
    _text("url"),
    _text("secret"),  # signs what is sent, so it must be known in full
    _moment("created"),
    _number("sent"),  # the last revision that was taken
    _number("failures"),
    _moment("next_try"),
    Column("last_status", Integer),
    Column("last_error", Text),
)
