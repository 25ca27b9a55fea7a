"""Builds the OpenAPI document, from which clients are generated."""

import enum
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

import stylipp_schemas
from src.core.errors import ValidationFailed

CARRIER_PATH = "/contracts"
SCHEMES = ("account", "access_token", "refresh_cookie")
"""In the order in which the docs page shows them."""

# Only for the docs page, where an access token can be pasted.
ACCESS_TOKEN_SCHEME = {
    "access_token": {
        "type": "http",
        "scheme": "bearer",
        "description": "Paste an access token.",
    }
}


def exported_contracts() -> list[type[BaseModel] | type[enum.Enum]]:
    """Return every model and enum that the contracts package exports, without its field types."""
    exported = [getattr(stylipp_schemas, name) for name in stylipp_schemas.__all__]
    return [
        item
        for item in exported
        if isinstance(item, type) and issubclass(item, BaseModel | enum.Enum)
    ]


def _carrier_route() -> APIRoute:
    """Return a route, never mounted, that refers to every contract, used or not.

    FastAPI then generates all schemas in one pass, so that their names cannot conflict with those
    of real routes. The status codes are only keys.
    """
    return APIRoute(
        CARRIER_PATH,
        lambda: None,
        response_model=None,
        responses={600 + i: {"model": model} for i, model in enumerate(exported_contracts())},
    )


def _drop_titles(schema: Any) -> None:
    """Remove titles: Pydantic repeats the name of each property, and generators copy it."""
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            del schema["title"]
        for value in schema.values():
            _drop_titles(value)
    elif isinstance(schema, list):
        for value in schema:
            _drop_titles(value)


def _example_of(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return the example of a schema, or combine one from its parts, so that a request can be sent as
    it is. None if there is no example."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return _example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _example_of(schema["anyOf"][0], schemas)
    if "items" in schema:
        item = _example_of(schema["items"], schemas)
        return None if item is None else [item]
    if "properties" in schema:
        fields = {name: _example_of(field, schemas) for name, field in schema["properties"].items()}
        return {name: example for name, example in fields.items() if example is not None}
    return None


def _is_validated(operation: dict[str, Any]) -> bool:
    """Whether a request can be 422. FastAPI documents that also for raw bodies, and if only the path
    has parameters, but a path whose parameters do not match is unknown: 404."""
    bodies = operation.get("requestBody", {}).get("content", {}).values()
    places = {parameter["in"] for parameter in operation.get("parameters", [])}
    return "query" in places or any("$ref" in body["schema"] for body in bodies)


def _codes(operation: dict[str, Any], status: str) -> list[str]:
    """Return the codes of the errors that are documented for a status."""
    response = operation["responses"].get(status, {"content": {}})
    return list(response["content"].get("application/json", {}).get("examples", {}))


def _describe_event(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what describes the events of a stream in OpenAPI 3.1.

    FastAPI writes `itemSchema`, which is OpenAPI 3.2. Before that, tools take the `schema` of
    `text/event-stream` for that of each event. `ServerSentEvent` in the annotation of an endpoint only
    allows it to name its events; their data is documented where it is a contract.
    """
    data = schema.get("properties", {}).get("data", {})
    contracts = data.get("contentSchema", {}).get("anyOf", [])
    named = {"$ref": "#/components/schemas/ServerSentEvent"}
    if named in contracts:
        contracts.remove(named)
        data["contentSchema"] = contracts[0] if len(contracts) == 1 else {"anyOf": contracts}
    return schema


def build_openapi(app: FastAPI) -> dict[str, Any]:
    """Build the document, which is the same on every machine and in every run."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        openapi_version=app.openapi_version,
        routes=[*app.routes, _carrier_route()],
        tags=app.openapi_tags,
        license_info=app.license_info,
    )
    del document["paths"][CARRIER_PATH]
    schemas = document["components"]["schemas"]
    for operations in document["paths"].values():
        for operation in operations.values():
            if not _is_validated(operation) and _codes(operation, "422") == [ValidationFailed.code]:
                del operation["responses"]["422"]
            for response in operation["responses"].values():
                for content in response.get("content", {}).values():
                    if "itemSchema" in content:
                        content["schema"] = _describe_event(content.pop("itemSchema"))
                    for example in content.get("examples", {}).values():
                        example["value"].setdefault("problems", None)  # FastAPI drops every null
            security = operation.get("security", [])
            if {"account": []} in security:
                security.append({"access_token": []})
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if "$ref" in content["schema"]:  # a raw body has no contract
                    content["example"] = _example_of(content["schema"], schemas)
    schemas.pop("ServerSentEvent", None)  # FastAPI's, not a contract
    _drop_titles(schemas)
    schemes = document["components"]["securitySchemes"] | ACCESS_TOKEN_SCHEME
    document["components"]["securitySchemes"] = {name: schemes[name] for name in SCHEMES}
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def install_openapi(app: FastAPI) -> None:
    """Serve the document at ``/openapi.json``; it is built at the first request."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build_openapi(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
