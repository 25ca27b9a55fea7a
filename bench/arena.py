"""Everything that runs during a benchmark: PostgreSQL, the product, the peers."""

import asyncio
import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import load
from contestants import (
    BARE,
    BARE_KEY,
    EMAILS,
    OURS,
    PASSWORD,
    RAISED,
    SECRET,
    Contestant,
    Peer,
    say,
)
from postgres import Postgres
from processes import Server, StartError, running
from src.core.config import REPOSITORY_ROOT

FOLDER = REPOSITORY_ROOT / ".data" / "bench"
OURS_FOLDER = FOLDER / "peers" / "ours"
STYLIPP = OURS_FOLDER / "bin" / "stylipp"
PEERS_FOLDER = Path(__file__).parent / "peers"
EXAMPLE = (REPOSITORY_ROOT / ".env.example").read_text()

COPY_ACCOUNTS = """
    INSERT INTO users (id, email, password_hash)
    SELECT uuidv7(), new.email, old.password_hash
    FROM users old, unnest($1::text[]) AS new (email)
    ON CONFLICT DO NOTHING
"""


class InstallError(Exception):
    """Without the product there is nothing to measure; the message says why it is not there."""


class Arena:
    """Starts servers when they are first needed and ends them all together."""

    def __init__(self, postgres: Postgres, stack: contextlib.ExitStack, *, quick: bool) -> None:
        self.postgres = postgres
        self.is_quick = quick
        self.skipped: dict[str, str] = {}
        """Who takes no part, and why."""
        self.versions: dict[str, str] = {}
        self.logs = FOLDER / "logs"
        shutil.rmtree(self.logs, ignore_errors=True)
        self.logs.mkdir(parents=True)
        self._stack = stack
        stack.callback(shutil.rmtree, FOLDER / "ours", ignore_errors=True)  # its mails
        self._running: dict[str, Contestant] = {}
        self.install_ours()

    def our_settings(self, database_url: str, **settings: str) -> dict[str, str]:
        """The environment of the product: defaults, but for the address, the key and the limits."""
        blank = dict.fromkeys(re.findall("^#([A-Z_]+)=", EXAMPLE, re.MULTILINE), "")
        limits = {name: RAISED for name in blank if name.startswith("RATE_LIMIT_")}
        limits["RATE_LIMIT_ENABLED"] = "true"
        ours = {
            "DATABASE_URL": database_url,
            "SECRET_KEY": SECRET,
            "DATA_DIR": str(FOLDER / "ours"),
            "COOKIE_SECURE": "false",
        }
        return dict(os.environ) | blank | limits | ours | settings

    def install_ours(self) -> None:
        """Install the product as `infra/Dockerfile` does: locked, built, nothing for developers."""
        say("  installing the product ...")
        ours = ("stylipp-schemas", "stylipp-backend")
        fresh = [option for name in ours for option in ("--reinstall-package", name)]
        sync = ["sync", "--locked", "--no-dev", "--no-editable", "--package", "stylipp-backend"]
        environment = dict(os.environ) | {"UV_PROJECT_ENVIRONMENT": str(OURS_FOLDER)}
        try:
            run([str(REPOSITORY_ROOT / "scripts" / "setup"), *sync, *fresh], env=environment)
        except RuntimeError as error:
            raise InstallError(str(error)) from None

    async def our_database(self, name: str, emails: list[str] = EMAILS) -> str:
        """Make a database with the product's schema and accounts; return its address."""
        url = await self.postgres.create(name)
        environment = self.our_settings(url)
        try:
            await asyncio.to_thread(run, [str(STYLIPP), "migrate"], env=environment)
        except RuntimeError as error:
            raise SystemExit(f"The product does not migrate: {error}") from None
        server = self.our_server("first account", url, 1)
        with running(server, load.request("GET", "/health/ready")):
            # Over HTTP, so that the hash is whatever the product makes of a password.
            client = load.Client(server.port)
            body = f'{{"email": "{emails[0]}", "password": "{PASSWORD}"}}'
            answer = await client.send(load.request("POST", "/v1/auth/register", body=body))
            client.close()
            if answer.status != 201:
                raise SystemExit(f"The product registers nobody: {answer.body.decode()}")
        await self.postgres.fetch(name, COPY_ACCOUNTS, emails)
        await self.postgres.run(name, "VACUUM ANALYZE")
        return url

    def our_server(self, name: str, url: str, workers: int, **settings: str) -> Server:
        """The production command, not yet started."""
        command = [str(STYLIPP), "serve", "--workers", str(workers), "--port", "{port}"]
        environment = self.our_settings(url, **settings)
        return Server(name, command, environment, REPOSITORY_ROOT, self._log(name))

    async def ours(self, workers: int = 1) -> Contestant:
        name = "ours" if workers == 1 else f"ours_{workers}"
        if name not in self._running:
            if "ours" in self._running:
                url = self.postgres.url("bench_ours")
            else:
                say("  preparing the product ...")
                url = await self.our_database("bench_ours")
            server = self.our_server(name, url, workers)
            await self._start(Contestant(name, server, OURS))
        return self._running[name]

    async def bare(self) -> Contestant | None:
        """The limit for reads, on the product's database."""
        if BARE.name not in self._running and BARE.name not in self.skipped:
            ours = await self.ours()
            with self._skipping(BARE):
                self._install(BARE)
                url = self.postgres.url("bench_ours")
                server = self._peer_server(BARE, url, "equal", BARE_TOKEN_KEY)
                await self._start(Contestant(BARE.name, server, BARE.api, tokens_of=ours))
        return self._running.get(BARE.name)

    async def peer(self, peer: Peer, hash_cost: str = "equal") -> Contestant | None:
        """A peer with the same hash parameters as ours ("equal") or its own ("default"); None if
        it cannot be installed or started."""
        key = f"{peer.name}_{hash_cost}"
        if key not in self._running and peer.name not in self.skipped:
            with self._skipping(peer):
                server = await self.peer_server(peer, hash_cost)
                await self._start(Contestant(peer.name, server, peer.api), key)
        return self._running.get(key)

    async def peer_server(self, peer: Peer, hash_cost: str = "equal") -> Server:
        """A server of the peer on its own database with its accounts, not yet started."""
        self._install(peer)
        database = f"bench_{peer.folder}_{hash_cost}"
        found = "SELECT 1 FROM pg_database WHERE datname = $1"
        url = self.postgres.url(database)
        if not await self.postgres.fetch("postgres", found, database):
            say(f"  filling the database of {peer.label} ({hash_cost} hash) ...")
            await self.postgres.create(database)
            self._run_in(peer, ["{bin}/python", "seed.py"], self._environment(url, hash_cost))
            await self.postgres.run(database, "VACUUM ANALYZE")
        return self._peer_server(peer, url, hash_cost, {})

    def _environment(self, url: str, hash_cost: str) -> dict[str, str]:
        return dict(os.environ) | {
            "DATABASE_URL": url,
            "BENCH_SECRET": SECRET,
            "BENCH_HASH": hash_cost,
            "BENCH_PASSWORD": PASSWORD,
            "BENCH_EMAILS": " ".join(EMAILS),
        }

    def _peer_server(
        self, peer: Peer, url: str, hash_cost: str, extra: Mapping[str, str]
    ) -> Server:
        command = [part.replace("{bin}", str(binaries(peer))) for part in peer.command]
        environment = self._environment(url, hash_cost) | dict(extra)
        name = f"{peer.name}_{hash_cost}"
        return Server(name, command, environment, PEERS_FOLDER / peer.folder, self._log(name))

    async def _start(self, contestant: Contestant, key: str | None = None) -> None:
        say(f"  starting {contestant.server.name} ...")
        server = contestant.server
        self._stack.callback(server.stop, 2)
        server.start()
        if contestant.tokens_of is None:
            server.wait_until(contestant.api.login_request(EMAILS[0]))
        else:
            server.wait_until((await contestant.reads())[0])
        self._running[key or contestant.name] = contestant

    @contextlib.contextmanager
    def _skipping(self, peer: Peer) -> Iterator[None]:
        try:
            yield
        except (StartError, OSError, RuntimeError) as error:
            self.skipped[peer.name] = str(error)
            say(f"  SKIPPED {peer.label}: {error}")

    def _install(self, peer: Peer) -> None:
        requirements = PEERS_FOLDER / peer.folder / "requirements.txt"
        environment = FOLDER / "peers" / peer.folder
        marker = environment / ".installed"
        fingerprint = hashlib.sha256(requirements.read_bytes()).hexdigest()
        if not marker.exists() or marker.read_text() != fingerprint:
            say(f"  installing {peer.label} (once) ...")
            uv = str(REPOSITORY_ROOT / "scripts" / "setup")
            run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(environment)])
            python = str(environment / "bin" / "python")
            sync = ["pip", "sync", "--quiet", "--compile-bytecode", "--python", python]
            run([uv, *sync, str(requirements)])
            marker.write_text(fingerprint)
        for line in requirements.read_text().splitlines():
            name, _, version = line.partition("==")
            wanted = {package.lower() for package in peer.packages}
            if name.lower() in wanted:
                self.versions[f"{peer.folder}: {name}"] = version

    def _run_in(self, peer: Peer, command: list[str], environment: dict[str, str]) -> None:
        command = [part.replace("{bin}", str(binaries(peer))) for part in command]
        run(command, cwd=PEERS_FOLDER / peer.folder, env=environment)

    def _log(self, name: str) -> Path:
        return self.logs / f"{name.replace(' ', '-')}.log"


BARE_TOKEN_KEY = {"BENCH_TOKEN_KEY": BARE_KEY}


def binaries(peer: Peer) -> Path:
    return FOLDER / "peers" / peer.folder / "bin"


def run(command: list[str], cwd: Path | None = None, env: Mapping[str, str] | None = None) -> None:
    """Run a command; `RuntimeError` with the last line of its output if it fails."""
    finished = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    if finished.returncode != 0:
        lines = (finished.stderr or finished.stdout).strip().splitlines() or ["no reason given"]
        raise RuntimeError(f"{Path(command[0]).name} failed: {lines[-1][:300]}")
