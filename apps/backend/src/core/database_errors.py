"""What a failure of the database means to the client."""

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from src.core.errors import AppError, ServiceUnavailable, ValidationFailed


class Conflict(AppError):
    """A uniqueness rule that no service foresaw."""

    status_code = 409
    code = "conflict"
    detail = "This conflicts with something that exists already."


class ValueNotStorable(ValidationFailed):
    """PostgreSQL refused a value that the contract let through: NUL, too long, too large."""

    detail = "The request holds a value that cannot be stored."


DATABASE_FAILURES = (
    SQLAlchemyError,
    # Single statements fail with asyncpg's own errors, and lost sockets are never wrapped.
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that is cut at the wrong moment
    TimeoutError,
    ConnectionError,
)
"""How it shows that the database has failed, or refused something."""

# PostgreSQL manual, appendix A. Two letters are a class, five a single condition.
_UNAVAILABLE = (
    "08",  # connection exceptions
    "40001",  # serialization failure
    "40P01",  # deadlock
    "53",  # disk full, out of memory, too many connections
    "55P03",  # lock_timeout
    "57014",  # statement_timeout
    "57P",  # the server is shutting down or starting up
    "25006",  # read-only: the primary was demoted
    "42P01",  # no such table,
    "42703",  # no such column: the migrations have not run yet
    "42501",  # the role may not
)
MIGRATION_MISSING = ("42P01", "42703")
NOT_PERMITTED = "42501"


def sqlstate_of(error: BaseException) -> str:
    """Return PostgreSQL's five-letter code of the failure, or an empty string."""
    cause: BaseException | None = error
    while cause is not None:
        sqlstate = getattr(cause, "sqlstate", None)
        if isinstance(sqlstate, str):
            return sqlstate
        cause = getattr(cause, "orig", None) or cause.__cause__
    return ""


def words_of(error: Exception) -> str:
    """Return what the server said, in one line, for whoever sits at the command line. It may quote a
    value: it is for no log and no client."""
    said = getattr(error, "orig", None) or error
    lines = str(said.__cause__ or said).strip().splitlines()
    sqlstate = sqlstate_of(error)
    return (lines[0] if lines else type(said).__name__) + (f" ({sqlstate})" if sqlstate else "")


def violated_constraint(error: DBAPIError) -> str | None:
    """Return the name of the constraint that a statement violated, if that is what happened."""
    cause = error.orig.__cause__ if error.orig is not None else None
    return getattr(cause, "constraint_name", None)


def answer_for(error: Exception) -> AppError | None:
    """Return what to answer, or None when the failure is a mistake of ours."""
    sqlstate = sqlstate_of(error)
    if sqlstate.startswith(_UNAVAILABLE):
        return ServiceUnavailable()
    if sqlstate == "23505":
        return Conflict()
    if sqlstate.startswith(("22", "54")):  # data exceptions; larger than an index can hold
        return ValueNotStorable()
    if isinstance(error, DBAPIError):
        lost = error.connection_invalidated or isinstance(
            getattr(error.orig, "__cause__", None), asyncpg.InterfaceError
        )
        return ServiceUnavailable() if lost else None
    is_mistake = isinstance(error, SQLAlchemyError | asyncpg.PostgresError | ValueError)
    if isinstance(error, PoolTimeoutError) or not is_mistake:
        return ServiceUnavailable()
    return None
