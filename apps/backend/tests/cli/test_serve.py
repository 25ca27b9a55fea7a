"""`stylipp serve`, in real processes."""

import contextlib
import os
import shutil
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from src.cli.serve import check_address, url_for
from tests.conftest import Databases
from tests.helpers import SECRET_KEY, assert_error, credentials
from tests.processes import run, serving, unused_port


async def test_serve_with_two_workers(databases: Databases, tmp_path: Path) -> None:
    database_url = await databases.create_migrated()
    with serving(
        "stylipp",
        "serve",
        "--workers",
        "2",
        log=tmp_path / "log",
        DATABASE_URL=database_url,
        SECRET_KEY=SECRET_KEY,
    ) as client:
        body = credentials(email="workers@example.com")
        assert client.post("/v1/auth/register", json=body).status_code == 201
        assert_error(client.post("/v1/auth/register", json=body), 409, "email_taken")
        token = client.post("/v1/auth/login", json=body).json()["access_token"]
        for _ in range(10):
            me = client.get(
                "/v1/users/me", headers={"Authorization": f"Bearer {token}", "Connection": "close"}
            )
            assert me.status_code == 200
        assert me.headers["server"] == "stylipp"  # names no program


def wait_until_ready(client: httpx.Client, log: Path) -> None:
    deadline = time.monotonic() + 20
    while client.get("/health/ready").status_code != 200:
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


@pytest.fixture
def taken_port() -> Iterator[str]:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield str(server.getsockname()[1])


def test_a_key_without_a_database_is_noted(taken_port: str) -> None:
    arguments = ("stylipp", "serve", "--port", taken_port)
    assert "this is local mode" in run(*arguments, SECRET_KEY=SECRET_KEY).stdout
    assert "this is local mode" not in run(*arguments).stdout


def test_a_taken_port_is_one_sentence(taken_port: str) -> None:
    finished = run("stylipp", "serve", "--port", taken_port)
    assert finished.returncode == 1
    assert finished.stdout.startswith(f"Port {taken_port} is already in use by another program")
    assert len(finished.stdout.strip().splitlines()) == 1


@pytest.mark.parametrize("port", ["70000", "-1", "abc", "", "0"])
def test_an_impossible_port_is_one_sentence(port: str) -> None:
    finished = run("stylipp", "serve", f"--port={port}")
    assert finished.stdout == f"The port must be a number from 1 to 65535, not {port!r}.\n"


def test_serve_checks_the_settings_before_it_starts() -> None:
    finished = run("stylipp", "serve", "--workers", "2", DATABASE_URL="sqlite:///x")
    assert finished.returncode == 1
    assert finished.stdout.startswith("Settings: DATABASE_URL must be a PostgreSQL URL, not sqlite")


async def test_local_mode_keeps_accounts_and_tokens_across_restarts(open_folder: Path) -> None:
    """Two runs on the same folder: account and token of the first are valid in the second."""
    log = open_folder / "log"
    with serving("stylipp", "serve", log=log, DATA_DIR=str(open_folder)) as client:
        assert client.get("/health/ready").status_code == 200
        assert client.post("/v1/auth/register", json=credentials()).status_code == 201
        token = client.post("/v1/auth/login", json=credentials()).json()["access_token"]
    with serving("stylipp", "serve", log=log, DATA_DIR=str(open_folder)) as client:
        me = client.get("/v1/users/me", headers={"Authorization": f"Bearer {token}"})
        assert me.json()["email"] == credentials()["email"]
    assert stat.S_IMODE((open_folder / "secret_key").stat().st_mode) == 0o600
    text = log.read_text()
    assert "The database is ready" in text
    url = f"http://localhost:{client.base_url.port}"
    assert text.count("Stylipp API: http://localhost:") == 2  # without the web app
    assert f"Stylipp API: {url}/docs\n" in text
    for name in ("secret_key", "postgres.password"):
        assert (open_folder / name).read_text() not in text
    assert token not in text


async def test_local_mode_recovers_once_its_database_can_start(open_folder: Path) -> None:
    """A file blocks the data folder; once it is removed, the running process starts to work."""
    (open_folder / "postgres").mkdir()
    version_file = open_folder / "postgres" / "PG_VERSION"
    version_file.write_text("9\n")
    (open_folder / "postgres.password").write_text("x" * 40)
    log = open_folder / "log"
    with serving("stylipp", "serve", log=log, DATA_DIR=str(open_folder)) as client:
        assert client.get("/docs").status_code == 200
        response = client.post("/v1/auth/login", json=credentials())
        assert_error(response, 503, "service_unavailable")
        assert response.headers["retry-after"] == "1"
        assert_error(client.get("/health/ready"), 503, "service_unavailable")
        assert log.read_text().count("The database is not available: ") == 1
        version_file.unlink()
        (open_folder / "postgres").rmdir()
        wait_until_ready(client, log)
        assert client.post("/v1/auth/register", json=credentials()).status_code == 201


async def test_local_mode_starts_over_when_its_data_was_deleted(open_folder: Path) -> None:
    log = open_folder / "log"
    with serving("stylipp", "serve", log=log, DATA_DIR=str(open_folder)) as client:
        pid_file = open_folder / "postgres" / "postmaster.pid"
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
        (open_folder / "postgres.password").unlink()
        while (open_folder / "postgres" / "PG_VERSION").exists():
            shutil.rmtree(open_folder / "postgres", ignore_errors=True)
        wait_until_ready(client, log)
        assert client.post("/v1/auth/register", json=credentials()).status_code == 201


def test_the_name_of_a_host_is_resolved() -> None:
    port = unused_port()
    address, listened = check_address("localhost", str(port))
    assert (address in {"127.0.0.1", "::1"}, listened) == (True, port)
    for name in ("no.such.name.invalid", "a..b", "a" * 300):
        with pytest.raises(SystemExit, match="unknown address"):
            check_address(name, str(port))


@pytest.mark.parametrize(
    ("host", "address", "url"),
    [
        ("127.0.0.1", "127.0.0.1", "http://localhost:8001"),
        ("localhost", "::1", "http://localhost:8001"),
        ("0.0.0.0", "0.0.0.0", "http://localhost:8001"),  # noqa: S104
        ("::", "::", "http://localhost:8001"),
        ("::1", "::1", "http://localhost:8001"),
        ("stylipp.test", "192.0.2.7", "http://stylipp.test:8001"),
        ("192.0.2.7", "192.0.2.7", "http://192.0.2.7:8001"),
        ("2001:db8::7", "2001:db8::7", "http://[2001:db8::7]:8001"),
    ],
)
def test_the_printed_url_works_in_a_browser_on_this_machine(
    host: str, address: str, url: str
) -> None:
    assert url_for(host, address, 8001) == url


def test_metrics_cannot_use_the_port_of_the_api() -> None:
    port = str(unused_port())
    finished = run("stylipp", "serve", "--port", port, METRICS_PORT=port)
    assert finished.returncode == 1
    assert finished.stdout.startswith(f"The API and METRICS_PORT cannot both use port {port}")


@pytest.mark.parametrize("workers", ["0", "-1", "many", "1000000", "٣"])
def test_an_impossible_number_of_workers_is_one_sentence(workers: str) -> None:
    finished = run("stylipp", "serve", f"--workers={workers}")
    assert finished.returncode == 2
    assert finished.stdout == f"The number of workers must be between 1 and 256, not {workers!r}.\n"


def test_serving_imports_only_what_it_needs() -> None:
    """Alembic, Prometheus and SMTP take an eighth of start-up, by `-X importtime`."""
    program = "import sys, src.cli.main, src.server; print(*sys.modules)"
    modules = set(run("python", "-c", program).stdout.split())
    assert "src.application" in modules
    assert not modules & {"alembic", "prometheus_client", "aiosmtplib", "zxcvbn"}
