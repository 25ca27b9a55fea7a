"""Ports that lead to the test's PostgreSQL, which may listen on a socket only."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator

from src.core.postgres.address import Host, parse_database_url


class Door:
    """Passes on what arrives at a port of this machine, by IPv4 and IPv6."""

    def __init__(self, target: Host) -> None:
        self.socket = target
        """Where it leads: the folder of a socket, or a host."""
        self.port = 0
        self.opened = 0
        """How many connections have arrived."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def _let_in(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        self.opened += 1
        target = self.socket
        if target.is_socket:
            path = f"{target.name}/.s.PGSQL.{target.port}"
            server, to_server = await asyncio.open_unix_connection(path)
        else:
            server, to_server = await asyncio.open_connection(target.name, target.port)
        await asyncio.gather(_pass_on(client, to_server), _pass_on(server, to_client))

    @contextlib.asynccontextmanager
    async def open(self, tls: ssl.SSLContext | None) -> AsyncIterator[None]:
        servers = [await asyncio.start_server(self._let_in, "127.0.0.1", 0, ssl=tls)]
        self.port = servers[0].sockets[0].getsockname()[1]
        servers.append(await asyncio.start_server(self._let_in, "::1", self.port, ssl=tls))
        try:
            yield
        finally:
            for server in servers:
                server.close()


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65_536):
            target.write(data)
            await target.drain()
    target.close()


@contextlib.asynccontextmanager
async def doors(database_url: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[Door]:
    """Open a door to the server of the address; `tls` begins at once, as a terminator does it."""
    door = Door(parse_database_url(database_url).hosts[0])
    async with door.open(tls):
        yield door
