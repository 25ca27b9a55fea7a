"""`ErrorResponse.problems`: what a form can show beside its fields."""

from typing import Annotated, Any

import httpx
import pytest
from fastapi import FastAPI, Form, Header, Query
from pydantic import ConfigDict, Field, model_validator

from src.application import create_app
from src.core.config import Settings
from src.core.errors import AppError, NotFound, error_responses
from src.core.web.openapi import build_openapi
from stylipp_schemas.common import RequestModel
from tests.features.auth.logins import start
from tests.helpers import EMAIL, PASSWORD, Mailbox, assert_error, register

JSON = {"Content-Type": "application/json"}


class Item(RequestModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=5)
    size: int


class Outfit(RequestModel):
    model_config = ConfigDict(extra="forbid")
    name: str = "x"
    items: list[Item]

    @model_validator(mode="after")
    def check(self) -> "Outfit":
        if self.name == "bad":
            raise ValueError("the whole is bad")
        return self


class NameTaken(AppError):
    status_code = 409
    code = "name_taken"
    detail = "You have one of this name."
    field = "name"


async def make_outfit(
    outfit: Outfit,
    page: Annotated[int, Query(ge=1)] = 1,
    if_match: Annotated[int, Header()] = 1,
) -> None:
    if outfit.name == "taken":
        raise NameTaken
    if outfit.items:
        raise NameTaken(field="items.0.name")
    raise NotFound


async def fill_in(size: Annotated[int, Form()]) -> None: ...


@pytest.fixture(scope="module")
def own_app() -> FastAPI:
    app = create_app(Settings())
    app.post("/outfits", responses=error_responses(NameTaken))(make_outfit)
    app.post("/form")(fill_in)
    return app


async def problems_of(app: FastAPI, **request: Any) -> list[tuple[str, str, str]] | None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.post(**{"url": "/outfits"} | request)
    assert "canary" not in response.text
    body = response.json()
    if body["problems"] is None:
        return None
    return [(p["path"], p["message"], p["code"]) for p in body["problems"]]


async def test_every_problem_of_a_request_is_named_by_its_path(own_app: FastAPI) -> None:
    items = [{"name": "fits", "size": 1}, {"name": "too long"}]
    found = await problems_of(
        own_app,
        json={"items": items},
        params={"page": "0"},
        headers={"If-Match": "canary"},
    )
    parse = "Input should be a valid integer, unable to parse string as an integer"
    assert sorted(found or []) == [
        ("if-match", parse, "int_parsing"),
        ("items.1.name", "String should have at most 5 characters", "string_too_long"),
        ("items.1.size", "Field required", "missing"),
        ("page", "Input should be greater than or equal to 1", "greater_than_equal"),
    ]
    assert await problems_of(own_app, url="/form", data={"size": "canary"}) == [
        ("size", parse, "int_parsing")
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "missing"),
        (b"{", "json_invalid"),
        (b"\xff", "json_invalid"),
        (b"[" * 60_000, "json_invalid"),
        (b"1", "model_attributes_type"),
        (b'{"name": "bad", "items": []}', "value_error"),
    ],
)
async def test_a_problem_of_the_whole_body_has_an_empty_path(
    own_app: FastAPI, body: bytes, code: str
) -> None:
    found = await problems_of(own_app, content=body, headers=JSON)
    assert found is not None
    assert [(path, type_) for path, _, type_ in found] == [("", code)]


async def test_an_unknown_field_is_reported_where_it_is_but_not_by_its_name(
    own_app: FastAPI,
) -> None:
    message = "Extra inputs are not permitted"
    item = {"name": "a", "size": 1, "canary": 1}
    assert await problems_of(own_app, json={"items": [item], "canary": 1}) == [
        ("items.0", message, "extra_forbidden"),
        ("", message, "extra_forbidden"),
    ]


async def test_an_error_of_a_feature_names_its_field(own_app: FastAPI) -> None:
    taken = await problems_of(own_app, json={"name": "taken", "items": []})
    assert taken == [("name", "You have one of this name.", "name_taken")]
    item = {"name": "a", "size": 1}
    taken = await problems_of(own_app, json={"items": [item]})
    assert taken == [("items.0.name", "You have one of this name.", "name_taken")]
    assert await problems_of(own_app, json={"items": []}) is None


def test_documented_examples_have_problems_if_the_error_is_about_fields(own_app: FastAPI) -> None:
    paths = build_openapi(own_app)["paths"]

    def documented(path: str, status: str) -> dict[str, list[tuple[str, str]] | None]:
        content = paths[path]["post"]["responses"][status]["content"]["application/json"]
        found = {
            code: example["value"]["problems"] for code, example in content["examples"].items()
        }
        return {
            code: problems and [(problem["path"], problem["code"]) for problem in problems]
            for code, problems in found.items()
        }

    assert documented("/outfits", "409") == {"name_taken": [("name", "name_taken")]}
    assert documented("/v1/auth/register", "409") == {"email_taken": None}
    for path, field in (
        ("/v1/auth/register", "password"),
        ("/v1/users/me/password", "new_password"),
        ("/v1/auth/password/reset", "new_password"),
    ):
        found = documented(path, "422")
        assert found.pop("validation_error") == [("email", "missing")]
        assert found == {
            code: [(field, code)]
            for code in (
                "password_too_short",
                "password_too_long",
                "password_common",
                "password_context",
                "password_breached",
            )
        }


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("long" * 33, "password_too_long"),
        ("password1234", "password_common"),
        ("stylipp-example", "password_context"),
    ],
)
async def test_a_refused_password_is_a_problem_of_its_field(
    client: httpx.AsyncClient, mailbox: Mailbox, password: str, code: str
) -> None:
    refused = await register(client, email="bob@example.com", password=password)
    login = await start(client, email="ada@example.com")
    changed = await client.post(
        "/v1/users/me/password",
        json={"current_password": PASSWORD, "new_password": password},
        headers=login.bearer,
    )
    await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    reset = await client.post(
        "/v1/auth/password/reset",
        json={
            "token": await mailbox.receive_token("Reset your password"),
            "new_password": password,
        },
    )
    for response, field in (
        (refused, "password"),
        (changed, "new_password"),
        (reset, "new_password"),
    ):
        assert_error(response, 422, code)
        body = response.json()
        assert body["problems"] == [{"path": field, "message": body["detail"], "code": code}]


async def test_an_error_about_no_field_has_no_problems(client: httpx.AsyncClient) -> None:
    await register(client)
    for response in (
        await register(client),
        await client.get("/nowhere"),
        await client.get("/v1/users/me"),
        await client.put("/health"),
        await client.post("/v1/auth/login", content=b"{}"),
        await client.post("/health", content=b"x" * 70_000),
        await client.options(
            "/health", headers={"Origin": "null", "Access-Control-Request-Method": "GET"}
        ),
    ):
        assert response.status_code >= 400
        assert response.json()["problems"] is None
