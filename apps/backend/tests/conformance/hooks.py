"""What schemathesis has to know about this API. Loaded by it, in a process of its own."""

import base64
import contextlib
import os
import re
import secrets
import string
import unicodedata
from typing import Any
from uuid import UUID

import requests
import schemathesis
from hypothesis import strategies as st

from src.core.web.paging import CURSOR_MAX_LENGTH, CURSOR_PATTERN
from src.features.auth.utils.passwords import is_common, is_made_of_context
from stylipp_schemas.common import EMAIL_MAX_LENGTH
from stylipp_schemas.user import PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH

URL = os.environ["STYLIPP_URL"]
ADMIN = {"email": os.environ["ADMIN_EMAIL"], "password": os.environ["ADMIN_PASSWORD"]}
PASSWORD = "violet anvil kettle 7"

# JSON Schema's `email` is wider than ours, which has to be deliverable: no quotes, no address of
# one label, none of the names that are reserved for tests.
word = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=16)
schemathesis.openapi.format(
    "email",
    st.builds(lambda name, host: f"{name}@{host}.example.com", word, word).filter(
        lambda address: len(address) <= EMAIL_MAX_LENGTH
    ),
)


def log_in(account: dict[str, str]) -> str:
    token: str = requests.post(f"{URL}/v1/auth/login", json=account, timeout=30).json()[
        "access_token"
    ]
    return token


def has_length_to_be_stored(text: str) -> bool:
    return PASSWORD_MIN_LENGTH <= len(text) <= PASSWORD_MAX_LENGTH


@schemathesis.hook
def filter_body(_: Any, body: Any) -> bool:
    """Leave out new passwords that the schema and the server judge differently: it cannot say
    that length counts after NFKC, nor which passwords are too common (docs/security.md).
    Those rules are tested elsewhere."""
    if not isinstance(body, dict):
        return True
    passwords = [body.get(field) for field in ("password", "new_password")]
    return not any(
        is_refused_by_rule_alone(password, str(body.get("email")))
        for password in passwords
        if isinstance(password, str)
    )


def is_refused_by_rule_alone(password: str, email: str) -> bool:
    is_long_enough = has_length_to_be_stored(unicodedata.normalize("NFKC", password))
    return (
        is_long_enough != has_length_to_be_stored(password)
        or is_common(password)
        or is_made_of_context(password, email)
    )


def could_log_in(body: dict[str, Any]) -> bool:
    email, password = body.get("email"), body.get("password")
    return (
        isinstance(email, str)
        and re.fullmatch(r"\w+@\w+\.example\.com", email) is not None
        and isinstance(password, str)
        and len(password) <= PASSWORD_MAX_LENGTH
    )


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Generated passwords are all wrong. With correct ones in their place, the code behind the
    password check runs too; other mistakes in a body stay."""
    if not isinstance(body, dict):
        return body
    if isinstance(body.get("current_password"), str):
        body["current_password"] = PASSWORD
    label = context.operation.label
    if label == "POST /v1/auth/token" and body.get("grant_type") == "password":
        body |= {"username": ADMIN["email"], "password": ADMIN["password"]}
    if label == "POST /v1/auth/login" and could_log_in(body) and len(body["password"]) % 2:
        body |= ADMIN
    return body


@schemathesis.hook
def before_call(_: Any, case: Any, __: Any) -> None:
    """Replace what the schema cannot describe, in the phases too that do not filter bodies: a password of
    zeros by one of the same length, and a cursor that only looks like one by the first page."""
    if isinstance(case.body, dict):
        for field in ("password", "new_password"):
            password = case.body.get(field)
            if isinstance(password, str) and has_length_to_be_stored(password):
                is_weak = is_common(password)
                case.body[field] = (PASSWORD * 7)[: len(password)] if is_weak else password
    cursor = (case.query or {}).get("cursor", "")
    looks_like_one = (
        isinstance(cursor, str)
        and len(cursor) <= CURSOR_MAX_LENGTH
        and re.fullmatch(CURSOR_PATTERN, cursor)
    )
    if cursor is None or looks_like_one:
        del case.query["cursor"]


PHOTO_ID = "9f0c1a4e-5c1f-4f0e-8f3b-2d1c5a7e9b60"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGgAAACEAIHJde6SAAAAAElFTkSuQmCC"
)


@schemathesis.hook("before_call")
def send_a_picture(_: Any, case: Any, __: Any) -> None:
    """Send a picture, which bytes that are generated never are, and read and delete the same one."""
    if "/me/photos/" not in case.path:
        return
    with contextlib.suppress(ValueError, TypeError):
        UUID(case.path_parameters["photo_id"])
        case.path_parameters["photo_id"] = PHOTO_ID
        if case.method == "PUT" and case.body:
            case.body = PNG


@schemathesis.auth(refresh_interval=None)
class FreshUser:
    """A valid token. A run deletes its own user, changes the password or logs out; it then continues
    as a new user."""

    def __init__(self) -> None:
        self.tokens: dict[bool, str] = {}

    def get(self, case: Any, _: Any) -> str:
        is_for_admins = (
            case.operation.path.startswith(("/v1/users", "/v1/audit")) and "/me" not in case.path
        )
        token = self.tokens.get(is_for_admins)
        if token is None or not self.is_alive(token):
            token = self.tokens[is_for_admins] = self.make(is_admin=is_for_admins)
        return token

    def is_alive(self, token: str) -> bool:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(f"{URL}/v1/users/me", headers=headers, timeout=30).ok

    def make(self, *, is_admin: bool) -> str:
        account = {
            "email": f"fresh{secrets.token_hex(6)}@example.org",
            "password": PASSWORD,
        }
        made = requests.post(f"{URL}/v1/auth/register", json=account, timeout=30).json()
        if is_admin:
            headers = {"Authorization": f"Bearer {log_in(ADMIN)}"}
            requests.patch(
                f"{URL}/v1/users/{made['id']}", json={"role": "admin"}, headers=headers, timeout=30
            ).raise_for_status()
        token = log_in(account)
        # A change of address, for the operation that cancels it.
        change = {"new_email": f"new{account['email']}", "current_password": PASSWORD}
        headers = {"Authorization": f"Bearer {token}"}
        requests.post(
            f"{URL}/v1/users/me/email", json=change, headers=headers, timeout=30
        ).raise_for_status()
        return token

    def set(self, case: Any, data: str, _: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.check
def the_code_is_documented(_: Any, response: Any, case: Any) -> None:
    """An error's code is one of those that the operation documents for its status."""
    if response.status_code < 400:
        return
    documented = case.operation.definition.raw["responses"].get(str(response.status_code))
    if documented is None:
        return  # another check says so
    body = response.json()
    examples = documented["content"]["application/json"]["examples"]
    assert body["code"] in examples, body
    # It names fields if the documented example does.
    example = examples[body["code"]]["value"]
    assert (body["problems"] is None) == (example["problems"] is None), body
