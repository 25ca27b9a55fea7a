"""The second step of a login."""

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import Unauthenticated
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import TokenPair
from src.features.auth.service.service import AuthService
from src.features.auth.service.wiring import Wiring
from stylipp_schemas import MfaOptionsResponse, MfaVerifyRequest, OAuth2TokenRequest


class MfaInvalid(Unauthenticated):
    """The second factor is wrong, was used before, or is not one of the account's. The response does
    not reveal which."""

    code = "mfa_invalid"
    detail = "The code or passkey is not valid."


class MfaExpired(Unauthenticated):
    """There is no ticket of a first step, or it is not valid any more."""

    code = "mfa_expired"
    detail = "This login has expired. Begin again."


class LoginService:
    """Rules of the second step. `transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.wiring = wiring
        self.auth = AuthService(transaction, wiring, audit)

    async def list_options(self, ticket: None, *, browser: bytes) -> MfaOptionsResponse:
        """Return the second factors of the account. Raises `MfaExpired`."""
        raise MfaExpired

    async def verify(
        self, ticket: None, proof: MfaVerifyRequest, *, browser: bytes | None
    ) -> TokenPair:
        """Start a session. Raises `MfaInvalid`, `MfaExpired`, `AccountDisabled`,
        `TooManyAttempts`."""
        raise MfaExpired

    async def grant(self, form: OAuth2TokenRequest) -> TokenPair:
        """Log in or refresh for a client without cookies. Raises the errors of `AuthService.grant`,
        `MfaInvalid`."""
        return await self.auth.grant(form)
