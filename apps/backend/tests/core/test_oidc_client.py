"""The client of providers, against one that sends what it should not."""

import asyncio
import base64
import dataclasses
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from src.core import oidc_client
from src.core.oidc_client import Claims, OidcFailed, OidcUnavailable, ProviderClient
from src.core.oidc_providers import AppleKey, ProviderSettings
from src.core.outgoing import Outgoing, OutgoingBusy
from tests.provider.hostile import (
    EC_KEY,
    NONCE,
    OTHER_KEY,
    RSA_KEY,
    WEAK_KEY,
    HostileProvider,
    jwk,
    reply,
    run_hostile_provider,
)

METADATA = "/.well-known/openid-configuration"
PUBLIC_PEM = RSA_KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


@pytest.fixture
async def provider() -> AsyncIterator[HostileProvider]:
    async with run_hostile_provider() as running:
        yield running


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    calls = Outgoing(16, 5, 256 * 1024)
    yield calls
    await calls.aclose()


@pytest.fixture
def client(provider: HostileProvider, outgoing: Outgoing) -> ProviderClient:
    settings = ProviderSettings("acme", "Acme", provider.issuer, "stylipp", "s3cret:+/é")
    return ProviderClient(settings, outgoing, is_local=True)


def with_settings(client: ProviderClient, **changes: Any) -> ProviderClient:
    settings = dataclasses.replace(client.settings, **changes)
    return ProviderClient(settings, client._outgoing, is_local=True)


async def exchange(
    client: ProviderClient, iss: str | None = None, since: int | None = None
) -> Claims:
    return await client.exchange(
        code="code-1",
        iss=iss,
        verifier="v" * 43,
        nonce=NONCE,
        redirect_uri="http://localhost/r",
        since=since,
    )


ACCEPTED: dict[str, Callable[[HostileProvider], object]] = {
    "plain": lambda p: p.token(),
    "ES256": lambda p: p.token(key=EC_KEY, alg="ES256", kid="e1"),
    "50 s in the future": lambda p: p.token(iat=int(time.time()) + 50),
    "a list of one audience": lambda p: p.token(aud=["stylipp"]),
    "two audiences, azp is ours": lambda p: p.token(aud=["stylipp", "you"], azp="stylipp"),
    "expired for 30 s": lambda p: p.token(exp=int(time.time()) - 30),
}
REFUSED: dict[str, Callable[[HostileProvider], object]] = {
    "issued in 5 min": lambda p: p.token(iat=int(time.time()) + 300),
    "another audience": lambda p: p.token(aud="you"),
    "two audiences, no azp": lambda p: p.token(aud=["stylipp", "you"]),
    "azp of another": lambda p: p.token(azp="you"),
    "issuer with a slash": lambda p: p.token(iss=f"{p.issuer}/"),
    "expired for 2 min": lambda p: p.token(exp=int(time.time()) - 120),
    "nonce of another": lambda p: p.token(nonce="another"),
    "nonce is a list": lambda p: p.token(nonce=[NONCE]),
    "nonce is a surrogate": lambda p: p.token(nonce="\ud800"),
    "no nonce": lambda p: p.token(nonce=...),
    "no expiry": lambda p: p.token(exp=...),
    "no subject": lambda p: p.token(sub=...),
    "empty subject": lambda p: p.token(sub=""),
    "subject too long": lambda p: p.token(sub="a" * 256),
    "subject with NUL": lambda p: p.token(sub="a\0"),
    "subject is a number": lambda p: p.token(sub=5),
    "alg none": lambda p: p.token(key=None, alg="none"),
    "HS256 with the client secret": lambda p: p.token(key="s3cret:+/é".encode(), alg="HS256"),
    "HS256 with the public key": lambda p: p.token(key=PUBLIC_PEM, alg="HS256"),
    "RS512": lambda p: p.token(alg="RS512"),
    "key in the header": lambda p: p.token(key=OTHER_KEY, head={"jwk": jwk(OTHER_KEY, "k1")}),
    "key at an address": lambda p: p.token(key=OTHER_KEY, head={"jku": f"{p.issuer}/theirs"}),
    "key for encryption": lambda p: p.token(key=OTHER_KEY, kid="enc"),
    "signed by another": lambda p: p.token(key=OTHER_KEY),
    "ES256 with the ID of an RSA key": lambda p: p.token(key=EC_KEY, alg="ES256", kid="k1"),
    "weak key": lambda p: p.token(key=WEAK_KEY, kid="weak"),
    "unknown key": lambda p: p.token(kid="k9"),
    "no key ID": lambda p: p.token(kid=None),
    "key ID is a list": lambda p: p.token(kid=None, head={"kid": ["k1"]}),
    "no token": lambda _: None,
    "garbage": lambda _: "a.b.c",
    "surrogate": lambda _: "\ud800.a.b",
    "a number": lambda _: 5,
    "too long": lambda p: p.token(padding="x" * 20_000),
}


@pytest.mark.parametrize("name", ACCEPTED)
async def test_an_id_token_is_accepted(
    name: str, provider: HostileProvider, client: ProviderClient
) -> None:
    provider.id_token = ACCEPTED[name](provider)
    claims = await exchange(client)
    assert claims == Claims(provider.issuer, "account-1", "ada@example.com", True, False)


@pytest.mark.parametrize("name", REFUSED)
async def test_an_id_token_is_refused(
    name: str, provider: HostileProvider, client: ProviderClient
) -> None:
    provider.id_token = REFUSED[name](provider)
    with pytest.raises(OidcFailed):
        await exchange(client)
    assert provider.count("/theirs") == 0


async def test_of_a_provider_that_says_when_somebody_logged_in_the_time_is_required_where_it_counts(
    provider: HostileProvider, client: ProviderClient
) -> None:
    now = int(time.time())
    provider.id_token = provider.token()
    await exchange(client, since=now)
    provider.metadata["claims_supported"] = ["sub", "auth_time"]
    client._metadata = None
    with pytest.raises(OidcFailed):
        await exchange(client, since=now)
    await exchange(client)
    refused: list[Any] = [now - 120, str(now), True, [now], float("nan"), {}, ""]
    for at in refused:
        provider.id_token = provider.token(auth_time=at)
        with pytest.raises(OidcFailed):
            await exchange(client, since=now)
    for accepted in (now, now - 50, now + 0.5):
        provider.id_token = provider.token(auth_time=accepted)
        await exchange(client, since=now)


async def test_unknown_keys_fetch_the_keys_once_a_minute_and_a_rotation_is_followed(
    provider: HostileProvider, client: ProviderClient
) -> None:
    provider.id_token = provider.token()
    await exchange(client)
    provider.id_token = provider.token(kid="k9")
    results = await asyncio.gather(*(exchange(client) for _ in range(9)), return_exceptions=True)
    assert {type(result) for result in results} == {OidcFailed}
    assert provider.count("/jwks") == 1
    provider.keys = [jwk(OTHER_KEY, "k2", use="sig")]
    provider.id_token = provider.token(key=OTHER_KEY, kid="k2")
    client._fetch_keys_after = 0  # a minute later
    assert (await exchange(client)).subject == "account-1"
    assert provider.count("/jwks") == 2
    provider.id_token = provider.token()  # by the old key
    with pytest.raises(OidcFailed):
        await exchange(client)


BROKEN: dict[str, bytes] = {
    "500": reply(b"provider-words", 500),
    "1 MB": reply(b'{"a":"' + b"x" * 1_000_000 + b'"}'),
    "redirect": reply(b"", 302, "Location: /theirs\r\n"),
    "no JSON": reply(b"<html>provider-words"),
    "deep": reply(b"[" * 100_000),
    "a list": reply([1]),
    "no HTTP": b"provider-words\r\n\r\n",
    "nothing": b"",
}


@pytest.mark.parametrize("path", [METADATA, "/token", "/jwks"])
@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_provider_is_unavailable_and_none_of_its_words_are_logged(
    name: str,
    path: str,
    provider: HostileProvider,
    client: ProviderClient,
    caplog: pytest.LogCaptureFixture,
) -> None:
    provider.id_token = provider.token()
    provider.broken[path] = BROKEN[name]
    with pytest.raises(OidcUnavailable):
        await exchange(client)
    assert provider.count("/theirs") == 0
    for secret in ("provider-words", "code-1", provider.issuer, "s3cret"):
        assert secret not in caplog.text
    del provider.broken[path]
    client._fetch_keys_after = 0  # a second later
    assert (await exchange(client)).subject == "account-1"


async def test_a_provider_that_hangs_is_unavailable_and_takes_its_places_only(
    provider: HostileProvider,
) -> None:
    calls = Outgoing(2, 0.3, 10_000)
    provider.broken["/token"] = None
    tasks = [asyncio.create_task(calls.get(f"{provider.issuer}/token")) for _ in range(2)]
    while provider.count("/token") < 2:
        await asyncio.sleep(0.01)
    with pytest.raises(OutgoingBusy):
        await calls.get(f"{provider.issuer}/jwks")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result).__name__ for result in results] == ["OutgoingFailed"] * 2
    assert (await calls.get(f"{provider.issuer}/jwks")).status == 200
    await calls.aclose()


async def test_one_time_limit_holds_for_all_calls_of_a_login(
    provider: HostileProvider, client: ProviderClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc_client, "SECONDS", 0.3)
    provider.broken["/token"] = None
    with pytest.raises(OidcUnavailable) as error:
        await exchange(client)
    assert error.value.reason == "does not answer in time"  # and not that of one call, 5 s later


async def test_an_algorithm_that_the_provider_does_not_offer_is_refused(
    provider: HostileProvider, client: ProviderClient
) -> None:
    provider.metadata["id_token_signing_alg_values_supported"] = ["ES256"]
    provider.id_token = provider.token()
    with pytest.raises(OidcFailed):
        await exchange(client)
    provider.id_token = provider.token(key=EC_KEY, alg="ES256", kid="e1")
    assert await exchange(client)


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://other.example.com"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"authorization_endpoint": ["x"]},
    ],
)
async def test_metadata_of_another_issuer_or_with_odd_addresses_is_refused(
    change: dict[str, object], provider: HostileProvider, client: ProviderClient
) -> None:
    provider.metadata |= change
    with pytest.raises(OidcUnavailable):
        await client.metadata()


async def test_outside_local_mode_no_address_is_plain_http(
    provider: HostileProvider, client: ProviderClient
) -> None:
    strict = ProviderClient(client.settings, client._outgoing, is_local=False)
    with pytest.raises(OidcUnavailable):
        await strict.metadata()


async def test_the_issuer_of_the_answer_is_checked(
    provider: HostileProvider, client: ProviderClient
) -> None:
    provider.id_token = provider.token()
    assert await exchange(client, provider.issuer)
    with pytest.raises(OidcFailed):
        await exchange(client, "https://other.example.com")
    provider.metadata["authorization_response_iss_parameter_supported"] = True
    fresh = with_settings(client)
    with pytest.raises(OidcFailed):
        await exchange(fresh)
    assert await exchange(fresh, provider.issuer)


async def test_a_refused_code_is_a_failure(
    provider: HostileProvider, client: ProviderClient, caplog: pytest.LogCaptureFixture
) -> None:
    provider.broken["/token"] = reply({"error": "invalid_grant", "error_description": "words"}, 400)
    with pytest.raises(OidcFailed):
        await exchange(client)
    assert "invalid_grant" in caplog.text
    assert "words" not in caplog.text


async def test_pkce_and_the_client_secret_are_sent_as_the_metadata_offers(
    provider: HostileProvider, client: ProviderClient
) -> None:
    provider.id_token = provider.token()
    arguments: dict[str, Any] = {
        "state": "s",
        "nonce": NONCE,
        "verifier": "v" * 43,
        "redirect_uri": "http://l/r",
    }
    assert "code_challenge_method=S256" in await client.authorization_url(**arguments)
    await exchange(client)
    request = provider.requests[1]
    assert request.form["code_verifier"] == "v" * 43
    scheme, _, value = request.headers["authorization"].partition(" ")
    expected = "stylipp:s3cret%3A%2B%2F%C3%A9"
    assert (scheme, base64.b64decode(value).decode()) == ("Basic", expected)
    del provider.metadata["code_challenge_methods_supported"]
    provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    fresh = with_settings(client)
    assert "code_challenge" not in await fresh.authorization_url(**arguments)
    await exchange(fresh)
    request = [request for request in provider.requests if request.path == "/token"][-1]
    assert "code_verifier" not in request.form
    assert request.form["client_secret"] == "s3cret:+/é"
    assert "authorization" not in request.headers


async def test_the_client_secret_of_apple_is_signed_for_each_request(
    provider: HostileProvider, client: ProviderClient
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    apple = with_settings(client, apple_key=AppleKey("TEAM", "KEY", pem), email_authority="apple")
    provider.id_token = provider.token(email_verified="true", is_private_email="true")
    claims = await exchange(apple)
    assert (claims.is_verified, claims.is_authority) == (True, True)
    secret = next(r for r in provider.requests if r.path == "/token").form["client_secret"]
    found = jwt.decode(secret, key.public_key(), ["ES256"], audience=provider.issuer)
    assert (found["iss"], found["sub"], found["exp"] - found["iat"]) == ("TEAM", "stylipp", 300)
    assert jwt.get_unverified_header(secret)["kid"] == "KEY"


@pytest.mark.parametrize(
    ("rule", "claims", "expected"),
    [
        ("never", {}, (True, False)),
        ("always", {}, (True, True)),
        ("always", {"email_verified": "true"}, (True, True)),
        ("always", {"email_verified": "false"}, (False, False)),
        ("always", {"email_verified": False}, (False, False)),
        ("always", {"email_verified": 1}, (False, False)),
        ("always", {"email_verified": ...}, (False, False)),
        ("always", {"email": "no address"}, (False, False)),
        (frozenset({"example.com"}), {}, (True, True)),
        (frozenset({"example.com"}), {"email": "a@sub.example.com"}, (True, False)),
        ("google", {}, (True, False)),
        ("google", {"hd": "Example.com"}, (True, True)),
        ("google", {"hd": "other.com"}, (True, False)),
        ("google", {"email": "a@gmail.com"}, (True, True)),
        ("google", {"email": "a@gmail.com", "email_verified": False}, (False, False)),
        ("apple", {}, (True, False)),
        ("apple", {"is_private_email": "false"}, (True, False)),
        ("apple", {"is_private_email": True}, (True, True)),
    ],
)
async def test_whose_verified_addresses_count_as_proved(
    rule: Any,
    claims: dict[str, Any],
    expected: tuple[bool, bool],
    provider: HostileProvider,
    client: ProviderClient,
) -> None:
    provider.id_token = provider.token(**claims)
    found = await exchange(with_settings(client, email_authority=rule))
    assert (found.is_verified, found.is_authority) == expected
