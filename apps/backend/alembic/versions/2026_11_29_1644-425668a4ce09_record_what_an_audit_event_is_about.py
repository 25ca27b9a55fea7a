"""record what an audit event is about

Revision: 425668a4ce09
Revises: 9c41f0d2a7be
Created: 2026-11-29 16:44:07.869550+00:00
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "425668a4ce09"
down_revision: str | Sequence[str] | None = "9c41f0d2a7be"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("audit_events", sa.Column("subject_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("audit_events", "subject_id")
