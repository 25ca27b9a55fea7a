"""A server for measurements: `stylipp serve` on a database of its own, ended afterwards."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

STYLIPP = Path(sys.executable).parent / "stylipp"


@contextlib.contextmanager
def serving(workers: int, **settings: str) -> Iterator[str]:
    """Give the address of a running server; its settings are the defaults but for `settings`.

    DATABASE_URL, if set, names an empty database to use; otherwise the embedded PostgreSQL serves.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="stylipp-bench-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)  # root's PostgreSQL runs as another account
        environment = os.environ | {
            "DATA_DIR": folder,
            "COOKIE_SECURE": "false",
            "DRAIN_SECONDS": "0",
        }
        environment |= settings
        print(f"Starting stylipp serve --workers {workers} ...", flush=True)
        subprocess.run([STYLIPP, "migrate"], env=environment, check=True, capture_output=True)
        with (Path(folder) / "log").open("w") as log:
            process = subprocess.Popen(
                [STYLIPP, "serve", "--workers", str(workers), "--port", str(port)],
                env=environment,
                stdout=log,
                stderr=log,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(url)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            time.sleep(4)  # the embedded PostgreSQL ends a little later


def wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/health/ready").status_code == 200:
                return
        time.sleep(0.1)
    raise SystemExit("The server does not get ready.")
