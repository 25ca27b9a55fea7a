"""A provider that does all as it should, in this process, over real HTTP."""

import asyncio
import json
import secrets
import time
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT_ID = "stylipp"


class HonestProvider:
    """Signs with ES256. `sign_in` does what the browser and the provider's pages do."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.codes: dict[str, dict[str, Any]] = {}
        self.token_requests = 0
        self.hold: asyncio.Event | None = None
        """While it is not set, the token endpoint does not answer."""
        self.asked = asyncio.Event()
        """Set when the token endpoint is asked."""

    async def start(self) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self.server.sockets[0].getsockname()[1]
        self.issuer = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        self.server.close()

    def sign_in(self, authorization_url: str, subject: str, **claims: Any) -> dict[str, str]:
        """Sign somebody in and return what the browser is sent back with."""
        query = dict(parse_qsl(urlsplit(authorization_url).query))
        assert query["client_id"] == CLIENT_ID
        code = secrets.token_urlsafe(16)
        now = int(time.time())
        self.codes[code] = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": subject,
            "nonce": query["nonce"],
            "iat": now,
            "exp": now + 300,
        } | claims
        return {"code": code, "state": query["state"], "iss": self.issuer}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split(" ", 2)[1]
            length = next(
                (
                    int(line.partition(":")[2])
                    for line in head.splitlines()
                    if line.lower().startswith("content-length:")
                ),
                0,
            )
            form = parse_qs((await reader.readexactly(length)).decode())
            status, answer = await self._answer(path, form)
            body = json.dumps(answer).encode()
            writer.write(
                f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
            )
            await writer.drain()
        finally:
            writer.close()

    async def _answer(self, path: str, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "id_token_signing_alg_values_supported": ["ES256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        if path == "/jwks":
            jwk = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            return 200, {"keys": [jwk | {"kid": "1", "use": "sig", "alg": "ES256"}]}
        self.token_requests += 1
        self.asked.set()
        if self.hold is not None:
            await self.hold.wait()
        claims = self.codes.pop(form.get("code", [""])[0], None)
        if claims is None:
            return 400, {"error": "invalid_grant"}
        token = jwt.encode(claims, self.key, algorithm="ES256", headers={"kid": "1"})
        return 200, {"id_token": token, "access_token": "unused", "token_type": "Bearer"}
