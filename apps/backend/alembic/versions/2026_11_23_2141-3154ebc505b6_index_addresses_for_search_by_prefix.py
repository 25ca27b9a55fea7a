"""index addresses for search by prefix

Revision: 3154ebc505b6
Revises: 165ed405d1b7
Created: 2026-11-23 21:41:28.798049+00:00
"""

from collections.abc import Sequence

from alembic import op

revision: str = "3154ebc505b6"
down_revision: str | Sequence[str] | None = "165ed405d1b7"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_users_email_prefix",
        "users",
        ["email"],
        unique=False,
        postgresql_ops={"email": "text_pattern_ops"},
    )


def downgrade() -> None:
    op.drop_index(
        "ix_users_email_prefix", table_name="users", postgresql_ops={"email": "text_pattern_ops"}
    )
