"""Roles of PostgreSQL other than the owner of the tables."""

import contextlib
from collections.abc import AsyncIterator
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from tests.processes import unused_port

PASSWORD = "hunter2hunter2"


class Role(NamedTuple):
    name: str
    url: str


@contextlib.asynccontextmanager
async def api_role(
    sql: "asyncpg.Connection[asyncpg.Record]", database_url: str
) -> AsyncIterator[Role]:
    """Create a role that may read and write all tables of the database, and drop it in the end."""
    name = f"api_{unused_port()}"
    await sql.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    await sql.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}")
    parts = urlsplit(database_url)
    netloc = f"{name}:{PASSWORD}@{parts.netloc.rpartition('@')[2]}"
    try:
        yield Role(name, urlunsplit(parts._replace(netloc=netloc)))
    finally:
        await sql.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")
