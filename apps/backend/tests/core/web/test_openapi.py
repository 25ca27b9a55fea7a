"""The document that clients are generated from."""

import json
import os
import re
import subprocess
import sys
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from src.application import create_app
from src.core.config import Settings
from src.core.web.openapi import build_openapi, exported_contracts
from tests.conformance.garments import create_garments_app
from tests.helpers import Mailbox, bearer_of


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_openapi(create_app(Settings()))


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [op for methods in document["paths"].values() for op in methods.values()]


def exported_names() -> set[str]:
    return {contract.__name__ for contract in exported_contracts()}


def is_raw(contents: dict[str, Any]) -> bool:
    """Whether a body is declared as bytes or as a stream of events, instead of by a contract."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return contents.keys() == {"text/event-stream"} or (
        "application/json" not in contents
        and bool(contents)
        and all(content == binary for content in contents.values())
    )


def test_every_exported_contract_is_published(document: dict[str, Any]) -> None:
    assert exported_names() <= set(document["components"]["schemas"])


def test_nothing_but_contracts_is_published(document: dict[str, Any]) -> None:
    names = {name.partition("_")[0] for name in document["components"]["schemas"]}
    assert names <= exported_names()


def test_operation_ids_are_function_names(document: dict[str, Any]) -> None:
    names = {
        (route.path_format, method.lower()): getattr(route.endpoint, "__name__", None)
        for route in iter_route_contexts(create_app(Settings()).routes)
        for method in getattr(route, "methods", None) or ()
        if getattr(route, "include_in_schema", False)
    }
    ids = {
        (path, method): operation["operationId"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert ids == names
    assert len(set(ids.values())) == len(ids)


def test_one_scheme_is_published_for_each_header(document: dict[str, Any]) -> None:
    """Generated clients send what every scheme of an operation says, the last one for a header wins."""
    schemes = document["components"]["securitySchemes"]
    assert {name: scheme["type"] for name, scheme in schemes.items()} == {
        "access_token": "http",
        "refresh_cookie": "apiKey",
        "ticket_cookie": "apiKey",
        "attempt_cookie": "apiKey",
    }
    used = [op["security"] for op in operations(document) if "security" in op]
    assert {json.dumps(ways) for ways in used} == {
        '[{"access_token": []}]',
        '[{"refresh_cookie": []}, {}]',  # the refresh
        '[{"ticket_cookie": []}, {}]',  # the options of the second step
        '[{"ticket_cookie": []}, {"ticket_cookie": [], "attempt_cookie": []}, {}]',  # the second step
        '[{"attempt_cookie": []}, {}]',  # the login with a passkey
        '[{"access_token": []}, {"refresh_cookie": []}, {}]',  # the logout
    }


def test_every_operation_with_an_access_token_says_how_it_is_refused(
    document: dict[str, Any],
) -> None:
    found = 0
    for operation in operations(document):
        if operation.get("security") == [{"access_token": []}]:
            found += 1
            examples = operation["responses"]["401"]["content"]["application/json"]["examples"]
            refusals = {"not_authenticated", "token_expired", "token_invalid", "session_expired"}
            assert refusals <= examples.keys(), operation["operationId"]
    assert found > 20


async def test_the_document_names_its_own_place_as_the_server(app: FastAPI) -> None:
    """The page and generated clients find the API below a prefix that a proxy strips, whether or not
    the proxy says so."""
    for root_path in ("", "/api"):
        transport = httpx.ASGITransport(app, root_path=root_path)
        async with httpx.AsyncClient(transport=transport) as proxied:
            url = f"https://example.com{root_path}/openapi.json"
            (server,) = (await proxied.get(url)).json()["servers"]
        base = urljoin(url, server["url"]).removesuffix("/")
        assert base == f"https://example.com{root_path}"


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert len(operation["tags"]) == 1
        assert operation["summary"]
        assert operation["description"]


def test_every_error_has_the_one_shape_and_an_example(document: dict[str, Any]) -> None:
    for operation in operations(document):
        for status, response in operation["responses"].items():
            if status in ("204", "303", "304") or (status < "400" and is_raw(response["content"])):
                continue
            content = response["content"]["application/json"]
            if status >= "400":
                assert content["schema"] == {"$ref": "#/components/schemas/ErrorResponse"}
                for code, example in content["examples"].items():
                    assert example["value"]["code"] == code
            else:
                assert content["schema"]["$ref"]


def test_every_error_that_passes_by_itself_says_when(document: dict[str, Any]) -> None:
    found = 0
    for operation in operations(document):
        for status in {"429", "503"} & operation["responses"].keys():
            response = operation["responses"][status]
            assert "Retry-After" in response["headers"]
            for example in response["content"]["application/json"]["examples"].values():
                found += 1
                wait = r"Try again in \d+ (second|minute|hour)s?\.$"
                assert re.search(wait, example["value"]["detail"])
    assert found > 20


def test_response_fields_are_required(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        if name.endswith("Response"):
            assert set(schema["required"]) == set(schema["properties"]), name


def fields_without_description(document: dict[str, Any]) -> list[str]:
    """Pydantic leaves out the description of a field that equals that of its enum or model."""
    schemas = document["components"]["schemas"]
    return [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, property_ in schema.get("properties", {}).items()
        if "description" not in property_
        and "description" not in schemas.get(property_.get("$ref", "").rpartition("/")[2], {})
    ]


def test_every_field_is_described(document: dict[str, Any]) -> None:
    assert fields_without_description(document) == []


def test_a_field_may_be_described_in_the_words_of_its_enum() -> None:
    document = build_openapi(create_garments_app())
    field = document["components"]["schemas"]["GarmentCreate"]["properties"]["kind"]
    assert list(field) == ["$ref"]
    assert fields_without_description(document) == []
    document["components"]["schemas"]["GarmentKind"].pop("description")
    assert "GarmentCreate.kind" in fields_without_description(document)


async def test_request_examples_work_when_pasted(
    client: httpx.AsyncClient, mailbox: Mailbox, document: dict[str, Any]
) -> None:
    """In the order in which a newcomer would try them, with the account of the examples."""
    headers: dict[str, str] = {}
    admin = await bearer_of(client, email="root@example.com")
    for path, method, expected in (
        ("/v1/auth/register", "post", 201),
        ("/v1/auth/login", "post", 200),
        ("/v1/auth/token", "post", 200),
        ("/v1/users/me/email", "post", 202),
        ("/v1/users/me/password", "post", 200),
        ("/v1/auth/password/forgot", "post", 202),
        ("/v1/auth/password/reset", "post", 400),  # the token of the example is not valid
        ("/v1/auth/email/verify", "post", 400),
        ("/v1/auth/email/change/confirm", "post", 400),
        ("/v1/users/{user_id}", "patch", 403),
        ("/v1/users/me/delete", "post", 200),
    ):
        body = document["paths"][path][method]["requestBody"]["content"]
        ((kind, content),) = body.items()
        response = await client.request(
            method,
            path.replace("{user_id}", "0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11"),
            headers=admin if "{" in path else headers,
            **{"json" if kind == "application/json" else "data": content["example"]},
        )
        assert response.status_code == expected, (path, response.text)
        if "access_token" in response.text:
            headers = {"Authorization": f"Bearer {response.json()['access_token']}"}


async def test_every_request_example_fits_its_contract(
    client: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    headers = await bearer_of(client, email="root@example.com")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            contents = operation.get("requestBody", {}).get("content", {})
            if is_raw(contents):
                continue
            for kind, content in contents.items():
                response = await client.request(
                    method,
                    re.sub("{.*?}", str(uuid4()), path),
                    headers=headers,
                    **{"json" if kind == "application/json" else "data": content["example"]},
                )
                assert response.status_code not in (415, 422), (path, response.text)
                assert response.status_code < 500, (path, response.text)


def test_a_request_example_is_made_of_those_of_its_fields() -> None:
    path = build_openapi(create_garments_app())["paths"]["/garments"]
    assert path["post"]["requestBody"]["content"]["application/json"]["example"] == {
        "name": "Denim jacket",
        "kind": "top",
        "labels": ["Denim jacket"],
        "notes": "A gift.\nWash at 30 degrees.",
        "price": "129.90",
        "bought_on": "2026-11-23",
        "color": "#1e90ff",
    }


def test_generators_can_copy_every_text(document: dict[str, Any]) -> None:
    """They write patterns and descriptions into code: a NUL in a pattern made a binary file of it."""
    texts = json.dumps(document, ensure_ascii=False)
    assert re.findall(r"\\u00[01].", texts) == []
    for operation in operations(document):
        for parameter in operation.get("parameters", []):
            assert "title" not in parameter["schema"]


def test_password_bounds_are_published(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    new = schemas["UserCreate"]["properties"]["password"]
    assert (new["minLength"], new["maxLength"], new["format"]) == (8, 128, "password")
    assert "minLength" not in schemas["UserLogin"]["properties"]["password"]
    email = schemas["UserCreate"]["properties"]["email"]
    assert (email["format"], email["maxLength"]) == ("email", 254)


def test_routes_outside_the_document_are_listed() -> None:
    hidden = {
        (route.path, method)
        for route in iter_route_contexts(create_app(Settings()).routes)
        for method in getattr(route, "methods", None) or {"MOUNT"}
        if not getattr(route, "include_in_schema", False)
    }
    assert hidden == {
        ("/openapi.json", "GET"),
        ("/openapi.json", "HEAD"),
        ("/", "GET"),
        ("/docs", "GET"),
        ("/docs/start.js", "GET"),
        ("/docs/assets", "MOUNT"),
    }


def test_the_document_is_the_same_in_every_run(document: dict[str, Any]) -> None:
    for seed in ("0", "1"):
        printed = subprocess.run(
            [sys.executable, "-m", "src.cli", "openapi"],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        assert json.loads(printed) == json.loads(json.dumps(document))
        assert printed == (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


async def test_the_docs_page_loads_from_its_own_origin_only(client: httpx.AsyncClient) -> None:
    page = await client.get("/docs")
    assert "http" not in page.text.replace("https://", "http")
    assert "<script>" not in page.text
    assert "unsafe" not in page.headers["content-security-policy"]
    for path in ("start.js", "assets/swagger-ui-bundle.js", "assets/swagger-ui.css"):
        assert path in page.text
        response = await client.get(f"/docs/{path}")
        assert response.status_code == 200
        assert len(response.content) > 100
    assert "openapi.json" in (await client.get("/docs/start.js")).text


async def test_the_root_redirects_to_the_docs(client: httpx.AsyncClient) -> None:
    response = await client.get("/")
    assert response.status_code == 307
    assert response.headers["location"] == "docs"
