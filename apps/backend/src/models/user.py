"""Accounts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base
from stylipp_schemas import Role
from stylipp_schemas.common import EMAIL_MAX_LENGTH

__all__ = ["ACCOUNT_COLUMNS", "TWO_STEP_PREFIX", "User"]

TWO_STEP_PREFIX = "two-step:"
"""Makes the password hash of an account with two-step login unreadable to releases that do not know
second factors: they would log it in with the password alone."""


class User(Base):
    """One account. Its address is stored in ASCII and lower case, so that it can be compared by
    equality."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("email"),
        # For search by prefix, which the unique index supports only with the collation C. With what
        # lists filter by, so that they read it alone.
        Index(
            "ix_users_email_prefix_covering",
            "email",
            postgresql_ops={"email": "text_pattern_ops"},
            postgresql_include=["role", "disabled_at"],
        ),
        # For lists of the few that differ from the others.
        Index(
            "ix_users_admin_email_prefix",
            "email",
            postgresql_ops={"email": "text_pattern_ops"},
            postgresql_include=["id", "disabled_at"],
            postgresql_where=text("role = 'admin'"),
        ),
        Index(
            "ix_users_disabled_email_prefix",
            "email",
            postgresql_ops={"email": "text_pattern_ops"},
            postgresql_include=["role"],
            postgresql_where=text("disabled_at IS NOT NULL"),
        ),
        Index(
            "ix_users_disabled_id",
            "id",
            postgresql_include=["role"],
            postgresql_where=text("disabled_at IS NOT NULL"),
        ),
        # The newest 200,000 may have been disabled at once, after an attack.
        Index("ix_users_enabled_id", "id", postgresql_where=text("disabled_at IS NULL")),
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("role IN ('user', 'admin')", name="role_is_known"),
    )

    email: Mapped[str] = mapped_column(String(EMAIL_MAX_LENGTH))
    # While two-step login is on, behind `TWO_STEP_PREFIX`. Null: the account has no password.
    password_hash: Mapped[str | None] = mapped_column(Text)
    # Since when a login needs a second factor; null while it does not.
    two_step_at: Mapped[datetime | None]
    role: Mapped[str] = mapped_column(Text, default=Role.USER, server_default=Role.USER)
    # Copied into every session; raising it ends all of them at once, in one statement.
    auth_epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    email_verified_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    # Language of its mails; null for accounts of earlier releases.
    locale: Mapped[str | None] = mapped_column(Text)


ACCOUNT_COLUMNS = (
    User.id,
    User.email,
    User.created_at,
    User.updated_at,
    User.role,
    User.email_verified_at,
    User.disabled_at,
    User.locale,
)
"""The columns that contracts show; `account_fields` in `features.users` reads them."""
