"""The log: one renderer, no values, and no waiting for a slow reader."""

import contextlib
import json
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from src.core.telemetry import logs
from src.core.telemetry.logs import (
    OUTPUT,
    LogOutput,
    configure_logging,
    format_exception,
    request_id,
)
from tests.conftest import LeakCanary
from tests.helpers import Log

logger = logging.getLogger("src.test")


def caught(function: object, *arguments: object) -> BaseException:
    try:
        function(*arguments)  # type: ignore[operator]
    except BaseException as error:
        return error
    raise AssertionError


def test_a_message_that_may_quote_a_value_is_not_shown() -> None:
    shown = format_exception(caught(int, "hunter2"))
    assert "hunter2" not in shown
    assert shown.endswith("\nValueError")
    assert "caught" in shown
    assert format_exception(caught(len, 1)).endswith("TypeError: object of type 'int' has no len()")


def test_causes_and_parts_are_shown_without_values_too() -> None:
    def fail(value: str) -> None:
        try:
            int(value)
        except ValueError as error:
            raise ExceptionGroup(value, [KeyError(value), OSError(2, "gone")]) from error

    shown = format_exception(caught(fail, "hunter2"))
    assert "hunter2" not in shown
    assert shown.index("\nValueError\nwhich led to\n") < shown.index("ExceptionGroup\none of which")
    assert shown.endswith("FileNotFoundError: [Errno 2] gone")


async def test_what_postgresql_says_is_not_shown(
    sql: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    value = "hunter2"
    with pytest.raises(asyncpg.DataError) as caught:
        await sql.execute("SELECT CAST($1 || '' AS uuid)", value)
    assert value in str(caught.value)
    shown = format_exception(caught.value)
    assert shown.endswith("asyncpg.exceptions.InvalidTextRepresentationError (SQLSTATE 22P02)")
    assert value not in shown


def test_records_of_libraries_are_lines_too(log: Log) -> None:
    token = request_id.set("cafe")
    logging.getLogger("uvicorn.error").warning("Half of %s", "it")
    request_id.reset(token)
    logging.getLogger("asyncio").error("Task failed\nfuture: <Task ValueError('hunter2')>")
    broken = {
        "levelno": 25,
        "msg": "\ud800 does not fit: %d",
        "args": ("hunter2",),
        "name": "aiosmtplib",
    }
    logs._ToStructlog().emit(logging.makeLogRecord(broken))
    logging.getLogger("httpcore").debug("what a library tells when asked for everything")
    first, second, third = log.lines()
    assert (first["event"], first["logger"]) == ("Half of it", "uvicorn.error")
    assert (first["level"], first["request_id"]) == ("warning", "cafe")
    assert (second["event"], third["event"]) == ("Task failed", "\ud800 does not fit: %d")
    assert "request_id" not in second
    assert "hunter2" not in log.text()


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)
    os.close(writing)


def test_a_stalled_reader_of_the_log_blocks_nothing(
    pipe: tuple[int, int], canary: LeakCanary
) -> None:
    reading, writing = pipe
    output = LogOutput(writing)

    def write() -> None:
        for number in range(logs.WAITING_LINES + 5_000):
            output.write(f"{number:0100}")

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    writer.join(20)
    assert not writer.is_alive()
    received = b""
    os.set_blocking(reading, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            received += os.read(reading, 65_536)
            output.flush()
    numbers = [int(line) for line in received.split()]
    assert numbers == list(range(len(numbers)))
    assert logs.WAITING_LINES < len(numbers) < logs.WAITING_LINES + 5_000
    lost = logs.WAITING_LINES + 5_000 - len(numbers)
    assert f"{lost} lines of this log are lost." in canary.log.read_text()


def test_a_closed_log_stops_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    LogOutput(writing).write("nobody hears this")
    os.close(writing)


@pytest.fixture
def local_mode(log: Log) -> Iterator[None]:
    before = OUTPUT.descriptor
    yield
    OUTPUT.descriptor = before
    configure_logging(is_local=False, is_debug=True)


def test_local_mode_logs_text_colored_on_a_terminal_only(
    local_mode: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal, OUTPUT.descriptor = os.openpty()
    configure_logging(is_local=True, is_debug=False)
    logger.info("The database is ready")
    shown = os.read(terminal, 65_536)
    assert b"\x1b[" in shown
    os.close(terminal)
    os.close(OUTPUT.descriptor)
    with (tmp_path / "log").open("wb") as file:
        OUTPUT.descriptor = file.fileno()
        configure_logging(is_local=True, is_debug=False)
        logger.info("The database is ready")
        try:
            int("hunter2" + str(tmp_path))
        except ValueError:
            logger.exception("Failed")
    text = (tmp_path / "log").read_text()
    assert "[info     ] The database is ready" in text
    assert "\x1b" not in text
    assert "ValueError" in text
    assert str(tmp_path) not in text


def test_json_is_one_line_even_for_a_traceback(log: Log) -> None:
    logger.error("Failed", exc_info=caught(int, "x"))
    assert log.text().count("\n") == 1
    assert list(json.loads(log.text()))[:3] == ["timestamp", "level", "event"]
