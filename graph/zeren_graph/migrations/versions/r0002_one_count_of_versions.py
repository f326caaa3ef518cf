"""The revision of the tables is written down in one place, no longer in `state` as well."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Drop the number that the revisions replace."""
    with op.batch_alter_table("state") as state:
        state.drop_column("schema_version")
