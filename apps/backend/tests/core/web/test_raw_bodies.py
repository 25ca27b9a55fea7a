"""Bodies and answers that are not JSON, and streams: how they are checked and described."""

import json
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from src.application import create_app
from src.core.config import REPOSITORY_ROOT, Settings
from src.core.web.openapi import build_openapi
from tests import extra_routes
from tests.core.web import test_openapi
from tests.helpers import assert_error, bearer_of, errors_in
from tests.processes import require_node

BINARY = {"schema": {"type": "string", "format": "binary"}}


@pytest.fixture
def extended(settings: Settings) -> FastAPI:
    app = create_app(settings)
    app.include_router(extra_routes.router)
    return app


@pytest.fixture
async def client(extended: FastAPI, app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application with the extra routes; `app` empties the tables."""
    # Like a server, which only breaks the connection when the application fails.
    transport = httpx.ASGITransport(app=extended, raise_app_exceptions=False)
    async with (
        extended.router.lifespan_context(extended),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


@pytest.fixture
def document(extended: FastAPI) -> dict[str, Any]:
    return build_openapi(extended)


@pytest.mark.parametrize("kind", ["", "image/gif", "application/json", "image/*", "png"])
async def test_a_body_of_another_type_is_415(client: httpx.AsyncClient, kind: str) -> None:
    headers = await bearer_of(client) | {"Content-Type": kind}
    response = await client.put(f"/v1/tests/pictures/{uuid4()}", content=b"x", headers=headers)
    assert_error(response, 415, "unsupported_media_type")
    assert "JSON" not in response.text


@pytest.mark.parametrize("kind", ["image/jpeg", "IMAGE/JPEG", "image/jpeg; quality=high"])
async def test_a_media_type_may_be_spelled_in_several_ways(
    client: httpx.AsyncClient, kind: str
) -> None:
    headers = await bearer_of(client) | {"Content-Type": kind}
    response = await client.put(f"/v1/tests/pictures/{uuid4()}", content=b"x", headers=headers)
    assert response.json()["message"] == "image/jpeg 1 1"


async def test_the_cache_control_of_a_route_is_the_only_one(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    picture = await client.get(f"/v1/tests/pictures/{uuid4()}", headers=headers)
    assert picture.headers.get_list("cache-control") == ["private, max-age=3600"]
    stream = await client.get("/v1/tests/streams/any", headers=headers)
    assert stream.headers.get_list("cache-control") == ["no-cache"]
    me = await client.get("/v1/users/me", headers=headers)
    assert me.headers.get_list("cache-control") == ["no-store"]


def test_raw_bodies_and_answers_are_described(document: dict[str, Any]) -> None:
    picture = document["paths"]["/v1/tests/pictures/{picture_id}"]
    body = picture["put"]["requestBody"]
    assert body == {"required": True, "content": {"image/png": BINARY, "image/jpeg": BINARY}}
    assert set(picture["put"]["responses"]) == {
        *("200", "401", "404", "408", "413", "415", "500", "503")
    }
    assert picture["get"]["responses"]["200"]["content"] == {"image/png": BINARY}


def test_a_stream_is_described_by_its_events(document: dict[str, Any]) -> None:
    stream = document["paths"]["/v1/tests/streams/{topic}"]["get"]
    (content,) = stream["responses"]["200"]["content"].values()
    assert set(content) == {"schema"}
    assert content["schema"]["properties"]["data"] == {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"$ref": "#/components/schemas/BaseResponse"},
    }


def test_the_tests_of_the_document_accept_them(document: dict[str, Any]) -> None:
    test_openapi.test_every_operation_is_described(document)
    test_openapi.test_every_error_has_the_one_shape_and_an_example(document)
    test_openapi.test_nothing_but_contracts_is_published(document)


def test_the_document_with_them_has_no_lint_errors(
    document: dict[str, Any], tmp_path: Path
) -> None:
    require_node()
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document))
    finished = subprocess.run(
        [REPOSITORY_ROOT / "node_modules/.bin/redocly", "lint", "--config=redocly.yaml", path],
        cwd=REPOSITORY_ROOT,
        env=os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout
    assert "warning" not in finished.stdout.partition("validating")[2]


async def test_work_that_fails_before_a_stream_is_an_ordinary_error(
    client: httpx.AsyncClient,
) -> None:
    assert_error(await client.get("/v1/tests/streams/any"), 401, "not_authenticated")
    headers = await bearer_of(client)
    response = await client.get("/v1/tests/streams/nothing", headers=headers)
    assert_error(response, 404, "not_found")


async def test_the_log_says_that_an_error_came_too_late_for_a_stream(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    headers = await bearer_of(client)
    await client.get("/v1/tests/broken-streams", headers=headers)
    (record,) = errors_in(caplog)
    assert record.getMessage().startswith("A stream raised an AppError")
    assert record.exc_info is not None
