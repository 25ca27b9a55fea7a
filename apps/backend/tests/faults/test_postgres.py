"""PostgreSQL is lost under load, and comes back."""

import asyncio
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.faults.cluster import Cluster
from tests.faults.conftest import Report
from tests.faults.load import NO_LIMITS, writing
from tests.helpers import bearer_of, log_in, register
from tests.processes import running_api


async def test_killed_under_load_and_restarted(
    cluster: Cluster, tmp_path: Path, report: Report
) -> None:
    with running_api(cluster.url, tmp_path, "--workers", "2", **NO_LIMITS) as server:
        async with writing(server.url) as load:
            await load.succeed(20)
            cluster.kill()
            await asyncio.sleep(0.5)
            assert load.answers["503"] > 0
            await asyncio.to_thread(cluster.start)
            healed = await load.succeed_after(time.monotonic())
            await load.succeed(20)
    report("kill -9", **await load.judge(cluster.url), healed=f"{healed * 1000:.0f} ms")


@pytest.mark.slow
async def test_stopped_for_ten_seconds(cluster: Cluster, tmp_path: Path, report: Report) -> None:
    with running_api(cluster.url, tmp_path, "--workers", "2", **NO_LIMITS) as server:
        async with writing(server.url) as load:
            await load.succeed(20)
            await asyncio.to_thread(cluster.stop)
            await asyncio.sleep(10)
            await asyncio.to_thread(cluster.start)
            healed = await load.succeed_after(time.monotonic())
            await load.succeed(20)
        assert (
            server.log.read_text().count("Cannot connect to the database") == 2
        )  # once for each worker
    report("stopped for 10 s", **await load.judge(cluster.url), healed=f"{healed * 1000:.0f} ms")
    assert healed < 2


@pytest.mark.slow
async def test_frozen_for_fifteen_seconds(cluster: Cluster, tmp_path: Path, report: Report) -> None:
    """Connections stay open and PostgreSQL does not answer: every request is answered in time."""
    with running_api(cluster.url, tmp_path, "--workers", "2", **NO_LIMITS) as server:
        async with writing(server.url) as load:
            await load.succeed(20)
            cluster.send(signal.SIGSTOP)
            await asyncio.sleep(15)
            assert load.answers["503"] > 0
            cluster.send(signal.SIGCONT)
            healed = await load.succeed_after(time.monotonic())
            await load.succeed(20)
    report("frozen for 15 s", **await load.judge(cluster.url), healed=f"{healed * 1000:.0f} ms")
    assert healed < 2
    assert load.longest < 15


@pytest.mark.slow
async def test_restarted_while_idle_fails_no_request(
    cluster: Cluster, tmp_path: Path, report: Report
) -> None:
    with running_api(cluster.url, tmp_path) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            headers = await bearer_of(client)
            # Fill both pools, so that more than one connection is dead afterwards.
            await asyncio.gather(*(client.get("/v1/users/me", headers=headers) for _ in range(10)))
            await asyncio.to_thread(cluster.stop)
            await asyncio.to_thread(cluster.start)
            answers = await asyncio.gather(
                *(client.get("/v1/users/me", headers=headers) for _ in range(10)),
                *(register(client, email=f"new{number}@example.com") for number in range(10)),
                log_in(client),
            )
    report("restarted while idle", requests=len(answers), failed=0)
    assert {answer.status_code for answer in answers} == {200, 201}
