"""The refresh state machine.

A session has one row and a generation that only grows; a refresh token names the session and a
generation, and is genuine if its tag is (`core.refresh_tokens`). The checks, in this order:

| The token                                    | The session   | Answer                             |
|----------------------------------------------|---------------|------------------------------------|
| absent                                       |               | 401 `refresh_token_missing`        |
| malformed, forged, of no session or a future |               | 401 `refresh_token_invalid`        |
| genuine                                      | has ended     | 401 `session_expired`              |
| of the current generation                    | alive         | 200, the generation advances       |
| of the one before, within the grace          | alive         | 200, the current token again       |
| older, or of the one before after the grace  | alive         | 401 `refresh_token_reused`,        |
|                                              |               | the session is revoked for good    |

Two tabs that refresh at once, or a client that lost the response, are the reason for the grace
(RFC 9700 §4.14). A reused token means that two parties hold the session, and nobody can tell which
is the thief: this session ends, the account's others do not.
"""

from collections.abc import Mapping
from typing import ClassVar

from src.core.errors import AppError
from src.core.refresh_tokens import read_refresh_token
from src.features.audit.service.service import AuditType
from src.features.auth.repository import sessions as repository
from src.features.auth.schemas.schemas import TokenPair
from src.features.auth.service.sessions import SessionExpired, SessionService

BEARER: Mapping[str, str] = {"WWW-Authenticate": "Bearer"}


class RefreshTokenMissing(AppError):
    status_code = 401
    code = "refresh_token_missing"
    detail = "There is no refresh token. Log in."
    headers: ClassVar[Mapping[str, str]] = BEARER


class RefreshTokenInvalid(AppError):
    status_code = 401
    code = "refresh_token_invalid"
    detail = "The refresh token is not valid. Log in again."
    headers: ClassVar[Mapping[str, str]] = BEARER


class RefreshTokenReused(AppError):
    """Somebody else may hold the session; it has ended."""

    status_code = 401
    code = "refresh_token_reused"
    detail = "This refresh token was used before, so the session was ended. Log in again."
    headers: ClassVar[Mapping[str, str]] = BEARER


REFRESH_ERRORS = (RefreshTokenMissing, RefreshTokenInvalid, RefreshTokenReused, SessionExpired)


async def refresh_session(sessions: SessionService, presented: str | None) -> TokenPair:
    """Exchange a refresh token for the next pair. Raises one of `REFRESH_ERRORS`."""
    settings = sessions.settings
    if not presented:
        raise RefreshTokenMissing
    token = read_refresh_token(presented)
    if token is None:
        raise RefreshTokenInvalid
    while True:
        state = await repository.find_refresh_state(
            sessions.database, token.session_id, settings.REFRESH_GRACE_SECONDS
        )
        if (
            state is None
            or not sessions.refresh_tokens.is_genuine(token, state.secret)
            or token.generation > state.generation
        ):
            raise RefreshTokenInvalid
        if not state.is_alive:
            raise SessionExpired
        if token.generation == state.generation:
            has_advanced = await repository.advance_generation(
                sessions.session,
                token.session_id,
                generation=token.generation,
                idle_seconds=settings.SESSION_IDLE_SECONDS,
                ip=sessions.client.ip,
            )
            if not has_advanced:
                continue  # another request was faster, or the session has just ended: look again
        elif token.generation < state.generation - 1 or not state.is_in_grace:
            if not await repository.revoke_session(
                sessions.session, token.session_id, state.user_id
            ):
                raise SessionExpired  # of several replays at once, one was first
            await sessions.audit.record(AuditType.REFRESH_TOKEN_REUSED, state.user_id)
            # The answer is an error, and an error rolls back: the revocation must outlive it.
            await sessions.session.commit()
            raise RefreshTokenReused
        return TokenPair(
            sessions.access_tokens.issue(state.user_id, token.session_id),
            sessions.refresh_tokens.make(token.session_id, token.generation + 1, state.secret),
            state.seconds_left,
        )
