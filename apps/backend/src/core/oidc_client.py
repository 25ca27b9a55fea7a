"""The client of the providers in OIDC_PROVIDERS (OpenID Connect Core 1.0, authorization code flow).

Everything that a provider sends is a stranger's: it is checked before it is used, and is in no log line and
no answer.
"""

import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple
from urllib.parse import quote_plus, urlencode, urlsplit

import jwt
from pydantic import TypeAdapter, ValidationError

from src.core import base64url
from src.core.config import Settings
from src.core.errors import AppError
from src.core.oidc_providers import AppleKey, ProviderSettings
from src.core.outgoing import Answer, Outgoing, OutgoingFailed
from stylipp_schemas import EmailAddress

logger = logging.getLogger(__name__)

CALLS = 16
SECONDS = 5.0
"""For each call, and for all calls of one login."""
MAX_BYTES = 256 * 1024
TOKEN_MAX_LENGTH = 16_384

ALGORITHMS = ("RS256", "ES256")
LEEWAY_SECONDS = 60
NO_KEYS = "has no usable key for RS256 or ES256"
METADATA_SECONDS = 3600
KEYS_COOLDOWN_SECONDS = 60
"""How long after a fetch of the keys an unknown one is refused without another fetch."""
APPLE_SECRET_SECONDS = 300

_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_EMAIL: TypeAdapter[str] = TypeAdapter(EmailAddress)


class OidcFailed(AppError):
    """The provider did not confirm who signs in: the code is used or wrong, or what it sent is not
    acceptable."""

    status_code = 400
    code = "oidc_failed"
    detail = "The provider did not confirm who you are. Start again."


class OidcUnavailable(AppError):
    """The provider does not answer, or not as a provider does."""

    status_code = 503
    code = "oidc_unavailable"
    detail = "The provider cannot be reached. Try again in 5 seconds."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "5"}

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
        """For the operator: what is wrong, in words of ours."""


class Claims(NamedTuple):
    """What a provider says about who signs in."""

    issuer: str
    subject: str
    """Its identifier of the account, which never changes."""
    email: str | None
    """In canonical form; None if it gave none that mail can be sent to."""
    is_verified: bool
    """Whether it says that the address was verified."""
    is_authority: bool
    """Whether that counts here as a proof of the mailbox."""


class _Refused(Exception):
    """An ID token is not acceptable; the message is ours."""


class ProviderClient:
    """The client of one provider. Keeps its metadata and its keys in memory."""

    def __init__(self, settings: ProviderSettings, outgoing: Outgoing, *, is_local: bool) -> None:
        self.settings = settings
        self._outgoing = outgoing
        self._schemes = ("https://", "http://") if is_local else ("https://",)
        self._metadata: dict[str, Any] | None = None
        self._metadata_until = 0.0
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetch_keys_after = 0.0
        self._fetching = asyncio.Lock()

    async def authorization_url(
        self, *, state: str, nonce: str, verifier: str, redirect_uri: str, is_anew: bool = False
    ) -> str:
        """Return the address of the provider's page; with `is_anew`, it is asked not to make do with a
        login that it remembers. Raises `OidcUnavailable`."""
        metadata = await self.metadata()
        query = {
            "client_id": self.settings.client_id,
            "response_type": "code",
            "scope": "openid email",
            "redirect_uri": redirect_uri,
            "state": state,
            "nonce": nonce,
        }
        if _has_pkce(metadata):
            query["code_challenge"] = base64url.encode(hashlib.sha256(verifier.encode()).digest())
            query["code_challenge_method"] = "S256"
        if self.settings.apple_key is not None:
            query["response_mode"] = "form_post"  # Apple's condition for the scope email
        if is_anew:
            query |= {"prompt": "login", "max_age": "0"}
        endpoint: str = metadata["authorization_endpoint"]
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(query)}"

    async def exchange(
        self,
        *,
        code: str,
        iss: str | None,
        verifier: str,
        nonce: str,
        redirect_uri: str,
        since: int | None = None,
    ) -> Claims:
        """Exchange the code for an ID token, and return what it says once it is checked. `since`: the
        Unix time before which the login there must not have been. Raises `OidcFailed` and
        `OidcUnavailable`."""
        try:
            async with asyncio.timeout(SECONDS):
                metadata = await self.metadata()
                self._check_issuer(metadata, iss)
                token = await self._redeem(metadata, code, verifier, redirect_uri)
                claims = await self._check_token(metadata, token, nonce)
                if since is not None:
                    _check_age(metadata, claims, since)
                return self._read_claims(claims)
        except TimeoutError:
            raise self._unavailable("does not answer in time") from None
        except _Refused as error:
            logger.warning("The provider %s was refused: %s.", self.settings.id, error)
            raise OidcFailed from None

    async def metadata(self) -> Mapping[str, Any]:
        """Return the provider's metadata (OpenID Connect Discovery 1.0), an hour old at most. Raises
        `OidcUnavailable`."""
        if self._metadata is not None and time.monotonic() < self._metadata_until:
            return self._metadata
        url = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = self._read_object(await self._get(url), "metadata")
        if metadata.get("issuer") != self.settings.issuer:
            raise self._unavailable("has metadata of another issuer")
        for name in _ENDPOINTS:
            if not self._is_address(metadata.get(name)):
                raise self._unavailable(f"has no acceptable {name} in its metadata")
        self._metadata = metadata
        self._metadata_until = time.monotonic() + METADATA_SECONDS
        return metadata

    async def check(self) -> None:
        """Read metadata and keys, as logins do. Raises `OidcUnavailable`."""
        await self._fetch_keys()
        if not self._keys:
            raise self._unavailable(NO_KEYS)

    def _check_issuer(self, metadata: Mapping[str, Any], iss: str | None) -> None:
        """RFC 9207 §2.4: the answer comes from this provider, not from another one."""
        if iss is None:
            if metadata.get("authorization_response_iss_parameter_supported") is True:
                raise _Refused("iss is missing")
        elif iss != self.settings.issuer:
            raise _Refused("iss is another issuer")

    async def _redeem(
        self, metadata: Mapping[str, Any], code: str, verifier: str, redirect_uri: str
    ) -> object:
        provider = self.settings
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        if _has_pkce(metadata):
            form["code_verifier"] = verifier
        secret = provider.client_secret
        if provider.apple_key is not None:
            secret = _apple_secret(provider, provider.apple_key)
        auth = None
        if "client_secret_post" in _list(metadata, "token_endpoint_auth_methods_supported"):
            form |= {"client_id": provider.client_id, "client_secret": secret}
        else:
            auth = (quote_plus(provider.client_id), quote_plus(secret))  # RFC 6749 §2.3.1
        try:
            answer = await self._outgoing.post_form(metadata["token_endpoint"], form, auth=auth)
        except OutgoingFailed as error:
            raise self._unreachable(error) from None
        if answer.status in (400, 401):
            raise _Refused(_refusal(answer))
        return self._read_object(answer, "answer to the code").get("id_token")

    async def _check_token(
        self, metadata: Mapping[str, Any], token: object, nonce: str
    ) -> dict[str, Any]:
        """Return the claims of an ID token that is for us and for this login (OpenID Connect Core 1.0,
        §3.1.3.7)."""
        if not isinstance(token, str) or not token.isascii() or len(token) > TOKEN_MAX_LENGTH:
            raise _Refused("no ID token")
        client_id = self.settings.client_id
        try:
            head = jwt.get_unverified_header(token)
            algorithm = head.get("alg")
            offered = _list(metadata, "id_token_signing_alg_values_supported") or ALGORITHMS
            if algorithm not in ALGORITHMS or algorithm not in offered:
                raise _Refused("algorithm of the ID token")
            key = await self._key(head.get("kid"))
            if key.algorithm_name != algorithm:
                raise _Refused("algorithm of the key")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=client_id,
                issuer=self.settings.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
            has_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
            if (has_several or "azp" in claims) and claims.get("azp") != client_id:
                raise _Refused("azp of the ID token")
            of_token = claims["nonce"]
            if not isinstance(of_token, str) or not hmac.compare_digest(
                of_token.encode(), nonce.encode()
            ):
                raise _Refused("nonce of the ID token")
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise _Refused(f"ID token ({type(error).__name__})") from None
        return claims

    async def _key(self, kid: object) -> jwt.PyJWK:
        """Return the key with this ID. An unknown one is looked up at the provider, at most once a
        minute."""
        if not isinstance(kid, str):
            raise _Refused("ID token without a key ID")
        if kid not in self._keys:
            async with self._fetching:
                if kid not in self._keys and time.monotonic() >= self._fetch_keys_after:
                    await self._fetch_keys()
        if kid in self._keys:
            return self._keys[kid]
        if not self._keys:
            raise self._unavailable(NO_KEYS)
        raise _Refused("key ID of the ID token")

    async def _fetch_keys(self) -> None:
        # Without any key, a failure must not refuse everybody for a minute.
        pause = KEYS_COOLDOWN_SECONDS if self._keys else 1
        try:
            metadata = await self.metadata()
            found = self._read_object(await self._get(metadata["jwks_uri"]), "key set")
            self._keys = dict(_read_keys(found.get("keys")))
            pause = KEYS_COOLDOWN_SECONDS if self._keys else 1
        finally:
            self._fetch_keys_after = time.monotonic() + pause

    def _read_claims(self, claims: Mapping[str, Any]) -> Claims:
        subject = claims["sub"]
        if not (0 < len(subject) <= 255 and subject.isascii() and subject.isprintable()):
            raise _Refused("sub of the ID token")
        try:
            email = _EMAIL.validate_python(claims.get("email"))
        except ValidationError:
            email = None
        is_verified = email is not None and _is_true(claims.get("email_verified"))
        return Claims(
            issuer=self.settings.issuer,
            subject=subject,
            email=email,
            is_verified=is_verified,
            is_authority=is_verified
            and self._is_authority((email or "").rpartition("@")[2], claims),
        )

    def _is_authority(self, domain: str, claims: Mapping[str, Any]) -> bool:
        """Whether a verified address of this domain is proved by the provider's word."""
        rule = self.settings.email_authority
        if rule == "google":
            # A Google account may have any address: of a foreign one, Google proves an old check only.
            hosted = claims.get("hd")
            is_hosted = isinstance(hosted, str) and hosted.lower() == domain
            return domain in ("gmail.com", "googlemail.com") or is_hosted
        if rule == "apple":
            return _is_true(claims.get("is_private_email"))
        return rule == "always" if isinstance(rule, str) else domain in rule

    async def _get(self, url: str) -> Answer:
        try:
            return await self._outgoing.get(url, {"Accept": "application/json"})
        except OutgoingFailed as error:
            raise self._unreachable(error) from None

    def _read_object(self, answer: Answer, what: str) -> dict[str, Any]:
        try:
            found = json.loads(answer.body) if answer.status == 200 else None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise self._unavailable(f"has no acceptable {what} (status {answer.status})")
        return found

    def _is_address(self, url: object) -> bool:
        return isinstance(url, str) and url.startswith(self._schemes) and url.isprintable()

    def _unreachable(self, error: OutgoingFailed) -> OidcUnavailable:
        return self._unavailable(str(error))

    def _unavailable(self, reason: str) -> OidcUnavailable:
        logger.warning("The provider %s %s.", self.settings.id, reason)
        return OidcUnavailable(reason)


class ProviderClients:
    """The clients of all providers, in the order of the setting."""

    def __init__(self, settings: Settings) -> None:
        self._outgoing = Outgoing(CALLS, SECONDS, MAX_BYTES)
        self._clients = {
            id_: ProviderClient(provider, self._outgoing, is_local=settings.is_local)
            for id_, provider in settings.oidc_providers.items()
        }

    def get(self, provider_id: str) -> ProviderClient | None:
        return self._clients.get(provider_id)

    def __iter__(self) -> Iterator[ProviderClient]:
        return iter(self._clients.values())

    async def aclose(self) -> None:
        await self._outgoing.aclose()


def _check_age(metadata: Mapping[str, Any], claims: Mapping[str, Any], since: int) -> None:
    """OpenID Connect Core 1.0, §2: `auth_time`. A provider that never says when somebody has logged in is
    believed."""
    logged_in_at = claims.get("auth_time")
    if logged_in_at is None:
        # Some say it only if they are asked to, and the question can be taken out of the address.
        if "auth_time" in _list(metadata, "claims_supported"):
            raise _Refused("auth_time is missing")
        return
    is_number = isinstance(logged_in_at, int | float)
    if not is_number or not logged_in_at >= since - LEEWAY_SECONDS:  # NaN is refused, too
        raise _Refused("auth_time of the ID token")


def _read_keys(keys: object) -> Iterator[tuple[str, jwt.PyJWK]]:
    """Yield the keys for signatures that are strong enough, by their IDs; others are skipped."""
    for fields in keys if isinstance(keys, list) else []:
        if not isinstance(fields, dict) or not isinstance(fields.get("kid"), str):
            continue
        if fields.get("use", "sig") != "sig" or fields.get("kty") not in ("RSA", "EC"):
            continue
        # Whatever is wrong with a stranger's key, and however the parser says so, it is no key.
        with contextlib.suppress(Exception):
            key = jwt.PyJWK(fields)
            is_weak = fields["kty"] == "RSA" and key.key.key_size < 2048
            if key.algorithm_name in ALGORITHMS and not is_weak:
                yield fields["kid"], key


def _apple_secret(provider: ProviderSettings, key: AppleKey) -> str:
    """Apple's client secret is a token that we sign; one that is made once ends after six months."""
    now = int(time.time())
    claims = {
        "iss": key.team_id,
        "iat": now,
        "exp": now + APPLE_SECRET_SECONDS,
        "aud": provider.issuer,
        "sub": provider.client_id,
    }
    return jwt.encode(claims, key.private_key, "ES256", headers={"kid": key.key_id})


def _refusal(answer: Answer) -> str:
    """Return why a code was refused: one of the words of RFC 6749 §5.2, no other text."""
    known = ("invalid_client", "invalid_grant", "unauthorized_client", "invalid_request")
    with contextlib.suppress(ValueError, RecursionError):
        found = json.loads(answer.body)
        if isinstance(found, dict) and found.get("error") in known:
            return f"the code ({found['error']})"
    return "the code"


def _has_pkce(metadata: Mapping[str, Any]) -> bool:
    return "S256" in _list(metadata, "code_challenge_methods_supported")


def _list(metadata: Mapping[str, Any], name: str) -> list[Any]:
    value = metadata.get(name)
    return value if isinstance(value, list) else []


def _is_true(value: object) -> bool:
    """Whether a claim is true. Apple has sent it as text, too, and `bool("false")` is true."""
    return value is True or value == "true"
