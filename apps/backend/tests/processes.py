"""Real processes: servers on a port of their own, and programs that end."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from src.core.config import REPOSITORY_ROOT
from tests.helpers import SECRET_KEY

BACKEND = REPOSITORY_ROOT / "apps" / "backend"
BIN = Path(sys.executable).parent
EXTRA_ROUTES = ("python", "-m", "tests.extra_routes")
"""The program `stylipp` with the routes of that module."""


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(
    *command: str | Path, cwd: Path = BACKEND, stdin: str = "", **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run a program of the virtual environment to its end; errors and output in `stdout`."""
    return subprocess.run(
        [str(BIN / command[0]), *map(str, command[1:])],
        cwd=cwd,
        env=os.environ | environment,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def require_node() -> None:
    """Skip a test where Node is missing or too old, except in CI, which must have it."""
    checked = subprocess.run(
        ["bash", REPOSITORY_ROOT / "scripts" / "node-setup", "--check"],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if checked.returncode != 0:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(checked.stderr.strip())


class Server(NamedTuple):
    """A server that answers."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def children(pid: int) -> list[int]:
    """Return the processes that a process has started, on Linux."""
    with contextlib.suppress(OSError):
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    return []


class StartError(RuntimeError):
    """A server ends or stays silent instead of answering; the message holds its log."""


def status_of(port: int, request: bytes) -> int:
    """Return the status of the answer, 0 if there is none."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(request)
            return int(connection.recv(65_536)[9:12] or 0)
    except OSError:
        return 0


@contextlib.contextmanager
def started(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    log: Path,
    *,
    cwd: Path = BACKEND,
    request: bytes = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    port: int | None = None,
    **isolation: Any,
) -> Iterator[Server]:
    """Start a server, wait until it answers the request with 200, and end it with SIGTERM, if it
    has not ended by itself. `{port}` in the command becomes `port`, or a free one; `isolation` goes
    to `Popen`."""
    port = port or unused_port()
    with log.open("a") as output:
        process = subprocess.Popen(
            [str(part).replace("{port}", str(port)) for part in command],
            cwd=cwd,
            env=environment,
            stdout=output,
            stderr=output,
            **isolation,
        )
    try:
        deadline = time.monotonic() + 60
        while (status := status_of(port, request)) != 200:
            if process.poll() is not None:
                raise StartError(f"ended with {process.returncode}:\n{log.read_text()}")
            if time.monotonic() > deadline:
                raise StartError(f"no 200 in a minute, last {status}:\n{log.read_text()}")
            time.sleep(0.01)
        yield Server(process, port, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def running(
    *command: str, log: Path, **environment: str
) -> contextlib.AbstractContextManager[Server]:
    """Run a server of the virtual environment that takes `--port`."""
    everything = os.environ | {"DRAIN_SECONDS": "0"} | environment
    return started([BIN / command[0], *command[1:], "--port", "{port}"], everything, log)


@contextlib.contextmanager
def serving(*command: str, log: Path, **environment: str) -> Iterator[httpx.Client]:
    """Run a server and give a client of it."""
    with (
        running(*command, log=log, **environment) as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client


@contextlib.contextmanager
def running_api(
    database_url: str,
    folder: Path,
    *options: str,
    program: Sequence[str] = ("stylipp",),
    **settings: str,
) -> Iterator[Server]:
    """Run `stylipp serve` on a migrated database, over plain http; its log is `folder`/log. Another
    program adds routes that only tests have."""
    environment = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET_KEY,
        "COOKIE_SECURE": "false",
        "DATA_DIR": str(folder),
    }
    command = (*program, "serve", *options)
    with running(*command, log=folder / "log", **(environment | settings)) as server:
        yield server


@contextlib.contextmanager
def serving_api(
    database_url: str,
    folder: Path,
    *options: str,
    program: Sequence[str] = ("stylipp",),
    **settings: str,
) -> Iterator[httpx.Client]:
    """Run the same and give a client of it."""
    with (
        running_api(database_url, folder, *options, program=program, **settings) as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client
