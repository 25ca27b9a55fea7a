"""The log: one renderer, no values, and no waiting for a slow reader."""

import contextlib
import json
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.core.telemetry import logs
from src.core.telemetry.logs import (
    OUTPUT,
    LogOutput,
    configure_logging,
    request_id,
)
from tests.conftest import LeakCanary
from tests.helpers import Log

logger = logging.getLogger("src.test")


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
def output(production_log: Log) -> Iterator[LogOutput]:
    """Where this process logs to; may be changed."""
    before = OUTPUT.descriptor
    yield OUTPUT
    OUTPUT.descriptor = before


def test_local_mode_logs_text_colored_on_a_terminal_only(
    output: LogOutput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal, output.descriptor = os.openpty()
    configure_logging(is_local=True, is_debug=False)
    logger.info("The database is ready")
    shown = os.read(terminal, 65_536)
    assert b"\x1b[" in shown
    os.close(terminal)
    os.close(output.descriptor)
    with (tmp_path / "log").open("wb") as file:
        output.descriptor = file.fileno()
        configure_logging(is_local=True, is_debug=False)
        logger.info("The database is ready")
        logger.error("Failed", exc_info=KeyError("shoe_size"))
    text = (tmp_path / "log").read_text()
    assert "[info     ] The database is ready" in text
    assert "\x1b" not in text
    assert "KeyError: 'shoe_size'" in text


def test_json_is_one_line_even_for_a_traceback(log: Log) -> None:
    logger.error("Failed", exc_info=KeyError("\n"))
    assert log.text().count("\n") == 1
    assert list(json.loads(log.text()))[:3] == ["timestamp", "level", "event"]


def test_production_logs_no_message_and_only_the_tracebacks_of_errors(
    production_log: Log,
) -> None:
    for is_local in (True, False):
        configure_logging(is_local=is_local, is_debug=False, is_json=True)
        logger.error("Failed", exc_info=KeyError("hunter2"))
        logger.warning("Refused", exc_info=KeyError("hunter2"))
    shown = [line.get("exception") for line in production_log.lines()]
    assert shown == ["KeyError: 'hunter2'", "KeyError: 'hunter2'", "KeyError", None]
