"""How an account can be logged in to, for its settings and the browser's Signal API."""

from src.core.errors import NotFound
from src.core.feature import Owner
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.sessions import SessionExpired
from src.features.auth.service.wiring import Wiring
from src.features.identities.service.own import list_identities
from src.features.passkeys.service.relying_party import user_handle
from src.features.passkeys.service.service import list_passkeys
from src.features.two_step.service.state import read_two_step
from src.features.users.service.service import has_password
from stylipp_schemas import SecurityResponse


async def read_security_state(wiring: Wiring, current: CurrentSession) -> SecurityResponse:
    """Return everything about how the account is logged in to. Raises `SessionExpired`."""
    account = current.account
    try:
        return SecurityResponse.model_construct(
            has_password=await has_password(wiring.database, account.id),
            is_email_verified=account.is_email_verified,
            two_step=await read_two_step(wiring, Owner(account.id, account.email)),
            passkeys=await list_passkeys(wiring.database, account.id),
            identities=await list_identities(wiring, account.id),
            rp_id=wiring.settings.passkey_rp_id,
            user_handle=user_handle(account.id),
        )
    except NotFound:  # deleted since the session was read
        raise SessionExpired from None
