"""The contracts on their own, without a backend."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import stylipp_schemas
from stylipp_schemas import (
    AccountResponse,
    AssertionCredential,
    AssertionResult,
    AttestationCredential,
    AttestationResult,
    BaseResponse,
    CursorPage,
    ErrorProblem,
    ErrorResponse,
    OpenEnum,
    PaginatedResponse,
    PasskeyCreate,
    PasskeyLogin,
    PasswordForgotRequest,
    Role,
    TokenResponse,
    UserCreate,
    UserLogin,
    UserResponse,
)
from stylipp_schemas.common import RequestModel, ResponseModel

PASSWORD = "violet anvil kettle 7"


BASES = {"Contract", "RequestModel", "ResponseModel", "UpdateModel"}
"""For the modules of this package; everything else is exported."""


def contracts() -> list[type[BaseModel]]:
    """Return every model that the package exports."""
    exported = [getattr(stylipp_schemas, name) for name in stylipp_schemas.__all__]
    return [item for item in exported if isinstance(item, type) and issubclass(item, BaseModel)]


def modules() -> list[ModuleType]:
    return [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(stylipp_schemas.__path__, "stylipp_schemas.")
    ]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_every_class_of_a_module_is_in_its_all(module: ModuleType) -> None:
    defined = {
        name
        for name, item in inspect.getmembers(module, inspect.isclass)
        if item.__module__ == module.__name__ and not name.startswith("_")
    }
    assert defined - BASES - set(module.__all__) == set()


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_the_package_exports_what_a_module_lists(module: ModuleType) -> None:
    missing = set(module.__all__) - set(stylipp_schemas.__all__)
    assert missing == set(), f"`from .{module.__name__.rpartition('.')[2]} import *` in __init__.py"
    for name in module.__all__:
        assert getattr(stylipp_schemas, name) is getattr(module, name), name


def test_the_package_exports_nothing_else() -> None:
    names: dict[str, Any] = {}
    exec("from stylipp_schemas import *", names)  # noqa: S102
    listed = [name for module in modules() for name in module.__all__]
    assert sorted(names.keys() - {"__builtins__"}) == stylipp_schemas.__all__ == sorted(listed)


def test_the_contracts_import_pydantic_and_its_parts_only() -> None:
    allowed = {"pydantic", "pydantic_core", "email_validator", *sys.stdlib_module_names}
    for file in Path(stylipp_schemas.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            else:
                continue
            assert {name.partition(".")[0] for name in names} <= allowed, file


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (BaseResponse, ["success", "message"]),
        (ErrorResponse, ["detail", "code", "problems"]),
        (ErrorProblem, ["path", "message", "code"]),
        (CursorPage, ["items", "next_cursor"]),
        (PaginatedResponse, ["items", "total", "page", "page_size"]),
        (UserCreate, ["email", "password"]),
        (UserLogin, ["email", "password"]),
        (UserResponse, ["id", "email", "created_at"]),
        (TokenResponse, ["access_token", "token_type", "account_id"]),
        (AccountResponse, ["id", "email", "created_at", "role", "is_email_verified", "locale"]),
    ],
)
def test_field_names_are_fixed(model: type[BaseModel], fields: list[str]) -> None:
    assert list(model.model_fields) == fields


def test_defaults_are_serialized() -> None:
    assert (
        ErrorResponse(detail="x").model_dump_json() == '{"detail":"x","code":null,"problems":null}'
    )
    assert TokenResponse(access_token="x", account_id=uuid4()).token_type == "bearer"


def test_a_response_without_data_says_something() -> None:
    with pytest.raises(ValidationError, match="message"):
        BaseResponse.model_validate({"success": True})
    with pytest.raises(ValidationError, match="message"):
        BaseResponse.model_validate({"success": True, "message": None})


def test_every_model_is_either_a_request_or_a_response_and_is_described() -> None:
    for item in contracts():
        assert issubclass(item, RequestModel) != issubclass(item, ResponseModel)
        assert item.__doc__
        for name, field in item.model_fields.items():
            assert field.description, f"{item.__name__}.{name}"


MADE_BY_BROWSERS = {
    "AssertionCredential",
    "AssertionResult",
    "AttestationCredential",
    "AttestationResult",
}
"""Parts of requests that no form has."""


def test_the_name_of_every_request_ends_as_the_generator_of_the_form_schemas_expects() -> None:
    generator = Path(__file__).parents[2] / "api-client" / "generate.mjs"
    (suffix,) = re.findall(r"requests = .*/(\(.*\)\$)/\.test", generator.read_text())
    for item in contracts():
        is_form = issubclass(item, RequestModel) and item.__name__ not in MADE_BY_BROWSERS
        assert bool(re.search(suffix, item.__name__)) == is_form, item


def test_every_field_of_a_response_is_required_in_the_schema() -> None:
    for item in contracts():
        if issubclass(item, ResponseModel):
            schema = item.model_json_schema(mode="serialization")
            assert schema["required"] == list(item.model_fields), item.__name__


def open_enums(schema: Any) -> list[Any]:
    """Return every `anyOf` of a schema that takes a contract or any text."""
    if isinstance(schema, dict):
        options = schema.get("anyOf", [])
        found = [options] if {"type": "string"} in options and "$ref" in str(options) else []
        return found + [option for item in schema.values() for option in open_enums(item)]
    return (
        [option for item in schema for option in open_enums(item)]
        if isinstance(schema, list)
        else []
    )


def test_requests_accept_only_known_values_of_an_enum() -> None:
    class OpenRequest(RequestModel):
        role: OpenEnum[Role] | None

    assert open_enums(OpenRequest.model_json_schema())
    for item in contracts():
        if issubclass(item, RequestModel):
            assert open_enums(item.model_json_schema()) == [], item.__name__


def test_every_example_of_every_model_is_valid() -> None:
    for model in contracts():
        for name, schema in model.model_json_schema(by_alias=False)["properties"].items():
            field = TypeAdapter(model.model_fields[name].rebuild_annotation())
            for example in schema.get("examples", []):
                field.validate_json(json.dumps(example))


def accepts(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def test_days_and_amounts_accept_what_their_schema_says() -> None:
    """Pydantic's `date` also takes numbers, and its `Decimal` is published as any text or number."""
    for model in contracts():
        if not issubclass(model, RequestModel):
            continue
        for name, field in model.model_fields.items():
            adapter = TypeAdapter(field.rebuild_annotation())
            schema = json.dumps(adapter.json_schema())
            assert (
                '{"type": "number"}, {"type": "string"' not in schema
            ), f"{model.__name__}.{name}: use Money of fields.py instead of Decimal"
            if '"format": "date"' in schema:
                assert not accepts(
                    adapter, 0
                ), f"{model.__name__}.{name}: use Day of fields.py instead of date"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        ("ada+hats@example.com", "ada+hats@example.com"),
        ("ada@Bücher.example.com", "ada@xn--bcher-kva.example.com"),
        ("ada@xn--bcher-kva.example.com", "ada@xn--bcher-kva.example.com"),
        ("ada@bücher.de", "ada@xn--bcher-kva.de"),
        ("a@b.c", "a@b.c"),
        ("ada@shop.test", "ada@shop.test"),
        ("ada@shop.example", "ada@shop.example"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address_is_normalized_to_one_form(typed: str, stored: str) -> None:
    assert UserCreate(email=typed, password=PASSWORD).email == stored
    assert UserLogin(email=typed, password=PASSWORD).email == stored
    again = UserResponse(id=uuid4(), email=stored, created_at=datetime.now(UTC))
    assert again.email == stored
    assert UserResponse.model_validate_json(again.model_dump_json()) == again


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("Bob <bob@example.com>", "be the address alone, without a name or < and >"),
        ("<bob@example.com>", "be the address alone, without a name or < and >"),
        (" bob@example.com", "not begin or end with a space"),
        ("bob@example.com\n", "not begin or end with a space"),
        ("ｂob@example.com", "have only ASCII characters before the @"),
        ("bücher@example.com", "have only ASCII characters before the @"),
        ("\ud800@example.com", "have only ASCII characters before the @"),
        ('"bob smith"@example.com', "not have quotation marks before the @"),
        ("=?utf-8?q?bob?=@example.com", "not contain =?"),
        ("=?utf-8?q??=@example.com", "not contain =?"),
        ("b" * 65 + "@example.com", "have at most 64 characters before the @"),
        ("bob@" + "b" * 300 + ".com", "have at most 254 characters"),
        ("bob@intranet", "have a complete domain after the @, such as example.com"),
        ("bob@localhost", "have a complete domain after the @, such as example.com"),
        ("bob@test", "have a complete domain after the @, such as example.com"),
        ("bob@[192.0.2.1]", "have a domain after the @, not an IP address"),
        ("bob@[IPv6:2001:db8::1]", "have a domain after the @, not an IP address"),
        ("bob@192.0.2.1", "have a domain after the @, not an IP address"),
        ("bob@intranet.LOCAL", "not be below .local, a reserved name without mail"),
        ("bob@a.localhost", "not be below .localhost, a reserved name without mail"),
        ("bob@a.invalid", "not be below .invalid, a reserved name without mail"),
        ("bob@a.onion", "not be below .onion, a reserved name without mail"),
        ("bob@home.arpa", "not be below .arpa, a reserved name without mail"),
        *((typed, "") for typed in ("bob", "@example.com", "bob@", "", "a@b@c.de", "a..b@x.de")),
        *((typed, "") for typed in ("bob@-x.de", "a b@x.de", "a\0@x.de", 7, None)),
    ],
)
def test_a_new_address_is_refused_with_its_reason_and_without_being_repeated(
    typed: Any, reason: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        UserCreate(email=typed, password=PASSWORD)
    (error,) = caught.value.errors()
    assert error["type"] == "email"
    assert error["msg"] == f"must {reason or 'be a plain e-mail address such as ada@example.com'}"


STORED = [
    "old.user@intranet.local",
    "root@localhost",
    "ada@test",
    "ada@host_1.example.com",
    "ada@[192.0.2.1]",
    "ada..b@example.com",
    "a" * 65 + "@example.com",
    "grüße@bücher.example",
    '"ada lovelace"@example.com',
]
"""What other systems, and earlier releases, have stored."""


@pytest.mark.parametrize("email", STORED)
def test_what_is_stored_can_be_read_and_looked_up(email: str) -> None:
    user = UserResponse(id=uuid4(), email=email, created_at=datetime.now(UTC))
    page = PaginatedResponse[UserResponse](items=[user], total=1, page=1, page_size=20)
    assert PaginatedResponse[UserResponse].model_validate_json(page.model_dump_json()) == page
    assert UserLogin(email=email.upper().replace("SS", "ß"), password=PASSWORD).email == email
    assert PasswordForgotRequest(email=email).email == email
    with pytest.raises(ValidationError):
        UserCreate(email=email, password=PASSWORD)


@pytest.mark.parametrize(
    "typed",
    [
        "bob",
        "@example.com",
        "bob@",
        "",
        " bob@example.com",
        "bob@example.com\n",
        "a@b@c.de",
        7,
        None,
    ]
    + ["Bob <bob@example.com>", "a\0@x.de", "\ud800@x.de", "a@\ud800", "a b@x.de", "a\r\nb@x.de"]
    + ["a@" + "b" * 300 + ".com", "İ" * 200 + "@x.de"],
)
def test_what_can_be_no_address_is_not_looked_up(typed: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        UserLogin(email=typed, password=PASSWORD)
    (error,) = caught.value.errors()
    assert error["msg"] == "must be a plain e-mail address such as ada@example.com"


def test_no_password_or_token_appears_in_the_repr_of_a_model() -> None:
    body = {"email": "ada@example.com", "password": PASSWORD}
    printed = repr(
        [
            UserCreate(**body),
            UserLogin(**body),
            TokenResponse(access_token="hidden", account_id=uuid4()),
        ]
    )
    assert PASSWORD not in printed
    assert "hidden" not in printed
    with pytest.raises(ValidationError) as caught:
        UserCreate.model_validate({"email": "x", "password": [PASSWORD]})
    assert PASSWORD not in str(caught.value)


def test_a_lone_surrogate_is_rejected() -> None:
    with pytest.raises(ValidationError):
        UserCreate(email="ada@example.com", password="\ud800 violet anvil")


def test_unknown_fields_of_a_newer_client_are_ignored() -> None:
    body = {"email": "ada@example.com", "password": PASSWORD, "newer": 1}
    assert UserCreate.model_validate(body).model_dump() == {
        "email": "ada@example.com",
        "password": PASSWORD,
    }


def test_a_page_survives_a_round_trip_through_json() -> None:
    user = UserResponse(id=uuid4(), email="ada@example.com", created_at=datetime.now(UTC))
    page = PaginatedResponse[UserResponse](items=[user], total=1, page=1, page_size=20)
    assert PaginatedResponse[UserResponse].model_validate_json(page.model_dump_json()) == page
    last = CursorPage[UserResponse](items=[user], next_cursor=None)
    assert CursorPage[UserResponse].model_validate_json(last.model_dump_json()) == last
    assert '"next_cursor":null' in last.model_dump_json()


ASSERTION = {
    "credential": {
        "id": "aWQ",
        "rawId": "aWQ",
        "type": "public-key",
        "response": {
            "clientDataJSON": "e30",
            "authenticatorData": "oA",
            "signature": "c2ln",
            "userHandle": "dXNlcg",
        },
    }
}
ATTESTATION = {
    "credential": {
        "id": "aWQ",
        "rawId": "aWQ",
        "type": "public-key",
        "response": {
            "clientDataJSON": "e30",
            "attestationObject": "oA",
            "transports": ["internal"],
        },
    },
    "name": "Key",
}


@pytest.mark.parametrize(
    ("model", "body"), [(PasskeyLogin, ASSERTION), (PasskeyCreate, ATTESTATION)]
)
def test_the_answer_of_a_browser_is_sent_as_it_was_received(
    model: type[BaseModel], body: dict[str, Any]
) -> None:
    read = model.model_validate(body)
    assert read.model_dump(mode="json") == body
    assert json.loads(read.model_dump_json()) == body


def test_the_answer_of_a_browser_can_be_built_with_the_names_of_the_fields() -> None:
    signed = AssertionResult(
        client_data="e30", authenticator_data="oA", signature="c2ln", user_handle="dXNlcg"
    )
    asserted = AssertionCredential(id="aWQ", raw_id="aWQ", type="public-key", response=signed)
    assert PasskeyLogin(credential=asserted).model_dump(mode="json") == ASSERTION
    created = AttestationResult(client_data="e30", attestation_object="oA", transports=["internal"])
    attested = AttestationCredential(id="aWQ", raw_id="aWQ", type="public-key", response=created)
    assert PasskeyCreate(credential=attested, name="Key").model_dump(mode="json") == ATTESTATION


def test_roles_are_user_and_admin() -> None:
    assert [role.value for role in Role] == ["user", "admin"]
