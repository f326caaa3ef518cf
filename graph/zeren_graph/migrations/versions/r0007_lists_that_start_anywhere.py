"""Each page of each list starts at its place in an index, however long the list is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the counts with a minus, and make the indexes anew."""
    for name in ("lead", "tasks"):
        column = sa.Column(f"{name}_down", sa.Integer(), nullable=False, server_default="0")
        op.add_column("departments", column)
        op.drop_index(f"departments_by_{name}", "departments")
        op.create_index(
            f"departments_by_{name}", "departments", [f"{name}_down", "sort_key", "num"]
        )
    op.execute("UPDATE departments SET lead_down = -lead, tasks_down = -tasks")
    for table, text, most in (
        ("names", "name", 400),
        ("names", "key", 200),
        ("people", "key", 200),
        ("departments", "search", 200),
    ):
        shorter = f"{text} = substr({text}, 1, {most})"
        op.execute(f"UPDATE {table} SET {shorter} WHERE length({text}) > {most}")  # noqa: S608
    op.drop_index("names_by_department", "names")
    op.create_index("names_by_department", "names", ["department", "kind", "name"])
    op.drop_index("names_by_document", "names")
    op.create_index("names_by_document", "names", ["document", "kind"])
    op.drop_index("members_by_department", "members")
    op.create_index("members_by_department", "members", ["department", "member"])
