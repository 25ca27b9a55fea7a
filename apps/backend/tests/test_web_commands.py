"""What builds the web app, serves it while someone works on it, and checks its size."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import web_size
from web_dev import is_taken

from src.core.config import REPOSITORY_ROOT
from tests.checkout import Checkout
from tests.processes import require_node, unused_port

DIST = "apps/web/dist"
SOURCE = "apps/web/src/main.tsx"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A copy of the repository with the npm packages of the original."""
    require_node()
    checkout = Checkout(tmp_path_factory.mktemp("web") / "it's a copy (ö)")
    (checkout.root / "node_modules").symlink_to(REPOSITORY_ROOT / "node_modules")
    return checkout


def build(checkout: Checkout, *options: str, status: int = 0, **environment: str) -> str:
    checkout.environment = {"VITE_API_URL": ""} | environment
    return checkout.run("bash", "scripts/web-build", *options, folder=".", status=status)


def built_page(checkout: Checkout) -> str:
    return (checkout.root / DIST / "index.html").read_text()


def test_the_app_is_built_again_when_something_that_it_is_made_of_changes(
    checkout: Checkout,
) -> None:
    def expect_build(change: Callable[[], object]) -> None:
        change()
        assert "Building the web app" in build(checkout)
        assert build(checkout) == ""

    build(checkout)
    assert build(checkout) == ""
    added = checkout.root / "apps/web/public/robots.txt"
    expect_build(lambda: added.write_text("User-agent: *"))
    assert (checkout.root / DIST / "robots.txt").exists()
    expect_build(added.unlink)
    assert not (checkout.root / DIST / "robots.txt").exists()
    (checkout.root / "apps/web/test").mkdir(exist_ok=True)
    (checkout.root / "apps/web/test/new.txt").write_text("no part of the app")
    assert build(checkout) == ""


def test_an_app_that_is_hosted_elsewhere_is_another_build(checkout: Checkout) -> None:
    build(checkout)
    elsewhere = "https://api.example.com"
    assert "Building" in build(checkout, VITE_API_URL=elsewhere)
    scripts = [path.read_text() for path in (checkout.root / DIST / "assets").glob("*.js")]
    assert any(elsewhere in text for text in scripts)
    assert build(checkout, VITE_API_URL=elsewhere) == ""
    assert "Building" in build(checkout, NODE_ENV="development")
    largest = max((checkout.root / DIST / "assets").glob("*.js"), key=lambda p: p.stat().st_size)
    assert largest.stat().st_size < 400_000  # with React's development build, it is 1 MB


def test_a_build_that_fails_says_where_and_keeps_the_one_before(checkout: Checkout) -> None:
    build(checkout)
    before = built_page(checkout)
    source = checkout.root / SOURCE
    text = source.read_text()
    source.write_text(f"{text}\nconst = 1;\n")
    try:
        said = build(checkout, status=1)
        assert "src/main.tsx" in said
        assert said.endswith(
            "; the last build stays. Correct the error, and run the command again.\n"
        )
        assert built_page(checkout) == before
        assert list((checkout.root / "apps/web").glob(".build*")) == []
    finally:
        source.write_text(text)


def test_of_two_that_build_at_once_one_builds(checkout: Checkout) -> None:
    (checkout.root / SOURCE).touch()
    command = ["bash", str(checkout.root / "scripts/web-build"), "--into-package"]
    both = [
        subprocess.Popen(
            command, env=os.environ | {"VITE_API_URL": ""}, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(said)[0] == ""
    assert sorted(said)[1].startswith("Building the web app")
    package = checkout.root / "apps/backend/src/web_app"
    assert (package / "index.html").read_text() == built_page(checkout)
    assert (package / "pages.json").exists()


def test_each_limit_on_the_size_of_the_app_is_checked(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(checkout)
    app = checkout.root / "apps/web"
    monkeypatch.setattr(web_size, "APP", app)
    monkeypatch.setattr(web_size, "DIST", app / "dist")
    for name in ("LOGIN_SCRIPTS", "ALL_SCRIPTS", "STYLES", "FONTS", "FIRST_LOAD"):
        monkeypatch.setattr(web_size, name, 10)
    monkeypatch.setattr(web_size, "TYPESCRIPT_LINES", 10)
    monkeypatch.setattr(web_size, "DEPENDENCIES", {"react"})
    page = app / "dist/index.html"
    page.write_text(f'{page.read_text()}<p style="color: red" onclick=""><script>x</script>')
    (app / "src/early.ts").write_text('import "./admin/Users.tsx";\n')
    try:
        found = [problem.partition(":")[0] for problem in web_size.problems()]
    finally:
        (app / "src/early.ts").unlink()
    assert found == [
        *("index.html", "index.html", "index.html"),
        "scripts of /login, gzip bytes",
        "all scripts, gzip bytes",
        "styles, gzip bytes",
        "fonts, bytes",
        "first load of /login, brotli bytes",
        "lines of TypeScript",
        "early.ts",
        "run-time dependencies other than expected",
    ]


def test_blank_lines_and_comments_do_not_count_as_lines_of_typescript() -> None:
    source = """/** What it is for. */
import { a } from "./a.ts"; // after code

/**
 * More about it.
 */
export const b = {
  /* why */
  c: "// no comment",
  // why
};
"""
    assert web_size.code_lines(source) == 4


def test_scripts_that_a_script_imports_count_as_loaded() -> None:
    scripts = {
        "index-1.js": 'import{a}from"./page-2.js";import"./side.js";x=import("./lazy-3.js")',
        "page-2.js": 'export{b}from"./base.js"',
        "base.js": "",
        "side.js": "",
        "lazy-3.js": 'import"./unused.js"',
        "unused.js": "",
    }
    loaded = web_size.closure(scripts, {"index-1.js"})
    assert loaded == {"index-1.js", "page-2.js", "base.js", "side.js"}


@pytest.mark.slow
def test_make_web_serves_both_until_ctrl_c(open_folder: Path) -> None:
    require_node()
    port = unused_port()
    command = ["make", "web", f"PORT={port}"]
    environment = os.environ | {"MAKEFLAGS": "", "DATA_DIR": str(open_folder)}
    with (open_folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=REPOSITORY_ROOT, env=environment, stdout=log, stderr=log, process_group=0
        )
    try:
        deadline = time.monotonic() + 60
        # Vite answers with the app, and hands the API what is the API's.
        while not (
            is_taken(5173)
            and is_taken(port)
            and httpx.get("http://localhost:5173/health").status_code == 200
        ):
            assert process.poll() is None, (open_folder / "log").read_text()
            assert time.monotonic() < deadline, (open_folder / "log").read_text()
            time.sleep(0.2)
        page = httpx.get("http://localhost:5173/login", headers={"Accept": "text/html"})
        assert "/src/main.tsx" in page.text
        taken = subprocess.run(
            command,
            cwd=REPOSITORY_ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert taken.stderr.startswith(f"Another program is using port {port};")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(30)
    assert not is_taken(5173)
    assert not is_taken(port)
