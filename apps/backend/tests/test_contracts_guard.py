"""Every change that would break a client is found, and none that would not. All are judged in one
run: each changes a copy of the document whose paths and contracts bear its number."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from contracts_compare import Breakage, find_breakages, is_admitted
from src.core.web.openapi import build_openapi
from tests.conformance.garments import create_garments_app
from tests.processes import require_node

type Document = dict[str, Any]


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def operation(document: Document, path: str, method: str) -> Document:
    found: Document = document["paths"][path][method]
    return found


def drop_field(d: Document, name: str, field: str) -> None:
    del schema(d, name)["properties"][field]
    schema(d, name)["required"] = [f for f in schema(d, name).get("required", []) if f != field]


def rename(d: Document, old: str, new: str) -> None:
    text = json.dumps(d).replace(f'/{old}"', f'/{new}"').replace(f'"{old}": {{', f'"{new}": {{')
    d.clear()
    d.update(json.loads(text))


def add_field(d: Document, name: str, field: str, *, is_required: bool) -> None:
    schema(d, name)["properties"][field] = {"type": "string", "description": "New."}
    if is_required:
        schema(d, name)["required"].append(field)


def rename_field(d: Document, name: str, old: str, new: str) -> None:
    drop_field(d, name, old)
    add_field(d, name, new, is_required=True)


def move(d: Document, old: str, new: str) -> None:
    d["paths"][new] = d["paths"].pop(old)


def price_of(d: Document) -> Document:
    """Return the schema of a price that is not null."""
    price: Document = schema(d, "GarmentUpdate")["properties"]["price"]["anyOf"][0]
    return price


ME, USERS = "/v1/users/me", "/v1/users"

BREAKING: dict[str, Callable[[Document], Any]] = {
    "a response field goes": lambda d: drop_field(d, "UserResponse", "created_at"),
    "a response field may be left out": lambda d: schema(d, "UserResponse")["required"].remove(
        "email"
    ),
    "a response field may be null": lambda d: schema(d, "UserResponse")["properties"].update(
        created_at={"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}
    ),
    "a response field has another type": lambda d: schema(d, "OAuth2TokenResponse")["properties"][
        "expires_in"
    ].update(type="string"),
    "a response field has another name": lambda d: rename_field(
        d, "SessionResponse", "device", "agent"
    ),
    "a request field is demanded": lambda d: add_field(d, "UserCreate", "name", is_required=True),
    "a request field has another name": lambda d: rename_field(
        d, "PasswordResetRequest", "token", "code"
    ),
    "a request field is demanded now": lambda d: schema(d, "UserAdminUpdate").update(
        required=["role"]
    ),
    "a request field is narrower": lambda d: schema(d, "UserCreate")["properties"][
        "password"
    ].update(minLength=12),
    "a request field is shorter": lambda d: schema(d, "UserLogin")["properties"]["email"].update(
        maxLength=100
    ),
    "a request enum loses a value": lambda d: schema(d, "Role").update(enum=["user"]),
    "a value of an open enum goes, which requests take": lambda d: schema(d, "GarmentKind")[
        "enum"
    ].pop(),
    "a closed enum of a response grows": lambda d: schema(d, "Role")["enum"].append("owner"),
    "a closed enum of a response opens": lambda d: schema(d, "AccountResponse")[
        "properties"
    ].update(role=schema(d, "GarmentResponse")["properties"]["kind"]),
    "an enum has another name": lambda d: rename(d, "GarmentKind", "GarmentType"),
    "a field of an update may not be cleared any more": lambda d: schema(d, "GarmentUpdate")[
        "properties"
    ].update(price=price_of(d)),
    "a contract has another name": lambda d: rename(d, "SessionResponse", "LoginResponse"),
    "a contract that no operation uses loses a field": lambda d: drop_field(
        d, "PaginatedResponse", "total"
    ),
    "a path goes": lambda d: d["paths"].pop("/v1/auth/sessions"),
    "a path has another name": lambda d: move(d, "/v1/auth/logout", "/v1/auth/sign-out"),
    "a method goes": lambda d: d["paths"]["/v1/users/{user_id}"].pop("patch"),
    "a query parameter is demanded": lambda d: operation(d, USERS, "get")["parameters"][0].update(
        required=True
    ),
    "a query parameter is narrower": lambda d: operation(d, USERS, "get")["parameters"][1][
        "schema"
    ].update(maximum=10),
    "a success has another status": lambda d: operation(d, "/v1/auth/register", "post")[
        "responses"
    ].update({"200": operation(d, "/v1/auth/register", "post")["responses"].pop("201")}),
    "an error code has another name": lambda d: (
        examples := operation(d, "/v1/auth/register", "post")["responses"]["409"]["content"][
            "application/json"
        ]["examples"]
    ).update(email_used=examples.pop("email_taken")),
    "an operation wants a token now": lambda d: operation(d, "/v1/auth/login", "post").update(
        security=[{"access_token": []}]
    ),
    "a body is demanded where there was none": lambda d: operation(
        d, "/v1/auth/logout-all", "post"
    ).update(requestBody=operation(d, "/v1/auth/login", "post")["requestBody"]),
    "a default is another one": lambda d: operation(d, USERS, "get")["parameters"][1][
        "schema"
    ].update(default=5),
    "there is another success": lambda d: operation(d, ME, "get")["responses"].update(
        {"202": operation(d, "/v1/auth/password/forgot", "post")["responses"]["202"]}
    ),
    "an error code has another status": lambda d: operation(d, "/v1/auth/register", "post")[
        "responses"
    ].update({"410": operation(d, "/v1/auth/register", "post")["responses"].pop("409")}),
    "a body must be of another type": lambda d: (
        content := operation(d, "/v1/auth/login", "post")["requestBody"]["content"]
    ).update({"application/xml": content.pop("application/json")}),
}

HARMLESS: dict[str, Callable[[Document], Any]] = {
    "nothing": lambda d: None,
    "a new response field": lambda d: add_field(d, "UserResponse", "name", is_required=True),
    "a new request field that may be left out": lambda d: add_field(
        d, "UserCreate", "name", is_required=False
    ),
    "a new contract": lambda d: d["components"]["schemas"].update(
        PlantedResponse={"type": "object", "properties": {}}
    ),
    "a new path": lambda d: d["paths"].update({"/v1/new": json.loads(json.dumps(d["paths"][ME]))}),
    "a new method": lambda d: d["paths"][ME].update(
        delete=operation(d, "/v1/auth/logout-all", "post")
    ),
    "a new query parameter that may be left out": lambda d: operation(d, USERS, "get")[
        "parameters"
    ].append({"name": "sort", "in": "query", "required": False, "schema": {"type": "string"}}),
    "a description": lambda d: schema(d, "UserResponse").update(description="Another text."),
    "an example": lambda d: schema(d, "UserCreate")["properties"]["email"].update(
        examples=["grace@example.com"]
    ),
    "a NUL in a pattern is not escaped": lambda d: operation(d, USERS, "get")["parameters"][0][
        "schema"
    ].update(pattern="^[^\x00]*$"),
    "a request field is wider": lambda d: schema(d, "UserCreate")["properties"]["password"].update(
        maxLength=256
    ),
    "a response field is never null any more": lambda d: schema(d, "SessionResponse")[
        "properties"
    ].update(device={"type": "string", "description": "Device."}),
    "a request field may be null too": lambda d: schema(d, "UserLogin")["properties"].update(
        password={"anyOf": [schema(d, "UserLogin")["properties"]["password"], {"type": "null"}]}
    ),
    "an open enum grows": lambda d: schema(d, "GarmentKind")["enum"].append("poncho"),
    "a field of an update may be cleared": lambda d: schema(d, "GarmentUpdate")[
        "properties"
    ].update(name={"anyOf": [schema(d, "GarmentUpdate")["properties"]["name"], {"type": "null"}]}),
    "another error is documented": lambda d: operation(d, ME, "get")["responses"].update(
        {"429": operation(d, "/v1/auth/login", "post")["responses"]["429"]}
    ),
    "an operation is deprecated": lambda d: operation(d, ME, "get").update(deprecated=True),
}
CHANGES = BREAKING | HARMLESS


@pytest.fixture(scope="module")
def document() -> Document:
    document = build_openapi(create_garments_app())
    garment = schema(document, "GarmentResponse")["properties"]
    kind = garment["kind"]["anyOf"]
    garment["former_kind"] = {"anyOf": [*kind, {"type": "null"}]}
    garment["other_kinds"] = {"type": "array", "items": {"anyOf": kind}}
    return document


def numbered(document: Document, number: int) -> Document:
    """Return a copy whose names all bear the number, so that many fit into one document."""
    text = re.sub(r"(#/components/schemas/)(\w)", rf"\1M{number}_\2", json.dumps(document))
    copy: Document = json.loads(text)
    copy["paths"] = {f"/m{number}{path}": methods for path, methods in copy["paths"].items()}
    for methods in copy["paths"].values():
        for op in methods.values():
            op["operationId"] += f"_m{number}"
    copy["components"]["schemas"] = {
        f"M{number}_{name}": item for name, item in copy["components"]["schemas"].items()
    }
    return copy


def merged(documents: list[Document]) -> Document:
    whole: Document = json.loads(json.dumps(documents[0]))
    for document in documents[1:]:
        whole["paths"] |= document["paths"]
        whole["components"]["schemas"] |= document["components"]["schemas"]
    return whole


@pytest.fixture(scope="module")
def judged(document: Document) -> dict[str, list[Breakage]]:
    require_node()
    bases, news = [], []
    for number, change in enumerate(CHANGES.values()):
        changed: Document = json.loads(json.dumps(document))
        change(changed)
        bases.append(numbered(document, number))
        news.append(numbered(changed, number))
    verdicts: dict[str, list[Breakage]] = {name: [] for name in CHANGES}
    for breakage in find_breakages(merged(bases), merged(news)):
        (number_text,) = set(re.findall(r"(?:/|~1)[mM](\d+)(?:_|~1|/)", breakage.place)) or {""}
        verdicts[list(CHANGES)[int(number_text)]].append(breakage)
    return verdicts


@pytest.mark.parametrize("name", BREAKING)
def test_a_breaking_change_is_found(judged: dict[str, list[Breakage]], name: str) -> None:
    assert judged[name]


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_is_let_through(judged: dict[str, list[Breakage]], name: str) -> None:
    assert judged[name] == []


def test_a_breaking_change_names_the_operations_it_breaks(
    judged: dict[str, list[Breakage]],
) -> None:
    def first(name: str) -> tuple[str, list[str]]:
        breakage, number = judged[name][0], list(CHANGES).index(name)
        return breakage.message, [o.removesuffix(f"_m{number}") for o in breakage.operations]

    message, operations = first("a response field goes")
    assert "created_at" in message
    assert operations == ["register_user"]
    # Through the page that holds it.
    assert first("a response field has another name")[1] == ["list_sessions", "list_user_sessions"]
    message, operations = first("a contract has another name")
    assert message.endswith("SessionResponse` is gone, or has another name.")
    assert operations == ["list_sessions", "list_user_sessions"]
    message, operations = first("an error code has another name")
    assert "email_taken" in message
    assert operations == ["register_user"]
    assert first("a query parameter is narrower")[1] == ["list_users"]
    assert first("a contract that no operation uses loses a field")[1] == []


def test_schemes_that_send_the_same_header_are_one(document: Document) -> None:
    require_node()
    two: Document = json.loads(json.dumps(document))
    flows = {"password": {"tokenUrl": "v1/auth/token", "scopes": {}}}
    two["components"]["securitySchemes"]["account"] = {"type": "oauth2", "flows": flows}
    me = operation(two, ME, "get")
    me["security"] = [{"account": []}, *me["security"]]
    assert find_breakages(two, document) == []
    assert find_breakages(document, two) == []
    me["security"] = [{"refresh_cookie": []}]
    assert {b.operations for b in find_breakages(document, two)} == {("read_me",)}


def test_a_higher_major_version_admits_a_breaking_change(document: Document) -> None:
    def version(number: str) -> Document:
        return document | {"info": {"version": number}}

    assert is_admitted(version("1.4.2"), version("2.0.0"))
    assert not is_admitted(version("1.4.2"), version("1.5.0"))
