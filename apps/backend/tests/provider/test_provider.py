"""The provider of the tests gives what the tests of logins with it stand on."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator

import httpx
import jwt
import pytest

from tests.provider.provider import SECRET, Answer, Provider, running_provider

REDIRECT_URI = "http://localhost:8000/v1/auth/oidc/test/return"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(REDIRECT_URI, tmp_path_factory.mktemp("provider") / "log") as provider:
        yield provider


def log_in(provider: Provider, client_id: str, mode: str, verifier: str) -> Answer:
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "client_id": client_id,
        "response_type": "code",
        "response_mode": mode,
        "scope": "openid email",
        "redirect_uri": REDIRECT_URI,
        "state": "our state",
        "nonce": "our nonce",
        "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return provider.log_in(str(httpx.URL(f"{provider.issuer}/auth", params=query)), "ada")


def exchange(provider: Provider, client_id: str, code: str, verifier: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    form |= {"client_id": client_id, "client_secret": SECRET, "code_verifier": verifier}
    return httpx.post(f"{provider.issuer}/token", data=form)


@pytest.mark.parametrize(("mode", "method"), [("query", "GET"), ("form_post", "POST")])
@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_code_comes_in_each_mode_and_gives_an_id_token_of_each_algorithm_once(
    provider: Provider, algorithm: str, mode: str, method: str
) -> None:
    client_id, verifier = algorithm.lower(), secrets.token_urlsafe(32)
    answer = log_in(provider, client_id, mode, verifier)
    assert (answer.method, answer.address) == (method, REDIRECT_URI)
    assert answer.values.keys() == {"code", "state", "iss"}
    assert (answer.values["state"], answer.values["iss"]) == ("our state", provider.issuer)

    token = exchange(provider, client_id, answer.values["code"], verifier).json()["id_token"]
    keys = jwt.PyJWKSet.from_dict(httpx.get(f"{provider.issuer}/jwks").json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key.key, [algorithm], audience=client_id, issuer=provider.issuer)
    assert (claims["sub"], claims["nonce"]) == ("ada", "our nonce")
    assert (claims["email"], claims["email_verified"]) == ("ada@gmail.com", True)

    again = exchange(provider, client_id, answer.values["code"], verifier)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_code_without_its_verifier_gives_nothing(provider: Provider) -> None:
    answer = log_in(provider, "rs256", "query", secrets.token_urlsafe(32))
    refused = exchange(provider, "rs256", answer.values["code"], secrets.token_urlsafe(32))
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
