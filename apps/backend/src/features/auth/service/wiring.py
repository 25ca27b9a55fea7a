"""Objects that each process creates once, for its requests and background tasks; kept on ``app.state.wiring``."""

from collections.abc import Sequence
from dataclasses import dataclass

from src.core.feature import Feature, Resources
from src.core.oidc_client import ProviderClients
from src.core.passwords import PasswordHasher
from src.core.sandbox import Sandbox
from src.core.signing_keys import SigningKeys
from src.core.storage.slots import UploadSlots
from src.core.vault import Vault
from src.features.auth.service.access_tokens import AccessTokens
from src.features.auth.service.breaches import Breaches
from src.features.auth.utils.device_tokens import DeviceTokens
from src.features.auth.utils.refresh_tokens import RefreshTokens
from src.features.auth.utils.tickets import Tickets
from src.features.limits.service.service import LimitService


@dataclass(frozen=True)
class Wiring(Resources):
    hasher: PasswordHasher
    access_tokens: AccessTokens
    refresh_tokens: RefreshTokens
    device_tokens: DeviceTokens
    tickets: Tickets
    vault: Vault
    signing_keys: SigningKeys
    breaches: Breaches
    limits: LimitService
    sandbox: Sandbox
    uploads: UploadSlots
    identity_providers: ProviderClients
    features: Sequence[Feature]
    cookie_prefix: str
    """What the names of all cookies begin with."""
