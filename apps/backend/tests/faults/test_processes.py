"""Processes of ours end, as they are told or otherwise."""

import asyncio
import contextlib
import functools
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import Connect, Databases
from tests.faults.cluster import is_running
from tests.faults.conftest import Report
from tests.faults.load import NO_LIMITS, refreshing, wait_until
from tests.helpers import SECRET_KEY, assert_error, register
from tests.postmaster import Postmaster
from tests.processes import BIN, Server, children, run, running_api, unused_port

BEFORE_THE_KILL = 25
"""A worker that has lost its signal is killed after 30 s, and then the server ends as well."""


def workers_of(server: Server) -> list[int]:
    return children(server.process.pid)


async def is_whole_without(server: Server, victim: int) -> bool:
    """Whether two workers are there, and none of them is that one."""
    workers = workers_of(server)
    return victim not in workers and len(workers) == 2


async def are_gone(processes: list[int]) -> bool:
    return not any(map(is_running, processes))


@pytest.fixture
async def url(databases: Databases) -> str:
    """Address of a migrated database of the test's own."""
    return await databases.create_migrated()


@pytest.mark.slow
async def test_a_worker_killed_during_refreshes_ends_no_session(
    url: str, tmp_path: Path, report: Report
) -> None:
    with running_api(url, tmp_path, "--workers", "2", **NO_LIMITS) as server:
        async with refreshing(server.url) as load:
            for _ in range(3):
                await load.succeed(30)
                victim = workers_of(server)[0]
                os.kill(victim, signal.SIGKILL)
                killed = time.monotonic()
                await wait_until(functools.partial(is_whole_without, server, victim))
                replaced = time.monotonic() - killed
                await load.succeed_after(time.monotonic())
            await load.succeed(30)
    report(
        "worker kill -9, three times",
        refreshes=load.answers["200"],
        cut=load.answers["cut"],
        unrefreshable=len(load.unrefreshable),
        replaced=f"{replaced * 1000:.0f} ms",
    )
    assert load.unrefreshable == []
    assert set(load.answers) <= {"200", "cut"}


@pytest.mark.parametrize("workers", [pytest.param("1", marks=pytest.mark.slow), "2"])
async def test_sigterm_with_twenty_requests_in_flight(
    url: str, workers: str, tmp_path: Path, report: Report
) -> None:
    settings = NO_LIMITS | {"DRAIN_SECONDS": "1"}
    with running_api(url, tmp_path, "--workers", workers, **settings) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            assert (await client.get("/health/ready")).status_code == 200
            in_flight = [
                asyncio.create_task(register(client, email=f"last{number}@example.com"))
                for number in range(20)
            ]
            await asyncio.sleep(0.1)
            assert not all(request.done() for request in in_flight)
            server.process.send_signal(signal.SIGTERM)
            told = time.monotonic()
            await wait_until(functools.partial(is_about_to_end, server))
            # Clients that do not know yet are still served.
            late = await client.get("/health", headers={"Connection": "close"})
            answers = await asyncio.gather(*in_flight)
            exit_code = await asyncio.to_thread(server.process.wait, 30)
            ended = time.monotonic() - told
            with pytest.raises(httpx.ConnectError):
                await client.get("/health", headers={"Connection": "close"})
    report(
        f"SIGTERM, 20 in flight, {workers} worker(s)",
        answered=len(answers),
        ended=f"{ended:.1f} s",
        exit_code=exit_code,
    )
    assert [answer.status_code for answer in answers] == [201] * 20
    assert late.status_code == 200
    assert exit_code == 0
    assert ended > 1


async def is_about_to_end(server: Server) -> bool:
    async with httpx.AsyncClient(base_url=server.url) as client:
        response = await client.get("/health/ready")
    if response.status_code == 200:
        return False
    assert_error(response, 503, "service_unavailable")
    return "shutting down" in response.text


@pytest.mark.slow
async def test_a_mail_that_may_have_arrived_is_not_handed_back(
    url: str, connect: Connect, tmp_path: Path, postmaster: Postmaster
) -> None:
    """The SMTP server has the mail, and has not answered when SIGTERM comes: no other process sends
    it now, and its link works."""
    postmaster.seconds_to_answer = 60
    sql = await connect(url)
    smtp = f"smtp://127.0.0.1:{postmaster.port}"
    with running_api(url, tmp_path, SMTP_URL=smtp) as server:
        async with httpx.AsyncClient(base_url=server.url) as client:
            assert (await register(client)).status_code == 201
        async with asyncio.timeout(10):
            await postmaster.is_busy.wait()
        assert await sql.fetchval("SELECT not_before > now() FROM email_outbox")
        server.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(server.process.wait, 30) == 0
    assert await sql.fetchval("SELECT not_before > now() + interval '29 min' FROM email_outbox")
    assert await sql.fetchval("SELECT count(*) FROM one_time_tokens") == 1


@pytest.mark.slow
async def test_workers_do_not_outlive_the_main_process(url: str, tmp_path: Path) -> None:
    with running_api(url, tmp_path, "--workers", "2") as server:
        workers = workers_of(server)
        server.process.kill()
        await wait_until(functools.partial(are_gone, workers), 10)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT])
async def test_a_closed_terminal_and_ctrl_c_end_the_server(
    url: str, folder: Path, number: signal.Signals
) -> None:
    with running_api(url, folder, "--workers", "2") as server:
        workers = workers_of(server)
        server.process.send_signal(number)
        assert await asyncio.to_thread(server.process.wait, BEFORE_THE_KILL) == 0
        await wait_until(functools.partial(are_gone, workers), 10)


async def test_a_signal_that_arrives_while_workers_start_is_not_lost(url: str) -> None:
    """It was, between the fork and the worker's own handlers."""
    process = await asyncio.create_subprocess_exec(
        *(str(BIN / "stylipp"), "serve", "--workers", "2", "--port", str(unused_port())),
        env=os.environ | {"DATABASE_URL": url, "SECRET_KEY": SECRET_KEY, "DRAIN_SECONDS": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while len(children.read_text().split()) < 2:
        await asyncio.sleep(0.0005)  # the gap is short
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(BEFORE_THE_KILL):
            assert await process.wait() == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


async def test_ctrl_c_ends_a_command_silently() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://127.0.0.1:{silent.getsockname()[1]}/stylipp"
        process = await asyncio.create_subprocess_exec(
            *(str(BIN / "stylipp"), "check"),
            env=os.environ | {"DATABASE_URL": url, "SECRET_KEY": SECRET_KEY},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert process.stdout is not None
        assert b"settings" in await process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert (await process.stdout.read(), await process.wait()) == (b"", 130)


async def test_a_migration_killed_half_way_leaves_nothing_half_done(
    empty_database_url: str, connect: Connect
) -> None:
    """Another transaction creates a table of the same name: the migration waits for it, and is killed
    there."""
    sql, other = [await connect(empty_database_url) for _ in range(2)]
    blocking = other.transaction()
    await blocking.start()
    await other.execute("CREATE TABLE rate_limits (n int)")
    migrating = await asyncio.create_subprocess_exec(
        *(str(BIN / "stylipp"), "migrate"),
        env=os.environ | {"DATABASE_URL": empty_database_url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    waiting += " AND datname = current_database()"
    await wait_until(functools.partial(sql.fetchval, waiting))
    migrating.kill()
    await migrating.wait()
    # What was committed is whole: the migrations before this one, each with its revision.
    before = await sql.fetchval("SELECT version_num FROM alembic_version")
    assert before == "2241f00ff615"
    await blocking.rollback()
    assert await sql.fetchval("SELECT to_regclass('rate_limits')") is None
    finished = await asyncio.to_thread(run, "stylipp", "migrate", DATABASE_URL=empty_database_url)
    assert "is at the newest migration" in finished.stdout
    assert await sql.fetchval("SELECT to_regclass('rate_limits')") is not None
