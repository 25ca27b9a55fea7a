"""Which access tokens are accepted."""

import uuid
from time import time
from typing import Any

import asyncpg
import httpx
import jwt
import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from src.core.keys import derive_key
from src.features.auth.router.dependencies import bearer_token
from src.features.auth.service.access_tokens import (
    ALGORITHM,
    AUDIENCE,
    ISSUER,
    AccessTokens,
    TokenExpired,
)
from tests.helpers import SECRET_KEY, assert_error, bearer_of, change_wiring


async def read_me(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    return await client.get("/v1/users/me", headers=headers)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Token x"])
async def test_a_request_without_a_bearer_token_is_not_authenticated(
    client: httpx.AsyncClient, header: str | None
) -> None:
    response = await read_me(client, {} if header is None else {"Authorization": header})
    assert_error(response, 401, "not_authenticated")
    assert response.headers["www-authenticate"] == "Bearer"


def read_authorization(headers: list[tuple[bytes, bytes]]) -> str | None:
    return bearer_token(HTTPConnection({"type": "http", "headers": headers}))


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer a.b", "a.b"),
        ("Bearer  a.b", "a.b"),
        ("bearer a.b", "a.b"),
        ("BEARER      a.b", "a.b"),
        (" Bearer a.b", "a.b"),
        ("\tBearer a.b \t", "a.b"),
        ("Bearer a.b, Basic YTpi", "a.b, Basic YTpi"),  # no token, and refused as such
        ("Bearer", None),
        ("Bearer   ", None),
        ("Bearer\ta.b", None),  # RFC 9110 §11.4 has spaces there, no tabs
        ("Bearer=a.b", None),
        ("Basic YTpi, Bearer a.b", None),
        ("Basic YTpi", None),
        ("a.b", None),
        ("", None),
        ("   ", None),
    ],
)
async def test_the_authorization_header_is_read_as_rfc_9110_writes_it(
    client: httpx.AsyncClient, header: str, token: str | None
) -> None:
    """In the same way by every route: FastAPI's own reader differs from ours."""
    assert read_authorization([(b"authorization", header.encode())]) == token
    login = (await bearer_of(client))["Authorization"].removeprefix("Bearer ")
    headers = {"Authorization": header.replace("a.b", login)}
    status = 200 if token == "a.b" else 401
    for path in ("/v1/users/me", "/v1/auth/sessions"):
        assert (await client.get(path, headers=headers)).status_code == status
    assert (await client.post("/v1/auth/logout", headers=headers)).status_code == 200
    left = await read_me(client, {"Authorization": f"Bearer {login}"})
    assert left.status_code == (401 if status == 200 else 200)


def forge(key: bytes, headers: dict[str, Any] | None = None, **claims: Any) -> str:
    """Sign a token as the API does, except for what the arguments change (None drops a claim)."""
    now = 2_000_000_000
    everything: dict[str, Any] = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(uuid.uuid4())}
    everything["sid"] = str(uuid.uuid4())
    everything |= {"iat": 1_700_000_000, "exp": now, "jti": "x"} | claims
    kid = derive_key(SECRET_KEY, "stylipp/access-token/kid/v1").hex()[:16]
    return jwt.encode(
        {name: value for name, value in everything.items() if value is not None},
        key,
        ALGORITHM,
        headers={"typ": "at+jwt", "kid": kid} | (headers or {}),
    )


KEY = derive_key(SECRET_KEY, "stylipp/access-token/v1")
OTHER_KEY = derive_key("x" * 32, "stylipp/access-token/v1")


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (forge(KEY), "session_expired"),  # signed well, for an account that does not exist
        (forge(KEY, exp=1_700_000_001), "token_expired"),
        (forge(OTHER_KEY), "token_invalid"),
        (forge(SECRET_KEY.encode()), "token_invalid"),
        (forge(KEY, {"kid": "0000000000000000"}), "token_invalid"),
        (forge(KEY, {"typ": "JWT"}), "token_invalid"),
        (forge(KEY, aud="other"), "token_invalid"),
        (forge(KEY, iss="https://evil.example.com"), "token_invalid"),
        (forge(KEY, sub="ada"), "token_invalid"),
        (forge(KEY, sub=None), "token_invalid"),
        (forge(KEY, sid=None), "token_invalid"),
        (forge(KEY, sid="x"), "token_invalid"),
        (forge(KEY, exp=None), "token_invalid"),
        (forge(KEY, exp="tomorrow"), "token_invalid"),
        (forge(KEY, jti=None), "token_invalid"),
        (forge(KEY, iat=None), "token_invalid"),
        (forge(KEY, padding="x" * 5000), "token_invalid"),
        (jwt.encode({"sub": "x"}, "", algorithm="none"), "token_invalid"),
        (forge(KEY)[:-2], "token_invalid"),
        ("a.b.c", "token_invalid"),
        ("x", "token_invalid"),
        ("x" * 50_000, "token_invalid"),
        ("eyJhbGciOiJIUzI1NiIsImtpZCI6WzFdfQ.e30.x", "token_invalid"),  # kid is a list
    ],
)
async def test_forged_tokens_are_refused(client: httpx.AsyncClient, token: str, code: str) -> None:
    response = await read_me(client, {"Authorization": f"Bearer {token}"})
    assert_error(response, 401, code)
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_token_has_one_spelling(client: httpx.AsyncClient) -> None:
    """Base64url without padding (RFC 7515 §2). PyJWT alone would accept the first three."""
    headers = await bearer_of(client)
    token = headers["Authorization"].removeprefix("Bearer ")
    others = [f"{token}=", f"{token}==", token.replace(".", "=."), token.replace(".", ".!", 1)]
    others += [f"{token}\n", f"{token}.", f"{token}%", f"{token} x", f"{token}, Basic YTpi"]
    for status in (401, 200, 401):  # also once the valid one is known
        for other in [token] if status == 200 else others:
            response = await read_me(client, {"Authorization": f"Bearer {other}"})
            assert response.status_code == status, other
            if status == 401:
                assert_error(response, 401, "token_invalid")


async def test_bytes_outside_ascii_in_a_token_are_refused(client: httpx.AsyncClient) -> None:
    response = await client.get(
        "/v1/users/me", headers={b"Authorization": b"Bearer \xe9.\xe9.\xff"}
    )
    assert_error(response, 401, "token_invalid")


async def test_a_key_rotation_invalidates_no_token(client: httpx.AsyncClient, app: FastAPI) -> None:
    headers = await bearer_of(client)
    before = app.state.wiring.access_tokens
    try:
        change_wiring(app, access_tokens=AccessTokens("n" * 48, SECRET_KEY, 900))
        assert (await read_me(client, headers)).status_code == 200
        change_wiring(app, access_tokens=AccessTokens("n" * 48, None, 900))
        assert_error(await read_me(client, headers), 401, "token_invalid")
    finally:
        change_wiring(app, access_tokens=before)


@pytest.mark.parametrize("statement", ["DELETE FROM users", "UPDATE users SET disabled_at = now()"])
async def test_a_token_is_refused_once_its_account_is_deleted_or_disabled(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]", statement: str
) -> None:
    headers = await bearer_of(client)
    await sql.execute(statement)
    assert_error(await read_me(client, headers), 401, "session_expired")


def test_a_cached_token_expires_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = AccessTokens(SECRET_KEY, None, 900)
    user_id, session_id = uuid.uuid4(), uuid.uuid4()
    token = tokens.issue(user_id, session_id)
    for _ in range(2):
        assert tokens.verify(token)[:2] == (user_id, session_id)
    now = time()
    monkeypatch.setattr("src.features.auth.service.access_tokens.time.time", lambda: now + 906)
    for _ in range(2):
        with pytest.raises(TokenExpired):
            tokens.verify(token)


@pytest.mark.parametrize(
    ("ahead", "code"),
    [
        (3, "session_expired"),  # well signed, for an account that does not exist
        (4.9, "session_expired"),
        (
            3600,
            "session_expired",
        ),  # `check` reports it; the other process's tokens are good all the same
        (-904, "session_expired"),  # expired less than CLOCK_SECONDS ago
        (-906, "token_expired"),
    ],
)
async def test_tokens_of_a_process_with_another_clock(
    client: httpx.AsyncClient, ahead: float, code: str
) -> None:
    """An expiry is accepted as long as `check` accepts that difference between clocks."""
    now = int(time())
    token = forge(KEY, iat=int(now + ahead), exp=int(now + ahead) + 900)
    for _ in range(2):  # the second time, its signature is known
        response = await read_me(client, {"Authorization": f"Bearer {token}"})
        assert_error(response, 401, code)


def test_the_cache_is_bounded_and_holds_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("src.features.auth.service.access_tokens.KNOWN_TOKENS_MAX", 3)
    tokens = AccessTokens(SECRET_KEY, None, 900)
    issued = [tokens.issue(uuid.uuid4(), uuid.uuid4()) for _ in range(5)]
    for token in issued * 2:
        tokens.verify(token)
    assert len(tokens._known) == 3
    assert {len(digest) for digest in tokens._known} == {32}
