"""Accounts: creating, reading, locking, changing and deleting them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.errors import AppError, NotFound
from src.core.feature import Owner, Resources
from src.core.postgres.failures import violated_constraint
from src.core.postgres.query import Row as QueryRow
from src.features.users.repository import repository
from src.features.users.schemas.schemas import Credentials
from src.models import TWO_STEP_PREFIX, User
from stylipp_schemas import AccountExport, Locale, Role, UserAdminResponse, UserResponse


class EmailAlreadyRegistered(AppError):
    """Another account has this address."""

    status_code = 409
    code = "email_taken"
    detail = "This e-mail address is already registered."


class LastAdmin(AppError):
    """The change would leave no administrator."""

    status_code = 409
    code = "last_admin"
    detail = "This is the last administrator. Make another account an administrator first."


def account_fields(row: Row[*tuple[Any, ...]] | QueryRow | User) -> dict[str, Any]:
    """Return the fields of every account contract from a row that has `ACCOUNT_COLUMNS`.

    For `model_construct`, which uses the fields of its contract and skips validation: the row comes
    from our own table, and validating its address again would cost more than the query.
    """
    return {
        "id": row.id,
        "email": row.email,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "role": Role(row.role),
        "is_email_verified": row.email_verified_at is not None,
        "email_verified_at": row.email_verified_at,
        "is_disabled": row.disabled_at is not None,
        "locale": Locale(row.locale or Locale.ENGLISH),
    }


async def find_account(
    database: Database, *, user_id: UUID | None = None, email: str | None = None
) -> UserAdminResponse:
    """Return one account, by its id or by its address in the stored form. Raises `NotFound`."""
    row = await repository.find_user(database, user_id=user_id, email=email)
    if row is None:
        raise NotFound
    return UserAdminResponse.model_construct(**account_fields(row))


async def has_password(database: Database, user_id: UUID) -> bool:
    """Whether the account can be logged in to with a password. Raises `NotFound`."""
    found = await repository.has_password(database, user_id)
    if found is None:
        raise NotFound
    return found


async def lock_account(
    transaction: AsyncSession, *, user_id: UUID | None = None, email: str | None = None
) -> UserAdminResponse | None:
    """Return one account, locked until the end of the transaction; None if there is none.

    Every operation that changes an account, queues mail for it or creates its tokens calls this
    first, with two exceptions (docs/decisions/0013-an-account-changes-under-its-lock.md). A condition that was checked under the lock still holds when the change is written, and
    no two transactions wait for each other.
    """
    row = await repository.lock_account(transaction, user_id=user_id, email=email)
    return UserAdminResponse.model_construct(**account_fields(row)) if row is not None else None


@contextmanager
def email_is_unique() -> Iterator[None]:
    """Raise `EmailAlreadyRegistered` if the database rejects the address as a duplicate."""
    try:
        yield
    except IntegrityError as error:
        if violated_constraint(error) == "uq_users_email":
            raise EmailAlreadyRegistered from None
        raise


class UserService:
    """`transaction` is the request's; `database` runs single-statement reads."""

    def __init__(self, transaction: AsyncSession, database: Database) -> None:
        self.transaction = transaction
        self.database = database

    async def create(
        self,
        *,
        email: str,
        password_hash: str | None,
        is_verified: bool = False,
        locale: Locale = Locale.ENGLISH,
    ) -> UserResponse:
        """Create an account. Raises `EmailAlreadyRegistered`."""
        with email_is_unique():
            user = await repository.insert_user(
                self.transaction,
                email=email,
                password_hash=password_hash,
                is_verified=is_verified,
                locale=locale,
            )
        return UserResponse.model_construct(**account_fields(user))

    async def find_credentials(self, email: str) -> Credentials | None:
        """Return the credentials that a login is verified against; None for an unknown address."""
        row = await repository.find_credentials(self.database, email)
        if row is None:
            return None
        stored = row.password_hash
        password_hash = stored.removeprefix(TWO_STEP_PREFIX) if stored is not None else None
        return Credentials(
            row.id, password_hash, row.auth_epoch, is_disabled=row.disabled_at is not None
        )

    async def lock(self, user_id: UUID) -> UserAdminResponse | None:
        """Return the account, locked until the end of the transaction; None if it was deleted."""
        return await lock_account(self.transaction, user_id=user_id)

    async def refuse_last_admin(self, user_id: UUID) -> None:
        """Raise `LastAdmin` if the account is the only enabled administrator. Otherwise all
        administrators stay locked until the end of the transaction."""
        if list(await repository.lock_admins(self.transaction)) == [user_id]:
            raise LastAdmin

    async def end_sessions(self, user_id: UUID) -> int:
        """End every session of the account. Returns the new epoch."""
        return await repository.raise_epoch(self.transaction, user_id)

    async def change_password(self, user_id: UUID, new_hash: str) -> int:
        """Store a new password and end every session. Returns the new epoch."""
        return await repository.change_password(self.transaction, user_id, new_hash)

    async def reset_credentials(self, user_id: UUID, new_hash: str | None) -> int:
        """Replace the password, or remove it, switch two-step login off, record that the address is
        verified, and end every session. Returns the new epoch."""
        return await repository.reset_credentials(self.transaction, user_id, new_hash)

    async def switch_two_step_on(self, user_id: UUID) -> int:
        """Require a second factor from now on and end every session: also logins that have begun with
        the password alone come to nothing, in other processes and releases, too. Returns the new
        epoch."""
        return await repository.switch_two_step_on(self.transaction, user_id)

    async def switch_two_step_off(self, user_id: UUID) -> None:
        """Require no second factor any more."""
        await repository.switch_two_step_off(self.transaction, user_id)

    async def upgrade_password_hash(self, credentials: Credentials, new_hash: str) -> None:
        """Store a hash of the same password with the current parameters."""
        assert credentials.password_hash is not None
        await repository.replace_password_hash(
            self.transaction,
            credentials.user_id,
            old_hash=credentials.password_hash,
            new_hash=new_hash,
        )

    async def change_role(self, user_id: UUID, role: Role) -> None:
        await repository.update_account(self.transaction, user_id, role=role)

    async def disable(self, user_id: UUID) -> None:
        """Disable the account and end every session."""
        await repository.disable(self.transaction, user_id)

    async def enable(self, user_id: UUID) -> None:
        await repository.update_account(self.transaction, user_id, disabled_at=None)

    async def verify_email(self, user_id: UUID) -> None:
        """Record that the owner receives mail at the account's address."""
        await repository.verify_email(self.transaction, user_id)

    async def change_email(self, user_id: UUID, email: str) -> None:
        """Set a new, verified address. Raises `EmailAlreadyRegistered`."""
        with email_is_unique():
            await repository.change_email(self.transaction, user_id, email)

    async def change_locale(self, user_id: UUID, locale: Locale) -> None:
        """Set the language of the mails to the account."""
        await repository.update_account(self.transaction, user_id, locale=locale)

    async def delete(self, user_id: UUID) -> None:
        """Delete the account and everything that belongs to it."""
        await repository.delete_user(self.transaction, user_id)


async def export_account(_: AsyncSession, resources: Resources, owner: Owner) -> AccountExport:
    """Return everything stored about the account itself. Raises `NotFound`."""
    row = await repository.find_user(resources.database, user_id=owner.user_id)
    if row is None:
        raise NotFound
    return AccountExport.model_construct(**account_fields(row))
