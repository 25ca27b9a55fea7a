"""Who is measured, how each is started, and how to talk to it."""

import sys
from dataclasses import dataclass, field
from urllib.parse import urlencode

import jwt

import load
from postgres import cores
from processes import Server

PASSWORD = "violet anvil kettle 7"
EMAILS = [f"user{number:05}@example.com" for number in range(1000)]
READERS = EMAILS[:10]
"""Accounts whose tokens read; the others log in, which ends an account's oldest sessions."""

SECRET = "a key that the benchmark alone uses, of more than 32 bytes"
BARE_KEY = "5b" * 32

RAISED = "1000000/0.001"
"""Limits stay on, with as much in each bucket as a setting may give."""


@dataclass(frozen=True)
class Api:
    """The three things that every contestant offers."""

    me: str
    login: str
    token: str
    user: str = "email"
    is_form: bool = False

    def login_request(self, email: str) -> bytes:
        fields = {self.user: email, "password": PASSWORD}
        if self.is_form:
            form = "application/x-www-form-urlencoded"
            return load.request("POST", self.login, body=urlencode(fields), kind=form)
        body = "{" + ", ".join(f'"{key}": "{value}"' for key, value in fields.items()) + "}"
        return load.request("POST", self.login, body=body)

    def me_request(self, token: str) -> bytes:
        return load.request("GET", self.me, token=token)


@dataclass(frozen=True)
class Peer:
    """A product of others, in `bench/peers/<folder>`, in an environment of its own."""

    name: str
    label: str
    folder: str
    command: tuple[str, ...]
    api: Api
    packages: tuple[str, ...] = ()
    """What the results name with their versions."""


OURS = Api("/v1/users/me", "/v1/auth/login", "access_token")
UVICORN = ("{bin}/uvicorn", "app:app", "--host", "127.0.0.1", "--port", "{port}")
TEMPLATE = Api(
    "/api/v1/users/me", "/api/v1/login/access-token", "access_token", "username", is_form=True
)

BARE = Peer(
    "bare",
    "limit: bare ASGI",
    "bare",
    (*UVICORN, "--no-access-log", "--loop", "uvloop", "--http", "httptools"),
    Api("/me", "", ""),
    ("uvicorn", "PyJWT", "asyncpg", "orjson"),
)
PEERS = (
    Peer(
        "fastapi_users",
        "fastapi-users",
        "fastapi_users",
        UVICORN,
        Api("/users/me", "/auth/jwt/login", "access_token", "username", is_form=True),
        ("fastapi-users", "fastapi", "SQLAlchemy", "asyncpg", "uvicorn"),
    ),
    Peer(
        "litestar",
        "Litestar + advanced-alchemy",
        "litestar",
        UVICORN,
        Api("/me", "/login", "access_token"),
        ("litestar", "advanced-alchemy", "SQLAlchemy", "asyncpg", "uvicorn"),
    ),
    Peer(
        "django",
        f"Django REST framework, {2 * cores() + 1} workers",
        "django",
        (
            "{bin}/gunicorn",
            "app:app",
            "--workers",
            str(2 * cores() + 1),
            "--bind",
            "127.0.0.1:{port}",
        ),
        Api("/api/me/", "/api/token/", "access", "username"),
        ("Django", "djangorestframework", "djangorestframework-simplejwt", "gunicorn", "psycopg"),
    ),
    Peer(
        "template",
        "FastAPI template's way",
        "template",
        UVICORN,
        TEMPLATE,
        ("fastapi", "sqlmodel", "SQLAlchemy", "psycopg", "pwdlib", "uvicorn"),
    ),
)
TEMPLATE_4 = Peer(
    "template_4",
    "FastAPI template's way, 4 workers",
    "template",
    (*UVICORN, "--workers", "4"),
    TEMPLATE,
)
LABELS = {
    "ours": "Stylipp API",
    "ours_2": "Stylipp API, 2 workers",
    "ours_new": "Stylipp API, each token new",
    "hash": "limit: the hash alone",
    BARE.name: BARE.label,
    TEMPLATE_4.name: TEMPLATE_4.label,
} | {peer.name: peer.label for peer in PEERS}


@dataclass
class Contestant:
    """A server that runs, and how to talk to it."""

    name: str
    server: Server
    api: Api
    tokens_of: "Contestant | None" = None
    """Bare knows no login: it reads with the sessions of another, signed with its own key."""

    _logins: list[bytes] = field(default_factory=list)

    def logins(self) -> list[bytes]:
        """Requests that log in at all accounts but the readers', in turn."""
        if not self._logins:
            self._logins = [self.api.login_request(email) for email in EMAILS[len(READERS) :]]
        return self._logins

    async def reads(self) -> list[bytes]:
        """Requests that read the readers' accounts, with tokens that were just made."""
        return [self.api.me_request(token) for token in await self.tokens()]

    async def tokens(self) -> list[str]:
        if self.tokens_of is not None:
            return [resign(token) for token in await self.tokens_of.tokens()]
        client = load.Client(self.server.port)
        tokens = []
        for email in READERS:
            answer = await client.send(self.api.login_request(email))
            if answer.status != 200:
                raise RuntimeError(f"{self.name}: login gives {answer.status} {answer.body!r}")
            tokens.append(str(answer.json()[self.api.token]))
        client.close()
        return tokens


def resign(token: str) -> str:
    """Return the same claims for the bare application."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims | {"iss": "bench", "aud": "stylipp-api"}, bytes.fromhex(BARE_KEY))


def say(text: str) -> None:
    print(text, flush=True)


def warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
