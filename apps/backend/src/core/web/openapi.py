"""Builds the OpenAPI document, from which clients are generated."""

import enum
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

import stylipp_schemas
from src.core.errors import (
    AppError,
    MediaTypeNotSupported,
    RawMediaTypeNotSupported,
    ValidationFailed,
    add_error,
)

CARRIER_PATH = "/contracts"
SERVERS = [{"url": ".", "description": "Where this document comes from."}]
"""Relative to the document, so that clients and the docs page find the API wherever it is published,
also below a prefix that a proxy strips."""


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


def _errors_of_input(operation: dict[str, Any]) -> list[type[AppError]]:
    """Return the errors that follow from the parameters and the body of an operation. Those of the path
    cause none: a path whose parameters do not match is unknown, 404."""
    bodies = operation.get("requestBody", {}).get("content", {})
    contracts = [kind for kind, body in bodies.items() if "$ref" in body["schema"]]
    errors: list[type[AppError]] = []
    if contracts or "query" in {parameter["in"] for parameter in operation.get("parameters", [])}:
        errors.append(ValidationFailed)
    if "application/json" in contracts:
        errors.append(MediaTypeNotSupported)
    elif bodies and not contracts:
        errors.append(RawMediaTypeNotSupported)
    return errors


def _document_errors_of_input(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    # FastAPI documents it of every operation with parameters or a body.
    if "422" in responses and _codes(operation, "422") == [ValidationFailed.code]:
        del responses["422"]
    for error in _errors_of_input(operation):
        add_error(responses, str(error.status_code), error)
    operation["responses"] = dict(sorted(responses.items()))


def _codes(operation: dict[str, Any], status: str) -> list[str]:
    """Return the codes of the errors that are documented for a status."""
    return list(operation["responses"][status]["content"]["application/json"]["examples"])


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
        servers=SERVERS,
        license_info=app.license_info,
    )
    del document["paths"][CARRIER_PATH]
    schemas = document["components"]["schemas"]
    for operations in document["paths"].values():
        for operation in operations.values():
            _document_errors_of_input(operation)
            for response in operation["responses"].values():
                for content in response.get("content", {}).values():
                    if "itemSchema" in content:
                        content["schema"] = _describe_event(content.pop("itemSchema"))
                    for example in content.get("examples", {}).values():
                        example["value"].setdefault("problems", None)  # FastAPI drops every null
            for parameter in operation.get("parameters", []):
                _drop_titles(parameter["schema"])
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if "$ref" in content["schema"]:  # a raw body has no contract
                    content["example"] = _example_of(content["schema"], schemas)
    schemas.pop("ServerSentEvent", None)  # FastAPI's, not a contract
    _drop_titles(schemas)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def install_openapi(app: FastAPI) -> None:
    """Serve the document at ``/openapi.json``; it is built at the first request."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build_openapi(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    app.root_path_in_servers = False  # `SERVERS` says it already
