"""What is measured, how each is started, and how to talk to it."""

from dataclasses import dataclass
from urllib.parse import urlencode

import jwt

import load
from postgres import cores
from processes import Program
from tests.processes import Server

PASSWORD = "violet anvil kettle 7"
EMAILS = [f"user{number:05}@example.com" for number in range(1000)]
READERS = EMAILS[:10]
"""Accounts whose tokens read; the others log in, which ends an account's oldest sessions."""

SECRET = "a key that the benchmark alone uses, of more than 32 bytes"
BARE_KEY = "5b" * 32

RAISED = "1000000/0.001"
"""Limits stay on, at the highest value that a setting may have."""


@dataclass(frozen=True)
class Api:
    """Where a contestant has its login and its `GET me`."""

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
    """Another product, in `bench/peers/<folder>`, with an environment of its own."""

    folder: str
    label: str
    command: tuple[str, ...]
    api: Api
    packages: tuple[str, ...] = ()
    """Their versions are in the results."""
    variant: str = ""

    @property
    def name(self) -> str:
        return self.folder + self.variant


OURS = Api("/v1/users/me", "/v1/auth/login", "access_token")
UVICORN = ("{bin}/uvicorn", "app:app", "--host", "127.0.0.1", "--port", "{port}")
TEMPLATE = Api(
    "/api/v1/users/me", "/api/v1/login/access-token", "access_token", "username", is_form=True
)

BARE = Peer(
    "bare",
    "limit: bare ASGI",
    (*UVICORN, "--no-access-log", "--loop", "uvloop", "--http", "httptools"),
    Api("/me", "", ""),
    ("uvicorn", "PyJWT", "asyncpg", "orjson"),
)
PEERS = (
    Peer(
        "fastapi_users",
        "fastapi-users",
        UVICORN,
        Api("/users/me", "/auth/jwt/login", "access_token", "username", is_form=True),
        ("fastapi-users", "fastapi", "SQLAlchemy", "asyncpg", "uvicorn"),
    ),
    Peer(
        "litestar",
        "Litestar + advanced-alchemy",
        UVICORN,
        Api("/me", "/login", "access_token"),
        ("litestar", "advanced-alchemy", "SQLAlchemy", "asyncpg", "uvicorn"),
    ),
    Peer(
        "django",
        f"Django REST framework, {2 * cores() + 1} workers",
        ("{bin}/gunicorn", "app:app", *f"-w {2 * cores() + 1} -b 127.0.0.1:{{port}}".split()),
        Api("/api/me/", "/api/token/", "access", "username"),
        ("Django", "djangorestframework", "djangorestframework-simplejwt", "gunicorn", "psycopg"),
    ),
    Peer(
        "template",
        "FastAPI template's way",
        UVICORN,
        TEMPLATE,
        ("fastapi", "sqlmodel", "SQLAlchemy", "psycopg", "pwdlib", "uvicorn"),
    ),
)
FOUR_WORKERS = (*UVICORN, "--workers", "4")
TEMPLATE_4 = Peer(
    "template", "FastAPI template's way, 4 workers", FOUR_WORKERS, TEMPLATE, variant="_4"
)
USUAL_PHOTOS = Peer(
    "photos",
    "the usual way: UploadFile, Pillow in a thread",
    UVICORN,
    Api("/users/me", "/login", "access_token", "username", is_form=True),
    ("fastapi", "sqlmodel", "SQLAlchemy", "psycopg", "pillow", "python-multipart", "uvicorn"),
)
LABELS = {
    "ours": "Stylipp API",
    "ours_2": "Stylipp API, 2 workers",
    "ours_new": "Stylipp API, each token new",
    "hash": "limit: the hash alone",
    "pillow": "limit: Pillow alone",
    "pooled": "Stylipp API through PgBouncer",
} | {peer.name: peer.label for peer in (BARE, *PEERS, TEMPLATE_4, USUAL_PHOTOS)}


@dataclass
class Contestant:
    """A server that runs, and how to talk to it."""

    name: str
    program: Program
    server: Server
    api: Api
    tokens_of: "Contestant | None" = None
    """Bare has no login: it reads with the sessions of another, signed with its own key."""

    def logins(self) -> list[bytes]:
        """Requests that log in to all accounts except the readers', in turn."""
        return [self.api.login_request(email) for email in EMAILS[len(READERS) :]]

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
