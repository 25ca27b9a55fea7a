"""Database failures, and the error response for each."""

import logging

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from src.core.errors import AppError, ServiceUnavailable, ValidationFailed
from stylipp_schemas import ErrorProblem

logger = logging.getLogger(__name__)

DRIVER_FAILURES = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection cut at the wrong moment; no host is a primary
)

CONNECT_FAILURES = (
    *DRIVER_FAILURES,
    OSError,
    ValueError,  # a certificate file that cannot be read
)
"""What the driver can raise while connecting: `connect` makes a `CannotConnect` of it."""

STATEMENT_FAILURES = (*DRIVER_FAILURES, OSError)
"""What can be raised by a statement that asyncpg runs for us."""

DATABASE_FAILURES = (*DRIVER_FAILURES, SQLAlchemyError, TimeoutError, ConnectionError)
"""What a request can see when the database fails or rejects a statement."""

DATABASE_AWAY = (ServiceUnavailable, *DATABASE_FAILURES, OSError)
"""What a background task or a command can see when the database is unreachable."""

# SQLSTATEs (PostgreSQL manual, appendix A).
NOT_NULL_VIOLATION = "23502"
FOREIGN_KEY_VIOLATION = "23503"
UNIQUE_VIOLATION = "23505"
READ_ONLY = "25006"  # the primary was demoted
NOT_PERMITTED = "42501"
MIGRATION_MISSING = ("42P01", "42703")  # no such table, no such column
TABLE_EXISTS = "42P07"
SCHEMA_MISSING = "3F000"
LOCK_TIMEOUT = "55P03"
TOO_MANY_CONNECTIONS = "53300"

STATEMENT_OF_ANOTHER_CONNECTION = ("26000", "42P05")
"""A prepared statement that is missing, or exists already: a pooler has exchanged the connection."""

ADD_PGBOUNCER = "a pooler is in between: add pgbouncer=true to DATABASE_URL"

LOST_PRIMARY = {READ_ONLY, "57P01", "57P02", "57P03"}
"""A demoted primary or a server that is shutting down still answers: a pool would keep such
connections forever."""

# A whole class where there are only two characters.
_UNAVAILABLE = (
    "08",  # connection exceptions
    "40001",  # serialization failure
    "40P01",  # deadlock
    "53",  # disk full, out of memory, too many connections
    LOCK_TIMEOUT,
    "57014",  # statement_timeout
    "57P",  # the server is shutting down or starting up
    READ_ONLY,
    *MIGRATION_MISSING,
    NOT_PERMITTED,
    *STATEMENT_OF_ANOTHER_CONNECTION,
)
_NOT_STORABLE = ("22", "54")  # data exceptions; a value larger than an index can hold


class Conflict(AppError):
    """A violated unique constraint or foreign key that no service handles. A row may refer to one
    that was just deleted, such as the account of the request."""

    status_code = 409
    code = "conflict"
    detail = "This conflicts with something that exists already or was just deleted."


class ValueNotStorable(ValidationFailed):
    """PostgreSQL rejected a value that the contract accepts: NUL, too long, too large."""

    detail = "The request contains a value that cannot be stored."
    problems = (ErrorProblem(path="", message=detail, code="value_not_storable"),)


def sqlstate_of(error: BaseException) -> str:
    """Return PostgreSQL's five-character code of the failure, or an empty string."""
    cause: BaseException | None = error
    while cause is not None:
        sqlstate = getattr(cause, "sqlstate", None)
        if isinstance(sqlstate, str):
            return sqlstate
        cause = getattr(cause, "orig", None) or cause.__cause__
    return ""


def server_message(error: Exception) -> str:
    """Return the server's message in one line, for the command line only: it may quote a value, so
    it must reach neither the log nor a client."""
    original = getattr(error, "orig", None) or error
    lines = str(original.__cause__ or original).strip().splitlines()
    message = lines[0] if lines else type(original).__name__
    sqlstate = sqlstate_of(error)
    return f"{message} ({sqlstate})" if sqlstate else message


def violated_constraint(error: DBAPIError) -> str | None:
    """Return the name of the constraint that a statement violated, or None for another failure."""
    cause = error.orig.__cause__ if error.orig is not None else None
    return getattr(cause, "constraint_name", None)


def is_connection_lost(error: Exception) -> bool:
    """Whether a failed statement may succeed on another connection."""
    if isinstance(error, asyncpg.PostgresError):
        is_gone = isinstance(error, asyncpg.PostgresConnectionError)
        return is_gone or error.sqlstate in LOST_PRIMARY
    # ValueError: asyncpg could not encode a value. TimeoutError: another try would take as long.
    return not isinstance(error, ValueError | TimeoutError)


def answer_for(error: Exception) -> AppError | None:
    """Return the error to answer with, or None when the failure is a bug in our code."""
    sqlstate = sqlstate_of(error)
    if sqlstate in STATEMENT_OF_ANOTHER_CONNECTION:
        logger.error("Prepared statements are lost (%s): %s.", sqlstate, ADD_PGBOUNCER)
    if sqlstate.startswith(_UNAVAILABLE):
        return ServiceUnavailable()
    if sqlstate in (UNIQUE_VIOLATION, FOREIGN_KEY_VIOLATION):
        return Conflict()
    if sqlstate.startswith(_NOT_STORABLE):
        return ValueNotStorable()
    if isinstance(error, DBAPIError):
        lost = error.connection_invalidated or isinstance(
            getattr(error.orig, "__cause__", None), asyncpg.InterfaceError
        )
        return ServiceUnavailable() if lost else None
    is_bug = isinstance(error, SQLAlchemyError | asyncpg.PostgresError | ValueError)
    if isinstance(error, PoolTimeoutError) or not is_bug:
        return ServiceUnavailable()
    return None
