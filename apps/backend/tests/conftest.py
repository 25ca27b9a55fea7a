"""One real PostgreSQL for the run, one migrated database per worker, real commits.

After each test one round trip empties the tables (1 to 2 ms). Rolling back instead would cost the
same and be unrealistic: `now()` would stand still, and of five parallel registrations none would win.
"""

import asyncio
import base64
import contextlib
import json
import logging
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

# Before anything of `src` is imported: neither the shell nor .env may change what is tested.
TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL")
EXAMPLE = Path(__file__).parents[3] / ".env.example"
for name in re.findall("^#([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE):
    os.environ[name] = ""
os.environ["WEB_APP"] = "off"  # a checkout may have a build of it; tests of it bring their own
for name in [name for name in os.environ if name.startswith("PG")]:
    del os.environ[name]  # read by the driver where a test uses it by itself
# Where scripts/node-setup links a Node if PATH has none; make and its scripts do the same.
os.environ["PATH"] = f"{Path(sys.prefix) / 'node'}{os.pathsep}{os.environ['PATH']}"

from src.application import create_app
from src.core.config import REPOSITORY_ROOT, Settings
from src.core.local.embedded import EmbeddedPostgres
from src.core.local.embedded.server import local_home
from src.core.migrations import upgrade_to_head
from src.core.postgres.address import parse_database_url
from src.core.telemetry.logs import OUTPUT, configure_logging
from src.features.limits.service.service import LimitService
from src.features.mail.service.folder import mail_folder
from src.models import Base
from tests.helpers import SECRET_KEY, ChangeSettings, Log, Mailbox, change_wiring
from tests.object_stores import running_s3
from tests.postmaster import Postmaster

# A suite in the background of a script ignores SIGINT, and every process that it starts would, too.
signal.signal(signal.SIGINT, signal.default_int_handler)

for peer in ("httpx", "mail.log"):  # clients and servers of the tests, in this process
    logging.getLogger(peer).setLevel(logging.WARNING)

UNSAFE_BUT_FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
EMPTY_TABLES = "; ".join(f"DELETE FROM {t.name}" for t in reversed(Base.metadata.sorted_tables))


def in_database(url: str, name: str) -> str:
    """Return the address with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def wait_until_stopped(postgres: EmbeddedPostgres) -> None:
    """Release the server and wait until its watcher has stopped it."""
    postgres.release()
    deadline = time.monotonic() + 10
    pid_file = postgres.data / "postmaster.pid"
    while (postgres.is_running() or pid_file.exists()) and time.monotonic() < deadline:
        time.sleep(0.05)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Address of a PostgreSQL where databases may be created: TEST_DATABASE_URL or the embedded."""
    if TEST_DATABASE_URL:
        yield TEST_DATABASE_URL
        return
    home = local_home(REPOSITORY_ROOT / ".data" / "test", is_default=True)
    postgres = EmbeddedPostgres(home, linger_seconds=0, extra_configuration=UNSAFE_BUT_FAST)
    yield postgres.ensure_running()
    wait_until_stopped(postgres)


TABLES = " UNION ALL ".join(f"SELECT t::text FROM {t.name} t" for t in Base.metadata.sorted_tables)


async def dump(sql: "asyncpg.Connection[asyncpg.Record]") -> str:
    """Return every row of every table, as text."""
    return "\n".join(row[0] for row in await sql.fetch(TABLES))


class Databases:
    """Creates databases on the test server and drops them all in the end."""

    def __init__(self, server_url: str) -> None:
        self.server_url = server_url
        self.names: list[str] = []

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.server_url)
        await connection.execute(statement)
        await connection.close()

    async def create(self) -> str:
        name = f"stylipp_test_{secrets.token_hex(6)}"
        await self._run(f"CREATE DATABASE {name}")
        self.names.append(name)
        return in_database(self.server_url, name)

    async def create_migrated(self) -> str:
        url = await self.create()
        await asyncio.to_thread(upgrade_to_head, parse_database_url(url))
        return url

    async def drop_all(self) -> None:
        for name in self.names:
            await self._run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
async def databases(server_url: str) -> AsyncIterator[Databases]:
    databases = Databases(server_url)
    yield databases
    await databases.drop_all()


@pytest.fixture
async def empty_database_url(databases: Databases) -> str:
    """Address of a database of its own, without any table."""
    return await databases.create()


@pytest.fixture(scope="session")
async def database_url(databases: Databases) -> str:
    """Address of this worker's migrated database."""
    return await databases.create_migrated()


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("data")
    return Settings(DATABASE_URL=database_url, SECRET_KEY=SECRET_KEY, DATA_DIR=folder)


@pytest.fixture(scope="session")
async def running_app(settings: Settings, canary: "LeakCanary") -> AsyncIterator[FastAPI]:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        for task in app.state.process.background_tasks:
            task.cancel()  # or its statements would be counted as a request's
        yield app


@pytest.fixture(scope="session")
def s3_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real S3 with an empty bucket, one for all tests of the worker."""
    with running_s3(tmp_path_factory.mktemp("s3")) as url:
        yield url


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own, with 1 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1M", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("only root mounts a disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


type Connect = Callable[[str], Awaitable["asyncpg.Connection[asyncpg.Record]"]]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Opens connections and closes them in the end. One that a failed test leaves open would make
    a later test fail as well: the one in which it is garbage-collected."""
    async with contextlib.AsyncExitStack() as stack:

        async def connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
            connection = await asyncpg.connect(url)
            stack.push_async_callback(connection.close)
            return connection

        yield connect


@pytest.fixture
async def sql(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection of the test's own, beside the application."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def app(
    running_app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]", canary: "LeakCanary"
) -> AsyncIterator[FastAPI]:
    """The running application; its tables are emptied afterwards."""
    yield running_app
    canary.look_at_tables(await dump(sql))
    await sql.execute(EMPTY_TABLES)
    settings = running_app.state.wiring.settings
    for folder in (mail_folder(settings), settings.DATA_DIR / "objects"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def mailbox(app: FastAPI, canary: "LeakCanary") -> Mailbox:
    return Mailbox(app, canary.secrets)


@pytest.fixture
async def postmaster() -> AsyncIterator[Postmaster]:
    postmaster = Postmaster()
    await postmaster.start()
    yield postmaster
    await postmaster.stop()


@pytest.fixture
def change_settings(app: FastAPI) -> Iterator[ChangeSettings]:
    before = app.state.wiring

    def change(**changes: Any) -> None:
        wiring = app.state.wiring
        settings = wiring.settings.model_copy(update=changes)
        limits = LimitService(wiring.database, wiring.limits.key, settings)
        change_wiring(app, settings=settings, limits=limits)

    yield change
    app.state.wiring = before


SECRET_FIELDS = ("password", "token", "code", "state")
"""How the names of fields end in which clients send a secret."""


def forms_of(secret: str) -> set[str]:
    """Return how a secret could be written: as it is, without dashes, and its bytes in hex, as
    PostgreSQL shows them, also those that it encodes in base64 or base32."""
    plain = secret.replace("-", "")
    forms = {secret, plain} | {text.encode(errors="replace").hex() for text in (secret, plain)}
    padded = secret + "=" * (-len(secret) % 4)
    for decode, text in ((base64.urlsafe_b64decode, padded), (base64.b32decode, secret)):
        with contextlib.suppress(ValueError):
            raw = decode(text)
            forms |= {raw.hex()} if len(raw) >= 16 else set()
    return forms


def sent_in(request: httpx.Request) -> dict[str, Any]:
    """Return the fields of a body in JSON or of a form; none if it is neither or malformed."""
    try:
        if request.headers.get("content-type") == "application/x-www-form-urlencoded":
            return dict(parse_qsl(request.content.decode()))
        body = json.loads(request.content)
    except (ValueError, RecursionError, httpx.RequestNotRead):
        return {}
    return body if isinstance(body, dict) else {}


def secrets_in(body: dict[str, Any]) -> set[str]:
    """Return the secrets that a response tells its client: tokens, the secret of an authenticator app,
    recovery codes, the challenge for a passkey, and what binds an answer of a provider."""
    found = {body[name] for name in body if name.endswith("_token") and "access_token" in body}
    found |= {body["secret"], body["uri"]} if "uri" in body and "secret" in body else set()
    if "authorization_url" in body:
        query = dict(parse_qsl(urlsplit(body["authorization_url"]).query))
        found |= {query["state"], query["nonce"]}
    found |= set(body["codes"]) if isinstance(body.get("codes"), list) else set()
    for options in (body, body.get("passkey")):
        if isinstance(options, dict) and isinstance(options.get("public_key"), dict):
            found.add(options["public_key"]["challenge"])
    return {secret for secret in found if isinstance(secret, str) and len(secret) > 20}


class LeakCanary:
    """Remembers every password, token, ticket, challenge, recovery code, secret of an authenticator app,
    code and state of a provider, and code in a mail of the suite, and fails where one turns up. Codes in
    mails are known as they are shown there, with a space: without it, their digits stand in other numbers.
    """

    def __init__(self, log: Path) -> None:
        self.log = log
        """All that this process logs in the whole suite, as an operator would read it."""
        self.earlier: set[str] = {SECRET_KEY}
        self.secrets: set[str] = set()
        """Those of this test: no other can be in its answers and tables."""

    def look_at_tables(self, rows: str) -> None:
        """No secret stands in any table, as text or as bytes."""
        for secret in self.secrets:
            for form in forms_of(secret):
                assert form not in rows
        self.earlier |= self.secrets
        self.secrets.clear()

    async def look_at_response(self, response: httpx.Response) -> None:
        await response.aread()
        sent = sent_in(response.request).items()
        # A short password is part of ordinary words, a code of six digits one of other numbers.
        self.secrets |= {
            value
            for name, value in sent
            if name.endswith(SECRET_FIELDS) and isinstance(value, str) and len(value) >= 10
        }
        # The token endpoint returns the same successor again within the grace.
        body_text = "" if response.url.path == "/v1/auth/token" else response.text
        for secret in self.secrets:
            assert secret not in body_text
            for name, value in response.headers.items():
                # A provider's answer is passed on to the page.
                is_relay = name == "location" and response.url.path.endswith("/return")
                assert name == "set-cookie" or is_relay or secret not in value
        # Links to pictures are secrets that answers repeat; they must not be logged.
        self.earlier |= set(re.findall(r"&signature=([\w-]{20,})", body_text))
        is_json = response.headers.get("content-type") == "application/json"
        if response.content and is_json and isinstance(response.json(), dict):
            self.secrets |= secrets_in(response.json())
        for header in response.headers.get_list("set-cookie"):
            cookie = header.partition("=")[2].partition(";")[0]
            if len(cookie) > 20:
                self.secrets.add(cookie)


def log_for_developers() -> None:
    """Log what local mode would, which is more than production does, as JSON."""
    configure_logging(is_local=True, is_debug=True, is_json=True)


@pytest.fixture(scope="session")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LeakCanary]:
    canary = LeakCanary(tmp_path_factory.mktemp("log") / "log")
    with canary.log.open("ab") as file:
        OUTPUT.descriptor = file.fileno()
        log_for_developers()
        yield canary
        OUTPUT.descriptor = 2
    lines = canary.log.read_text().splitlines()
    # A token that was deliberately damaged begins with a good one: compare signatures too.
    secrets = canary.earlier | canary.secrets
    leaks = [line for line in lines if any(s in line for s in secrets)]
    assert leaks == []


@pytest.fixture
def log(canary: LeakCanary) -> Log:
    return Log(canary.log)


@pytest.fixture
def production_log(log: Log) -> Iterator[Log]:
    """The same, as production writes it. The test may configure it again."""
    configure_logging(is_local=False, is_debug=True)
    yield log
    log_for_developers()


@pytest.fixture
async def client(app: FastAPI, canary: LeakCanary) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application in this process. It sees responses only when they are complete:
    what happens between commit and response needs an ASGI recorder or a real server."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://test",
        event_hooks={"response": [canary.look_at_response]},
    ) as client:
        yield client


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A new folder that every account may enter; pytest's own are closed, and root's PostgreSQL
    runs as another account."""
    folder = Path(tempfile.mkdtemp(prefix="stylipp-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    wait_until_stopped(EmbeddedPostgres(folder))
    shutil.rmtree(folder, ignore_errors=True)  # the watcher of its server may be removing it, too
