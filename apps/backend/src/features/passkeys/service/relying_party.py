"""What both kinds of ceremonies need: the site, its challenges, and how passkeys are named to a browser."""

import logging
from collections.abc import Sequence
from uuid import UUID

from src.core.base64url import encode
from src.core.config import Settings
from src.core.postgres.query import Row
from src.features.limits.service.service import LimitService
from src.features.passkeys.schemas.schemas import RelyingParty
from src.features.passkeys.utils.ceremony import Refused
from stylipp_schemas import PasskeyDescriptor

logger = logging.getLogger(__name__)

CHALLENGE_SECONDS = 900
"""How long a challenge can be answered. The autofill of a login page waits for as long as it is open, and
asks for another one in time."""


def relying_party(settings: Settings) -> RelyingParty:
    return RelyingParty(settings.passkey_rp_id, settings.passkey_origins)


def log_refusal(refusal: Refused) -> None:
    """Tell operators what clients are not told, such as an origin that is missing in PASSKEY_ORIGINS."""
    logger.info("A passkey was refused: %s", refusal)


async def claim_challenge(limits: LimitService, challenge: bytes) -> bool:
    """Whether a challenge is answered for the first time: of several answers at once, one gets it. It has
    expired before it could be claimed again."""
    return await limits.claim("passkey-challenge", CHALLENGE_SECONDS, encode(challenge))


def user_handle(user_id: UUID) -> str:
    """Return the account as authenticators and the browser's Signal API know it: the bytes of its id."""
    return encode(user_id.bytes)


def descriptors(passkeys: Sequence[Row]) -> list[PasskeyDescriptor]:
    return [
        PasskeyDescriptor(id=encode(row.credential_id), transports=row.transports)
        for row in passkeys
    ]
