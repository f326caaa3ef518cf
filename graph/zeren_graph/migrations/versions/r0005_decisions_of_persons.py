"""Persons decide which departments are one, which are two, and which came of which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _key(length: int) -> sa.types.TypeEngine[str]:
    """Return the type of what is compared byte by byte, whatever the language of the server."""
    plain = sa.String(length)
    return plain.with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table of decisions."""
    op.create_table(
        "decisions",
        sa.Column("num", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("subject", _key(16), nullable=False),
        sa.Column("object", _key(16), nullable=False),
        sa.Column("subject_name", sa.Text(), nullable=False),
        sa.Column("object_name", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text()),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("undone_by", sa.Text()),
        sa.Column("undone_why", sa.Text()),
        sa.Column("undone_at", sa.String(32)),
    )
    op.create_index("decisions_by_subject", "decisions", ["subject"])
    op.create_index("decisions_by_object", "decisions", ["object"])
