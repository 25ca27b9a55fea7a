"""The API does what its document says: generated requests against a running server, limits off."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from src.application import create_app
from src.core.config import Settings
from src.core.web.openapi import build_openapi
from tests.conftest import Databases
from tests.helpers import Log
from tests.processes import EXTRA_ROUTES, run, serving_api

FOLDER = Path(__file__).parent
ADMIN_EMAIL = "root@example.org"
ADMIN_PASSWORD = "tin drum orchard 4"
NEVER = {
    # A token that was mailed; an address that was verified with one.
    "reset_password",
    "verify_email",
    "confirm_email_change",
    "deny_email",
    "complete_email_login",
    "start_passkey",
    "enrol_totp",
    # What an authenticator signs, a code, and what wants one of them.
    "add_passkey",
    "rename_passkey",
    "remove_passkey",
    "log_in_with_passkey",
    "confirm_totp",
    "remove_totp",
    "make_recovery_codes",
    "list_mfa_options",
    "verify_second_step",
    "reauthenticate",
    # What a provider answers; none is set up.
    "start_oidc_login",
    "return_from_provider",
    "return_from_provider_by_post",
    "complete_oidc_login",
    "start_identity",
    "connect_identity",
    "disconnect_identity",
    "start_provider_proof",
    "reauthenticate_with_provider",
    # A signed link.
    "read_photo_picture",
    # No service is named in the settings.
    "create_audience_token",
}
"""Operations that want what cannot be generated."""
EXAMPLES = os.environ.get("CONFORMANCE_EXAMPLES", "30")


def conform(url: str, folder: Path, *options: str, program: Sequence[str]) -> tuple[str, Log]:
    """Run schemathesis, which must find nothing; return what it says, and the log of the server."""
    made = run(
        *("stylipp", "users", "create-admin", ADMIN_EMAIL),
        stdin=ADMIN_PASSWORD,
        DATABASE_URL=url,
    )
    assert made.returncode == 0, made.stdout
    for name in ("schemathesis.toml", "hooks.py"):  # found, and leaving traces, where it runs
        shutil.copy(FOLDER / name, folder)
    log = Log(folder / "log")
    settings = {"RATE_LIMIT_ENABLED": "false", "DEBUG": "true"}
    with serving_api(url, folder, program=program, **settings) as api:
        finished = run(
            *("st", "--config-file", "schemathesis.toml", "run", f"{api.base_url}/openapi.json"),
            # Otherwise it takes the document's server, `.`, for a part of the path.
            *("--url", str(api.base_url)),
            *("--max-examples", EXAMPLES, "--no-color", *options),
            cwd=folder,
            STYLIPP_URL=str(api.base_url),
            HYPOTHESIS_STORAGE_DIRECTORY=str(folder),
            ADMIN_EMAIL=ADMIN_EMAIL,
            ADMIN_PASSWORD=ADMIN_PASSWORD,
        )
    assert finished.returncode == 0, finished.stdout
    print(finished.stdout)
    return finished.stdout, log


async def test_raw_bodies_and_streams_conform_to_their_document(
    databases: Databases, tmp_path: Path
) -> None:
    url = await databases.create_migrated()
    only = ("--include-path-regex", "^/v1/tests/")
    said, _ = conform(url, tmp_path, *only, program=EXTRA_ROUTES)
    assert "Selected: 4/" in said


async def test_the_api_conforms_to_its_document(databases: Databases, tmp_path: Path) -> None:
    url = await databases.create_migrated()
    said, log = conform(url, tmp_path, program=("stylipp",))
    document = build_openapi(create_app(Settings()))
    count = sum(len(methods) for methods in document["paths"].values())
    assert f"{count} selected / {count} total" in said
    lines = log.lines()
    assert [line for line in lines if line["level"] == "error"] == []
    # None of it is vacuous: every operation has succeeded at least once, except those.
    succeeded = {
        (line["method"], line["route"])
        for line in lines
        if line["event"] == "request" and line["status"] < 300
    }
    assert {
        operation["operationId"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if (method.upper(), path) not in succeeded
    } == NEVER
