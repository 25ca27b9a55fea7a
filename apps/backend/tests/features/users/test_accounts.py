"""What an account is: its row, its contracts, and its rules."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

import stylipp_schemas
from src.core.errors import NotFound
from src.core.feature import Owner
from src.core.postgres.failures import violated_constraint
from src.features.users.service.service import UserService, account_fields, export_account
from src.models import ACCOUNT_COLUMNS
from stylipp_schemas import Role, UserResponse


def row_without(name: str = "") -> Any:
    """Return a row of `ACCOUNT_COLUMNS`, except one of them."""
    row = {column.key: None for column in ACCOUNT_COLUMNS} | {"role": Role.USER}
    row.pop(name, None)
    return SimpleNamespace(**row)


def account_contracts() -> list[type[BaseModel]]:
    exported = [getattr(stylipp_schemas, name) for name in stylipp_schemas.__all__]
    return [
        contract
        for contract in exported
        if isinstance(contract, type)
        and issubclass(contract, BaseModel)
        and issubclass(contract, UserResponse)
    ]


def test_every_field_of_an_account_is_filled_in_one_place() -> None:
    # When an account was last seen is not known by its row, but by its sessions.
    fields = {*account_fields(row_without()), "last_seen_at"}
    contracts = account_contracts()
    for contract in contracts:
        assert set(contract.model_fields) <= fields, contract
    assert fields == {field for contract in contracts for field in contract.model_fields}


@pytest.mark.parametrize("column", [column.key for column in ACCOUNT_COLUMNS])
def test_every_column_of_an_account_is_read(column: str) -> None:
    with pytest.raises(AttributeError, match=column):
        account_fields(row_without(column))


async def test_only_the_address_makes_an_account_registered_already(app: FastAPI) -> None:
    database = app.state.database
    async with database.transaction() as transaction:
        users = UserService(transaction, database)
        with pytest.raises(IntegrityError) as caught:
            await users.create(email="ADA@example.com", password_hash="")
        await transaction.rollback()
    assert violated_constraint(caught.value) == "ck_users_email_is_lower_case"


async def test_an_account_that_was_just_deleted_is_not_exported(app: FastAPI) -> None:
    async with app.state.database.transaction() as transaction:
        with pytest.raises(NotFound):
            await export_account(transaction, app.state.wiring, Owner(uuid4(), "ada@example.com"))
