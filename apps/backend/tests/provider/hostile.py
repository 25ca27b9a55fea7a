"""A provider that sends what it is told to, over real HTTP on 127.0.0.1."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

RSA_KEY = rsa.generate_private_key(65537, 2048)
OTHER_KEY = rsa.generate_private_key(65537, 2048)
WEAK_KEY = rsa.generate_private_key(65537, 1024)  # noqa: S505
EC_KEY = ec.generate_private_key(ec.SECP256R1())
NONCE = "nonce-of-this-login"


def jwk(key: rsa.RSAPrivateKey, kid: str, **more: Any) -> dict[str, Any]:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {**public, "kid": kid, **more}


def ec_jwk(key: ec.EllipticCurvePrivateKey, kid: str) -> dict[str, Any]:
    return {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key())), "kid": kid}


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    form: dict[str, str]


@dataclass
class HostileProvider:
    issuer: str
    metadata: dict[str, Any]
    keys: list[Any]
    id_token: object = None
    broken: dict[str, bytes | None] = field(default_factory=dict)
    """Raw answers by path, instead of the right ones; None hangs."""
    requests: list[Request] = field(default_factory=list)
    wait: Callable[[], Awaitable[object]] | None = None
    """What each answer waits for."""

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": "stylipp",
            "sub": "account-1",
            "iat": now,
            "exp": now + 300,
            "nonce": NONCE,
            "email": "Ada@Example.com",
            "email_verified": True,
        }
        return {name: value for name, value in {**claims, **changes}.items() if value is not ...}

    def token(
        self, *, key: Any = RSA_KEY, alg: str = "RS256", kid: str | None = "k1", **changes: Any
    ) -> str:
        head = changes.pop("head", {}) | ({} if kid is None else {"kid": kid})
        parts = [_part({"alg": alg, "typ": "JWT", **head}), _part(self.claims(**changes))]
        algorithm = jwt.get_algorithm_by_name(alg)
        text = ".".join(parts).encode()
        if isinstance(key, bytes):
            import hashlib
            import hmac

            signature = hmac.digest(key, text, hashlib.sha256)
        else:
            signature = algorithm.sign(text, key)
        return f"{text.decode()}.{_base64url(signature)}"

    def count(self, path: str) -> int:
        return sum(request.path == path for request in self.requests)

    def answer(self, request: Request) -> bytes | None:
        if request.path in self.broken:
            return self.broken[request.path]
        if request.path == "/.well-known/openid-configuration":
            return reply(self.metadata)
        if request.path == "/jwks":
            return reply({"keys": self.keys})
        return reply({"access_token": "unused", "id_token": self.id_token})


def reply(body: Any, status: int = 200, head: str = "") -> bytes:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    first = f"HTTP/1.1 {status} X\r\nContent-Length: {len(text)}\r\nConnection: close\r\n{head}\r\n"
    return first.encode() + text


@asynccontextmanager
async def run_hostile_provider() -> AsyncIterator[HostileProvider]:
    provider: HostileProvider

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {
                name.lower(): value
                for name, _, value in (line.partition(": ") for line in head[1:])
            }
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            request = Request(head[0].split(" ")[1], headers, form)
            provider.requests.append(request)
            if provider.wait is not None:
                await provider.wait()
            answer = provider.answer(request)
            if answer is None:
                await reader.read()  # until the client gives up
            else:
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    provider = HostileProvider(
        issuer,
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "code_challenge_methods_supported": ["S256"],
        },
        [jwk(RSA_KEY, "k1", use="sig", alg="RS256"), {"kty": "weird", "kid": "z"}, "no key"]
        + [
            jwk(WEAK_KEY, "weak"),
            jwk(OTHER_KEY, "enc", use="enc"),
            ec_jwk(EC_KEY, "e1"),
            {"kty": "RSA", "kid": "y"},
        ],
    )
    async with server:
        yield provider


def _part(value: Any) -> str:
    return _base64url(json.dumps(value).encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
