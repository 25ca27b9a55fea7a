"""Real processes: servers on a port of their own, and programs that end."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx

from src.core.config import REPOSITORY_ROOT
from tests.helpers import SECRET_KEY

BACKEND = REPOSITORY_ROOT / "apps" / "backend"
BIN = Path(sys.executable).parent


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


class Server(NamedTuple):
    """A server that answers."""

    process: "subprocess.Popen[bytes]"
    url: str
    log: Path


@contextlib.contextmanager
def running(*command: str, log: Path, **environment: str) -> Iterator[Server]:
    """Run a server until it answers, and end it with SIGTERM, if it has not ended by itself."""
    port = unused_port()
    with log.open("a") as output:
        process = subprocess.Popen(
            [str(BIN / command[0]), *command[1:], "--port", str(port)],
            cwd=BACKEND,
            env=os.environ | {"DRAIN_SECONDS": "0"} | environment,
            stdout=output,
            stderr=output,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{url}/health").status_code == 200:
                    break
            time.sleep(0.05)
        yield Server(process, url, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


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
    database_url: str, folder: Path, *options: str, **settings: str
) -> Iterator[Server]:
    """Run `stylipp serve` on a migrated database, over plain http; its log is `folder`/log."""
    environment = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET_KEY,
        "COOKIE_SECURE": "false",
        "DATA_DIR": str(folder),
    }
    command = ("stylipp", "serve", *options)
    with running(*command, log=folder / "log", **(environment | settings)) as server:
        yield server


@contextlib.contextmanager
def serving_api(
    database_url: str, folder: Path, *options: str, **settings: str
) -> Iterator[httpx.Client]:
    """Run the same and give a client of it."""
    with (
        running_api(database_url, folder, *options, **settings) as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client
