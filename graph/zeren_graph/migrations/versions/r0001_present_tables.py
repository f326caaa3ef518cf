"""The tables as they were before revisions were counted.

A catalogue that has these tables and no revision of its own is at this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    _create_departments()
    _create_documents()
    _create_state()
    _create_appearances()
    _create_citations()
    _create_diagnostics()
    _create_members()
    _create_names()
    _create_people()
    _create_rosters()
    _create_sections()
    _create_sources()
    _create_tasks()
    _create_assignments()
    _create_deadlines()
    _create_holdings()
    _create_posts()
    _create_targets()
    _create_search()


def _key(length: int) -> sa.types.TypeEngine[str]:
    """Return the type of what is compared byte by byte, whatever the language of the server."""
    plain = sa.String(length)
    return plain.with_variant(sa.String(length, collation="C"), "postgresql")


def _create_search() -> None:
    """Create what finds words of two characters, which no engine does by itself."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE task_search USING fts5(grams, content='', tokenize='ascii')"
        )
        return
    op.execute(
        "CREATE TABLE task_search ("
        "number integer PRIMARY KEY REFERENCES tasks (num) ON DELETE CASCADE,"
        " grams text[] NOT NULL)"
    )
    op.execute("CREATE INDEX task_search_by_gram ON task_search USING gin (grams)")


def _create_departments() -> None:
    op.create_table(
        "departments",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("id", _key(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", _key(8), nullable=False),
        sa.Column("jurisdiction", sa.Text()),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("responsible", sa.Integer(), nullable=False),
        sa.Column("support", sa.Integer(), nullable=False),
        sa.Column("supervise", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("sort_key", _key(240), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("num"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("departments_by_lead", "departments", ["lead", "sort_key", "num"])
    op.create_index("departments_by_name", "departments", ["sort_key", "num"])
    op.create_index("departments_by_search", "departments", ["search"])
    op.create_index("departments_by_tasks", "departments", ["tasks", "sort_key", "num"])


def _create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", _key(16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("index_no", sa.Text()),
        sa.Column("issuer", sa.Text()),
        sa.Column("jurisdiction", sa.Text()),
        sa.Column("published", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text()),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("departments", sa.Integer(), nullable=False),
        sa.Column("diagnostics", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("first_task", sa.Integer(), nullable=False),
        sa.Column("last_task", sa.Integer(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("documents_by_revision", "documents", ["revision"], unique=True)


def _create_state() -> None:
    op.create_table(
        "state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("last_task", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _create_appearances() -> None:
    op.create_table(
        "appearances",
        sa.Column("document", _key(16), nullable=False),
        sa.Column("department", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("responsible", sa.Integer(), nullable=False),
        sa.Column("support", sa.Integer(), nullable=False),
        sa.Column("supervise", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.num"]),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document", "department"),
    )
    op.create_index("appearances_by_department", "appearances", ["department"])


def _create_citations() -> None:
    op.create_table(
        "citations",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("document", _key(16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("self", sa.Boolean(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("num"),
    )
    op.create_index("citations_by_document", "citations", ["document", "num"])


def _create_diagnostics() -> None:
    op.create_table(
        "diagnostics",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("document", _key(16), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", _key(8), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("num"),
    )
    op.create_index("diagnostics_by_document", "diagnostics", ["document", "num"])


def _create_members() -> None:
    op.create_table(
        "members",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("document", _key(16), nullable=False),
        sa.Column("department", sa.Integer(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.num"]),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member"], ["departments.num"]),
        sa.PrimaryKeyConstraint("num"),
    )
    op.create_index("members_by_department", "members", ["department"])
    op.create_index("members_by_document", "members", ["document"])
    op.create_index("members_by_member", "members", ["member"])


def _create_names() -> None:
    op.create_table(
        "names",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("document", _key(16), nullable=False),
        sa.Column("department", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", _key(8), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.num"]),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("num"),
    )
    op.create_index("names_by_department", "names", ["department", "kind"])
    op.create_index("names_by_document", "names", ["document"])
    op.create_index("names_by_key", "names", ["key", "document"])


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("id", _key(32), nullable=False),
        sa.Column("document", _key(16), nullable=False),
        sa.Column("roster", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("num"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("people_by_document", "people", ["document", "num"])
    op.create_index("people_by_key", "people", ["key"])


def _create_rosters() -> None:
    op.create_table(
        "rosters",
        sa.Column("document", _key(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("office_at", sa.Text()),
        sa.Column("office_head", sa.Text()),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document"),
    )


def _create_sections() -> None:
    op.create_table(
        "sections",
        sa.Column("id", _key(32), nullable=False),
        sa.Column("document", _key(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sections_by_document", "sections", ["document", "position"])


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("document", _key(16), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document"),
    )


def _create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("num", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", _key(32), nullable=False),
        sa.Column("document", _key(16), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("open_ended", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("due", _key(10), nullable=False),
        sa.Column("sort_key", _key(240), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("num"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("tasks_by_document", "tasks", ["document", "num"])
    op.create_index("tasks_by_due", "tasks", ["due", "num"])
    op.create_index("tasks_by_title", "tasks", ["sort_key", "num"])


def _create_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("task", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("department", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("role", _key(12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("collective", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.num"]),
        sa.ForeignKeyConstraint(["task"], ["tasks.num"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task", "position"),
    )
    op.create_index("assignments_by_department", "assignments", ["department"])


def _create_deadlines() -> None:
    op.create_table(
        "deadlines",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("task", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("last_day", _key(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task"], ["tasks.num"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("num"),
    )
    op.create_index("deadlines_by_day", "deadlines", ["last_day", "task"])
    op.create_index("deadlines_by_task", "deadlines", ["task", "last_day"])


def _create_holdings() -> None:
    op.create_table(
        "holdings",
        sa.Column("department", sa.Integer(), nullable=False),
        sa.Column("role", _key(12), nullable=False),
        sa.Column("task", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.num"]),
        sa.ForeignKeyConstraint(["task"], ["tasks.num"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("department", "role", "task"),
        sqlite_with_rowid=False,
    )
    op.create_index("holdings_by_task", "holdings", ["task"])


def _create_posts() -> None:
    op.create_table(
        "posts",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("department", sa.Integer()),
        sa.ForeignKeyConstraint(["department"], ["departments.num"]),
        sa.ForeignKeyConstraint(["person"], ["people.num"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "position"),
    )
    op.create_index("posts_by_department", "posts", ["department"])


def _create_targets() -> None:
    op.create_table(
        "targets",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("id", _key(32), nullable=False),
        sa.Column("document", _key(16), nullable=False),
        sa.Column("task", _key(32)),
        sa.Column("task_num", sa.Integer()),
        sa.Column("task_path", sa.Text()),
        sa.Column("section", _key(32)),
        sa.Column("section_path", sa.Text()),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("comparator", _key(12), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("baseline_year", sa.Integer()),
        sa.Column("deadline", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["task_num"], ["tasks.num"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("num"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("targets_by_document", "targets", ["document", "num"])
    op.create_index("targets_by_task", "targets", ["task_num", "num"])
