"""The one PostgreSQL of a run, with one database for each contestant."""

import contextlib
import os
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from src.core.config import REPOSITORY_ROOT
from src.core.local.embedded import EmbeddedPostgres, server
from src.core.local.embedded.server import local_home

CONFIGURATION = """\
max_connections = 500
shared_buffers = 1GB
fsync = on
synchronous_commit = on
max_wal_size = 8GB
checkpoint_timeout = 30min
"""


for name in [name for name in os.environ if name.startswith("PG")]:
    del os.environ[name]  # drivers would read what is missing in the address


class Postgres:
    """The embedded PostgreSQL on a cluster of its own, created for every run and deleted
    afterwards. If this process is killed, the watcher stops the server."""

    def __init__(self) -> None:
        folder = local_home(REPOSITORY_ROOT / ".data" / "bench", is_default=True)
        self.embedded = EmbeddedPostgres(
            folder, linger_seconds=1, extra_configuration=CONFIGURATION
        )

    def start(self, stack: contextlib.ExitStack) -> None:
        """Start it until the stack closes."""
        if self.embedded.data.exists() and not self.embedded.delete():
            raise SystemExit("Another benchmark is running in this checkout; let it end first.")
        stack.callback(self.delete)
        self.server_url = self.embedded.ensure_running()

    def delete(self) -> None:
        """Stop the server and delete its data; wait until its watcher has ended too."""
        deadline = time.monotonic() + 60
        while self.embedded.data.exists() and time.monotonic() < deadline:
            self.embedded.delete()
        self.embedded.release()
        for process in server._watchers:
            process.wait(30)

    def url(self, database: str) -> str:
        return urlunsplit(urlsplit(self.server_url)._replace(path=f"/{database}"))

    async def create(self, database: str) -> str:
        """Create an empty database and return its address."""
        await self.run("postgres", f"CREATE DATABASE {database}")
        return self.url(database)

    async def run(self, database: str, *statements: str) -> None:
        """Run statements one after the other on one connection, each on its own."""
        connection = await asyncpg.connect(self.url(database))
        try:
            for statement in statements:
                await connection.execute(statement, timeout=600)
        finally:
            await connection.close()

    async def fetch(self, database: str, statement: str, *values: object) -> Sequence[Any]:
        connection = await asyncpg.connect(self.url(database))
        try:
            rows: Sequence[Any] = await connection.fetch(statement, *values, timeout=600)
            return rows
        finally:
            await connection.close()


def cores() -> int:
    return os.cpu_count() or 1
