"""`make run`: a server that reloads, on a copy of the code that the test may change."""

import contextlib
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from src.core.config import REPOSITORY_ROOT
from tests.helpers import Log, credentials, read_mail, text_of
from tests.processes import started
from tests.web_builds import INDEX, PAGES, write_build


class Checkout:
    """A copy of the code, with a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.backend = folder / "apps" / "backend"
        self.backend.parent.mkdir()
        original = REPOSITORY_ROOT / "apps" / "backend"
        for part in ("src", "alembic"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(original / part, self.backend / part, ignore=ignored)
        shutil.copy(original / "alembic.ini", self.backend)
        self.environment = os.environ | {"DATA_DIR": str(folder), "WEB_APP": "auto"}
        self.mails = folder / "mail"
        self.log = folder / "log"

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a Python module of the copy; return its exit status and everything it printed."""
        finished = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.backend,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return finished.returncode, finished.stdout

    def stylipp(self, command: str) -> tuple[int, str]:
        return self.run("src.cli", command)

    def write_migration(self) -> Path:
        """Write a migration, as `make revision` does; return its file."""
        versions = self.backend / "alembic" / "versions"
        before = set(versions.iterdir())
        code, text = self.run("alembic", "revision", "-m", "create shoes")
        assert code == 0, text
        (path,) = set(versions.iterdir()) - before - {versions / "__pycache__"}
        return path

    def edit(self) -> None:
        """Save a file, so that the server reloads."""
        path = self.backend / "src" / "application.py"
        path.write_text(path.read_text() + "\n")

    def build_web_app(self) -> Path:
        """Put a build where `make run` leaves it; return its folder."""
        return write_build(self.backend.parent / "web" / "dist")

    @contextlib.contextmanager
    def serving(self) -> Iterator[httpx.Client]:
        command = [sys.executable, "-m", "src.cli", "serve", "--reload", "--port", "{port}"]
        with (
            started(command, self.environment, self.log, cwd=self.backend) as server,
            httpx.Client(base_url=server.url, timeout=30) as client,
        ):
            yield client


@pytest.fixture
def checkout(open_folder: Path) -> Checkout:
    return Checkout(open_folder)


def wait_until(is_so: Callable[[], bool], log: Log) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, log.text()
        time.sleep(0.05)


def is_ready(client: httpx.Client) -> bool:
    with contextlib.suppress(httpx.TransportError):  # while the server reloads
        return client.get("/health/ready").status_code == 200
    return False


def register(client: httpx.Client, email: str) -> int:
    return client.post("/v1/auth/register", json=credentials(email=email)).status_code


def test_a_reload_leaves_a_new_migration_to_the_developer(checkout: Checkout) -> None:
    """The start migrates. A reload does not, says so, and serves: the migration must be read first."""
    log = Log(checkout.log)
    with checkout.serving() as client:
        assert is_ready(client)
        migration = checkout.write_migration()
        revision = migration.name.partition("-")[2].partition("_")[0]
        checkout.edit()
        sentence = f"Migration {revision} is not applied yet: run `make migrate`"
        wait_until(lambda: sentence in log.text(), log)
        wait_until(lambda: register(client, "first@example.com") == 201, log)
        assert client.get("/health/ready").status_code == 503
        assert checkout.stylipp("migrate")[0] == 0
        wait_until(lambda: is_ready(client), log)
    assert not re.search("[0-9] changes? detected", log.text())  # uvicorn names the files
    # On a busy machine, writing both files is noticed as two changes.
    reloads = log.text().count("Started server process") - 1
    assert 1 <= log.text().count(sentence) <= reloads


@pytest.mark.slow
def test_the_start_applies_what_was_pulled_and_explains_what_fails(checkout: Checkout) -> None:
    with checkout.serving() as client:
        assert is_ready(client)
    checkout.write_migration()
    log = Log(checkout.log)
    with checkout.serving() as client:
        assert is_ready(client)
    assert "not applied" not in log.text()
    migration = checkout.write_migration()
    text = migration.read_text().replace("pass", "op.drop_column('users', 'shoe_size')", 1)
    migration.write_text(text)
    with checkout.serving() as client:
        assert register(client, "first@example.com") == 201
    assert 'Not migrated: column "shoe_size" of relation "users" does not exist' in log.text()
    assert "is not applied yet: run `make migrate`" in log.text()


def test_the_web_app_is_served_and_mails_lead_to_it(checkout: Checkout) -> None:
    """Without a setting, on any port, and in the processes that reload. A new build needs no restart."""
    log = Log(checkout.log)
    dist = checkout.build_web_app()
    with checkout.serving() as client:
        url = f"http://localhost:{client.base_url.port}"
        assert f"Stylipp: {url}  (API docs at /docs)\n" in log.text()
        assert client.get("/login").content == INDEX
        wait_until(lambda: is_ready(client), log)
        assert register(client, "ada@example.com") == 201
        wait_until(lambda: bool(list(checkout.mails.glob("*.eml"))), log)
        (mail,) = checkout.mails.glob("*.eml")
        assert f"{url}/verify-email#token=" in text_of(read_mail(mail))
        (dist / "pages.json").write_text(json.dumps([*PAGES, "/new"]))
        new = INDEX + b"new"
        (dist / "index.html").write_bytes(new)
        (dist / "index.html.gz").write_bytes(gzip.compress(new))
        (dist / ".ready").touch()
        assert client.get("/new").content == new


def test_without_a_build_the_docs_are_the_front_page(checkout: Checkout) -> None:
    log = Log(checkout.log)
    with checkout.serving() as client:
        url = f"http://localhost:{client.base_url.port}"
        assert f"Stylipp API: {url}/docs\n" in log.text()
        assert client.get("/").headers["location"] == "docs"
