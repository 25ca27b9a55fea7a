"""index lists for administrators

Revision: 5d0c7be1f3a9
Revises: 27eb357030aa
Created: 2026-11-29 22:55:40.412906+00:00
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "5d0c7be1f3a9"
down_revision: str | Sequence[str] | None = "27eb357030aa"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PATTERN = {"email": "text_pattern_ops"}
DISABLED = sa.text("disabled_at IS NOT NULL")


def upgrade() -> None:
    # CONCURRENTLY, so that no registration or login waits. What an interrupted run has left is
    # created again.
    with op.get_context().autocommit_block():
        create_index(
            "ix_users_email_prefix_covering",
            "users",
            ["email"],
            postgresql_ops=PATTERN,
            postgresql_include=["role", "disabled_at"],
        )
        drop_index("ix_users_email_prefix", "users")
        create_index(
            "ix_users_admin_email_prefix",
            "users",
            ["email"],
            postgresql_ops=PATTERN,
            postgresql_include=["id", "disabled_at"],
            postgresql_where=sa.text("role = 'admin'"),
        )
        create_index(
            "ix_users_disabled_email_prefix",
            "users",
            ["email"],
            postgresql_ops=PATTERN,
            postgresql_include=["role"],
            postgresql_where=DISABLED,
        )
        create_index(
            "ix_users_disabled_id",
            "users",
            ["id"],
            postgresql_include=["role"],
            postgresql_where=DISABLED,
        )
        create_index(
            "ix_users_enabled_id",
            "users",
            ["id"],
            postgresql_where=sa.text("disabled_at IS NULL"),
        )
        create_index("ix_audit_events_type_id", "audit_events", ["type", "id"])
        create_index("ix_audit_events_user_id_type_id", "audit_events", ["user_id", "type", "id"])
        create_index("ix_sessions_user_id_last_seen_at", "sessions", ["user_id", "last_seen_at"])


def downgrade() -> None:
    with op.get_context().autocommit_block():
        create_index("ix_users_email_prefix", "users", ["email"], postgresql_ops=PATTERN)
        drop_index("ix_users_email_prefix_covering", "users")
        drop_index("ix_users_admin_email_prefix", "users")
        drop_index("ix_users_disabled_email_prefix", "users")
        drop_index("ix_users_disabled_id", "users")
        drop_index("ix_users_enabled_id", "users")
        drop_index("ix_audit_events_type_id", "audit_events")
        drop_index("ix_audit_events_user_id_type_id", "audit_events")
        drop_index("ix_sessions_user_id_last_seen_at", "sessions")


def create_index(name: str, table: str, columns: list[str], **options: object) -> None:
    drop_index(name, table)
    op.create_index(
        name, table, columns, if_not_exists=True, postgresql_concurrently=True, **options
    )


def drop_index(name: str, table: str) -> None:
    op.drop_index(name, table_name=table, if_exists=True, postgresql_concurrently=True)
