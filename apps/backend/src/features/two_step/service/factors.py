"""The second factors of an account: which it has, and using one."""

import logging
import time
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.vault import CannotOpen, Vault
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.service.wiring import Wiring
from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.service.service import MailService
from src.features.two_step.repository import recovery_codes, state, totp
from src.features.two_step.utils.recovery_codes import hash_of
from src.features.two_step.utils.totp import accepted_step
from src.models import TotpSecret
from stylipp_schemas import MfaMethod

logger = logging.getLogger(__name__)


class FactorService:
    """`transaction` is that of the request. Before a factor is used, the caller holds the account
    (`Door.hold`), because a change of the factors locks the account first: in the other order, the two
    would wait for each other."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit

    async def methods(self, user_id: UUID) -> list[MfaMethod]:
        """Return the second factors that the account has."""
        row = await state.read_state(self.wiring.database, user_id, self.wiring.settings)
        if row is None:
            return []
        has = {
            MfaMethod.TOTP: row.has_totp,
            MfaMethod.PASSKEY: row.has_passkey,
            MfaMethod.RECOVERY_CODE: row.recovery_codes_left > 0,
        }
        return [method for method, is_there in has.items() if is_there]

    async def use_code(self, user_id: UUID, code: str) -> bool:
        """Use a code of the authenticator app; return whether it is right and newer than all that were
        used before."""
        secret = await totp.find_confirmed(self.transaction, user_id)
        if secret is None:
            return False
        step = step_of(self.wiring.vault, secret, code)
        return step is not None and await totp.use_step(self.transaction, user_id, step)

    async def use_recovery_code(self, user_id: UUID, text: str) -> bool:
        """Use a recovery code and notify the owner; return whether the account has it."""
        code_hash = hash_of(text)
        if code_hash is None:
            return False
        email = await recovery_codes.use_code(self.transaction, user_id, code_hash)
        if email is None:
            return False
        mail = MailService(self.transaction, self.wiring.database)
        await mail.queue(EmailKind.RECOVERY_CODE_USED, email, user_id)
        await self.audit.record(AuditType.RECOVERY_CODE_USED, user_id)
        return True


def step_of(vault: Vault, secret: TotpSecret, code: str) -> int | None:
    """Return the time step that the code belongs to; None if it is wrong, or the secret cannot be read:
    such an account is not one without an authenticator app."""
    try:
        plain = vault.open(secret.key_id, secret.sealed, secret.user_id.bytes)
    except CannotOpen:
        logger.error(
            "The authenticator app of account %s does not work: its secret is sealed with the key %s, "
            "which is neither SECRET_KEY nor SECRET_KEY_PREVIOUS.",
            secret.user_id,
            secret.key_id,
        )
        return None
    return accepted_step(plain, code, time.time())
