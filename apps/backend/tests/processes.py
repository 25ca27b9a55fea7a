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


@contextlib.contextmanager
def serving(
    *command: str, log: Path, cwd: Path = BACKEND, **environment: str
) -> Iterator[httpx.Client]:
    """Run a server until it answers, give a client of it, and end it with SIGTERM."""
    port = unused_port()
    with log.open("a") as output:
        process = subprocess.Popen(
            [str(BIN / command[0]), *command[1:], "--port", str(port)],
            cwd=cwd,
            env=os.environ | {"DRAIN_SECONDS": "0"} | environment,
            stdout=output,
            stderr=output,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            deadline = time.monotonic() + 60
            while True:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                with contextlib.suppress(httpx.TransportError):
                    if client.get("/health").status_code == 200:
                        break
                time.sleep(0.05)
            yield client
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextlib.contextmanager
def serving_api(
    database_url: str, folder: Path, *options: str, **settings: str
) -> Iterator[httpx.Client]:
    """Run `stylipp serve` on a migrated database, over plain http; its log is `folder`/log."""
    environment = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET_KEY,
        "COOKIE_SECURE": "false",
        "DATA_DIR": str(folder),
    }
    with serving(
        *("stylipp", "serve", *options),
        log=folder / "log",
        cwd=BACKEND,
        **(environment | settings),
    ) as client:
        yield client
