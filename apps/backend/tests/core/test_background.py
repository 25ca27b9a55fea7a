"""Background tasks that fail."""

import asyncio

import asyncpg
import pytest

from src.core.background import end_tasks, repeat
from src.core.errors import ServiceUnavailable
from tests.helpers import errors_in


@pytest.mark.parametrize(
    ("failure", "lines"),
    [
        (RuntimeError, 2),
        (asyncpg.PostgresSyntaxError, 2),
        (asyncpg.UndefinedColumnError, 1),  # until a run succeeds: nothing changes meanwhile
        (ServiceUnavailable, 0),
        (asyncpg.AdminShutdownError, 0),
    ],
)
async def test_a_job_that_fails_runs_again(
    failure: type[Exception], lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    """An unexpected failure is logged with its traceback, an unreachable database is not."""
    runs, has_run_again = 0, asyncio.Event()

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs <= 2:
            raise failure()
        has_run_again.set()

    task = asyncio.create_task(repeat(work, 0.01))
    async with asyncio.timeout(10):
        await has_run_again.wait()
    await end_tasks([task])
    errors = errors_in(caplog)
    assert len(errors) == lines
    assert all(record.exc_info for record in errors)
