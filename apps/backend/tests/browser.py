"""The docs page, the TypeScript client and the web app in Chromium; scripts/test-browser runs this."""

import contextlib
import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.core.config import REPOSITORY_ROOT
from src.core.local.embedded import EmbeddedPostgres
from tests.conftest import wait_until_stopped
from tests.processes import Server, run, running, unused_port
from tests.provider.provider import SECRET

CLIENT = REPOSITORY_ROOT / "packages" / "api-client" / "test" / "browser"
APP = REPOSITORY_ROOT / "apps" / "web" / "test" / "browser"
OPERATOR = {"email": "operator@example.com", "password": "violet anvil kettle 7"}

LIMITS = ("LOGIN_ACCOUNT", "LOGIN_IP", "REGISTER_IP", "MAIL_ADDRESS", "MAIL_IP")
HIGH_LIMITS = {f"RATE_LIMIT_{name}": "100000/1" for name in LIMITS}
"""All tests come from one address."""

LOW_LIMITS = {"RATE_LIMIT_LOGIN_ACCOUNT": "2/3", "RATE_LIMIT_MAIL_ADDRESS": "2/3"}
PROVIDER = {"name": "Certified", "client_id": "rs256", "client_secret": SECRET}
"""A client that `provider/server.mjs` knows, which a test runs."""
STRICT = {**LOW_LIMITS, "ADMIN_TWO_STEP": "true", "PHOTOS_MAX_PER_USER": "2"}


@contextlib.contextmanager
def local_api(folder: Path, changed: dict[str, str]) -> Iterator[Server]:
    """Run the API in local mode, with data of its own and one account: an administrator."""
    folder.mkdir(exist_ok=True)
    data_dir = str(folder)
    settings = {"DATA_DIR": data_dir, "WEB_APP": "auto", **changed}
    try:
        with running("stylipp", "serve", log=folder / "log", **settings) as server:
            created = run(
                *("stylipp", "users", "create-admin", OPERATOR["email"]),
                stdin=OPERATOR["password"],
                DATA_DIR=data_dir,
            )
            assert created.returncode == 0, created.stdout
            yield server
    finally:
        wait_until_stopped(EmbeddedPostgres(folder))


def oidc_providers(port: int) -> dict[str, str]:
    """Settings with the provider of tests/provider/server.mjs, which a test starts. It is on another site
    than the API."""
    acme = {
        "name": "Acme",
        "issuer": f"http://127.0.0.1:{port}",
        "client_id": "rs256",
        "client_secret": SECRET,
    }
    return {"OIDC_PROVIDERS": json.dumps({"acme": acme})}


def run_node(folder: Path, *arguments: str | Path, **environment: str) -> None:
    """Run Node beside the API, at a name that is the same site as the tests' pages. Mails are in
    `STYLIPP_DATA_DIR`/mail."""
    provider_port = unused_port()
    with local_api(folder, HIGH_LIMITS | oidc_providers(provider_port)) as server:
        added = {
            "STYLIPP_URL": f"http://localhost:{server.port}",
            "STYLIPP_DATA_DIR": str(folder),
            "STYLIPP_PROVIDER_PORT": str(provider_port),
            "STYLIPP_OPERATOR": json.dumps(OPERATOR),
        }
        finished = subprocess.run(
            ["node", *arguments], env=os.environ | added | environment, check=False
        )
        if finished.returncode != 0:
            pytest.fail(server.log.read_text(), pytrace=False)


def test_in_chromium(open_folder: Path) -> None:
    """A second API has low limits (two photos for an account, too), wants two-step login from administrators, and has no administrator but
    the operator. A third one has a provider, on another site, and no app."""
    # The client's tests in between: one of the files that take longest is the first, and none the last.
    files = sorted(APP.glob("*.test.mjs"), reverse=True)
    tests = [*files[:1], *sorted(CLIENT.glob("*.test.mjs")), *files[1:]]
    options = shlex.split(os.environ.get("NODE_TEST_ARGUMENTS", ""))
    provider = f"http://127.0.0.1:{unused_port()}"
    providers = json.dumps({"certified": {**PROVIDER, "issuer": provider}})
    with (
        local_api(open_folder / "limited", STRICT) as limited,
        local_api(
            open_folder / "providers", {"OIDC_PROVIDERS": providers, "WEB_APP": "off"}
        ) as other,
    ):
        run_node(
            open_folder,
            *("--test", "--test-reporter=spec", "--test-concurrency=3"),
            *options,
            *tests,
            STYLIPP_LIMITED_URL=f"http://localhost:{limited.port}",
            STYLIPP_PROVIDERS_URL=f"http://localhost:{other.port}",
            PROVIDER_URL=provider,
        )


def test_lighthouse(open_folder: Path) -> None:
    run_node(open_folder, REPOSITORY_ROOT / "scripts" / "lighthouse.mjs")


def test_pictures(open_folder: Path) -> None:
    run_node(open_folder, REPOSITORY_ROOT / "scripts" / "pictures.mjs")
