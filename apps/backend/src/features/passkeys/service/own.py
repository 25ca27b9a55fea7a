"""The passkeys of one account: adding, renaming and removing them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import AppError
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.wiring import Wiring
from stylipp_schemas import (
    PasskeyCreate,
    PasskeyCreationOptions,
    PasskeyPurpose,
    PasskeyResponse,
)

PASSKEYS_MAX = 20
"""Passkeys of one account."""


class PasskeyRefused(AppError):
    """The answer of the browser is wrong, used, expired, or for another session."""

    status_code = 400
    code = "passkey_invalid"
    detail = "This passkey was not accepted. Try again."


class PasskeyExists(AppError):
    """This passkey has been added already, here or to another account."""

    status_code = 409
    code = "passkey_exists"
    detail = "This passkey has already been added."


class PasskeyLimit(AppError):
    """The account has as many passkeys as it may have."""

    status_code = 409
    code = "passkey_limit"
    detail = f"An account has at most {PASSKEYS_MAX} passkeys. Remove one first."


class OwnPasskeyService:
    """The passkeys of the account of `current`."""

    def __init__(
        self,
        transaction: AsyncSession,
        wiring: Wiring,
        audit: AuditService,
        current: CurrentSession,
    ) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit
        self.current = current

    async def creation_options(self, purpose: PasskeyPurpose) -> PasskeyCreationOptions:
        raise NotImplementedError

    async def add(self, new: PasskeyCreate) -> PasskeyResponse:
        raise NotImplementedError

    async def rename(self, passkey_id: UUID, name: str) -> PasskeyResponse:
        raise NotImplementedError

    async def remove(self, passkey_id: UUID) -> None:
        raise NotImplementedError
