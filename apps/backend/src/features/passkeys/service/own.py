"""The passkeys of one account: adding, renaming and removing them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.base64url import encode
from src.core.devices import device_name
from src.core.errors import AppError, NotFound
from src.core.postgres.failures import violated_constraint
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.remaining import check_passkey_removal
from src.features.auth.service.sessions import SessionService
from src.features.auth.service.wiring import Wiring
from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.service.service import MailService
from src.features.passkeys.repository import repository
from src.features.passkeys.schemas.schemas import NewCredential
from src.features.passkeys.service.relying_party import (
    CHALLENGE_SECONDS,
    claim_challenge,
    descriptors,
    log_refusal,
    relying_party,
    user_handle,
)
from src.features.passkeys.service.service import passkey_fields
from src.features.passkeys.utils.ceremony import (
    ALGORITHMS,
    Refused,
    decode,
    read_challenge,
    read_new_credential,
)
from src.features.passkeys.utils.providers import provider_name
from src.models import Passkey
from stylipp_schemas import (
    AttestationCredential,
    PasskeyAlgorithm,
    PasskeyCreate,
    PasskeyCreationOptions,
    PasskeyCreationPublicKey,
    PasskeyPurpose,
    PasskeyRelyingParty,
    PasskeyResponse,
    PasskeySelection,
    PasskeyUser,
)

PASSKEYS_MAX = 20
"""Passkeys of one account."""

PURPOSE = "passkey-new"
"""Purpose of a challenge for a new passkey."""

TRANSPORTS = ("ble", "hybrid", "internal", "nfc", "smart-card", "usb")
"""Those of WebAuthn, §5.8.4. They are hints: others are not stored."""


class PasskeyRefused(AppError):
    """The answer of the browser is wrong, used, expired, or for another session."""

    status_code = 400
    code = "passkey_invalid"
    detail = "This passkey was not accepted. Try again."


class PasskeyExists(AppError):
    """This passkey has been added already, to this account or another one."""

    status_code = 409
    code = "passkey_exists"
    detail = "This passkey has already been added."


class PasskeyLimit(AppError):
    """The account has as many passkeys as it may have."""

    status_code = 409
    code = "passkey_limit"
    detail = f"An account has at most {PASSKEYS_MAX} passkeys. Remove one first."


class OwnPasskeyService:
    """The passkeys of the account of `current`."""

    def __init__(
        self,
        transaction: AsyncSession,
        wiring: Wiring,
        audit: AuditService,
        current: CurrentSession,
    ) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit
        self.current = current
        self.user_id = current.account.id
        self.sessions = SessionService(transaction, wiring, audit)
        self.mail = MailService(transaction, wiring.database)

    async def creation_options(self, purpose: PasskeyPurpose) -> PasskeyCreationOptions:
        """Return what the browser needs to create a passkey. Raises `PasskeyLimit` and the errors of
        `SessionService.lock_account`."""
        account = await self.sessions.lock_account(self.current, is_recent=True, is_verified=True)
        passkeys = await repository.list_passkeys(self.wiring.database, self.user_id)
        if len(passkeys) >= PASSKEYS_MAX:
            raise PasskeyLimit
        is_for_login = purpose is PasskeyPurpose.SIGN_IN
        challenge = self.wiring.seals.make(
            PURPOSE, CHALLENGE_SECONDS, bound=self._bound(), fields=bytes([is_for_login])
        )
        # Old security keys have neither memory for passkeys nor a PIN.
        wanted: Any = "required" if is_for_login else "discouraged"
        return PasskeyCreationOptions(
            public_key=PasskeyCreationPublicKey(
                rp=PasskeyRelyingParty(
                    id=self.wiring.settings.passkey_rp_id, name=self.wiring.settings.TOTP_ISSUER
                ),
                user=PasskeyUser(
                    id=user_handle(self.user_id), name=account.email, display_name=account.email
                ),
                challenge=encode(challenge),
                pub_key_cred_params=[PasskeyAlgorithm(alg=alg) for alg in ALGORITHMS],
                timeout=CHALLENGE_SECONDS * 1000,
                exclude_credentials=descriptors(passkeys),
                authenticator_selection=PasskeySelection(
                    resident_key=wanted,
                    require_resident_key=is_for_login,
                    user_verification=wanted,
                ),
            ),
            expires_in=CHALLENGE_SECONDS,
        )

    async def add(self, new: PasskeyCreate) -> PasskeyResponse:
        """Add the passkey that the browser has created. Raises `PasskeyRefused`, `PasskeyExists`,
        `PasskeyLimit` and the errors of `SessionService.lock_account`."""
        try:
            credential, challenge, is_for_login = self._read(new.credential)
        except Refused as refusal:
            log_refusal(refusal)
            raise PasskeyRefused from None
        account = await self.sessions.lock_account(self.current, is_recent=True, is_verified=True)
        if await repository.count_passkeys(self.transaction, self.user_id) >= PASSKEYS_MAX:
            raise PasskeyLimit
        if not await claim_challenge(self.wiring.limits, challenge):
            raise PasskeyRefused
        transports = sorted(set(new.credential.response.transports).intersection(TRANSPORTS))
        name = new.name or await self._new_name(credential, transports, is_for_login=is_for_login)
        passkey = Passkey(
            user_id=self.user_id,
            rp_id=self.wiring.settings.passkey_rp_id,
            can_sign_in=is_for_login,
            credential_id=credential.id,
            public_key=credential.public_key,
            sign_count=credential.sign_count,
            aaguid=credential.aaguid,
            transports=transports,
            is_backup_eligible=credential.is_backup_eligible,
            is_backed_up=credential.is_backed_up,
            name=name,
        )
        self.transaction.add(passkey)
        try:
            await self.transaction.flush()
        except IntegrityError as error:
            if violated_constraint(error) == "uq_passkeys_credential_id":
                raise PasskeyExists from None
            raise
        await self.mail.queue(EmailKind.PASSKEY_ADDED, account.email, self.user_id)
        await self.audit.record(AuditType.PASSKEY_ADDED, self.user_id, subject_id=passkey.id)
        return PasskeyResponse.model_construct(**passkey_fields(passkey))

    async def rename(self, passkey_id: UUID, name: str) -> PasskeyResponse:
        """Change the name of a passkey. Raises `NotFound`."""
        passkey = await repository.rename_passkey(self.transaction, self.user_id, passkey_id, name)
        if passkey is None:
            raise NotFound
        return PasskeyResponse.model_construct(**passkey_fields(passkey))

    async def remove(self, passkey_id: UUID) -> None:
        """Remove a passkey. Raises `NotFound`, `LastCredential`, `SecondFactorMissing` and the errors of
        `SessionService.lock_account`."""
        account = await self.sessions.lock_account(self.current, is_recent=True)
        if not await repository.delete_passkey(self.transaction, self.user_id, passkey_id):
            raise NotFound
        await check_passkey_removal(self.transaction, self.user_id, self.wiring.settings)
        await self.mail.queue(EmailKind.PASSKEY_REMOVED, account.email, self.user_id)
        await self.audit.record(AuditType.PASSKEY_REMOVED, self.user_id, subject_id=passkey_id)

    def _read(self, credential: AttestationCredential) -> tuple[NewCredential, bytes, bool]:
        """Return the new passkey, the challenge, and whether it was created for logging in. Raises
        `Refused`."""
        rp = relying_party(self.wiring.settings)
        if credential.id != credential.raw_id:
            raise Refused("id")
        challenge = read_challenge(decode(credential.response.client_data), is_new=True, rp=rp)
        fields = self.wiring.seals.open(PURPOSE, challenge, bound=self._bound())
        if fields is None:
            raise Refused("challenge")
        is_for_login = fields == b"\x01"
        new = read_new_credential(
            decode(credential.response.attestation_object),
            decode(credential.raw_id),
            rp=rp,
            is_verification_required=is_for_login,
        )
        return new, challenge, is_for_login

    async def _new_name(
        self, credential: NewCredential, transports: Sequence[str], *, is_for_login: bool
    ) -> str:
        """Return a name that no other passkey of the account has: of what keeps it, or of this device
        unless it is a key that can be carried to others."""
        name = provider_name(credential.aaguid)
        if name is None and (not is_for_login or "usb" in transports):
            name = "Security key"
        name = name or device_name(self.audit.client.user_agent) or "Passkey"
        passkeys = await repository.list_passkeys(self.wiring.database, self.user_id)
        taken = {passkey.name for passkey in passkeys}
        numbered = (f"{name} {number}" for number in range(2, PASSKEYS_MAX + 2))
        return next(new for new in (name, *numbered) if new not in taken)

    def _bound(self) -> bytes:
        return self.user_id.bytes + self.current.session_id.bytes
