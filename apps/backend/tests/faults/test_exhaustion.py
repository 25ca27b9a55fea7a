"""Something runs out: connections, time, or the timeout of a lock."""

import asyncio
import contextlib
import time
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.faults.cluster import PGBOUNCER, Cluster, MakeCluster, pgbouncer
from tests.faults.conftest import Report
from tests.faults.load import NO_LIMITS, refreshing, writing
from tests.helpers import EMAIL, assert_error, bearer_of, register
from tests.processes import run, running_api

type Sql = "asyncpg.Connection[asyncpg.Record]"


@pytest.mark.slow
async def test_a_held_lock_and_an_exhausted_pool_stop_nobody_else(
    client: httpx.AsyncClient, sql: Sql, report: Report
) -> None:
    """Thirty requests wait for one locked account: ten of them hold all connections."""
    headers = await bearer_of(client)
    async with sql.transaction():
        await sql.execute("SELECT id FROM users WHERE email = $1 FOR UPDATE", EMAIL)
        blocked = [
            asyncio.create_task(client.post("/v1/auth/logout-all", headers=headers))
            for _ in range(30)
        ]
        await asyncio.sleep(0.5)
        started = time.monotonic()
        assert (await client.get("/v1/users/me", headers=headers)).status_code == 200
        other = time.monotonic() - started
        answers = await asyncio.gather(*blocked)
        waited = time.monotonic() - started + 0.5
    for answer in answers:
        assert_error(answer, 503, "service_unavailable")
        assert answer.headers["retry-after"] == "1"
    assert (await client.post("/v1/auth/logout-all", headers=headers)).status_code == 200
    report(
        "lock held, pool exhausted",
        **{"503": len(answers), "longest answer": f"{waited:.1f} s"},
        reader=f"{other * 1000:.0f} ms",
    )
    # Who waits behind another waiter is given up by statement_timeout, 5 s, not by lock_timeout, 3 s.
    assert waited < 7


@pytest.mark.slow
async def test_a_slow_statement_is_ended(
    client: httpx.AsyncClient, sql: Sql, report: Report
) -> None:
    await sql.execute(
        "CREATE FUNCTION slow(text) RETURNS boolean LANGUAGE sql"
        " AS 'SELECT pg_sleep(30) IS NOT NULL'"
    )
    await sql.execute("ALTER TABLE users ADD CONSTRAINT slow CHECK (slow(email)) NOT VALID")
    started = time.monotonic()
    try:
        assert_error(await register(client), 503, "service_unavailable")
        seconds = time.monotonic() - started
        still = (
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT%' AND state='active'"
        )
        assert await sql.fetchval(still) == 0
    finally:
        await sql.execute("DROP FUNCTION slow CASCADE")
    assert (await register(client)).status_code == 201
    report("statement of 30 s", **{"503": 1, "longest answer": f"{seconds:.1f} s"})
    assert 4.5 < seconds < 7


@pytest.mark.slow
async def test_the_server_has_no_connection_left(
    make_cluster: MakeCluster, tmp_path: Path, report: Report
) -> None:
    cluster = make_cluster("max_connections = 12")
    await asyncio.to_thread(cluster.create)
    with running_api(cluster.url, tmp_path, **NO_LIMITS) as server:
        async with writing(server.url, clients=20) as load:
            await load.succeed(20)
            hogs: list[Sql] = []
            while not load.answers["503"]:
                with contextlib.suppress(asyncpg.TooManyConnectionsError):
                    while True:
                        hogs.append(await asyncpg.connect(cluster.url))
                await terminate_others(hogs[0])  # the API's; what it opens anew is refused
            await asyncio.sleep(1)
            for hog in hogs:
                await hog.close()
            healed = await load.succeed_after(time.monotonic())
            await load.succeed(20)
    report("max_connections", **await load.judge(cluster.url), healed=f"{healed * 1000:.0f} ms")
    assert healed < 2


async def terminate_others(sql: Sql) -> None:
    await sql.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'stylipp' AND pid <> pg_backend_pid()"
    )


needs_pgbouncer = pytest.mark.skipif(
    PGBOUNCER is None, reason="PgBouncer is not installed: apt-get install pgbouncer"
)


@needs_pgbouncer
@pytest.mark.slow
async def test_pgbouncer_in_transaction_mode(
    cluster: Cluster, tmp_path: Path, report: Report
) -> None:
    """Many clients share three connections, so that each statement finds another server."""
    with pgbouncer(cluster.url, cluster.account, cluster.data.parent, servers=3) as url:
        settings = NO_LIMITS | {"DATABASE_POOLER": "pgbouncer"}
        with running_api(url, tmp_path, "--workers", "2", **settings) as server:
            async with (
                refreshing(server.url, sessions=8) as refreshes,
                writing(server.url, clients=8) as load,
            ):
                readers = [everybody_sees_themselves(server.url, n) for n in range(4)]
                reads = sum(await asyncio.gather(*readers))
    assert set(refreshes.answers) == {"200"}
    figures = await load.judge(cluster.url)
    assert figures["503"] == 0
    report("PgBouncer 1.18", **figures, refreshes=refreshes.answers["200"], reads=reads)


async def everybody_sees_themselves(url: str, number: int) -> int:
    """No answer belongs to another client's question."""
    email = f"mirror{number}@example.com"
    reads = 0
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        headers = await bearer_of(client, email=email)
        deadline = time.monotonic() + 4
        while time.monotonic() < deadline:
            me = await client.get("/v1/users/me", headers=headers)
            assert me.json()["email"] == email
            reads += 1
    return reads


@pytest.mark.slow
@needs_pgbouncer
def test_without_the_setting_the_log_says_what_to_set(cluster: Cluster, tmp_path: Path) -> None:
    with (
        pgbouncer(cluster.url, cluster.account, cluster.data.parent, servers=3) as url,
        running_api(url, tmp_path) as server,
    ):
        assert httpx.get(f"{server.url}/health/ready").status_code == 503
        assert "set DATABASE_POOLER=pgbouncer" in server.log.read_text()


def test_migrations_do_not_go_through_the_pooler() -> None:
    url = "postgresql://u:hunter2@127.0.0.1:1/d"
    finished = run("stylipp", "migrate", DATABASE_URL=url, DATABASE_POOLER="pgbouncer")
    assert finished.returncode == 1
    assert "set MIGRATION_DATABASE_URL to the address of PostgreSQL itself" in finished.stdout
    assert len(finished.stdout.strip().splitlines()) == 1
