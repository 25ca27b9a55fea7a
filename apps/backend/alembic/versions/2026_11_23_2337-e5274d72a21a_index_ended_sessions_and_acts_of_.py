"""index ended sessions and acts of administrators

Revision: e5274d72a21a
Revises: 3f7ec5fc8fd0
Created: 2026-11-23 23:37:45.995236+00:00
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "e5274d72a21a"
down_revision: str | Sequence[str] | None = "3f7ec5fc8fd0"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_audit_events_actor_id_id",
        "audit_events",
        ["actor_id", "id"],
        unique=False,
        postgresql_where=sa.text("actor_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_sessions_expires_at"), table_name="sessions")
    op.create_index("ix_sessions_idle_expires_at", "sessions", ["idle_expires_at"], unique=False)
    op.create_index(
        "ix_sessions_revoked_at",
        "sessions",
        ["revoked_at"],
        unique=False,
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_sessions_revoked_at",
        table_name="sessions",
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    )
    op.drop_index("ix_sessions_idle_expires_at", table_name="sessions")
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.drop_index(
        "ix_audit_events_actor_id_id",
        table_name="audit_events",
        postgresql_where=sa.text("actor_id IS NOT NULL"),
    )
