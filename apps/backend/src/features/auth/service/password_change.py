"""Changing your own password."""

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
    """Set a new password, end every session, and start one for this device, which has proven what the
    old one has. Raises `InvalidCredentials`, one of `PASSWORD_RULES`, `SessionExpired`,
    `ReauthenticationRequired`, `TooManyAttempts`, `ServerBusy`."""
    check_new_password(change.new_password, current.account.email, field="new_password")
    device_id = await auth.verify_again(current, change.current_password)
    new_hash = await auth.wiring.hasher.hash(change.new_password)
    account = await auth.sessions.lock_account(current, is_recent=True, is_password_proven=True)
    epoch = await auth.set_password(account.id, account.email, new_hash, AuditType.PASSWORD_CHANGED)
    starter = SessionStarter(auth.transaction, auth.wiring, auth.audit)
    pair = await starter.start_again(account.id, epoch, device_id, old_id=current.session_id)
    if pair is None:  # the account was disabled
        raise SessionExpired
    return pair
