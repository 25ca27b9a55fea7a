"""Accounts: making them and reading them."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.database_errors import violated_constraint
from src.core.errors import AppError, NotFound
from src.features.users.repository import repository
from src.features.users.schemas.schemas import Credentials as Credentials
from stylipp_schemas import AccountExport, Role, UserResponse


class EmailAlreadyRegistered(AppError):
    """Another account has this address."""

    status_code = 409
    code = "email_taken"
    detail = "This e-mail address is already registered."


@contextmanager
def email_is_unique() -> Iterator[None]:
    """The database decides, at the moment of writing, who was first."""
    try:
        yield
    except IntegrityError as error:
        if violated_constraint(error) == "uq_users_email":
            raise EmailAlreadyRegistered from None
        raise


class UserService:
    """`session` writes in the request's transaction; `database` reads one row at a time."""

    def __init__(self, session: AsyncSession, database: Database) -> None:
        self.session = session
        self.database = database

    async def create(self, *, email: str, password_hash: str) -> UserResponse:
        """Make an account. Raises `EmailAlreadyRegistered`."""
        with email_is_unique():
            user = await repository.insert_user(
                self.session, email=email, password_hash=password_hash
            )
        # Our own row: validating the address again would cost more than the query.
        return UserResponse.model_construct(
            id=user.id, email=user.email, created_at=user.created_at
        )

    async def find_credentials(self, email: str) -> Credentials | None:
        """Return what a login is checked against, or None for an unknown address."""
        row = await repository.find_credentials(self.database, email)
        if row is None:
            return None
        return Credentials(
            row.id, row.password_hash, row.auth_epoch, is_disabled=row.disabled_at is not None
        )

    async def change_password(self, user_id: UUID, new_hash: str) -> int:
        """Store a new password and end every session. Returns the new epoch."""
        return await repository.change_password(self.session, user_id, new_hash)

    async def verify_email(self, user_id: UUID) -> None:
        """Note that mail to the account's address reaches its owner."""
        await repository.verify_email(self.session, user_id)

    async def change_email(self, user_id: UUID, email: str) -> None:
        """Give the account another address, which is proven. Raises `EmailAlreadyRegistered`."""
        with email_is_unique():
            await repository.change_email(self.session, user_id, email)

    async def export(self, user_id: UUID) -> AccountExport:
        """Return all that the account's row holds but the password. Raises `NotFound`."""
        row = await repository.find_user(self.database, user_id=user_id)
        if row is None:
            raise NotFound
        return AccountExport.model_construct(
            id=row.id,
            email=row.email,
            created_at=row.created_at,
            role=Role(row.role),
            is_email_verified=row.email_verified_at is not None,
            email_verified_at=row.email_verified_at,
            updated_at=row.updated_at,
        )

    async def delete(self, user_id: UUID) -> None:
        """Delete the account and all that is its own."""
        await repository.delete_user(self.session, user_id)

    async def upgrade_password_hash(self, credentials: Credentials, new_hash: str) -> None:
        """Store the same password under today's parameters."""
        await repository.replace_password_hash(
            self.session,
            credentials.user_id,
            old_hash=credentials.password_hash,
            new_hash=new_hash,
        )
