"""Real processes, in which `tests/misbehaving.py` does what a picture could make a decoder do."""

import asyncio
import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from src.core import nursery
from src.core.errors import ServerBusy
from src.core.sandbox import WAITING_PER_PROCESS, Crashed, Sandbox
from tests.helpers import Log
from tests.processes import BACKEND, children


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox("tests.misbehaving")
    yield sandbox
    await sandbox.aclose()


async def call(sandbox: Sandbox, command: str) -> str:
    with tempfile.TemporaryFile() as file:
        file.write(command.encode())
        file.flush()  # and the offset stays at the end
        return (await sandbox.run(file.fileno())).decode()


async def until(is_so: Callable[[], object]) -> None:
    """Wait for half as long as a child may live."""
    async with asyncio.timeout(nursery.WALL_SECONDS / 2):
        while not is_so():
            await asyncio.sleep(0.01)


def is_alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


async def nursery_of(sandbox: Sandbox) -> int:
    pid: int = json.loads(await call(sandbox, "pids"))[0]
    return pid


async def begin_waiting(sandbox: Sandbox, go: Path) -> tuple[asyncio.Task[str], int, int]:
    """Begin a call that ends when the file is there. Returns it, and the ids of its nursery and its child."""
    pid, earlier = json.loads(await call(sandbox, "pids"))
    waiting = asyncio.create_task(call(sandbox, f"wait_for {go}"))
    await until(lambda: set(children(pid)) - {earlier})
    (child,) = set(children(pid)) - {earlier}
    return waiting, pid, child


async def test_nothing_is_started_before_the_first_call_and_one_nursery_serves_all(
    sandbox: Sandbox,
) -> None:
    before = set(children(os.getpid()))
    await asyncio.sleep(0.05)
    assert set(children(os.getpid())) == before
    calls = [json.loads(await call(sandbox, "pids")) for _ in range(5)]
    assert {parent for parent, _ in calls} == set(children(os.getpid())) - before
    assert len({child for _, child in calls}) == 5


async def test_the_nursery_knows_no_secret(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "S3_SECRET_KEY", "SMTP_URL"):
        monkeypatch.setenv(name, "a secret")
    environment = json.loads(await call(sandbox, "environment"))
    assert environment.keys() <= {
        "PYTHONPATH",
        "GLIBC_TUNABLES",
        "LC_CTYPE",
    }  # Python sets the last
    pid = await nursery_of(sandbox)
    assert b"a secret" not in Path(f"/proc/{pid}/environ").read_bytes()


async def test_the_nursery_imports_nothing_else_of_ours(sandbox: Sandbox) -> None:
    modules = json.loads(await call(sandbox, "modules"))
    assert {name for name in modules if name.split(".")[0] == "src"} == {"src", "src.core"}
    assert not {"pydantic", "sqlalchemy", "fastapi"} & set(modules)


async def test_every_limit_is_set_for_good(sandbox: Sandbox) -> None:
    limits = json.loads(await call(sandbox, "limits"))
    assert limits == {
        "RLIMIT_AS": [nursery.MEMORY_BYTES] * 2,
        # The first one ends it by a signal that leaves a text, the second one in any case.
        "RLIMIT_CPU": [nursery.CPU_SECONDS, nursery.CPU_SECONDS + 1],
        "RLIMIT_FSIZE": [0, 0],
        "RLIMIT_CORE": [0, 0],
        "RLIMIT_NOFILE": [0, 0],
    }
    seconds, niceness = json.loads(await call(sandbox, "time_left"))
    assert 0 < seconds <= nursery.WALL_SECONDS
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert niceness == min(own + nursery.NICENESS, 19)


async def test_memory_is_limited(sandbox: Sandbox, log: Log) -> None:
    assert await call(sandbox, "allocate 400") == str(400 * 1024 * 1024)
    with pytest.raises(Crashed):
        await call(sandbox, "allocate 512")
    assert "MemoryError" in log.text()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["burn", "burn_in_c"])
async def test_cpu_time_is_limited(sandbox: Sandbox, command: str, log: Log) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(Crashed):
        await call(sandbox, command)
    assert f"in {command}" in log.text()
    assert await call(sandbox, "echo others live") == "others live"
    await sandbox.aclose()
    assert (
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 1
    )  # of the nursery alone


async def test_nothing_can_be_opened_and_nothing_written(
    sandbox: Sandbox, tmp_path: Path, log: Log
) -> None:
    for command in (f"create {tmp_path / 'x'}", "connect 80", "overwrite"):
        with pytest.raises(Crashed):
            await call(sandbox, command)
    assert log.text().count("OSError") == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [f"die {signal.SIGSEGV}", f"die {signal.SIGABRT}", f"die {signal.SIGXCPU}", "flood"]
)
async def test_a_process_that_dies_harms_no_other(sandbox: Sandbox, command: str, log: Log) -> None:
    pid = await nursery_of(sandbox)
    dying = asyncio.create_task(call(sandbox, command))
    assert await call(sandbox, "echo hello") == "hello"
    with pytest.raises(Crashed):
        await dying
    assert "A process of the sandbox failed" in log.text()
    assert ("in die" in log.text()) == (command != "flood")
    assert await nursery_of(sandbox) == pid


async def test_a_call_whose_process_was_killed_from_outside_is_made_again(
    sandbox: Sandbox, tmp_path: Path, log: Log
) -> None:
    (tmp_path / "kill").touch()
    assert await call(sandbox, f"die_once {tmp_path / 'kill'}") == "made"
    assert log.text().count("was killed") == 1


@pytest.mark.parametrize(
    "command", [f"die {signal.SIGKILL}", f"die {signal.SIGALRM}", "answer_part 12", "answer_part 3"]
)
async def test_a_call_whose_process_is_killed_twice_is_not_at_fault(
    sandbox: Sandbox, command: str, log: Log
) -> None:
    with pytest.raises(ServerBusy):
        await call(sandbox, command)
    assert log.text().count("was killed") == 2


@pytest.mark.skipif(sys.platform != "linux", reason="there is no such score")
async def test_the_kernel_ends_a_child_before_the_server_if_memory_runs_out(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    waiting, pid, child = await begin_waiting(sandbox, tmp_path / "go")
    score = Path(f"/proc/{child}/oom_score_adj")
    await until(lambda: score.read_text() == "1000\n")
    own = Path("/proc/self/oom_score_adj").read_text()
    assert Path(f"/proc/{pid}/oom_score_adj").read_text() == own
    (tmp_path / "go").touch()
    await waiting


async def test_the_log_shows_where_a_call_failed_without_the_message(
    sandbox: Sandbox, log: Log
) -> None:
    with pytest.raises(Crashed):
        await call(sandbox, "fail what-a-client-has-sent")
    assert "ValueError" in log.text()
    assert "in fail" in log.text()
    assert "what-a-client" not in log.text()


async def test_a_nursery_that_was_killed_is_replaced(sandbox: Sandbox) -> None:
    for _ in range(3):
        pid = await nursery_of(sandbox)
        os.kill(pid, signal.SIGKILL)  # and the next call may notice it only when there is no answer
        assert await call(sandbox, "echo again") == "again"
        assert not is_alive(pid)
        assert await nursery_of(sandbox) != pid


async def test_a_call_under_way_survives_the_death_of_the_nursery(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    waiting, pid, _ = await begin_waiting(sandbox, tmp_path / "go")
    os.kill(pid, signal.SIGKILL)
    assert await call(sandbox, "echo again") == "again"
    (tmp_path / "go").touch()
    assert await waiting == "None"


async def test_a_call_that_times_out_does_not_end_the_nursery_of_others(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = await nursery_of(sandbox)
    (tmp_path / "hang").touch()
    with monkeypatch.context() as patch:
        patch.setattr("src.core.sandbox.WALL_SECONDS", -4)
        stuck = asyncio.create_task(call(sandbox, f"hang_once {tmp_path / 'hang'}"))
        await until(lambda: not (tmp_path / "hang").exists())
    os.kill(pid, signal.SIGKILL)
    assert await call(sandbox, "echo again") == "again"
    newer = await nursery_of(sandbox)
    assert await stuck == "made"
    os.killpg(pid, signal.SIGKILL)  # the one that hangs
    assert await nursery_of(sandbox) == newer


async def test_signals_for_the_server_do_not_end_the_nursery(sandbox: Sandbox) -> None:
    pid = await nursery_of(sandbox)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(pid, number)
    assert await nursery_of(sandbox) == pid


async def test_if_no_process_can_be_started_the_server_is_busy() -> None:
    """Crashed would mean that the picture is damaged."""
    sandbox = Sandbox("tests.there_is_none")
    with pytest.raises(ServerBusy):
        await call(sandbox, "echo hello")
    await sandbox.aclose()


async def test_calls_beyond_the_queue_are_refused_at_once(sandbox: Sandbox, tmp_path: Path) -> None:
    places = sandbox.processes * (1 + WAITING_PER_PROCESS)
    command = f"wait_for {tmp_path / 'go'}"
    calls = [asyncio.create_task(call(sandbox, command)) for _ in range(places)]
    await asyncio.sleep(0)
    assert (sandbox.running, sandbox.waiting) == (sandbox.processes, places - sandbox.processes)
    with pytest.raises(ServerBusy):
        await call(sandbox, "echo one too many")
    pid = await nursery_of_running(sandbox)
    await until(lambda: len(children(pid)) == sandbox.processes)
    await asyncio.sleep(0.1)
    assert len(children(pid)) == sandbox.processes
    (tmp_path / "go").touch()
    assert await asyncio.gather(*calls) == ["None"] * places
    assert (sandbox.running, sandbox.waiting) == (0, 0)


async def nursery_of_running(sandbox: Sandbox) -> int:
    await until(lambda: sandbox._nursery)
    assert sandbox._nursery is not None
    return sandbox._nursery.pid


async def test_a_cancelled_call_keeps_its_place_until_its_process_has_ended(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    calls = [
        asyncio.create_task(call(sandbox, f"wait_for {tmp_path / 'go'}"))
        for _ in range(sandbox.processes + 1)
    ]
    pid = await nursery_of_running(sandbox)
    await until(lambda: len(children(pid)) == sandbox.processes)
    for task in calls:
        task.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    assert (sandbox.running, sandbox.waiting) == (sandbox.processes, 0)
    assert len(children(pid)) == sandbox.processes
    (tmp_path / "go").touch()
    await until(lambda: sandbox.running == 0)
    assert await call(sandbox, "echo there is room") == "there is room"


async def test_no_descriptor_is_left_open(sandbox: Sandbox) -> None:
    await call(sandbox, "echo first")
    before = len(os.listdir("/proc/self/fd"))
    for command in ("echo hello", "die 9", "fail"):
        with contextlib.suppress(Crashed, ServerBusy):
            await call(sandbox, command)
    assert len(os.listdir("/proc/self/fd")) == before
    await sandbox.aclose()
    assert len(os.listdir("/proc/self/fd")) == before - 1


async def test_closing_ends_all_processes(sandbox: Sandbox, tmp_path: Path) -> None:
    task = asyncio.create_task(call(sandbox, f"wait_for {tmp_path / 'never'}"))
    pid = await nursery_of_running(sandbox)
    await until(lambda: children(pid))
    processes = [pid, *children(pid)]
    await sandbox.aclose()
    await until(lambda: not any(map(is_alive, processes)))
    with pytest.raises(ServerBusy):
        await task
    with pytest.raises(ServerBusy):
        await call(sandbox, "echo too late")


SERVER = """
import asyncio, sys, tempfile
from src.core.sandbox import Sandbox

async def main():
    with tempfile.TemporaryFile() as file:
        file.write(b"wait_for /never")
        file.flush()
        await Sandbox("tests.misbehaving").run(file.fileno())

asyncio.run(main())
"""


@pytest.fixture
def server() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen([sys.executable, "-c", SERVER], cwd=BACKEND) as server:
        yield server
        server.kill()


async def test_a_server_that_is_killed_leaves_no_process(
    server: "subprocess.Popen[bytes]",
) -> None:
    await until(lambda: [child for pid in children(server.pid) for child in children(pid)])
    (pid,) = children(server.pid)
    processes = [pid, *children(pid)]
    server.kill()
    await until(lambda: not any(map(is_alive, processes)))
