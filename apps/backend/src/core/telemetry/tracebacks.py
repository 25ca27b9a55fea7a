"""What the log shows of an exception.

Always its traceback. In production, its message only if it cannot quote what a client sent; in local
mode, where the log is the developer's own, every message, and the statement that failed. Parameters
of statements and PostgreSQL's DETAIL, which quotes rows, are shown nowhere.
"""

import re
import traceback
from collections.abc import Iterator

import asyncpg
from fastapi.exceptions import ValidationException
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.orm.exc import FlushError

from src.core.errors import AppError

FRAMES = 50

# Their messages are about the code and the machine. Those of other exceptions, such as KeyError,
# ValueError and those of a database driver, may quote what the client sent.
_HARMLESS = (
    AppError,
    AttributeError,
    ImportError,
    NameError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
)

_DATABASE_FAILURES = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)

_MESSAGES_WITHOUT_VALUES = ("0A", "23", "25", "40", "42", "55", "57")
"""Classes of SQLSTATEs whose messages name tables, columns and constraints only. Not among them: 22,
such as `invalid input syntax for type uuid: "…"`, and P0, what a function raises."""

_QUOTED_FAILURE = re.compile(r"\s*(DETAIL: |\([a-z_]+(\.\w+)+\) ).*", re.DOTALL)
"""Where a message repeats a failed statement's, which begins with `(module.Class)`: once a transaction
has failed, SQLAlchemy refuses to go on and says why it failed."""

STATEMENT_CHARACTERS = 2_000


def _message_of_statement(error: BaseException) -> str:
    """Return why a statement failed, without the values in it, and the statement."""
    original = getattr(error, "orig", None) or error
    reason = original.__cause__ or original  # asyncpg's exception below that of the dialect
    is_safe = False
    if isinstance(reason, asyncpg.PostgresError):
        is_safe = str(reason.sqlstate).startswith(_MESSAGES_WITHOUT_VALUES)
    elif isinstance(reason, SQLAlchemyError | asyncpg.InterfaceError):
        is_safe = not isinstance(reason, ValueError)
    message = str(reason.args[0]) if is_safe and reason.args else ""  # `str` would add DETAIL
    statement = getattr(error, "statement", None) or getattr(error, "query", None)
    if statement:
        message += f"\n[SQL: {str(statement).strip()[:STATEMENT_CHARACTERS]}]"
    return message


def _message_for_developer(error: BaseException) -> str:
    is_of_a_statement = isinstance(error, StatementError | asyncpg.InterfaceError)
    if is_of_a_statement or hasattr(error, "sqlstate"):
        return _message_of_statement(error)
    if isinstance(error, ValidationError | ValidationException):
        return "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors()
        )
    if isinstance(error, FlushError):  # names the identity of an object
        return ""
    return _QUOTED_FAILURE.sub("", str(error))


def _describe(error: BaseException, *, with_messages: bool) -> str:
    kind = type(error)
    words = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    sqlstate = getattr(error, "sqlstate", None)
    if sqlstate:
        words += f" (SQLSTATE {sqlstate})"
    message = ""
    if isinstance(error, _HARMLESS):
        message = str(error)
    elif with_messages:
        message = _message_for_developer(error)
    return f"{words}: {message}" if message else words


def _trace(error: BaseException, seen: set[int], *, with_messages: bool) -> Iterator[str]:
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen:
        # What makes a statement fail, such as a value that cannot be encoded, is a parameter.
        is_harmless = not isinstance(error, _DATABASE_FAILURES)
        yield from _trace(cause, seen, with_messages=with_messages and is_harmless)
        yield "which led to\n"
    yield from traceback.format_tb(error.__traceback__, limit=-FRAMES)
    yield f"{_describe(error, with_messages=with_messages)}\n"
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield "one of which is\n"
            yield from _trace(part, seen, with_messages=with_messages)


def format_exception(error: BaseException, *, with_messages: bool = False) -> str:
    """Return Python's traceback; `with_messages`, for the developer's own log, all messages."""
    return "".join(_trace(error, set(), with_messages=with_messages)).rstrip()
