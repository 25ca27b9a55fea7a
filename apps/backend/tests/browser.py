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
from tests.processes import Server, run, running, started, unused_port
from tests.provider.provider import METADATA, SECRET, SERVER

CLIENT = REPOSITORY_ROOT / "packages" / "api-client" / "test" / "browser"
APP = REPOSITORY_ROOT / "apps" / "web" / "test" / "browser"
OPERATOR = {"email": "operator@example.com", "password": "violet anvil kettle 7"}

LIMITS = ("LOGIN_ACCOUNT", "LOGIN_IP", "REGISTER_IP", "MAIL_ADDRESS", "MAIL_IP")
HIGH_LIMITS = {f"RATE_LIMIT_{name}": "100000/1" for name in LIMITS}
"""All tests come from one address."""

LOW_LIMITS = {"RATE_LIMIT_LOGIN_ACCOUNT": "2/3", "RATE_LIMIT_MAIL_ADDRESS": "2/3"}
PROVIDERS = {"acme": ("Acme", "rs256"), "bravo": ("Bravo", "es256")}
"""Names, and clients of `provider/server.mjs`: it signs ID tokens in two ways."""
AWAY = {"issuer": "http://127.0.0.1:9", "client_id": "web", "client_secret": SECRET, "name": "Away"}
STRICT = {
    **LOW_LIMITS,
    "ADMIN_TWO_STEP": "true",
    "PHOTOS_MAX_PER_USER": "2",
    "EMAIL_LOGIN": "false",
    "OIDC_PROVIDERS": json.dumps({"away": AWAY}),
}


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


def run_node(folder: Path, *arguments: str | Path, **environment: str) -> None:
    """Run Node beside the API, at a name that is the same site as the tests' pages, and beside two providers
    on another site. Mails are in `STYLIPP_DATA_DIR`/mail."""
    ports = {provider: unused_port() for provider in PROVIDERS}
    providers = {
        provider: {
            "name": name,
            "issuer": f"http://127.0.0.1:{ports[provider]}",
            "client_id": client,
            "client_secret": SECRET,
            "email_authority": {"domains": ["gmail.com"]},
        }
        for provider, (name, client) in PROVIDERS.items()
    }
    settings = {**HIGH_LIMITS, "OIDC_PROVIDERS": json.dumps(providers)}
    with local_api(folder, settings) as server, contextlib.ExitStack() as stack:
        site = f"http://localhost:{server.port}"
        log = folder / "providers.log"
        for provider, port in ports.items():
            command = ("node", SERVER, "{port}", f"{site}/v1/auth/oidc/{provider}/return")
            stack.enter_context(
                started(command, os.environ, log, cwd=REPOSITORY_ROOT, request=METADATA, port=port)
            )
        added = {
            "STYLIPP_URL": site,
            "STYLIPP_DATA_DIR": str(folder),
            "STYLIPP_OPERATOR": json.dumps(OPERATOR),
        }
        finished = subprocess.run(
            ["node", *arguments], env=os.environ | added | environment, check=False
        )
        if finished.returncode != 0:
            pytest.fail(server.log.read_text() + log.read_text(), pytrace=False)


def test_in_chromium(open_folder: Path) -> None:
    """A second API has low limits, allows two photos, wants two-step login from administrators, has no
    administrator but the operator, no login by e-mail, and a provider that does not answer."""
    # The client's tests in between: one of the files that take longest is the first, and none the last.
    files = sorted(APP.glob("*.test.mjs"), reverse=True)
    tests = [*files[:1], *sorted(CLIENT.glob("*.test.mjs")), *files[1:]]
    options = shlex.split(os.environ.get("NODE_TEST_ARGUMENTS", ""))
    with local_api(open_folder / "limited", STRICT) as limited:
        run_node(
            open_folder,
            *("--test", "--test-reporter=spec", "--test-concurrency=3"),
            *options,
            *tests,
            STYLIPP_LIMITED_URL=f"http://localhost:{limited.port}",
        )


def test_lighthouse(open_folder: Path) -> None:
    run_node(open_folder, REPOSITORY_ROOT / "scripts" / "lighthouse.mjs")


def test_pictures(open_folder: Path) -> None:
    run_node(open_folder, REPOSITORY_ROOT / "scripts" / "pictures.mjs")
