"""What must hold between processes, over HTTP against `stylipp serve --workers 2`.

Every request opens a connection of its own, so the kernel spreads them over both workers.
"""

import asyncio
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from tests.authenticator import Authenticator
from tests.conftest import Connect, Databases
from tests.features.mail_login.mail_logins import ask, complete, secrets_of, wrong
from tests.features.two_step.second_steps import WRONG_RECOVERY_CODE, Browser, start_two_step
from tests.helpers import (
    PASSWORD,
    SECRET_KEY,
    assert_error,
    bearer_of,
    credentials,
    log_in,
    read_mail,
    register,
    token_in,
)
from tests.processes import serving_api, unused_port

NEW = "tin drum orchard 4"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workers")


@pytest.fixture(scope="module")
async def servers_database(databases: Databases) -> str:
    return await databases.create_migrated()


@pytest.fixture(scope="module")
async def server(servers_database: str, folder: Path) -> AsyncIterator[str]:
    # All clients here share one network, and some send more failures at once than it may.
    limits = {"RATE_LIMIT_PASSKEY_IP": "1000/5"}
    with serving_api(servers_database, folder, "--workers", "2", **limits) as client:
        yield str(client.base_url)
    text = (folder / "log").read_text()
    assert text.count("Started worker-") == 2
    assert '"level":"error"' not in text
    for secret in (PASSWORD, NEW, SECRET_KEY, "eyJ", "token="):
        assert secret not in text


@pytest.fixture
async def client(server: str) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=server, limits=limits, timeout=30) as client:
        yield client


async def refresh(client: httpx.AsyncClient, cookie: str) -> httpx.Response:
    return await client.post("/v1/auth/refresh", headers={"Cookie": f"stylipp_rt={cookie}"})


def cookie_of(response: httpx.Response) -> str:
    header = response.headers["set-cookie"]
    assert header.startswith("stylipp_rt=")
    assert "Secure" not in header
    return str(header.partition("=")[2].partition(";")[0])


async def statuses(client: httpx.AsyncClient, headers: dict[str, str], times: int = 8) -> set[int]:
    """Send enough requests that both workers answer."""
    responses = [await client.get("/v1/users/me", headers=headers) for _ in range(times)]
    return {response.status_code for response in responses}


async def test_twenty_registrations_have_one_winner(client: httpx.AsyncClient) -> None:
    emails = ["race@example.com", "RACE@example.com", "Race@Example.com", "rAcE@example.COM"] * 5
    responses = await asyncio.gather(
        *(client.post("/v1/auth/register", json=credentials(email=email)) for email in emails)
    )
    assert sorted(r.status_code for r in responses) == [201] + [409] * 19


async def test_forty_refreshes_have_one_successor(client: httpx.AsyncClient) -> None:
    await bearer_of(client, email="refresh@example.com")
    cookie = cookie_of(await log_in(client, email="refresh@example.com"))
    responses = await asyncio.gather(*(refresh(client, cookie) for _ in range(40)))
    assert {r.status_code for r in responses} == {200}
    (successor,) = {cookie_of(r) for r in responses}
    assert (await refresh(client, successor)).status_code == 200
    assert_error(await refresh(client, cookie), 401, "refresh_token_reused")
    assert_error(await refresh(client, successor), 401, "session_expired")


@pytest.mark.parametrize("path", ["logout", "logout-all"])
async def test_a_logout_holds_in_every_worker_at_once(client: httpx.AsyncClient, path: str) -> None:
    headers = await bearer_of(client, email=f"{path}@example.com")
    assert await statuses(client, headers) == {200}
    assert (await client.post(f"/v1/auth/{path}", headers=headers)).status_code == 200
    assert await statuses(client, headers) == {401}


async def test_of_120_guesses_over_two_workers_ten_are_verified(client: httpx.AsyncClient) -> None:
    await bearer_of(client, email="guess@example.com")
    responses = await asyncio.gather(
        *(log_in(client, email="guess@example.com", password=f"wrong {n}") for n in range(120))
    )
    codes = [r.status_code for r in responses]
    assert (codes.count(401), codes.count(429)) == (10, 110)


async def test_logins_that_race_a_password_change_do_not_survive_it(
    client: httpx.AsyncClient,
) -> None:
    email = "change@example.com"
    headers = await bearer_of(client, email=email)
    body = {"current_password": PASSWORD, "new_password": NEW}
    logins = [asyncio.create_task(log_in(client, email=email)) for _ in range(4)]
    changed = asyncio.create_task(client.post("/v1/users/me/password", json=body, headers=headers))
    logins += [asyncio.create_task(log_in(client, email=email)) for _ in range(4)]
    responses = await asyncio.gather(*logins)
    assert (await changed).status_code == 200
    for response in responses:
        if response.status_code == 200:
            old = {"Authorization": f"Bearer {response.json()['access_token']}"}
            assert await statuses(client, old) == {401}
    new = {"Authorization": f"Bearer {changed.result().json()['access_token']}"}
    assert await statuses(client, new) == {200}


async def mails(folder: Path, count: int) -> list[EmailMessage]:
    """Wait until the workers have written that many mails, and a poll longer for any more."""
    for _ in range(200):
        if len(list((folder / "mail").glob("*.eml"))) >= count:
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(1.5)
    paths = sorted((folder / "mail").glob("*.eml"))
    messages = [read_mail(path) for path in paths]
    for path in paths:
        path.unlink()
    return messages


async def test_two_workers_send_each_mail_once_and_of_sixteen_resets_one_wins(
    client: httpx.AsyncClient, folder: Path
) -> None:
    await mails(folder, 0)
    emails = [f"mail{number}@example.com" for number in range(12)]
    await asyncio.gather(*(register(client, email=email) for email in emails))
    received = await mails(folder, len(emails))
    assert sorted(message["To"] for message in received) == sorted(emails)

    await client.post("/v1/auth/password/forgot", json={"email": emails[0]})
    (message,) = await mails(folder, 1)
    bodies = [
        {"token": token_in(message), "new_password": f"tin drum orchard {n}"} for n in range(16)
    ]
    responses = await asyncio.gather(
        *(client.post("/v1/auth/password/reset", json=body) for body in bodies)
    )
    assert sorted(r.status_code for r in responses) == [200] + [400] * 15


async def test_a_passkey_logs_in_through_every_worker_and_each_answer_once(
    client: httpx.AsyncClient, folder: Path
) -> None:
    await mails(folder, 0)
    headers = await bearer_of(client, email="passkey@example.com")
    (message,) = await mails(folder, 1)
    await client.post("/v1/auth/email/verify", json={"token": token_in(message)})
    own, authenticator = "/v1/users/me/passkeys", Authenticator()
    response = await client.post(f"{own}/options", json={"purpose": "sign_in"}, headers=headers)
    created = authenticator.create(response.json()["public_key"])
    bodies = [{"credential": created, "name": f"{n}"} for n in range(10)]
    responses = await asyncio.gather(
        *(client.post(own, json=body, headers=headers) for body in bodies)
    )
    assert sorted(r.status_code for r in responses) == [201] + [400] * 9

    for _ in range(4):
        begun = await client.post("/v1/auth/passkey/options")
        cookie = {"Cookie": begun.headers["set-cookie"].partition(";")[0]}
        body = {"credential": authenticator.get(begun.json()["public_key"])}
        responses = await asyncio.gather(
            *(client.post("/v1/auth/passkey/login", json=body, headers=cookie) for _ in range(10))
        )
        assert sorted(r.status_code for r in responses) == [200] + [401] * 9
        assert {r.json().get("code") for r in responses} == {None, "passkey_invalid"}


async def test_a_deletion_holds_in_every_worker_at_once(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client, email="gone@example.com")
    body = {"current_password": PASSWORD}
    response = await client.post("/v1/users/me/delete", json=body, headers=headers)
    assert response.status_code == 200
    assert await statuses(client, headers) == {401}


def codes_of(responses: list[httpx.Response]) -> list[str]:
    """Return the codes of errors, and `200` of the others."""
    return sorted(r.json().get("code", str(r.status_code)) for r in responses)


async def test_of_ten_logins_with_one_code_of_an_app_one_succeeds(
    client: httpx.AsyncClient, servers_database: str, connect: Connect
) -> None:
    email = "one-code@example.com"
    account = await start_two_step(client, await connect(servers_database), email=email)
    browsers = [Browser(client) for _ in range(10)]
    for browser in browsers:
        await browser.begin(email=email)
    code = account.code()
    responses = await asyncio.gather(*(browser.verify(code=code) for browser in browsers))
    assert codes_of(responses) == ["200"] + ["mfa_invalid"] * 9


async def test_of_forty_tries_with_one_ticket_over_two_workers_five_are_looked_at(
    client: httpx.AsyncClient, servers_database: str, connect: Connect
) -> None:
    email = "one-ticket@example.com"
    account = await start_two_step(client, await connect(servers_database), email=email)
    browser = Browser(client)
    await browser.begin(email=email)
    responses = await asyncio.gather(
        *(browser.verify(recovery_code=WRONG_RECOVERY_CODE) for _ in range(40))
    )
    assert codes_of(responses) == ["mfa_expired"] * 35 + ["mfa_invalid"] * 5
    assert_error(await browser.verify(code=account.code()), 401, "mfa_expired")


async def mailed(browser: Browser, folder: Path, email: str) -> tuple[str, str]:
    """Ask for a login by e-mail; return the code and the token of its mail."""
    await ask(browser, email)
    for _ in range(200):
        for path in (folder / "mail").glob("*-login-code-*.eml"):
            message = read_mail(path)
            if message["To"] == email:
                path.unlink()
                return secrets_of(message)
        await asyncio.sleep(0.05)
    raise AssertionError("no mail")


async def test_of_forty_wrong_codes_over_two_workers_five_are_compared(
    client: httpx.AsyncClient, folder: Path, servers_database: str, connect: Connect
) -> None:
    browser = Browser(client)
    code, token = await mailed(browser, folder, "many-tries@example.com")
    responses = await asyncio.gather(*(complete(browser, code=wrong(code)) for _ in range(40)))
    assert codes_of(responses) == ["one_time_token_invalid"] * 40
    sql = await connect(servers_database)
    tries = "SELECT tries FROM login_codes WHERE address = 'many-tries@example.com'"
    assert await sql.fetchval(tries) == 5
    for body in ({"code": code}, {"token": token, "is_confirmed": True}):
        assert_error(await complete(browser, **body), 400, "one_time_token_invalid")


@pytest.mark.parametrize("is_known", [True, False])
async def test_of_twenty_right_links_over_two_workers_one_logs_in(
    client: httpx.AsyncClient,
    folder: Path,
    servers_database: str,
    connect: Connect,
    is_known: bool,
) -> None:
    email = f"one-link-{is_known}@example.com".lower()
    if is_known:
        await register(client, email=email)
    browser = Browser(client)
    _, token = await mailed(browser, folder, email)
    cookies = dict(browser.cookies)
    responses = await asyncio.gather(*(complete(browser, token=token) for _ in range(20)))
    assert codes_of(responses) == ["200"] + ["one_time_token_invalid"] * 19
    sql = await connect(servers_database)
    sessions = "SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = $1"
    assert await sql.fetchval(sessions, email) == 1
    browser.cookies = cookies
    assert_error(await complete(browser, token=token), 400, "one_time_token_invalid")


async def test_a_login_by_mail_and_a_registration_at_once_leave_the_account_to_the_mailbox(
    client: httpx.AsyncClient, folder: Path
) -> None:
    for number in range(6):
        email = f"arrival{number}@example.com"
        browser = Browser(client)
        code, _ = await mailed(browser, folder, email)
        login, registered = await asyncio.gather(
            complete(browser, code=code), register(client, email=email)
        )
        assert login.status_code == 200
        assert registered.status_code in (201, 409)
        assert_error(await log_in(client, email=email), 401, "invalid_credentials")
        headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
        assert await statuses(client, headers) == {200}


async def test_logins_by_mail_that_race_a_password_change_do_not_survive_it(
    client: httpx.AsyncClient, folder: Path, servers_database: str, connect: Connect
) -> None:
    email = "mail-race@example.com"
    headers = await bearer_of(client, email=email)
    sql = await connect(servers_database)
    await sql.execute("UPDATE users SET email_verified_at = now() WHERE email = $1", email)
    browsers = [Browser(client) for _ in range(3)]
    codes = [(await mailed(browser, folder, email))[0] for browser in browsers]
    body = {"current_password": PASSWORD, "new_password": NEW}
    *logins, changed = await asyncio.gather(
        *(complete(browser, code=code) for browser, code in zip(browsers, codes, strict=True)),
        client.post("/v1/users/me/password", json=body, headers=headers),
    )
    assert changed.status_code == 200, changed.text
    for response in logins:
        if response.status_code == 200:
            old = {"Authorization": f"Bearer {response.json()['access_token']}"}
            assert await statuses(client, old) == {401}
        else:
            assert_error(response, 400, "one_time_token_invalid")
    count = "SELECT count(*) FROM login_codes WHERE address = $1"
    assert await sql.fetchval(count, email) == 0


async def test_with_the_mail_server_away_known_and_unknown_addresses_are_answered_alike(
    servers_database: str, tmp_path: Path
) -> None:
    with serving_api(
        servers_database,
        tmp_path,
        "--workers",
        "2",
        SMTP_URL=f"smtp://127.0.0.1:{unused_port()}",
        MAIL_FROM="no-reply@example.com",
        FRONTEND_URL="https://example.com",
    ) as api:
        email = "away@example.com"
        body = {"email": email, "password": PASSWORD}
        assert api.post("/v1/auth/register", json=body).status_code == 201
        answers = [
            api.post("/v1/auth/email/login", json={"email": address})
            for address in (email, "nobody-there@example.com")
        ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].content == answers[1].content
    ignored = {"date", "x-request-id"}
    known, unknown = ({k for k in a.headers if k not in ignored} for a in answers)
    assert known == unknown
