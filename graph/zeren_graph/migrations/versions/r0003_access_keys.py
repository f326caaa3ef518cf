"""Keys that open the service, with the hash of each secret."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "access_keys",
        sa.Column("id", _key(8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", _key(8), nullable=False),
        sa.Column("digest", _key(64), nullable=False),
        sa.Column("created", _key(10), nullable=False),
        sa.Column("last_used", _key(10)),
        sa.Column("expires", _key(10)),
        sa.Column("revoked", _key(10)),
        sa.PrimaryKeyConstraint("id"),
    )


def _key(length: int) -> sa.types.TypeEngine[str]:
    """Return the type of what is compared byte by byte, whatever the language of the server."""
    plain = sa.String(length)
    return plain.with_variant(sa.String(length, collation="C"), "postgresql")
