"""Passkeys as proof: of a login, of its second step, and of a user who is logged in; and the list of
them. Changing them is in `own`."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.base64url import encode
from src.core.database import Database
from src.core.errors import Unauthenticated
from src.core.feature import Owner, Resources
from src.core.postgres.query import Row
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import LoginMethod, Proof, TokenPair
from src.features.auth.service.door import AccountDisabled, Door
from src.features.auth.service.wiring import Wiring
from src.features.limits.service.service import TooManyAttempts, network_of
from src.features.passkeys.repository import repository
from src.features.passkeys.schemas.schemas import Assertion
from src.features.passkeys.service.relying_party import (
    CHALLENGE_SECONDS,
    claim_challenge,
    descriptors,
    log_refusal,
    relying_party,
    user_handle,
)
from src.features.passkeys.utils.ceremony import (
    Refused,
    decode,
    read_challenge,
    verify_signature,
)
from src.features.passkeys.utils.providers import provider_name
from src.models import Passkey
from stylipp_schemas import (
    AssertionCredential,
    PasskeyExport,
    PasskeyRequestOptions,
    PasskeyRequestPublicKey,
    PasskeyResponse,
)

LOGIN = "passkey-login"
"""Purpose of a challenge for logging in. Others are named by the features that ask for them."""


class PasskeyUnknown(Unauthenticated):
    """No account has this passkey. Nothing else is told this way: the browser deletes the passkey then."""

    code = "passkey_unknown"
    detail = "This passkey does not exist anymore. Log in in another way."
    user_id: UUID | None = None


class PasskeyInvalid(Unauthenticated):
    """The answer of the browser is wrong, used, expired, or for another browser or account. The response
    does not reveal which."""

    code = "passkey_invalid"
    detail = "This passkey was not accepted. Try again."

    def __init__(self, user_id: UUID | None = None) -> None:
        super().__init__()
        self.user_id = user_id
        """The owner of the passkey, for the audit log; None if there is none."""


class PasskeyService:
    """`transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit

    async def request_options(
        self,
        purpose: str,
        *,
        browser: bytes,
        bound: bytes = b"",
        user_id: UUID | None = None,
        seconds: int = CHALLENGE_SECONDS,
    ) -> PasskeyRequestOptions:
        """Return what the browser needs to ask for a passkey: without a `user_id` for any of this site,
        as a whole login, otherwise for one of the account's, as a second factor. The answer must come
        with the same purpose, secret of the browser and `bound`."""
        is_login = user_id is None
        challenge = self.wiring.seals.make(purpose, seconds, browser=browser, bound=bound)
        allowed = (
            []
            if user_id is None
            else descriptors(await repository.list_passkeys(self.wiring.database, user_id))
        )
        return PasskeyRequestOptions(
            public_key=PasskeyRequestPublicKey(
                challenge=encode(challenge),
                rp_id=self.wiring.settings.passkey_rp_id,
                timeout=seconds * 1000,
                user_verification="required" if is_login else "preferred",
                allow_credentials=allowed,
            ),
            expires_in=seconds,
        )

    async def check(
        self,
        credential: AssertionCredential,
        purpose: str,
        *,
        browser: bytes | None,
        bound: bytes = b"",
        user_id: UUID | None = None,
    ) -> Assertion:
        """Verify the answer to `request_options`, with the same arguments; `browser` is None if it has
        no secret. Without a `user_id` the authenticator must have verified its user. Neither needs nor
        begins a transaction, and changes nothing: see `use`. Raises `PasskeyUnknown`,
        `PasskeyInvalid`."""
        try:
            credential_id = decode(credential.raw_id)
            if credential.id != credential.raw_id:
                raise Refused("id")
        except Refused as refusal:
            log_refusal(refusal)
            raise PasskeyInvalid from None
        passkey = await repository.find_passkey(self.wiring.database, credential_id)
        if passkey is None:
            raise PasskeyUnknown
        response, rp = credential.response, relying_party(self.wiring.settings)
        try:
            client_data = decode(response.client_data)
            challenge = read_challenge(client_data, is_new=False, rp=rp)
            signature = verify_signature(
                client_data,
                decode(response.authenticator_data),
                decode(response.signature),
                rp=rp,
                public_key=passkey.public_key,
                is_backup_eligible=passkey.is_backup_eligible,
                is_verification_required=user_id is None,
            )
            # Authenticators may leave it out where the browser knows which passkeys are allowed.
            if response.user_handle != user_handle(passkey.user_id) and (
                response.user_handle is not None or user_id is None
            ):
                raise Refused("user handle")
            if (
                browser is None
                or self.wiring.seals.open(purpose, challenge, browser=browser, bound=bound) is None
            ):
                raise Refused("challenge")
            if user_id not in (None, passkey.user_id):
                raise Refused("account")
        except Refused as refusal:
            log_refusal(refusal)
            raise PasskeyInvalid(passkey.user_id) from None
        return Assertion(
            passkey_id=passkey.id,
            user_id=passkey.user_id,
            epoch=passkey.auth_epoch,
            is_disabled=passkey.disabled_at is not None,
            challenge=challenge,
            signature=signature,
        )

    async def use(self, assertion: Assertion) -> None:
        """Consume a proof; `Door.hold` has been called with its account. Raises `PasskeyUnknown` if the
        passkey was removed since, and `PasskeyInvalid`."""
        if not await claim_challenge(self.wiring.limits, assertion.challenge):
            raise PasskeyInvalid(assertion.user_id)
        if await repository.use_passkey(
            self.transaction,
            assertion.passkey_id,
            sign_count=assertion.signature.sign_count,
            is_backed_up=assertion.signature.is_backed_up,
        ):
            return
        if not await repository.exists(self.transaction, assertion.passkey_id):
            raise PasskeyUnknown
        # Perhaps a copy of the key, perhaps two logins that have overtaken each other (WebAuthn, §6.1.1):
        # a reason to tell the owner, not to lock them out.
        await self.audit.record_failure(AuditType.PASSKEY_COUNTER_REGRESSED, assertion.user_id)
        raise PasskeyInvalid(assertion.user_id)

    async def log_in(self, credential: AssertionCredential, *, browser: bytes | None) -> TokenPair:
        """Start a session. Raises `PasskeyUnknown`, `PasskeyInvalid`, `AccountDisabled`,
        `TooManyAttempts`."""
        limits = self.wiring.limits
        # Never of an account: the owner of a passkey cannot be locked out by the tries of others.
        bucket = limits.bucket("passkey-ip", network_of(self.audit.client.ip))
        door = Door(self.transaction, self.wiring, self.audit)
        try:
            async with limits.attempt([bucket]) as attempt:
                assertion = await self.check(credential, LOGIN, browser=browser)
                if assertion.is_disabled:
                    raise AccountDisabled
                if await door.hold(assertion.user_id, assertion.epoch) is None:
                    raise PasskeyInvalid(assertion.user_id)
                await self.use(assertion)
                attempt.forgive()
        except TooManyAttempts:
            await self.audit.record_refusal(bucket.key, None, is_account=False)
            raise
        except (PasskeyUnknown, PasskeyInvalid) as failure:
            await self.audit.record_failure(AuditType.LOGIN_FAILED, failure.user_id)
            raise
        except AccountDisabled:
            await self.audit.record_failure(AuditType.LOGIN_FAILED, assertion.user_id)
            raise
        proof = Proof(LoginMethod.PASSKEY, "passkey")
        pair = await door.finish_login(assertion.user_id, assertion.epoch, proof)
        assert pair is not None, "the account is held"
        return pair


def passkey_fields(row: Row | Passkey) -> dict[str, Any]:
    """Return the fields of `PasskeyResponse`."""
    return {
        "id": row.id,
        "name": row.name,
        "provider": provider_name(row.aaguid),
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
        "is_synced": row.is_backed_up,
        "can_sign_in": row.can_sign_in,
        "credential_id": encode(row.credential_id),
        "rp_id": row.rp_id,
    }


async def list_passkeys(database: Database, user_id: UUID) -> list[PasskeyResponse]:
    """Return the passkeys of an account, newest first."""
    rows = await repository.list_passkeys(database, user_id)
    return [PasskeyResponse.model_construct(**passkey_fields(row)) for row in rows]


async def export_passkeys(
    _: AsyncSession, resources: Resources, owner: Owner
) -> list[PasskeyExport]:
    """Return everything stored about the account's passkeys but the public keys, newest first."""
    rows = await repository.list_passkeys(resources.database, owner.user_id)
    return [
        PasskeyExport.model_construct(
            **passkey_fields(row),
            aaguid=row.aaguid,
            transports=row.transports,
            is_backup_eligible=row.is_backup_eligible,
        )
        for row in rows
    ]
