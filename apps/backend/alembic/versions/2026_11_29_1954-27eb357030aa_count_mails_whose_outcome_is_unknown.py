"""count mails whose outcome is unknown

Revision: 27eb357030aa
Revises: 425668a4ce09
Created: 2026-11-29 19:54:22.178327+00:00
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "27eb357030aa"
down_revision: str | Sequence[str] | None = "425668a4ce09"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "email_outbox", sa.Column("unconfirmed", sa.Integer(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("email_outbox", "unconfirmed")
