"""The built web app, served by the whole application, and over sockets of both servers."""

import gzip
import json
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from src.application import create_app
from src.core.config import REPOSITORY_ROOT, Settings
from src.core.web import web_build
from tests.conftest import Databases
from tests.helpers import SECRET_KEY, Log, assert_error, client_of, credentials
from tests.processes import Server, started
from tests.web_builds import BROTLI, FILES, INDEX, PAGES, SCRIPT, write_build

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_build(tmp_path / "dist")


@pytest.fixture
async def web(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(web_build, "FOLDERS", (folder,))
    async with client_of(create_app(settings.model_copy(update={"WEB_APP": "auto"}))) as client:
        client.headers["Accept-Encoding"] = "identity"
        yield client


@pytest.mark.parametrize("accept", [BROWSER, {"Accept": "*/*"}, {"Accept": "application/json"}])
@pytest.mark.parametrize("path", ["/", "/login", "/account", "/admin/users/7", "/login?next=/x"])
async def test_a_named_page_is_the_page_of_the_app(
    web: httpx.AsyncClient, path: str, accept: dict[str, str]
) -> None:
    response = await web.get(path, headers=accept)
    assert (response.status_code, response.content) == (200, INDEX)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/login/", "/admin", "/admin/users/7/x", "/v1x", "/index.html", "/pages.json"],
)
async def test_an_unknown_address_is_404_with_the_page_for_browsers_only(
    web: httpx.AsyncClient, path: str
) -> None:
    page = await web.get(path, headers=BROWSER)
    assert (page.status_code, page.content) == (404, INDEX)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "etag" not in page.headers
    answer = await web.get(path, headers={"Accept": "*/*"})
    assert_error(answer, 404, "not_found")
    assert_error(await web.post(path, headers=BROWSER), 404, "not_found")
    for response in (page, answer):  # or a cache would give one to a client that wants the other
        assert "Accept" in response.headers["vary"].split(", ")


@pytest.mark.parametrize(
    "path",
    [
        *("/v1", "/v1/", "/v1/nope", "/v1/users/me/nope", "/docs/nope", "/docs/assets/nope.js"),
        *("/.well-known/nope", "/.well-known", "/health/nope", "/openapi.json/x", "/assets"),
        *("/assets/", "/assets/missing-9.js", "/assets/main-1.js.br"),
    ],
)
async def test_what_programs_ask_for_is_never_answered_with_the_page(
    web: httpx.AsyncClient, path: str
) -> None:
    assert_error(await web.get(path, headers=BROWSER), 404, "not_found")


async def test_the_api_is_what_it_was(web: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
    """`client` has no web app."""
    for path in ("/health", "/openapi.json", "/docs", "/v1/users/me", "/v1/auth/login", "/v1/x"):
        with_app, without = [await c.get(path, headers=BROWSER) for c in (web, client)]
        assert with_app.status_code == without.status_code
        assert with_app.content == without.content
        for response in (with_app, without):
            del response.headers["x-request-id"]
        assert with_app.headers == without.headers


async def test_every_page_has_the_policy_of_pages_and_nothing_else_has_it(
    web: httpx.AsyncClient,
) -> None:
    known = (await web.get("/login")).headers["etag"]
    for response in (
        await web.get("/"),
        await web.get("/admin/users/7"),
        await web.get("/nowhere", headers=BROWSER),
        await web.head("/login"),
        await web.get("/login", headers={"If-None-Match": known}),
    ):
        headers = response.headers
        assert headers.get_list("content-security-policy") == [POLICY]
        assert headers["cross-origin-opener-policy"] == "same-origin"
        features = dict(item.split("=") for item in headers["permissions-policy"].split(", "))
        own = {name for name, allowed in features.items() if allowed != "()"}
        assert own == {
            "clipboard-write",
            "publickey-credentials-create",
            "publickey-credentials-get",
        }
        assert {features[name] for name in own} == {"(self)"}
        assert {"camera", "geolocation", "microphone", "payment", "usb"} <= features.keys()
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "max-age" in headers["strict-transport-security"]
    for path in ("/assets/main-1.js", "/favicon.svg", "/v1/nope", "/nowhere", "/docs/nope"):
        headers = (await web.get(path)).headers
        assert headers["content-security-policy"] == API_POLICY
        assert "permissions-policy" not in headers
    docs = (await web.get("/docs")).headers["content-security-policy"]
    assert docs not in (POLICY, API_POLICY)


async def test_a_page_is_sent_again_only_if_it_has_changed(web: httpx.AsyncClient) -> None:
    for path in ("/login", "/assets/main-1.js", "/favicon.svg"):
        first = await web.get(path)
        etag = first.headers["etag"]
        for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            again = await web.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
            for name in ("etag", "cache-control"):
                assert again.headers[name] == first.headers[name]
        for unknown in ('"other"', etag.strip('"'), ""):
            assert (await web.get(path, headers={"If-None-Match": unknown})).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    ["/", "/login", "/favicon.svg", "/assets/main-1.js", "/.well-known/change-password"],
)
async def test_pages_and_files_are_only_read(
    web: httpx.AsyncClient, method: str, path: str
) -> None:
    response = await web.request(method, path, headers=BROWSER)
    assert_error(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/", "/admin/users/7", "/nowhere", "/assets/main-1.js"])
async def test_head_has_the_headers_of_get(web: httpx.AsyncClient, path: str) -> None:
    got, headed = await web.get(path, headers=BROWSER), await web.head(path, headers=BROWSER)
    for response in (got, headed):
        del response.headers["x-request-id"]
    assert (headed.status_code, headed.content) == (got.status_code, b"")
    assert headed.headers == got.headers
    assert int(headed.headers["content-length"]) == len(got.content)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/assets/main-1.js", "text/javascript; charset=utf-8"),
        ("/assets/main-2.css", "text/css; charset=utf-8"),
        ("/assets/manrope-3.woff2", "font/woff2"),
        ("/assets/label-4.png", "image/png"),
        ("/assets/texts-5.json", "application/json"),
        ("/favicon.svg", "image/svg+xml"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
async def test_files_have_their_types_and_only_assets_are_kept_for_a_year(
    web: httpx.AsyncClient, path: str, media_type: str
) -> None:
    response = await web.get(path)
    assert (response.status_code, response.content) == (200, FILES[path[1:]])
    assert response.headers["content-type"] == media_type
    lifetime = "public, max-age=31536000, immutable" if "/assets/" in path else "no-cache"
    assert response.headers["cache-control"] == lifetime


async def raw(web: httpx.AsyncClient, path: str, codings: str) -> tuple[httpx.Response, bytes]:
    """Return the answer and its body as it was sent."""
    async with web.stream("GET", path, headers={"Accept-Encoding": codings}) as response:
        return response, b"".join([chunk async for chunk in response.aiter_raw()])


async def test_compressed_forms_are_sent_to_those_who_accept_them(web: httpx.AsyncClient) -> None:
    tags = set()
    for codings, coding, body in (
        ("gzip, deflate, br", "br", BROTLI),
        ("gzip", "gzip", FILES["assets/main-1.js.gz"]),
        ("br;q=0, gzip;q=0.5", "gzip", FILES["assets/main-1.js.gz"]),
        ("identity;q=0, gzip;q=0.1", "gzip", FILES["assets/main-1.js.gz"]),
        ("identity", None, SCRIPT),
        ("gzip;q=0", None, SCRIPT),
    ):
        response, sent = await raw(web, "/assets/main-1.js", codings)
        assert (response.headers.get("content-encoding"), sent) == (coding, body)
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        assert response.headers["content-length"] == str(len(body))
        assert "Accept-Encoding" in response.headers["vary"].split(", ")
        tags.add(response.headers["etag"])
    assert len(tags) == 3
    page, sent = await raw(web, "/login", "gzip")
    assert (page.status_code, gzip.decompress(sent)) == (200, INDEX)
    font, sent = await raw(web, "/assets/manrope-3.woff2", "gzip, br")
    assert (font.headers.get("content-encoding"), sent) == (None, b"wOF2")
    assert "Accept-Encoding" not in font.headers.get("vary", "")


async def test_password_managers_find_the_form(
    web: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    response = await web.get("/.well-known/change-password")
    assert response.status_code == 302
    assert response.headers["location"] == "/account#password"
    assert_error(await client.get("/.well-known/change-password"), 404, "not_found")


async def test_a_new_build_is_served_without_a_restart(
    web: httpx.AsyncClient, folder: Path
) -> None:
    assert (await web.get("/new")).status_code == 404
    (folder / "index.html").unlink()
    (folder / "pages.json").write_text('["/", ')  # half written
    assert (await web.get("/login")).content == INDEX
    (folder / "pages.json").write_text(json.dumps([*PAGES, "/new"]))
    (folder / "index.html").write_text("x")
    assert (await web.get("/login")).content == INDEX
    index = INDEX.decode().replace("main-1", "main-9")
    (folder / "index.html").write_text(index)
    assert (await web.get("/login")).content == INDEX  # its script is not there yet
    (folder / "assets" / "main-9.js").write_text("new")
    for path, content in (("/new", index), ("/login", index), ("/assets/main-9.js", "new")):
        response = await web.get(path)
        assert (response.status_code, response.text) == (200, content)


async def test_pages_are_logged_by_their_pattern(web: httpx.AsyncClient, log: Log) -> None:
    await web.get("/admin/users/7")
    assert log.request()["route"] == "/admin/users/{id}"
    log.begin += len(log.text().encode())
    await web.head("/login")
    assert log.request()["route"] == "/login"
    log.begin += len(log.text().encode())
    await web.get("/secret", headers=BROWSER)
    assert log.request()["route"] == "-"


async def test_a_prefix_that_a_proxy_strips_changes_nothing(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_build, "FOLDERS", (folder,))
    app = create_app(settings.model_copy(update={"WEB_APP": "auto"}))
    transport = httpx.ASGITransport(app, root_path="/api")
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for path in ("/api/login", "/login"):
            assert (await client.get(path)).content == INDEX
        assert (await client.get("/api/docs")).status_code == 200
        assert_error(await client.get("/api/v1/nope", headers=BROWSER), 404, "not_found")


async def test_without_the_app_nothing_is_served_of_it(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, client: httpx.AsyncClient
) -> None:
    monkeypatch.setattr(web_build, "FOLDERS", (folder / "nothing",))
    no_build = create_app(settings.model_copy(update={"WEB_APP": "auto"}))
    monkeypatch.setattr(web_build, "FOLDERS", (folder,))
    off = create_app(settings.model_copy(update={"WEB_APP": "off"}))
    for app in (no_build, off):
        async with client_of(app) as api:
            assert (await api.get("/")).headers["location"] == "docs"
            for path in ("/login", "/nowhere", "/favicon.svg", "/assets/main-1.js"):
                response = await api.get(path, headers=BROWSER)
                assert_error(response, 404, "not_found")
                assert "Accept" not in response.headers["vary"].split(", ")


def test_a_build_that_cannot_be_read_ends_the_process_with_one_sentence(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_build, "FOLDERS", (folder,))
    (folder / "pages.json").write_text("[")
    with pytest.raises(SystemExit) as ended:
        create_app(settings.model_copy(update={"WEB_APP": "auto"}))
    assert str(ended.value) == (
        f"The web app cannot be read: {folder}/pages.json is no list of pages. Build it again, or set "
        "WEB_APP=off."
    )


# Over sockets


SERVERS = {
    "granian": ("src.cli", "serve", "--workers", "2"),
    "uvicorn": ("uvicorn", "src.main:app", "--no-proxy-headers"),
}


@pytest.fixture(scope="module", params=SERVERS)
async def server(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Server]:
    """A server of a copy of the code, which has a build beside it, and a database of its own."""
    root = tmp_path_factory.mktemp(request.param)
    backend = root / "apps" / "backend"
    for part in ("src", "alembic"):
        shutil.copytree(
            REPOSITORY_ROOT / "apps/backend" / part,
            backend / part,
            ignore=shutil.ignore_patterns("__pycache__", "web_app"),
        )
    write_build(root / "apps" / "web" / "dist")
    environment = {
        "DATABASE_URL": await databases.create_migrated(),
        "SECRET_KEY": SECRET_KEY,
        "COOKIE_SECURE": "false",
        "DATA_DIR": str(root),
        "DRAIN_SECONDS": "0",
        "WEB_APP": "auto",
    }
    command = (sys.executable, "-m", *SERVERS[request.param], "--port", "{port}")
    with started(command, os.environ | environment, root / "log", cwd=backend) as server:
        yield server


def fetch(server: Server, path: bytes) -> tuple[int, bytes]:
    """Send the path as it is; return status and body of the answer."""
    lines = [b"GET %b HTTP/1.1" % path, b"Host: a", b"Accept: text/html", b"Connection: close"]
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"\r\n".join([*lines, b"", b""]))
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    return int(answer[9:12]), answer.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    "path",
    [
        b"/assets/../pages.json",
        b"/assets/%2e%2e/pages.json",
        b"/assets/..%2fpages.json",
        b"/assets/..%5cpages.json",
        b"/assets/..\\pages.json",
        b"/assets/%252e%252e/pages.json",
        b"/assets/./main-1.js",
        b"/assets//main-1.js",
        b"/assets/../../../backend/src/main.py",
        b"/../backend/src/main.py",
        b"//etc/passwd",
        b"/assets//etc/passwd",
        b"/assets/main-1.js%00",
        b"/assets/main-1.js%0a",
        b"/assets/main-1.js/",
        b"/.ready",
        b"/.vite/manifest.json",
        b"/pages.json",
        b"/index.html.gz",
    ],
)
def test_no_path_leads_out_of_the_build(server: Server, path: bytes) -> None:
    status, body = fetch(server, path)
    assert status == 404
    assert body == INDEX or json.loads(body)["code"] == "not_found"


def test_a_browser_at_the_address_of_the_app_logs_in(server: Server) -> None:
    """Pages of http:// on another machine get no Sec-Fetch-Site, and older browsers never send it."""
    for host in ("localhost", "127.0.0.1"):
        site = f"http://{host}:{server.port}"
        with httpx.Client(base_url=site) as browser:
            assert browser.get("/login").content == INDEX
            body = credentials(email=f"ada-{host}@example.com")
            assert browser.post("/v1/auth/register", json=body).status_code == 201
            for own in ({"Sec-Fetch-Site": "same-origin"}, {}):
                headers = {"Origin": site} | own
                for path in ("/v1/auth/login", "/v1/auth/refresh"):
                    answer = browser.post(path, json=body, headers=headers)
                    assert answer.status_code == 200, answer.text
            for other in (f"http://{host}:1", f"http://{host}", f"https://{host}:{server.port}"):
                answer = browser.post("/v1/auth/refresh", headers={"Origin": other})
                assert_error(answer, 403, "origin_not_allowed")
