"""The refresh state machine.

A session has one row and a generation that only increases; a refresh token names the session and a
generation, and is genuine if its tag is (`utils.refresh_tokens`). The checks, in this order:

| The token                                    | The session   | Response                          |
|----------------------------------------------|---------------|-----------------------------------|
| absent                                       |               | 401 `refresh_token_missing`       |
| malformed, forged, unknown session or future |               | 401 `refresh_token_invalid`       |
| generation                                   |               |                                   |
| genuine                                      | has ended     | 401 `session_expired`             |
| of the current generation                    | active        | 200, the generation advances      |
| of the previous one, within the grace period | active        | 200, the current token again      |
| older, or the grace period is over           | active        | 401 `refresh_token_reused`,       |
|                                              |               | the session is revoked            |

The grace period is for two tabs that refresh at the same time and for clients that lost the
response (RFC 9700 §4.14). A reused token means that two parties hold the session and that the
server cannot tell which of them is legitimate: this session ends, the account's other sessions do
not.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import Unauthenticated
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.repository import sessions as repository
from src.features.auth.schemas.schemas import TokenPair
from src.features.auth.service.sessions import SessionExpired
from src.features.auth.service.wiring import Wiring
from src.features.auth.utils.refresh_tokens import read_refresh_token


class RefreshTokenMissing(Unauthenticated):
    code = "refresh_token_missing"
    detail = "The refresh token is missing. Log in."


class RefreshTokenInvalid(Unauthenticated):
    code = "refresh_token_invalid"
    detail = "The refresh token is not valid. Log in again."


class RefreshTokenReused(Unauthenticated):
    """Another party may have a token of the session, so the session was ended."""

    code = "refresh_token_reused"
    detail = "This refresh token was used before, so the session was ended. Log in again."


REFRESH_ERRORS = (RefreshTokenMissing, RefreshTokenInvalid, RefreshTokenReused, SessionExpired)


class RefreshService:
    """Exchanges refresh tokens. `transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit

    async def refresh(self, presented: str | None) -> TokenPair:
        """Exchange a refresh token for the next pair. Raises one of `REFRESH_ERRORS`."""
        wiring, settings = self.wiring, self.wiring.settings
        if not presented:
            raise RefreshTokenMissing
        token = read_refresh_token(presented)
        if token is None:
            raise RefreshTokenInvalid
        while True:
            state = await repository.find_refresh_state(
                wiring.database, token.session_id, settings.REFRESH_GRACE_SECONDS
            )
            if (
                state is None
                or not wiring.refresh_tokens.is_genuine(token, state.secret)
                or token.generation > state.generation
            ):
                raise RefreshTokenInvalid
            if not state.is_active:
                raise SessionExpired
            if token.generation == state.generation:
                has_advanced = await repository.advance_generation(
                    self.transaction,
                    token.session_id,
                    generation=token.generation,
                    idle_seconds=settings.SESSION_IDLE_SECONDS,
                    ip=self.audit.client.ip,
                )
                if not has_advanced:
                    continue  # another request was faster, or the session has just ended
            elif token.generation < state.generation - 1 or not state.is_in_grace:
                if not await repository.revoke_session(
                    self.transaction, token.session_id, state.user_id
                ):
                    raise SessionExpired  # another replay at the same time was faster
                await self.audit.record(AuditType.REFRESH_TOKEN_REUSED, state.user_id)
                # The response is an error, which rolls the transaction back: keep the revocation.
                await self.transaction.commit()
                raise RefreshTokenReused
            return TokenPair(
                state.user_id,
                wiring.access_tokens.issue(state.user_id, token.session_id),
                wiring.refresh_tokens.make(token.session_id, token.generation + 1, state.secret),
                state.seconds_left,
            )
