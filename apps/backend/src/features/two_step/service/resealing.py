"""Sealing the secrets of authenticator apps again after a rotation of SECRET_KEY, so that the previous
key can be removed."""

import logging
from collections import Counter
from uuid import UUID

from src.core.feature import Resources
from src.core.vault import CannotOpen
from src.features.auth.service.wiring import Wiring
from src.features.two_step.repository import totp

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 600
BATCH = 500


async def reseal_secrets(resources: Resources) -> int:
    """Seal with the current key what another one has sealed; return the number of secrets."""
    assert isinstance(resources, Wiring)
    database, vault = resources.database, resources.vault
    resealed, unreadable = 0, Counter[str]()
    after, rows = UUID(int=0), BATCH
    while rows == BATCH:
        secrets = await totp.list_of_other_keys(
            database, current_key_id=vault.current_key_id, after=after, batch=BATCH
        )
        rows = len(secrets)
        for secret in secrets:
            after, owner = secret.id, secret.user_id.bytes
            try:
                plain = vault.open(secret.key_id, secret.sealed, owner)
            except CannotOpen:
                unreadable[secret.key_id] += 1
                continue
            key_id, sealed = vault.seal(plain, owner)
            resealed += await totp.reseal(
                database, secret.id, old=secret.sealed, new=sealed, new_key_id=key_id
            )
    for key_id, count in unreadable.items():
        logger.warning(
            "%d authenticator apps do not work: their secrets are sealed with the key %s, which is "
            "neither SECRET_KEY nor SECRET_KEY_PREVIOUS.",
            count,
            key_id,
        )
    if resealed:
        logger.info("%d secrets of authenticator apps were sealed with the current key.", resealed)
    return resealed
