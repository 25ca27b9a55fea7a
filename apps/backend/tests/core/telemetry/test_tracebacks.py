"""What the log shows of an exception, in production and to the developer."""

import contextlib
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from fastapi.exceptions import ResponseValidationError
from pydantic import BaseModel, ValidationError
from sqlalchemy import Enum, bindparam, insert, literal, select, text
from sqlalchemy.exc import InvalidRequestError, SQLAlchemyError

from src.core.database import Database
from src.core.postgres.query import Query
from src.core.telemetry.tracebacks import format_exception
from src.models import User
from stylipp_schemas import Role

SECRET = "hunter2"


def raised_by(function: object, *arguments: object) -> BaseException:
    try:
        function(*arguments)  # type: ignore[operator]
    except BaseException as error:
        return error
    raise AssertionError


def test_a_message_that_may_quote_a_value_is_not_shown() -> None:
    shown = format_exception(raised_by(int, SECRET))
    assert SECRET not in shown
    assert shown.endswith("\nValueError")
    assert "raised_by" in shown
    assert format_exception(raised_by(len, 1)).endswith(
        "TypeError: object of type 'int' has no len()"
    )


def test_causes_and_parts_are_shown_without_values_too() -> None:
    def fail(value: str) -> None:
        try:
            int(value)
        except ValueError as error:
            raise ExceptionGroup(value, [KeyError(value), OSError(2, "gone")]) from error

    shown = format_exception(raised_by(fail, SECRET))
    assert SECRET not in shown
    assert shown.index("\nValueError\nwhich led to\n") < shown.index("ExceptionGroup\none of which")
    assert shown.endswith("FileNotFoundError: [Errno 2] gone")


async def test_what_postgresql_says_is_not_shown(
    sql: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    with pytest.raises(asyncpg.DataError) as caught:
        await sql.execute("SELECT CAST($1 || '' AS uuid)", SECRET)
    assert SECRET in str(caught.value)
    shown = format_exception(caught.value)
    assert shown.endswith("asyncpg.exceptions.InvalidTextRepresentationError (SQLSTATE 22P02)")
    assert SECRET not in shown


class Pair(BaseModel):
    id: UUID
    email: str


def for_developer(error: BaseException) -> str:
    shown = format_exception(error, with_messages=True)
    assert SECRET not in shown
    assert "DETAIL" not in shown
    assert SECRET not in format_exception(error)
    return shown


def last_line(shown: str) -> str:
    return shown.splitlines()[-1]


async def failure_of(app: FastAPI, statement: Any, **values: Any) -> BaseException:
    """Return the exception of a statement that fails in a transaction."""
    database: Database = app.state.database
    with pytest.raises(SQLAlchemyError) as caught:
        async with database.transaction() as transaction:
            await transaction.execute(statement, values)
    return caught.value


def test_the_developer_sees_the_message() -> None:
    assert last_line(for_developer(raised_by(dict.__getitem__, {}, "x"))) == "KeyError: 'x'"
    assert last_line(for_developer(raised_by(int, "x"))).startswith("ValueError: invalid literal")


async def test_the_developer_sees_the_statement_and_the_column_that_does_not_exist(
    app: FastAPI,
) -> None:
    error = await failure_of(app, text("SELECT shoe_size FROM users WHERE id = :id"), id=SECRET)
    lines = for_developer(error).splitlines()
    assert lines[-2:] == [
        'sqlalchemy.exc.ProgrammingError: column "shoe_size" does not exist',
        "[SQL: SELECT shoe_size FROM users WHERE id = $1]",
    ]
    assert "asyncpg.exceptions.UndefinedColumnError (SQLSTATE 42703)" in lines
    assert "shoe_size" not in format_exception(error)


async def test_a_query_shows_its_statement_too(app: FastAPI) -> None:
    with pytest.raises(asyncpg.PostgresError) as caught:
        await app.state.database.fetch_row(
            Query(text("UPDATE users SET email = :x, password_hash = lower(:x)")), x=SECRET
        )
    shown = for_developer(caught.value)
    assert "AmbiguousParameterError (SQLSTATE 42P08): inconsistent types" in shown
    assert last_line(shown).startswith("[SQL: UPDATE users")


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT CAST(:value AS int)"),  # asyncpg quotes it
        text("SELECT CAST(:value AS uuid)"),  # and its cause
        text("SELECT CAST(CAST(:value AS text) AS uuid)"),  # PostgreSQL quotes it
        select(
            bindparam("value", type_=Enum(Role, native_enum=False, validate_strings=True))
        ),  # SQLAlchemy's cause quotes it
    ],
)
async def test_no_parameter_is_shown(app: FastAPI, statement: Any) -> None:
    error = await failure_of(app, statement, value=SECRET)
    assert SECRET in str(error)
    assert "[SQL: SELECT" in for_developer(error)


async def test_a_violated_constraint_is_named_without_the_row(app: FastAPI) -> None:
    row = {"email": f"{SECRET}@example.com", "password_hash": "x"}
    error = await failure_of(app, insert(User).values([row, row]))
    driver = error.__cause__ and error.__cause__.__cause__
    assert SECRET in str(driver)
    shown = for_developer(error)
    assert 'duplicate key value violates unique constraint "uq_users_email"' in shown


async def test_a_transaction_that_failed_before_does_not_repeat_why(app: FastAPI) -> None:
    database: Database = app.state.database
    async with contextlib.AsyncExitStack() as stack:
        transaction = await stack.enter_async_context(database.transaction())
        transaction.add(User(email="", password_hash="x", disabled_at=SECRET))
        with pytest.raises(SQLAlchemyError):
            await transaction.flush()
        with pytest.raises(InvalidRequestError) as caught:
            await transaction.execute(select(literal(1)))
        await transaction.rollback()
    assert SECRET in str(caught.value)
    assert "The transaction was rolled back due to an exception" in for_developer(caught.value)


async def test_a_mistake_with_sqlalchemy_is_explained(app: FastAPI) -> None:
    error = await failure_of(app, text("SELECT :a"))
    assert "A value is required for bind parameter 'a'\n[SQL: SELECT $1]" in for_developer(error)
    transaction = app.state.database._transactions()
    await transaction.close()
    error = raised_by(transaction.add, User(id=uuid4()))
    assert "InvalidRequestError: This Session has been permanently closed" in for_developer(error)


def test_a_response_that_does_not_fit_its_contract_is_shown_without_input() -> None:
    error = raised_by(Pair.model_validate, {"id": SECRET, "email": 1})
    assert isinstance(error, ValidationError)
    assert SECRET in str(error)
    shown = for_developer(error)
    assert "id: Input should be a valid UUID" in shown
    assert "email: Input should be a valid string" in shown
    wrapped = ResponseValidationError(error.errors())
    assert "id: Input should be a valid UUID" in for_developer(wrapped)
