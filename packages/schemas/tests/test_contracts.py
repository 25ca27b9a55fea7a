"""The contract, without any backend."""

import inspect
import subprocess
import sys
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import uuid4

import pytest
from pydantic import BaseModel, ValidationError

import stylipp_schemas
from stylipp_schemas import (
    AccountResponse,
    BaseResponse,
    ErrorResponse,
    PaginatedResponse,
    Role,
    TokenResponse,
    UserCreate,
    UserLogin,
    UserResponse,
)
from stylipp_schemas.common import RequestModel, ResponseModel

PASSWORD = "violet anvil kettle 7"


def exported() -> list[Any]:
    return [getattr(stylipp_schemas, name) for name in stylipp_schemas.__all__]


def test_star_import_brings_every_contract() -> None:
    names: dict[str, Any] = {}
    exec("from stylipp_schemas import *", names)  # noqa: S102
    defined = {
        name
        for module in (
            stylipp_schemas.common,
            stylipp_schemas.export,
            stylipp_schemas.health,
            stylipp_schemas.mail,
            stylipp_schemas.session,
            stylipp_schemas.user,
        )
        for name, item in inspect.getmembers(module, inspect.isclass)
        if item.__module__ == module.__name__ and not name.startswith("_")
    } - {"Contract", "RequestModel", "ResponseModel"}
    assert defined == set(stylipp_schemas.__all__) <= set(names)


def test_importing_brings_pydantic_and_nothing_of_the_backend() -> None:
    script = "import sys, stylipp_schemas; print(*{m.partition('.')[0] for m in sys.modules})"
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"src", "fastapi", "starlette", "sqlalchemy", "asyncpg"} & set(printed)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (BaseResponse, ["success", "message"]),
        (ErrorResponse, ["detail", "code"]),
        (PaginatedResponse, ["items", "total", "page", "page_size"]),
        (UserCreate, ["email", "password"]),
        (UserLogin, ["email", "password"]),
        (UserResponse, ["id", "email", "created_at"]),
        (TokenResponse, ["access_token", "token_type"]),
        (AccountResponse, ["id", "email", "created_at", "role", "is_email_verified"]),
    ],
)
def test_field_names_are_fixed(model: type[BaseModel], fields: list[str]) -> None:
    assert list(model.model_fields) == fields


def test_defaults_are_on_the_wire() -> None:
    assert ErrorResponse(detail="x").model_dump_json() == '{"detail":"x","code":null}'
    assert BaseResponse(success=True).model_dump_json() == '{"success":true,"message":null}'
    assert TokenResponse(access_token="x").token_type == "bearer"


def test_every_model_is_a_request_or_a_response_and_described() -> None:
    for item in exported():
        if issubclass(item, Enum):
            continue
        assert issubclass(item, RequestModel) != issubclass(item, ResponseModel)
        assert item.__doc__
        for name, field in item.model_fields.items():
            assert field.description, f"{item.__name__}.{name}"


def test_response_fields_are_required_in_the_schema_and_request_defaults_are_not() -> None:
    for item in exported():
        if issubclass(item, ResponseModel):
            schema = item.model_json_schema(mode="serialization")
            assert schema["required"] == list(item.model_fields), item.__name__


def test_examples_are_valid() -> None:
    for item in (UserCreate, UserLogin, TokenResponse, ErrorResponse, BaseResponse, UserResponse):
        schema = item.model_json_schema()
        example = {name: field["examples"][0] for name, field in schema["properties"].items()}
        item.model_validate(example)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        ("ada+hats@example.com", "ada+hats@example.com"),
        ("ada@Bücher.example.com", "ada@xn--bcher-kva.example.com"),
        ("ada@xn--bcher-kva.example.com", "ada@xn--bcher-kva.example.com"),
    ],
)
def test_an_address_has_one_stored_form(typed: str, stored: str) -> None:
    assert UserCreate(email=typed, password=PASSWORD).email == stored
    again = UserResponse(id=uuid4(), email=stored, created_at=datetime.now(UTC))
    assert again.email == stored
    assert UserResponse.model_validate_json(again.model_dump_json()) == again


@pytest.mark.parametrize(
    "typed",
    ["Bob <bob@example.com>", " bob@example.com", "bob@example.com ", "ｂob@example.com"]
    + ["=?utf-8?q?bob?=@example.com", "=?utf-8?q??=@example.com"]
    + ["bob", "@example.com", "bob@", "bob@localhost", "", "a@" + "b" * 300 + ".com", 7, None],
)
def test_what_is_no_plain_address_is_refused_without_being_repeated(typed: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        UserCreate(email=typed, password=PASSWORD)
    (error,) = caught.value.errors()
    assert error["msg"] == "must be a plain e-mail address such as ada@example.com"


def test_no_password_or_token_shows_when_a_model_is_printed() -> None:
    body = {"email": "ada@example.com", "password": PASSWORD}
    printed = repr([UserCreate(**body), UserLogin(**body), TokenResponse(access_token="hidden")])
    assert PASSWORD not in printed
    assert "hidden" not in printed
    with pytest.raises(ValidationError) as caught:
        UserCreate.model_validate({"email": "x", "password": [PASSWORD]})
    assert PASSWORD not in str(caught.value)


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(ValidationError):
        UserCreate(email="ada@example.com", password="\ud800 violet anvil")


def test_unknown_fields_of_a_newer_client_are_ignored() -> None:
    body = {"email": "ada@example.com", "password": PASSWORD, "newer": 1}
    assert UserCreate.model_validate(body).model_dump() == {
        "email": "ada@example.com",
        "password": PASSWORD,
    }


def test_a_page_of_contracts_can_be_read_back() -> None:
    user = UserResponse(id=uuid4(), email="ada@example.com", created_at=datetime.now(UTC))
    page = PaginatedResponse[UserResponse](items=[user], total=1, page=1, page_size=20)
    assert PaginatedResponse[UserResponse].model_validate_json(page.model_dump_json()) == page


def test_roles_are_user_and_admin() -> None:
    assert [role.value for role in Role] == ["user", "admin"]
