"""Logging: one renderer for everything that this process logs.

Lines are written to standard error: JSON if DATABASE_URL is set; text in local mode, with colors on
a terminal. They contain no value that a client sent, and in production no message of a library's
exception.
"""

import atexit
import contextlib
import functools
import json
import logging
import os
import select
import threading
from collections import deque
from contextvars import ContextVar
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from src.core.telemetry.tracebacks import format_exception

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Id of the current request, added to every line that is logged meanwhile."""

WAITING_LINES = 10_000
"""How many lines are kept while the reader is stalled; further ones are dropped and counted."""

# Servers install their own handlers. Request lines are written by our middleware instead.
_SERVERS = ("uvicorn", "uvicorn.error", "_granian")
_SERVERS_ACCESS = ("uvicorn.access", "granian.access")

_FAILURES = ("error", "critical")


class LogOutput:
    """Writes lines to a file descriptor without waiting for a slow reader.

    A stalled reader (a full pipe, a stopped terminal) would otherwise stall every request. Lines
    wait in memory instead and follow with the next one that can be written.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._waiting: deque[bytes] = deque()
        self._lost = 0
        self._lock = threading.RLock()

    def write(self, line: str) -> None:
        with self._lock:
            if len(self._waiting) >= WAITING_LINES:
                self._lost += 1
            else:
                # A lone surrogate is valid in JSON if it is escaped.
                self._waiting.append(line.encode(errors="backslashreplace") + b"\n")
            self.flush()

    debug = info = warning = error = critical = write
    """structlog calls the method that is named after the level."""

    def flush(self) -> None:
        """Write the lines that do not block. A pipe that accepts anything accepts 4 KiB: only a
        longer line, such as a traceback, can block."""
        with self._lock, contextlib.suppress(OSError):  # the reader has closed the pipe
            while self._waiting and select.select([], [self.descriptor], [], 0)[1]:
                line = self._waiting[0]
                written = os.write(self.descriptor, line)
                self._waiting.popleft()
                if written < len(line):
                    self._waiting.appendleft(line[written:])
            if self._lost and not self._waiting:
                lost, self._lost = self._lost, 0
                logging.getLogger(__name__).warning("%d lines of this log are lost.", lost)


OUTPUT = LogOutput(2)
atexit.register(OUTPUT.flush)


def _add_request_id(_: Any, __: str, event: EventDict) -> EventDict:
    current = request_id.get()
    if current is not None:
        event["request_id"] = current
    return event


def _add_exception(_: Any, __: str, event: EventDict, *, for_developer: bool) -> EventDict:
    """Add the traceback: of errors always, of lesser events only where a developer reads it."""
    exc_info = event.pop("exc_info", None)
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(error, BaseException) and (for_developer or event["level"] in _FAILURES):
        event["exception"] = format_exception(error, with_messages=for_developer)
    return event


# One encoder for all lines, without a check for cycles: half the cost of `json.dumps`.
_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=str
).encode


def _to_json(event: EventDict, **_: Any) -> str:
    first = {name: event.pop(name) for name in ("timestamp", "level", "event")}
    return _encode({**first, **event})


class _ToStructlog(logging.Handler):
    """Passes records of the standard library's logging, ours and those of libraries, to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
        except Exception:  # arguments that do not fit; logging would print them
            message = str(record.msg)
        if record.name == "asyncio":
            message = message.partition("\n")[0]  # the rest shows values
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        structlog.get_logger().log(level, message, logger=record.name, exc_info=record.exc_info)


def configure_logging(*, is_local: bool, is_debug: bool, is_json: bool | None = None) -> None:
    """Send everything that this process logs through one renderer. Can be called repeatedly.

    Local mode shows the messages of exceptions, as text; the tests read the same as JSON.
    """
    level = logging.DEBUG if is_debug else logging.INFO
    renderer: list[Processor]
    if is_local and not is_json:
        renderer = [
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(
                colors=os.isatty(OUTPUT.descriptor) and "NO_COLOR" not in os.environ,
                exception_formatter=structlog.dev.plain_traceback,
                sort_keys=False,
                pad_event_to=0,
            ),
        ]
    else:
        renderer = [
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_to_json),
        ]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _add_request_id,
            functools.partial(_add_exception, for_developer=is_local),
            *renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: OUTPUT,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if not isinstance(h, _ToStructlog)]
    root.addHandler(_ToStructlog())
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    # Debug lines of our code only: those of libraries have not been checked for personal data.
    logging.getLogger("src").setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it logs every check
    # It counts the files of each change; what uvicorn says about a reload names them.
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    for name in _SERVERS + _SERVERS_ACCESS:
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = name in _SERVERS
