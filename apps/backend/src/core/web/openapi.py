"""Turns the app into the one OpenAPI document that clients are generated from."""

import enum
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

import stylipp_schemas

CARRIER_PATH = "/contracts"
SCHEMES = ("account", "access_token", "refresh_cookie")
"""In the order in which the docs page shows them."""

# For the docs page alone: there, a token can also be pasted.
ACCESS_TOKEN_SCHEME = {
    "access_token": {
        "type": "http",
        "scheme": "bearer",
        "description": "Paste an access token.",
    }
}


def exported_contracts() -> list[type[BaseModel] | type[enum.Enum]]:
    """Return every model and enum that the contracts package exports."""
    exported = [getattr(stylipp_schemas, name) for name in stylipp_schemas.__all__]
    return [item for item in exported if issubclass(item, BaseModel | enum.Enum)]


def _carrier_route() -> APIRoute:
    """A route that is never mounted and mentions every contract, used or not.

    So they all go through FastAPI's own schema pass, and names cannot disagree with those of real
    routes. The status codes are mere keys.
    """
    return APIRoute(
        CARRIER_PATH,
        lambda: None,
        response_model=None,
        responses={600 + i: {"model": model} for i, model in enumerate(exported_contracts())},
    )


def _drop_titles(schema: Any) -> None:
    """Pydantic repeats each property's name as its title; generators make noise of it."""
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            del schema["title"]
        for value in schema.values():
            _drop_titles(value)
    elif isinstance(schema, list):
        for value in schema:
            _drop_titles(value)


def _example_of(schema: dict[str, Any]) -> dict[str, Any]:
    """Put the examples of a contract's fields together to one that can be sent as it is."""
    fields = schema["properties"].items()
    return {name: field["examples"][0] for name, field in fields if "examples" in field}


def build_openapi(app: FastAPI) -> dict[str, Any]:
    """Build the document; the same on every machine and in every run."""
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
            # FastAPI documents 422 where there is nothing that could be wrong: a path that does not
            # fit is another path, and there is nothing.
            places = {parameter["in"] for parameter in operation.get("parameters", [])}
            if "requestBody" not in operation and "query" not in places:
                operation["responses"].pop("422", None)
            security = operation.get("security", [])
            if {"account": []} in security:
                security.append({"access_token": []})
            for content in operation.get("requestBody", {}).get("content", {}).values():
                name = content["schema"]["$ref"].rpartition("/")[2]
                content["example"] = _example_of(schemas[name])
    _drop_titles(schemas)
    schemes = document["components"]["securitySchemes"] | ACCESS_TOKEN_SCHEME
    document["components"]["securitySchemes"] = {name: schemes[name] for name in SCHEMES}
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def install_openapi(app: FastAPI) -> None:
    """Make ``/openapi.json`` serve that document, built at the first request."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build_openapi(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
