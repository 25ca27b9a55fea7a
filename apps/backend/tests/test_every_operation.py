"""Who may call what, for every operation of the document, those of new features too."""

import ast
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from tests.helpers import assert_error

PUBLIC = {
    "read_health",
    "read_readiness",
    "read_keys",
    "register_user",
    "log_in",
    "start_passkey_login",
    "log_in_with_passkey",
    "log_out",  # takes tokens if there are any
    "create_token",
    "list_mfa_options",  # wants a ticket
    "verify_second_step",
    "refresh_tokens",
    "forgot_password",
    "reset_password",
    "verify_email",
    "confirm_email_change",
    "deny_email",
    "start_email_login",
    "complete_email_login",
    "list_providers",
    "start_oidc_login",
    "return_from_provider",
    "return_from_provider_by_post",
    "complete_oidc_login",
    "read_photo_picture",  # wants a signed link
}
"""The operations that do not want a login. Every other one does."""

SHARED = {
    "create_audience_token",
    "start_identity",
    "connect_identity",
    "start_provider_proof",
    "reauthenticate_with_provider",
    "put_photo",
}
"""The operations on things that belong to no account, such as services and providers, or that make the
thing: any account may have a photo with the same id."""

ADMINISTRATION = "users"
"""The tag of operations on the accounts of others, for administrators."""


@pytest.fixture
def operations(app: FastAPI) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    }


def test_the_list_of_public_operations_is_true(
    operations: dict[tuple[str, str], dict[str, Any]],
) -> None:
    names = {operation["operationId"] for operation in operations.values()}
    assert names >= PUBLIC, "PUBLIC names an operation that does not exist"


async def test_every_operation_wants_a_login_or_is_listed_as_public(
    client: httpx.AsyncClient, operations: dict[tuple[str, str], dict[str, Any]]
) -> None:
    for (method, path), operation in operations.items():
        if operation["operationId"] in PUBLIC:
            continue
        response = await client.request(method, re.sub("{.*?}", str(uuid4()), path))
        assert response.status_code == 401, (
            f"{method} {path} answers {response.status_code} without a login: "
            "give it a CurrentSessionDep, or add it to PUBLIC"
        )
        assert_error(response, 401, "not_authenticated")


def calls_of_assert_owner_only() -> set[tuple[str, str]]:
    """Return method and path of every call in the tests; both must be literals."""
    found = set()
    for file in Path(__file__).parent.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            name = getattr(node.func, "id", None) if isinstance(node, ast.Call) else None
            if name == "assert_owner_only":
                assert isinstance(node, ast.Call)
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                paths = [str(text) for text in texts if str(text).startswith("/")]
                assert len(paths) == 1, f"{file.name}: the path of assert_owner_only is no literal"
                found |= {(str(text), paths[0]) for text in texts if text not in paths}
    return found


def test_every_operation_on_a_thing_is_shown_to_refuse_strangers(
    operations: dict[tuple[str, str], dict[str, Any]],
) -> None:
    shown = calls_of_assert_owner_only()
    for (method, path), operation in operations.items():
        if "{" not in path or operation["operationId"] in PUBLIC | SHARED:
            continue
        if operation["tags"] == [ADMINISTRATION]:
            continue
        assert (method, path) in shown, (
            f"no test shows that {method} {path} answers 404 to other accounts: "
            f'call assert_owner_only(client, owner, "{path}", thing, "{method}")'
        )
    assert shown <= set(operations), "a test calls assert_owner_only for an unknown operation"
