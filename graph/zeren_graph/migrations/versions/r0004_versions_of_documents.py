"""A document may be superseded by a newer version of itself, and its graph may change later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add what tells versions apart; so far every document stands for itself."""
    with op.batch_alter_table("documents") as documents:
        documents.add_column(sa.Column("changed", sa.Integer(), nullable=True))
        documents.add_column(sa.Column("superseded_by", sa.String(16), nullable=True))
    op.execute("UPDATE documents SET changed = revision")
    with op.batch_alter_table("documents") as documents:
        documents.alter_column("changed", existing_type=sa.Integer(), nullable=False)
        documents.create_index("documents_by_change", ["changed"])
        documents.create_index("documents_by_successor", ["superseded_by"])
        documents.create_index("documents_by_number", ["number"])
