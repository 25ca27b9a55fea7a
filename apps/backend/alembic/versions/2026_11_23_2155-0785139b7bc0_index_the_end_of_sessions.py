"""index the end of sessions

Revision: 0785139b7bc0
Revises: 3154ebc505b6
Created: 2026-11-23 21:55:22.485804+00:00
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0785139b7bc0"
down_revision: str | Sequence[str] | None = "3154ebc505b6"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_sessions_expires_at", table_name="sessions")
