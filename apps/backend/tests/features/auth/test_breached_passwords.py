"""New passwords are looked up in data breaches, with a range service that is right, slow, wrong or gone."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI

from src.cli.checks.line import Mark
from src.cli.checks.providers import check_breaches
from src.core.config import Settings
from src.features.auth.service.breaches import PLACES, Breaches
from tests.features.auth.links import RESET
from tests.helpers import (
    EMAIL,
    PASSWORD,
    Mailbox,
    assert_error,
    bearer_of,
    change_wiring,
    log_in,
    register,
)
from tests.processes import unused_port

BREACHED = "correct horse battery ﬁve"
"""With a ligature: what is looked up is the NFKC form."""


def digits_of(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


KNOWN = digits_of("correct horse battery five")
PADDING = digits_of(PASSWORD)

type Answer = Callable[[str], Awaitable[bytes]]


class RangeServer:
    """A range service on a port of its own. `answer` makes the whole answer for a prefix."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.answer: Answer = self.answer_rightly
        self.status = "200 OK"

    async def answer_rightly(self, prefix: str) -> bytes:
        lines = [f"{number:035X}:{number + 1}" for number in range(800)]
        for digits, count in ((KNOWN, 4), (PADDING, 0)):
            if digits.startswith(prefix):
                lines.append(f"{digits[5:]}:{count}")
        return "\r\n".join(lines).encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(head)
            body = await self.answer(head.split()[1].rpartition("/")[2])
            fields = f"HTTP/1.1 {self.status}\r\nContent-Length: {len(body)}\r\nConnection: close"
            writer.write(f"{fields}\r\nLocation: /elsewhere\r\n\r\n".encode() + body)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def results(app: FastAPI) -> dict[str, int]:
    return dict(app.state.wiring.breaches.results)


@pytest.fixture
async def service(app: FastAPI) -> AsyncIterator[RangeServer]:
    service, before = RangeServer(), app.state.wiring.breaches
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    breaches = Breaches(f"http://127.0.0.1:{port}/range/")
    change_wiring(app, breaches=breaches)
    yield service
    change_wiring(app, breaches=before)
    await breaches.aclose()
    server.close()


async def test_five_digits_are_sent_and_nothing_else(
    client: httpx.AsyncClient, app: FastAPI, service: RangeServer
) -> None:
    response = await register(client, password=BREACHED)
    assert_error(response, 422, "password_breached")
    assert response.json()["problems"][0]["path"] == "password"
    (request,) = service.requests
    assert request.startswith(f"GET /range/{KNOWN[:5]} HTTP/1.1\r\n")
    assert "add-padding: true" in request.lower()
    assert KNOWN[5:] not in request.upper()
    assert results(app) == {"known": 1}


async def test_a_password_that_is_padding_only_is_accepted(
    client: httpx.AsyncClient, app: FastAPI, service: RangeServer
) -> None:
    assert (await register(client)).status_code == 201
    assert len(service.requests) == 1
    assert results(app) == {"unknown": 1}


async def test_common_passwords_are_refused_without_asking(
    client: httpx.AsyncClient, service: RangeServer
) -> None:
    assert_error(await register(client, password="password123"), 422, "password_common")
    assert service.requests == []


async def test_a_login_asks_nobody(client: httpx.AsyncClient, service: RangeServer) -> None:
    await register(client)
    await log_in(client)
    await log_in(client, password=BREACHED)
    assert len(service.requests) == 1


async def test_changing_and_resetting_a_password_looks_it_up(
    client: httpx.AsyncClient, service: RangeServer, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    change = {"current_password": PASSWORD, "new_password": BREACHED}
    path = "/v1/users/me/password"
    response = await client.post(path, json=change, headers=headers)
    assert_error(response, 422, "password_breached")
    assert response.json()["problems"][0]["path"] == "new_password"
    await mailbox.receive()
    await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    token = await mailbox.receive_token(RESET)
    reset = {"token": token, "new_password": BREACHED}
    response = await client.post("/v1/auth/password/reset", json=reset)
    assert_error(response, 422, "password_breached")
    reset["new_password"] = "another long phrase 8"
    assert (await client.post("/v1/auth/password/reset", json=reset)).status_code == 200


async def test_garbage_errors_and_redirects_accept_the_password(
    client: httpx.AsyncClient, app: FastAPI, service: RangeServer
) -> None:
    async def garbage(_: str) -> bytes:
        return b"<html>\xff\x00 sorry</html>"

    async def nothing(_: str) -> bytes:
        return b""

    async def half(prefix: str) -> bytes:
        return f"{KNOWN[5:]}:4\r\nsorry".encode()

    async def huge(prefix: str) -> bytes:
        return f"{KNOWN[5:]}:4\r\n".encode() * 20_000

    failures: list[tuple[str, Answer]] = [
        ("200 OK", answer) for answer in (garbage, nothing, half, huge)
    ]
    for status in ("500 Internal Server Error", "429 Too Many Requests", "302 Found"):
        failures.append((status, service.answer_rightly))
    for number, (status, answer) in enumerate(failures, start=1):
        service.status, service.answer = status, answer
        email = f"ada{number}@example.com"
        response = await register(client, email=email, password=BREACHED)
        assert response.status_code == 201, (status, answer)
        assert results(app) == {"failed": number}
    assert len(service.requests) == len(failures), "a redirect was followed"


async def test_a_service_that_is_gone_accepts_the_password(
    client: httpx.AsyncClient, app: FastAPI, service: RangeServer
) -> None:
    breaches = Breaches(f"http://127.0.0.1:{unused_port()}/range/")
    change_wiring(app, breaches=breaches)
    assert (await register(client, password=BREACHED)).status_code == 201
    assert results(app) == {"failed": 1}


async def test_a_service_that_fails_is_one_line_when_it_begins_and_one_when_it_ends(
    client: httpx.AsyncClient, service: RangeServer, caplog: pytest.LogCaptureFixture
) -> None:
    for number, status in enumerate(["200 OK", "404 X", "404 X", "200 OK", "200 OK"]):
        service.status = status
        await register(client, email=f"ada{number}@example.com")
    assert [line for line in caplog.messages if "BREACHED_PASSWORDS" in line] == [
        "The service of BREACHED_PASSWORDS answers with status 404: new passwords are accepted without it.",
        "The service of BREACHED_PASSWORDS answers again.",
    ]


async def test_the_check_asks_for_one_range(service: RangeServer, app: FastAPI) -> None:
    url = app.state.wiring.breaches.url
    settings = Settings(BREACHED_PASSWORDS=url)
    assert [line async for line in check_breaches(Settings())] == []
    assert [line async for line in check_breaches(settings)] == [
        (Mark.GOOD, "breaches", f"{url} answers", "")
    ]
    service.status = "404 X"
    (line,) = [line async for line in check_breaches(settings)]
    assert (line.mark, line.finding) == (
        Mark.NOTE,
        "the service of BREACHED_PASSWORDS answers with status 404",
    )
    assert [request.split()[1] for request in service.requests] == ["/range/00000"] * 2


def connections_in_use(app: FastAPI) -> int:
    return sum(pool.in_use for pool in app.state.database.pools().values())


async def test_no_connection_is_held_while_the_service_is_asked(
    client: httpx.AsyncClient, app: FastAPI, service: RangeServer, mailbox: Mailbox
) -> None:
    in_use: list[int] = []

    async def look(prefix: str) -> bytes:
        in_use.append(connections_in_use(app))
        return await service.answer_rightly(prefix)

    service.answer = look
    headers = await bearer_of(client)
    change = {"current_password": PASSWORD, "new_password": "another long phrase 7"}
    response = await client.post("/v1/users/me/password", json=change, headers=headers)
    assert response.status_code == 200
    await mailbox.receive()
    await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    token = await mailbox.receive_token(RESET)
    reset = {"token": token, "new_password": "another long phrase 8"}
    assert (await client.post("/v1/auth/password/reset", json=reset)).status_code == 200
    assert in_use == [0, 0, 0]


async def test_a_service_that_hangs_takes_at_most_its_places(
    client: httpx.AsyncClient, app: FastAPI, service: RangeServer
) -> None:
    begun = asyncio.Semaphore(0)

    async def hang(_: str) -> bytes:
        begun.release()
        await asyncio.sleep(60)
        return b""

    service.answer = hang
    breaches = app.state.wiring.breaches
    checks = [asyncio.create_task(breaches.check(BREACHED)) for _ in range(PLACES - 1)]
    registering = asyncio.create_task(register(client, password=BREACHED))
    for _ in range(PLACES):
        await begun.acquire()
    assert connections_in_use(app) == 0
    await breaches.check(BREACHED)  # has no place, and does not wait for one
    assert results(app) == {"busy": 1}
    assert (await registering).status_code == 201
    await asyncio.gather(*checks)
    assert results(app) == {"busy": 1, "failed": PLACES}
    service.answer = service.answer_rightly
    response = await register(client, email="eve@example.com", password=BREACHED)
    assert_error(response, 422, "password_breached")


async def test_nothing_is_looked_up_unless_it_is_set(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    assert (await register(client, password=BREACHED)).status_code == 201
    assert results(app) == {}
