"""Tokens for other services, verified by a library that is not ours."""

import base64
import hmac
import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwk, jwt

from src.core.config import REPOSITORY_ROOT
from src.core.signing_keys import SigningKeys
from tests.conftest import Databases
from tests.helpers import (
    SECRET_KEY,
    ChangeSettings,
    assert_error,
    bearer_of,
    change_wiring,
    credentials,
)
from tests.processes import serving_api

API_URL = "https://api.example.com"
NEW_KEY = "n" * 48


@pytest.fixture(autouse=True)
def audiences(change_settings: ChangeSettings) -> None:
    change_settings(TOKEN_AUDIENCES=("search", "photos"), API_URL=API_URL)


def verify(token: str, keys: dict[str, Any], *, issuer: str = API_URL) -> dict[str, Any]:
    """Verify a token as a service named `search` should; returns its claims."""
    decoded = jwt.decode(token, jwk.KeySet.import_key_set(keys), algorithms=["ES256"])  # type: ignore[arg-type]
    assert decoded.header["typ"] == "at+jwt"
    jwt.JWTClaimsRegistry(
        aud={"essential": True, "value": "search"},
        iss={"essential": True, "value": issuer},
        exp={"essential": True},
    ).validate(decoded.claims)
    return decoded.claims


async def test_another_service_verifies_its_token_with_the_published_keys(
    client: httpx.AsyncClient,
) -> None:
    headers = await bearer_of(client)
    response = await client.post("/v1/auth/tokens/search", headers=headers)
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    assert (list(body), body["token_type"], body["expires_in"]) == (
        ["access_token", "token_type", "expires_in"],
        "bearer",
        300,
    )
    served = await client.get("/.well-known/jwks.json")
    assert served.headers["cache-control"] == "public, max-age=300"
    keys = served.json()
    claims = verify(body["access_token"], keys)
    (session,) = (await client.get("/v1/auth/sessions", headers=headers)).json()["items"]
    account = (await client.get("/v1/users/me", headers=headers)).json()
    assert (claims["sub"], claims["sid"]) == (account["id"], session["id"])
    assert set(claims) == {"iss", "aud", "sub", "sid", "iat", "exp", "jti"}
    assert claims["exp"] - claims["iat"] == 300
    assert abs(claims["iat"] - time.time()) < 60
    (key,) = keys["keys"]
    assert key["kid"] == jwk.ECKey.import_key(key).thumbprint()
    assert set(key) == {"kty", "crv", "x", "y", "use", "alg", "kid"}, "nothing private"


async def test_the_verifier_in_the_documentation_accepts_its_tokens_only(
    client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (REPOSITORY_ROOT / "docs" / "operations.md").read_text()
    (text,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    service: dict[str, Any] = {}
    exec(text, service)  # noqa: S102
    served = await client.get("/.well-known/jwks.json")
    requests: list[str] = []

    def get(url: str, timeout: float) -> httpx.Response:
        requests.append(url)
        return httpx.Response(200, json=served.json(), request=httpx.Request("GET", url))

    monkeypatch.setattr(httpx, "get", get)
    headers = await bearer_of(client)
    body = (await client.post("/v1/auth/tokens/search", headers=headers)).json()
    claims = service["verify"](body["access_token"])
    assert claims["aud"] == "search"
    signing = app.state.wiring.signing_keys
    late = claims | {"iat": claims["iat"] - 302, "exp": claims["exp"] - 302}
    assert service["verify"](signing.sign(late, "at+jwt")) == late, "within the leeway"
    refused = [
        signing.sign(claims, "JWT"),
        signing.sign(claims | {"exp": claims["exp"] + 1}, "at+jwt"),
        signing.sign(claims | {"exp": claims["exp"] - 400, "iat": claims["iat"] - 400}, "at+jwt"),
        signing.sign(claims | {"aud": "photos"}, "at+jwt"),
        signing.sign(claims | {"iss": "https://evil.example.com"}, "at+jwt"),
        signing.sign({k: v for k, v in claims.items() if k != "exp"}, "at+jwt"),
        SigningKeys(NEW_KEY, None).sign(claims, "at+jwt"),
        headers["Authorization"].removeprefix("Bearer "),
        "",
    ]
    for token in refused:
        with pytest.raises(Exception):  # noqa: B017  (it says so itself)
            service["verify"](token)
    assert len(requests) == 1, "an unknown key is no reason to ask again within a minute"
    service["read_at"] -= 61
    with pytest.raises(Exception):  # noqa: B017
        service["verify"](refused[6])
    assert len(requests) == 2


async def test_the_api_refuses_tokens_for_other_services(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    token = (await client.post("/v1/auth/tokens/search", headers=headers)).json()["access_token"]
    for method, path in (("GET", "/v1/users/me"), ("POST", "/v1/auth/tokens/search")):
        response = await client.request(method, path, headers={"Authorization": f"Bearer {token}"})
        assert_error(response, 401, "token_invalid")


async def test_it_refuses_one_signed_with_its_own_key_for_another_audience_or_issuer(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    """Not even a token that claims to be for the API passes: its signature is not the API's."""
    headers = await bearer_of(client)
    own = headers["Authorization"].removeprefix("Bearer ")
    header, payload, _ = (
        json.loads(decode(part)) if i < 2 else {} for i, part in enumerate(own.split("."))
    )
    signing = app.state.wiring.signing_keys
    forged = [signing.sign(payload, "at+jwt")]
    key = signing.ring[0]
    for kid in (key.kid, header["kid"]):  # HS256 with what is public as the secret
        for secret in (json.dumps(key.public).encode(), key.public["x"].encode()):
            head = encode(json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": kid}).encode())
            body = encode(json.dumps(payload).encode())
            tag = hmac.digest(secret, f"{head}.{body}".encode(), "sha256")
            forged.append(f"{head}.{body}.{encode(tag)}")
    for token in forged:
        response = await client.get("/v1/users/me", headers={"Authorization": f"Bearer {token}"})
        assert_error(response, 401, "token_invalid")


def decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "audience", ["other", "SEARCH", "stylipp-api", "search%00", "search, photos"]
)
async def test_services_that_are_not_listed_get_no_token(
    client: httpx.AsyncClient, audience: str
) -> None:
    headers = await bearer_of(client)
    response = await client.post(f"/v1/auth/tokens/{audience}", headers=headers)
    assert_error(response, 404, "not_found")
    response = await client.post("/v1/auth/tokens/search")
    assert_error(response, 401, "not_authenticated")


async def test_a_session_that_has_ended_gets_no_token(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    await client.post("/v1/auth/logout", headers=headers)
    response = await client.post("/v1/auth/tokens/search", headers=headers)
    assert_error(response, 401, "session_expired")


async def test_both_keys_of_a_rotation_are_published_and_the_first_signs(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    headers = await bearer_of(client)
    before = (await client.get("/.well-known/jwks.json")).json()["keys"]
    change_wiring(app, signing_keys=SigningKeys(NEW_KEY, SECRET_KEY))
    keys = (await client.get("/.well-known/jwks.json")).json()
    assert len(keys["keys"]) == 2
    assert keys["keys"][1:] == before
    token = (await client.post("/v1/auth/tokens/search", headers=headers)).json()["access_token"]
    assert json.loads(decode(token.split(".")[0]))["kid"] == keys["keys"][0]["kid"]
    verify(token, keys)


STEPS: dict[str, dict[str, str]] = {
    "before": {"SECRET_KEY": SECRET_KEY},
    "one": {"SECRET_KEY": SECRET_KEY, "SECRET_KEY_PREVIOUS": NEW_KEY},
    "two": {"SECRET_KEY": NEW_KEY, "SECRET_KEY_PREVIOUS": SECRET_KEY},
    "three": {"SECRET_KEY": NEW_KEY},
}


@pytest.mark.parametrize(("older", "newer"), [("before", "one"), ("one", "two"), ("two", "three")])
async def test_a_rotation_in_three_deploys_has_no_gap(
    databases: Databases, tmp_path: Path, older: str, newer: str
) -> None:
    """During each deploy, a service that has read the keys of either process verifies the tokens of
    both, and each process accepts the logins of the other. The keys of `before` are known to be older
    than those of `two`, and those of `three` newer than the last token of `one`: a deploy later."""
    url = await databases.create_migrated()
    settings = {"TOKEN_AUDIENCES": "search", "API_URL": API_URL}
    folders = [tmp_path / name for name in (older, newer)]
    for folder in folders:
        folder.mkdir()
    with (
        serving_api(url, folders[0], **settings, **STEPS[older]) as old,
        serving_api(url, folders[1], **settings, **STEPS[newer]) as new,
    ):
        assert old.post("/v1/auth/register", json=credentials()).status_code == 201
        tokens, key_sets = [], []
        for server in (old, new):
            login = server.post("/v1/auth/login", json=credentials()).json()["access_token"]
            for other in (old, new):
                answer = other.post(
                    "/v1/auth/tokens/search", headers={"Authorization": f"Bearer {login}"}
                )
                assert answer.status_code == 200, answer.text
                tokens.append(answer.json()["access_token"])
            key_sets.append(server.get("/.well-known/jwks.json").json())
        for keys in key_sets:
            for token in tokens:
                verify(token, keys)
