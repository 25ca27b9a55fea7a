"""What Prometheus reads, from real processes."""

import contextlib
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from src.core.config import Settings
from src.core.errors import ServiceUnavailable
from src.core.telemetry.metrics import open_metrics
from src.core.telemetry.metrics_folder import MetricsFolder, base_folder
from tests.conftest import Connect, Databases
from tests.features.photos.sending import JPEG, send
from tests.helpers import EMAIL, Log, bearer_of, credentials
from tests.processes import running_api, serving_api, unused_port

type Samples = dict[str, float]


def scrape(port: int) -> Samples:
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    samples = re.findall(r"^(stylipp_\S+(?:{.*})?) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in samples}


def scrape_until(port: int, is_there: Callable[[Samples], bool], seconds: float = 20) -> Samples:
    samples: Samples = {}
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(httpx.TransportError):
            samples = scrape(port)
            if is_there(samples):
                return samples
        assert time.monotonic() < deadline, samples
        time.sleep(0.1)


def requests(samples: Samples, method: str, route: str, status: int) -> float:
    labels = f'method="{method}",route="{route}",status="{status}"'
    return samples.get(f"stylipp_http_requests_total{{{labels}}}", 0)


def pids(port: int) -> set[int]:
    """The workers that count; the files of pid 0 stand for those that are gone."""
    (folder,) = base_folder().glob(f"stylipp-metrics-*-{port}-*")
    return {int(file.stem.rpartition("_")[2]) for file in folder.glob("counter_*.db")} - {0}


async def test_two_workers_are_summed_up_and_survive_each_other(
    databases: Databases, connect: Connect, tmp_path: Path
) -> None:
    url = await databases.create_migrated()
    sql = await connect(url)
    port = unused_port()
    log = Log(tmp_path / "log")
    settings = {"METRICS_PORT": str(port), "SMTP_URL": "smtp://127.0.0.1:1"}
    with serving_api(url, tmp_path, "--workers", "2", **settings) as api:
        close = {"Connection": "close"}  # the next one may go to the other worker
        assert api.post("/v1/auth/register", json=credentials(), headers=close).status_code == 201
        for number in range(30):
            api.get(f"/nowhere/{number}", headers=close)
        for _ in range(12):
            wrong = credentials(password="wrong")
            api.post("/v1/auth/login", json=wrong, headers=close)

        hit = 'stylipp_limit_hits_total{limit="login-account"}'
        in_use = 'stylipp_database_pool_in_use{pool="transactions"}'
        # Gauges are samples, and one may be taken while the mail worker is reading.
        samples = scrape_until(port, lambda s: s.get(hit) == 2 and s.get(in_use) == 0)
        assert requests(samples, "POST", "/v1/auth/register", 201) == 1
        assert requests(samples, "GET", "-", 404) == 30
        assert requests(samples, "POST", "/v1/auth/login", 401) == 10
        assert requests(samples, "POST", "/v1/auth/login", 429) == 2
        labels = 'method="POST",route="/v1/auth/login"'
        assert samples[f"stylipp_http_request_duration_seconds_count{{{labels}}}"] == 12
        assert samples['stylipp_database_pool_size{pool="transactions"}'] == 20
        assert samples['stylipp_password_hashes{state="waiting"}'] == 0
        assert samples["stylipp_password_hashes_refused_total"] == 0
        assert samples["stylipp_mail_waiting"] == await sql.fetchval(
            "SELECT count(*) FROM email_outbox"
        )
        assert 0 < samples["stylipp_mail_oldest_seconds"] < 60
        text = " ".join(samples)
        assert not any(secret in text for secret in (EMAIL, "nowhere", "127.0.0.1"))

        # One of the two serves the port. Each is killed; the other, or its successor, takes over.
        size = 'stylipp_database_pool_size{pool="transactions"}'
        first = pids(port)
        assert len(first) == 2
        for victim in first:
            os.kill(victim, signal.SIGKILL)
            samples = scrape_until(
                port,
                lambda s, gone=victim: gone not in pids(port) and s.get(size) == 20,  # type: ignore[misc]
            )
        assert requests(samples, "GET", "-", 404) == 30
        assert samples[hit] == 2
        assert len(pids(port) - first) == 2
    with pytest.raises(httpx.ConnectError):
        scrape(port)
    assert not list(base_folder().glob(f"stylipp-metrics-*-{port}-*"))
    assert [line for line in log.lines() if line["event"].startswith("Metrics: http")]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


async def test_a_taken_port_is_one_line_and_stops_nothing(
    databases: Databases, tmp_path: Path, taken_port: int
) -> None:
    url = await databases.create_migrated()
    log = Log(tmp_path / "log")
    with serving_api(url, tmp_path, METRICS_PORT=str(taken_port)) as api:
        assert api.get("/health/ready").status_code == 200
    (line,) = [line for line in log.lines() if "Metrics cannot be served" in line["event"]]
    assert f"127.0.0.1:{taken_port}: Address already in use" in line["event"]


def test_a_new_run_begins_with_an_empty_folder_and_a_second_process_joins_it() -> None:
    port = unused_port()
    with contextlib.closing(MetricsFolder("127.0.0.1", port, "a database")) as folder:
        (folder.path / "counter_1.db").touch()
        with contextlib.closing(MetricsFolder("127.0.0.1", port, "a database")):
            assert list(folder.path.glob("*.db"))
        assert list(folder.path.glob("*.db"))
    assert not folder.path.exists()
    folder.path.mkdir(mode=0o700)  # as after kill -9
    (folder.path / "counter_1.db").touch()
    with contextlib.closing(MetricsFolder("127.0.0.1", port, "a database")) as folder:
        assert not list(folder.path.glob("*.db"))


def test_two_installations_with_one_port_count_apart() -> None:
    port = unused_port()
    with (
        contextlib.closing(MetricsFolder("127.0.0.1", port, "a database")) as one,
        contextlib.closing(MetricsFolder("127.0.0.1", port, "another")) as other,
    ):
        assert one.path != other.path


def test_a_folder_that_others_may_write_is_not_used() -> None:
    port = unused_port()
    with contextlib.closing(MetricsFolder("127.0.0.1", port, "a database")) as folder:
        folder.path.chmod(0o777)
        with pytest.raises(PermissionError, match="belongs to another user"):
            MetricsFolder("127.0.0.1", port, "a database")


def test_without_a_folder_there_are_no_metrics_and_one_line(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    settings = Settings(METRICS_PORT=unused_port(), DATA_DIR=tmp_path)
    folder = MetricsFolder(settings.METRICS_HOST, settings.METRICS_PORT or 0, str(tmp_path))
    folder.close()
    folder.path.touch()  # in the way
    try:
        assert open_metrics(settings, {"mail": unreachable_queue}) is None
    finally:
        folder.path.unlink()
    (line,) = [record.getMessage() for record in caplog.records]
    assert str(folder.path) in line


async def unreachable_queue() -> tuple[int, float]:
    raise ServiceUnavailable


def test_a_scrape_without_a_database_lacks_only_the_queues(tmp_path: Path) -> None:
    url, port = f"postgresql://u@127.0.0.1:{unused_port()}/d", unused_port()
    with serving_api(url, tmp_path, METRICS_PORT=str(port)):
        samples = scrape(port)
    assert samples['stylipp_database_pool_size{pool="transactions"}'] == 10
    assert "stylipp_mail_waiting" not in samples
    assert "stylipp_object_deletions_waiting" not in samples


async def test_uploads_and_the_deletions_that_wait_are_counted(
    databases: Databases, tmp_path: Path
) -> None:
    url, port = await databases.create_migrated(), unused_port()
    settings = {
        "METRICS_PORT": str(port),
        # A store that does not answer.
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{unused_port()}",
        "S3_BUCKET_NAME": "photos",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
    }
    with running_api(url, tmp_path, **settings) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as api:
            headers = await bearer_of(api)
            assert (await send(api, headers)).status_code == 503
            assert (await send(api, headers, b"no picture")).status_code == 415
        stored, refused = (
            f'stylipp_uploads_total{{result="{result}"}}'
            for result in ("storage_unavailable", "photo_format_unsupported")
        )
        samples = scrape_until(port, lambda s: s.get(stored) == 1 == s.get(refused))
    assert samples["stylipp_upload_bytes_total"] == len(JPEG) + len(b"no picture")
    assert samples["stylipp_upload_seconds_total"] > 0
    assert samples['stylipp_pictures{state="running"}'] == 0
    # Its upload may still be putting objects there.
    assert samples["stylipp_object_deletions_waiting"] == 0
    assert samples["stylipp_object_deletions_oldest_seconds"] == 0
