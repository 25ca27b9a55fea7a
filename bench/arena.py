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
    PEERS,
    RAISED,
    SECRET,
    Api,
    Contestant,
    Peer,
    resign,
    say,
)
from postgres import Postgres
from processes import LOGS, Program
from src.core.config import REPOSITORY_ROOT
from tests.processes import StartError

FOLDER = REPOSITORY_ROOT / ".data" / "bench"
OURS_FOLDER = FOLDER / "peers" / "ours"
STYLIPP = OURS_FOLDER / "bin" / "stylipp"
PEERS_FOLDER = Path(__file__).parent / "peers"
SETUP = str(REPOSITORY_ROOT / "scripts" / "setup")
EXAMPLE = (REPOSITORY_ROOT / ".env.example").read_text()
READY = load.request("GET", "/health/ready")

COPY_ACCOUNTS = """
    INSERT INTO users (id, email, password_hash)
    SELECT uuidv7(), new.email, old.password_hash
    FROM users old, unnest($1::text[]) AS new (email)
    ON CONFLICT DO NOTHING
"""


class Arena:
    """Starts servers when they are first needed and ends them all together."""

    def __init__(self, postgres: Postgres, stack: contextlib.ExitStack, *, quick: bool) -> None:
        self.postgres = postgres
        self.is_quick = quick
        self.skipped: dict[str, str] = {}
        """Which peers take no part, and why."""
        self.versions: dict[str, list[str]] = {}
        """Package versions of the peers, for the results."""
        shutil.rmtree(LOGS, ignore_errors=True)
        LOGS.mkdir(parents=True)
        self._stack = stack
        stack.callback(shutil.rmtree, FOLDER / "ours", ignore_errors=True)  # its mails and photos
        self._running: dict[str, Contestant] = {}
        self.install_ours()

    def our_settings(self, database_url: str, **settings: str) -> dict[str, str]:
        """The product's environment: defaults, except for addresses, the key and the limits."""
        blank = dict.fromkeys(re.findall("^#([A-Z_]+)=", EXAMPLE, re.MULTILINE), "")
        limits = {name: RAISED for name in blank if name.startswith("RATE_LIMIT_")}
        ours = {
            "RATE_LIMIT_ENABLED": "true",
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
        sync = ["sync", "--locked", "--no-dev", "--no-editable", "--compile-bytecode"]
        sync += ["--package", "stylipp-backend"]
        sync.append("--active")  # into this one, not the .venv that `scripts/setup` names
        environment = dict(os.environ) | {"VIRTUAL_ENV": str(OURS_FOLDER)}
        run([SETUP, *sync, *fresh], env=environment)

    async def our_database(self, name: str) -> str:
        """Create a database with the product's schema and accounts; return its address."""
        url = await self.postgres.create(name)
        await asyncio.to_thread(run, [str(STYLIPP), "migrate"], env=self.our_settings(url))
        with self.our_program("first_account", url).running(READY) as server:
            # Over HTTP, so that the product chooses the hash.
            client = load.Client(server.port)
            body = f'{{"email": "{EMAILS[0]}", "password": "{PASSWORD}"}}'
            answer = await client.send(load.request("POST", "/v1/auth/register", body=body))
            client.close()
            if answer.status != 201:
                raise RuntimeError(f"a registration fails: {answer.body.decode()}")
        await self.postgres.fetch(name, COPY_ACCOUNTS, EMAILS)
        await self.postgres.run(name, "VACUUM ANALYZE")
        return url

    def our_program(self, name: str, url: str, workers: int = 1, **settings: str) -> Program:
        """The production command."""
        command = (str(STYLIPP), "serve", "--workers", str(workers), "--port", "{port}")
        environment = self.our_settings(url, **settings)
        return Program(name, command, environment, REPOSITORY_ROOT)

    async def ours(self, workers: int = 1) -> Contestant:
        name = "ours" if workers == 1 else f"ours_{workers}"
        if name not in self._running:
            if "ours" in self._running:
                url = self.postgres.url("bench_ours")
            else:
                say("  preparing the product ...")
                url = await self.our_database("bench_ours")
            program = self.our_program(name, url, workers)
            self._start(name, name, program, OURS, OURS.login_request(EMAILS[0]))
        return self._running[name]

    async def bare(self) -> Contestant | None:
        """The limit for reads, on the product's database."""
        if BARE.name not in self._running and BARE.name not in self.skipped:
            ours = await self.ours()
            with self._skipping(BARE):
                self._install(BARE)
                environment = self._environment(self.postgres.url("bench_ours"), "equal")
                environment["BENCH_TOKEN_KEY"] = BARE_KEY
                program = self._program(BARE, BARE.name, environment)
                request = BARE.api.me_request(resign((await ours.tokens())[0]))
                self._start(BARE.name, BARE.name, program, BARE.api, request, tokens_of=ours)
        return self._running.get(BARE.name)

    async def peer(self, peer: Peer, hash_cost: str = "equal") -> Contestant | None:
        """A peer on a database of its own, with the product's hash parameters ("equal") or its own
        ("default"); None if it cannot be installed or started."""
        key = f"{peer.name}_{hash_cost}"
        if key not in self._running and peer.name not in self.skipped:
            with self._skipping(peer):
                self._install(peer)
                database = f"bench_{peer.folder}_{hash_cost}"
                environment = self._environment(self.postgres.url(database), hash_cost)
                found = "SELECT 1 FROM pg_database WHERE datname = $1"
                if not await self.postgres.fetch("postgres", found, database):
                    say(f"  filling the database of {peer.label} ({hash_cost} hash) ...")
                    await self.postgres.create(database)
                    seed = [str(binaries(peer) / "python"), "seed.py"]
                    run(seed, cwd=PEERS_FOLDER / peer.folder, env=environment)
                    await self.postgres.run(database, "VACUUM ANALYZE")
                program = self._program(peer, key, environment)
                login = peer.api.login_request(EMAILS[0])
                self._start(key, peer.name, program, peer.api, login)
        return self._running.get(key)

    async def line_up(self, *workers: int, hash_cost: str = "equal") -> list[Contestant]:
        """The product with each number of workers, and every peer that runs."""
        found = [await self.ours(number) for number in workers]
        peers = [await self.peer(peer, hash_cost) for peer in PEERS]
        return found + [peer for peer in peers if peer is not None]

    def _environment(self, url: str, hash_cost: str) -> dict[str, str]:
        return dict(os.environ) | {
            "DATABASE_URL": url,
            "BENCH_SECRET": SECRET,
            "BENCH_HASH": hash_cost,
            "BENCH_PASSWORD": PASSWORD,
            "BENCH_EMAILS": " ".join(EMAILS),
            "BENCH_BACKEND": str(REPOSITORY_ROOT / "apps" / "backend"),
            "BENCH_FOLDER": str(FOLDER / "ours"),
        }

    def _program(self, peer: Peer, name: str, environment: Mapping[str, str]) -> Program:
        command = tuple(part.replace("{bin}", str(binaries(peer))) for part in peer.command)
        return Program(name, command, environment, PEERS_FOLDER / peer.folder)

    def _start(
        self,
        key: str,
        name: str,
        program: Program,
        api: Api,
        request: bytes,
        tokens_of: Contestant | None = None,
    ) -> None:
        say(f"  starting {program.name} ...")
        server = self._stack.enter_context(program.running(request, patience=2))
        self._running[key] = Contestant(name, program, server, api, tokens_of)

    @contextlib.contextmanager
    def _skipping(self, peer: Peer) -> Iterator[None]:
        try:
            yield
        except (StartError, OSError, RuntimeError) as error:
            lines = str(error).strip().splitlines()
            reason = " ".join([lines[0], *lines[1:][-1:]])[:300]  # what, and the end of its log
            self.skipped[peer.name] = reason
            say(f"  SKIPPED {peer.label}: {reason}")

    def _install(self, peer: Peer) -> None:
        requirements = PEERS_FOLDER / peer.folder / "requirements.txt"
        environment = FOLDER / "peers" / peer.folder
        marker = environment / ".installed"
        fingerprint = hashlib.sha256(requirements.read_bytes()).hexdigest()
        if not marker.exists() or marker.read_text() != fingerprint:
            say(f"  installing {peer.label} (once) ...")
            run([SETUP, "venv", "--quiet", "--clear", "--python", sys.executable, str(environment)])
            python = str(environment / "bin" / "python")
            sync = ["pip", "sync", "--quiet", "--compile-bytecode", "--python", python]
            run([SETUP, *sync, str(requirements)])
            marker.write_text(fingerprint)
        wanted = [package.lower() + "==" for package in peer.packages]
        pins = requirements.read_text().lower().splitlines()
        used = [pin.replace("==", " ") for pin in pins if pin.startswith(tuple(wanted))]
        command = " ".join(peer.command).replace("{bin}/", "")
        self.versions[peer.label] = [f"`{command}`", *used]


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
