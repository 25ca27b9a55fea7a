"""Mailed codes: eight digits that are valid in the browser, or the session, that has asked for them, and a
link that is valid everywhere.

Eight digits and five tries: with the mails that one address can be sent in a day, an attacker guesses
1,100 times of 100 million.
"""

import secrets
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.feature import Resources
from src.core.seals import Seals
from src.features.mail.repository import login_codes as repository
from src.features.mail.schemas.schemas import CodeHolder, CodePurpose
from src.features.mail.service.service import OneTimeTokenInvalid, token_hash

TRIES = 5
DIGITS = 8
_LABEL = "mailed-code"


class SentCode(NamedTuple):
    """A code that is about to be mailed."""

    code: str
    token: str | None
    """For the link, if there is one."""


class FoundCode(NamedTuple):
    """A code that was proven and not yet consumed."""

    id: UUID
    user_id: UUID | None
    address: str


async def make_code(
    transaction: AsyncSession,
    seals: Seals,
    purpose: CodePurpose,
    holder: CodeHolder,
    *,
    email_id: UUID,
    user_id: UUID | None,
    address: str,
    seconds: int,
) -> SentCode | None:
    """Store the code of an e-mail instead of the holder's earlier one; None if a later e-mail already has
    one. Only a login has a link."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    token = secrets.token_urlsafe(32) if purpose is CodePurpose.LOGIN else None
    is_newest = await repository.insert_code(
        transaction,
        purpose,
        holder,
        email_id=email_id,
        user_id=user_id,
        address=address,
        code_hash=seals.digest(_LABEL, *_parts(purpose, holder, code)),
        token_hash=token_hash(token) if token is not None else None,
        seconds=seconds,
    )
    return SentCode(code, token) if is_newest else None


class LoginCodeService:
    """`transaction` is the request's."""

    def __init__(self, transaction: AsyncSession, resources: Resources) -> None:
        self.transaction = transaction
        self.resources = resources

    async def check_code(self, purpose: CodePurpose, holder: CodeHolder, code: str) -> FoundCode:
        """Return the holder's code if this is it; each call takes one of its tries. Raises
        `OneTimeTokenInvalid`."""
        row = await repository.take_try(self.resources.database, purpose, holder, TRIES)
        if row is None:
            raise OneTimeTokenInvalid
        if not self.resources.seals.matches(_LABEL, row.code_hash, *_parts(purpose, holder, code)):
            refusal = OneTimeTokenInvalid()
            refusal.user_id = row.user_id
            raise refusal
        return FoundCode(row.id, row.user_id, row.address)

    async def find_by_token(
        self, purpose: CodePurpose, token: str
    ) -> tuple[FoundCode, bytes | None]:
        """Return the code whose mail has this token in its link, and the browser that has asked for it.
        Raises `OneTimeTokenInvalid`."""
        row = await repository.find_by_token(
            self.resources.database, purpose, token_hash(token), TRIES
        )
        if row is None:
            raise OneTimeTokenInvalid
        return FoundCode(row.id, row.user_id, row.address), row.browser_hash

    async def consume(self, purpose: CodePurpose, code: FoundCode) -> None:
        """Consume a code, once the account that it is for is locked. Raises `OneTimeTokenInvalid`."""
        if not await repository.consume(self.transaction, purpose, code.id):
            raise OneTimeTokenInvalid


def _parts(purpose: CodePurpose, holder: CodeHolder, code: str) -> tuple[bytes, bytes, bytes]:
    session = holder.session_id.bytes if holder.session_id is not None else b""
    return purpose.encode(), holder.browser_hash or session, code.encode()
