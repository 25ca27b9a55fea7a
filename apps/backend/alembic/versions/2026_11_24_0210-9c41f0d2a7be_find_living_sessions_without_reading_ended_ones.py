"""find living sessions without reading ended ones

Revision: 9c41f0d2a7be
Revises: e5274d72a21a
Created: 2026-11-24 02:10:12.117804+00:00
"""

from collections.abc import Sequence

from alembic import op

revision: str = "9c41f0d2a7be"
down_revision: str | Sequence[str] | None = "e5274d72a21a"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def replace_index(old: str, new: str, columns: list[str]) -> None:
    # CONCURRENTLY, so that logins do not wait. What an interrupted run has left is created again.
    with op.get_context().autocommit_block():
        op.drop_index(new, table_name="sessions", if_exists=True, postgresql_concurrently=True)
        op.create_index(new, "sessions", columns, if_not_exists=True, postgresql_concurrently=True)
        op.drop_index(old, table_name="sessions", if_exists=True, postgresql_concurrently=True)


def upgrade() -> None:
    replace_index(
        "ix_sessions_user_id", "ix_sessions_user_id_revoked_at", ["user_id", "revoked_at"]
    )


def downgrade() -> None:
    replace_index("ix_sessions_user_id_revoked_at", "ix_sessions_user_id", ["user_id"])
