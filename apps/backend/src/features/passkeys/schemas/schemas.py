"""The relying party, and what a checked answer of a browser says."""

from typing import NamedTuple
from uuid import UUID


class RelyingParty(NamedTuple):
    """The site that passkeys belong to."""

    id: str
    """Its domain."""
    origins: frozenset[str]
    """The origins whose pages may use its passkeys."""


class NewCredential(NamedTuple):
    """A passkey that was just created."""

    id: bytes
    public_key: bytes
    """COSE_Key."""
    sign_count: int
    aaguid: UUID
    is_backup_eligible: bool
    is_backed_up: bool


class Signature(NamedTuple):
    """What an authenticator has stated beside its signature."""

    sign_count: int
    is_user_verified: bool
    is_backed_up: bool


class Assertion(NamedTuple):
    """Proof by a passkey that was verified, and is not used yet."""

    passkey_id: UUID
    user_id: UUID
    epoch: int
    """The account's when the passkey was read."""
    is_disabled: bool
    """Whether the account is disabled."""
    challenge: bytes
    signature: Signature

    @property
    def is_user_verified(self) -> bool:
        """Whether the authenticator has verified its user: then it proves two factors."""
        return self.signature.is_user_verified
