"""What changed and when, the jobs that take in many files, and whom to tell of changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables; documents that are there already count as added."""
    with op.batch_alter_table("state") as state:
        state.add_column(sa.Column("changed", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "changes",
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", _key(12), nullable=False),
        sa.Column("document", _key(16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held", sa.Text()),
        sa.PrimaryKeyConstraint("revision"),
    )
    op.create_index("changes_by_document", "changes", ["document", "revision"])
    op.execute(
        "INSERT INTO changes (revision, at, kind, document, title)"
        " SELECT revision, 0, CASE WHEN superseded_by IS NULL THEN 'added' ELSE 'superseded' END,"
        " id, title FROM documents"
    )
    _create_jobs()
    _create_webhooks()


def _key(length: int) -> sa.types.TypeEngine[str]:
    plain = sa.String(length)
    return plain.with_variant(sa.String(length, collation="C"), "postgresql")


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("id", _key(32), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.BigInteger()),
        sa.Column("finished", sa.BigInteger()),
        sa.Column("status", _key(12), nullable=False),
        sa.PrimaryKeyConstraint("num"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("jobs_by_status", "jobs", ["status", "num"])
    op.create_table(
        "job_files",
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("status", _key(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("document", _key(16)),
        sa.Column("code", sa.Text()),
        sa.Column("detail", sa.Text()),
        sa.ForeignKeyConstraint(["job"], ["jobs.num"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job", "position"),
    )
    op.create_index("job_files_by_status", "job_files", ["status", "job", "position"])


def _create_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("id", _key(32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=False),
        sa.Column("last_status", sa.Integer()),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("num"),
        sa.UniqueConstraint("id"),
    )
