"""Counts what goes to PostgreSQL: a proxy between the product and the server's socket.

It reads the messages of the frontend (PostgreSQL manual, "Message Formats"). A round trip begins
with the first message after the server has spoken, and ends with the server's last word before the
next one; its time is what the product waits for, a hop through this proxy included.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

SOCKET = ".s.PGSQL.5432"


@dataclass
class Trip:
    """One round trip, and the statement that it ran; none for preparing one and the like."""

    began: float
    ended: float = 0
    statement: str | None = None


class Conversation:
    """What one connection's frontend says."""

    def __init__(self, trips: list[Trip]) -> None:
        self._trips = trips
        self._trip: Trip | None = None
        self._is_answered = True
        self._buffer = b""
        self._is_started = False
        self._prepared: dict[bytes, str] = {}
        self._portals: dict[bytes, str] = {}

    def to_server(self, data: bytes) -> None:
        if self._is_answered or self._trip is None:
            self._trip = Trip(time.perf_counter())
            self._trips.append(self._trip)
            self._is_answered = False
        self._buffer += data
        while message := self._next_message():
            kind, body = message
            if kind == b"Q":
                self._trip.statement = body.rstrip(b"\0").decode()
            elif kind == b"P":
                name, sql, _ = body.split(b"\0", 2)
                self._prepared[name] = sql.decode()
            elif kind == b"B":
                portal, name, _ = body.split(b"\0", 2)
                self._portals[portal] = self._prepared.get(name, "?")
            elif kind == b"E":
                self._trip.statement = self._portals.get(body.partition(b"\0")[0], "?")

    def from_server(self) -> None:
        self._is_answered = True
        if self._trip is not None:
            self._trip.ended = time.perf_counter()

    def _next_message(self) -> tuple[bytes, bytes] | None:
        # The first message of a connection has no kind.
        head = 1 if self._is_started else 0
        if len(self._buffer) < head + 4:
            return None
        end = head + int.from_bytes(self._buffer[head : head + 4])
        if len(self._buffer) < end:
            return None
        kind, body = self._buffer[:head], self._buffer[head + 4 : end]
        self._buffer = self._buffer[end:]
        self._is_started = True
        return kind, body


class Proxy:
    """Listens on a socket in `folder` and passes everything on to PostgreSQL's."""

    def __init__(self, folder: Path, target_folder: str) -> None:
        self.trips: list[Trip] = []
        self._folder, self._target = folder, f"{target_folder}/{SOCKET}"
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "Proxy":
        self._server = await asyncio.start_unix_server(self._serve, self._folder / SOCKET)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    def address(self, url: str) -> str:
        """Return a database's address through the proxy."""
        host = f"host={quote(str(self._folder), safe='')}"
        return urlunsplit(urlsplit(url)._replace(query=host))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream = await asyncio.open_unix_connection(self._target)
        conversation = Conversation(self.trips)

        async def forward() -> None:
            while data := await reader.read(65_536):
                conversation.to_server(data)
                upstream[1].write(data)
            upstream[1].close()

        async def backward() -> None:
            while data := await upstream[0].read(65_536):
                conversation.from_server()
                writer.write(data)
            writer.close()

        with contextlib.suppress(OSError):
            await asyncio.gather(forward(), backward())


def usual(requests: Sequence[Sequence[Trip]]) -> dict[str, Any]:
    """Return what most of the requests did. Background work falls into a few of them."""
    kinds = [tuple(short(trip.statement) for trip in trips) for trips in requests]
    most, count = Counter(kinds).most_common(1)[0]
    chosen = [trips for trips, kind in zip(requests, kinds, strict=True) if kind == most]
    statements = [
        {
            "statement": statement,
            "milliseconds": sum((trips[place].ended - trips[place].began) for trips in chosen)
            / len(chosen)
            * 1000,
        }
        for place, statement in enumerate(most)
    ]
    control = ("BEGIN", "COMMIT", "ROLLBACK", "")  # the empty one is a ping
    queries = [one for one in most if one.rstrip(";") not in control]
    return {
        "requests": len(requests),
        "alike": count,
        "queries": len(queries),
        "round_trips": len(most),
        "statements": statements,
    }


def short(statement: str | None) -> str:
    """Return a statement on one line, cut where it gets long."""
    if statement is None:
        return "(prepare)"
    line = " ".join(statement.split())
    return line if len(line) <= 110 else f"{line[:70]} … {line[-38:]}"
