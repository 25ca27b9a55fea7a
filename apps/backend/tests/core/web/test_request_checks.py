"""Requests that two programs may read in two ways, over real sockets of both servers."""

import json
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from src.core.errors import NotFound, RequestMalformed
from tests.helpers import SECRET_KEY, Log, assert_error, bearer_of
from tests.processes import Server, running

SERVERS = {"granian": ("stylipp", "serve"), "uvicorn": ("uvicorn", "src.main:app")}


@pytest.fixture(scope="module", params=SERVERS)
def server(
    request: pytest.FixtureRequest, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp(request.param)
    with running(
        *SERVERS[request.param],
        log=folder / "log",
        DATABASE_URL=database_url,
        SECRET_KEY=SECRET_KEY,
        DATA_DIR=str(folder),
    ) as server:
        yield server
        time.sleep(0.2)  # lines are written after the answers
        assert '"level":"error"' not in server.log.read_text()


def exchange(server: Server, start: bytes, *headers: bytes) -> tuple[int, bytes, bytes]:
    """Send one request; return status, head and body of the answer."""
    lines = [start, *headers, b"Connection: close", b"", b""]
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"\r\n".join(lines))
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(answer[9:12]), head.lower(), body


@pytest.mark.parametrize(
    ("version", "hosts", "status"),
    [
        (b"1.1", [], 400),
        (b"1.1", [b"Host:"], 400),
        (b"1.1", [b"Host: a.example", b"Host: b.example"], 400),
        (b"1.1", [b"Host: a.example", b"hOsT: a.example"], 400),
        (b"1.1", [b"Host: a.example, b.example"], 400),
        (b"1.1", [b"Host: a.example,b.example"], 400),
        (b"1.1", [b"Host: a b"], 400),
        (b"1.1", [b"Host: http://a.example"], 400),
        (b"1.1", [b"Host: me@a.example"], 400),
        (b"1.1", [b"Host: a.example/"], 400),
        (b"1.1", [b"Host: a.example:80:80"], 400),
        (b"1.1", [b"Host: a.example:x"], 400),
        (b"1.1", [b"Host: [::1"], 400),
        (b"1.1", [b"Host: b\xc3\xbccher.example"], 400),
        (b"1.1", [b"Host: a.example"], 200),
        (b"1.1", [b"HOST:a.example:8000 "], 200),
        (b"1.1", [b"Host: stylipp_api:8000"], 200),
        (b"1.1", [b"Host: a.example.:"], 200),
        (b"1.1", [b"Host: 127.0.0.1"], 200),
        (b"1.1", [b"Host: [::1]:8000"], 200),
        (b"1.1", [b"Host: [fe80::1%25eth0]"], 200),
        (b"1.0", [], 200),
        (b"1.0", [b"Host: a.example"], 200),
        (b"1.0", [b"Host: a b"], 400),
        (b"1.0", [b"Host: a.example", b"Host: b.example"], 400),
    ],
)
def test_a_request_has_one_valid_host(
    server: Server, version: bytes, hosts: list[bytes], status: int
) -> None:
    seen, head, body = exchange(server, b"GET /health HTTP/" + version, *hosts)
    assert seen == status
    if status == 400:
        answer = json.loads(body)
        assert answer == {
            "detail": RequestMalformed.detail,
            "code": "invalid_request",
            "problems": None,
        }
        assert b"\r\nx-request-id: " in head
        assert b"\r\ncontent-type: application/json" in head


@pytest.mark.parametrize("name", [b"authorization", b"content-type", b"origin", b"sec-fetch-site"])
def test_a_header_that_decides_something_comes_once(server: Server, name: bytes) -> None:
    for second in (name, name.title()):
        status, _, body = exchange(
            server, b"GET /health HTTP/1.1", b"Host: a", name + b": x", second + b": x"
        )
        assert status == 400
        assert json.loads(body)["code"] == "invalid_request"


def test_another_header_may_be_repeated(server: Server) -> None:
    for header in (b"X-Request-ID: 12345678", b"Cookie: a=b", b"X-Forwarded-For: 192.0.2.1"):
        status, _, _ = exchange(server, b"GET /health HTTP/1.1", b"Host: a", header, header)
        assert status == 200


def test_an_absolute_target_is_served_whatever_the_host_says(server: Server) -> None:
    """RFC 9112 §3.2.2. Nothing that the API answers depends on either."""
    target = b"GET http://other.example/health HTTP/1.1"
    assert exchange(server, target, b"Host: a.example")[0] == 200


def test_a_refused_request_is_logged_with_its_status(server: Server) -> None:
    log = Log(server.log)
    exchange(server, b"GET /health?hunter2 HTTP/1.1", b"Host: hunter2", b"Host: hunter2")
    deadline = time.monotonic() + 10
    while not log.text().endswith("\n") and time.monotonic() < deadline:
        time.sleep(0.02)  # written after the answer
    line = log.request()
    assert (line["method"], line["route"], line["status"]) == ("GET", "-", 400)
    assert "hunter2" not in log.text()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/v1%2Fusers/me", 404),
        (b"/v1%2fusers/me", 404),
        (b"/v1/users/me%0a", 404),
        (b"/v1/users/me%0A", 404),
        (b"/openapi.json%0a", 404),
        (b"/docs%0a", 404),
        (b"/v1/users%2Fme", 404),
        (b"/%2Fv1/users/me", 404),
        (b"/v1/users/..%2fusers/me", 404),
        (b"/v1/users/me%2F", 404),
        (b"/docs%2Fassets/swagger-ui.css", 404),
        (b"/docs/assets%2Fswagger-ui.css", 404),
        (b"/docs/assets/x%2f..%2fswagger-ui.css", 404),
        (b"/docs/assets/..%2f..%2f__init__.py", 404),
        (b"/v1%252Fusers/me", 404),
        (b"/v1%5Cusers/me", 404),
        (b"/v1/%00users/me", 404),
        (b"/v1//users/me", 404),
        (b"//v1/users/me", 404),
        (b"/v1/./users/me", 404),
        (b"/v1/x/../users/me", 404),
        (b"/v1/x/%2e%2e/users/me", 404),
        (b"/v1;x/users/me", 404),
        # Other encoded characters mean the same as themselves (RFC 3986 §2.3).
        (b"/v1/%75sers/me", 401),
        (b"/v1/users/me?next=%2Fv1%2Fusers", 401),
    ],
)
def test_an_encoded_slash_separates_nothing(server: Server, path: bytes, status: int) -> None:
    seen, _, body = exchange(server, b"GET " + path + b" HTTP/1.1", b"Host: a")
    assert seen == status
    if status == 404:
        assert json.loads(body) == {
            "detail": NotFound.detail,
            "code": "not_found",
            "problems": None,
        }


def test_a_head_request_has_the_headers_of_the_get(server: Server) -> None:
    for path in (b"/", b"/docs", b"/docs/start.js", b"/docs/assets/swagger-ui.css", b"/health"):
        for rest in (b"", b"/nothing", b"?x=1"):
            target = path + rest + b" HTTP/1.1"
            _, got, content = exchange(server, b"GET " + target, b"Host: a")
            _, head, body = exchange(server, b"HEAD " + target, b"Host: a")
            assert body == b""
            assert stable_lines(head) == stable_lines(got)
            assert b"content-length: %d" % len(content) in stable_lines(head)


def stable_lines(head: bytes) -> set[bytes]:
    """Return the status line and the headers, except those that differ each time."""
    return {line for line in head.split(b"\r\n") if not line.startswith((b"x-request-id", b"date"))}


async def test_a_browser_can_read_that_the_path_is_unknown(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client) | {"Origin": "https://stylipp.com"}
    response = await client.get("/v1/users%2Fme", headers=headers)
    assert_error(response, 404, "not_found")
    assert response.headers["access-control-allow-origin"] == "https://stylipp.com"
