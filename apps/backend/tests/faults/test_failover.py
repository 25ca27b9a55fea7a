"""The primary is lost, and a standby takes its place: the API moves by itself."""

import asyncio
import dataclasses
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from src.core.database import Database
from src.core.postgres.address import parse_database_url
from src.core.postgres.connecting import connect
from tests.faults.cluster import NAME, PASSWORD, Cluster, MakeCluster
from tests.faults.conftest import Report
from tests.faults.load import NO_LIMITS, writing
from tests.helpers import register
from tests.processes import running_api


@pytest.fixture
async def primary(cluster: Cluster) -> Cluster:
    return cluster


@pytest.fixture
async def standby(primary: Cluster, make_cluster: MakeCluster) -> Cluster:
    """A copy that streams; the primary acknowledges nothing that the copy does not have."""
    standby = make_cluster()
    primary.copy_to(standby)
    connection = await asyncpg.connect(primary.url)
    await connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()
    return standby


def several_hosts(*hosts: str) -> str:
    return f"postgresql://postgres:{PASSWORD}@{','.join(hosts)}/{NAME}"


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["killed", "frozen", "demoted"])
async def test_the_primary_is_lost_and_a_standby_promoted(
    primary: Cluster, standby: Cluster, fault: str, tmp_path: Path, report: Report
) -> None:
    url = several_hosts(primary.host, standby.host)
    with running_api(url, tmp_path, "--workers", "2", **NO_LIMITS) as server:
        async with writing(server.url) as load:
            await load.succeed(20)
            if fault == "killed":
                primary.kill()
            elif fault == "frozen":
                primary.send(signal.SIGSTOP)
            else:
                await demote(primary)
            await asyncio.to_thread(standby.promote)
            healed = await load.succeed_after(time.monotonic())
            await load.succeed(20)
            if fault == "frozen":
                await asyncio.sleep(14)  # requests that were stuck are answered
    if fault == "frozen":
        primary.send(signal.SIGCONT)
    figures = await load.judge(standby.url)
    report(f"primary {fault}, standby promoted", **figures, healed=f"{healed:.2f} s")
    assert healed < (15 if fault == "frozen" else 2)


async def demote(primary: Cluster) -> None:
    """Let it answer, but write no more."""
    connection = await asyncpg.connect(primary.url)
    await connection.execute("ALTER SYSTEM SET default_transaction_read_only = on")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


class MuteHost:
    """Accepts connections and never says a word."""

    def __init__(self) -> None:
        self.writers: list[asyncio.StreamWriter] = []
        self.host = ""

    def accept(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)


@pytest.fixture
async def mute() -> AsyncIterator[MuteHost]:
    mute = MuteHost()
    server = await asyncio.start_server(mute.accept, "127.0.0.1", 0)
    mute.host = "{}:{}".format(*server.sockets[0].getsockname())
    yield mute
    server.close()
    for writer in mute.writers:
        writer.close()


@pytest.mark.slow
async def test_a_hung_first_host_costs_two_seconds_at_most(
    cluster: Cluster, mute: MuteHost, tmp_path: Path, report: Report
) -> None:
    url = several_hosts(mute.host, cluster.host)
    started = time.monotonic()
    await (await connect(parse_database_url(url), {}))[0].close()
    first = time.monotonic() - started
    with running_api(url, tmp_path) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            started = time.monotonic()
            assert (await register(client)).status_code == 201
            request = time.monotonic() - started
    report("hung first host", connected=f"{first:.2f} s", request=f"{request:.2f} s")
    assert max(first, request) < 2


async def test_the_host_that_has_answered_is_asked_first(mute: MuteHost, database_url: str) -> None:
    address = parse_database_url(several_hosts(mute.host, "127.0.0.1:1"))
    good = parse_database_url(database_url)
    address = dataclasses.replace(good, hosts=(*address.hosts, *good.hosts), connect_seconds=1.5)
    database = Database(address)
    for _ in range(3):
        async with database.engine.connect() as connection:
            await connection.exec_driver_sql("SELECT 1")
        await database.engine.dispose()
    assert len(mute.writers) == 1  # its timeout was waited for once
