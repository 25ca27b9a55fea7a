"""Changing your own password."""

import secrets

from src.features.audit.schemas.schemas import AuditType
from src.features.auth.schemas.schemas import CurrentSession, TokenPair
from src.features.auth.service.passwords import check_new_password
from src.features.auth.service.service import AuthService
from src.features.auth.service.sessions import SessionExpired
from src.features.auth.service.starting import SessionStarter
from stylipp_schemas import PasswordChangeRequest


async def change_password(
    auth: AuthService, current: CurrentSession, change: PasswordChangeRequest
) -> TokenPair:
    """Set a new password, or the first one, end every session, and start one for this device, which has proven what the
    old one has. Raises `InvalidCredentials`, one of `PASSWORD_RULES`, `SessionExpired`,
    `ReauthenticationRequired`, `TooManyAttempts`, `ServerBusy`."""
    check_new_password(change.new_password, current.account.email, field="new_password")
    if change.current_password is not None:
        await auth.verify_again(current, change.current_password)
    await auth.wiring.breaches.check(change.new_password, field="new_password")
    device_id = auth.door.device_of(current.account.id) or secrets.token_hex(16)
    new_hash = await auth.wiring.hasher.hash(change.new_password)
    account = await auth.lock_proven(current, change.current_password)
    epoch = await auth.set_password(account.id, account.email, new_hash, AuditType.PASSWORD_CHANGED)
    starter = SessionStarter(auth.transaction, auth.wiring, auth.audit)
    pair = await starter.start_again(account.id, epoch, device_id, old_id=current.session_id)
    if pair is None:  # the account was disabled
        raise SessionExpired
    return pair
