"""Tokens for other services, and the keys to verify them with."""

from typing import Literal

from pydantic import Field

from .common import ResponseModel

__all__ = [
    "AudienceTokenResponse",
    "JsonWebKey",
    "JsonWebKeySet",
]


class AudienceTokenResponse(ResponseModel):
    """An access token for another service. This API refuses it."""

    access_token: str = Field(
        repr=False, examples=["eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln"]
    )
    """A JWT (RFC 9068), signed with ES256: `sub` is the ID of the account, `sid` that of the session."""

    token_type: str = Field(default="bearer", examples=["bearer"])
    """Type of the token (RFC 6750): always `bearer`."""

    expires_in: int = Field(examples=[300])
    """Lifetime of the token in seconds. A logout does not end it earlier."""


class JsonWebKey(ResponseModel):
    """A public key (RFC 7517) that tokens for other services are verified with."""

    kty: Literal["EC"] = Field(default="EC", examples=["EC"])
    """Type of the key."""

    crv: Literal["P-256"] = Field(default="P-256", examples=["P-256"])
    """Its curve."""

    x: str = Field(examples=["f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"])
    """The x coordinate, base64url."""

    y: str = Field(examples=["x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"])
    """The y coordinate, base64url."""

    use: Literal["sig"] = Field(default="sig", examples=["sig"])
    """Its use: signatures."""

    alg: Literal["ES256"] = Field(default="ES256", examples=["ES256"])
    """The only algorithm that it is used with."""

    kid: str = Field(examples=["cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"])
    """ID of the key: its thumbprint (RFC 7638)."""


class JsonWebKeySet(ResponseModel):
    """The current keys (RFC 7517 §5). After a rotation of SECRET_KEY, there are two for a while."""

    keys: list[JsonWebKey]
    """The keys, the one that signs first."""
