"""The SMTP server is away for an hour."""

import datetime

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.core.smtp_url import parse_smtp_url
from src.features.mail.service.smtp import SmtpTransport
from src.features.mail.service.worker import MailWorker
from tests.faults.conftest import Report
from tests.helpers import register, token_in
from tests.postmaster import Postmaster

type Sql = "asyncpg.Connection[asyncpg.Record]"

MAILS = 12


@pytest.fixture
def worker(app: FastAPI, postmaster: Postmaster) -> MailWorker:
    server = parse_smtp_url(f"smtp://127.0.0.1:{postmaster.port}")
    transport = SmtpTransport(server, "no-reply@stylipp.com")
    return MailWorker(
        app.state.database, transport, app.state.wiring.settings, app.state.wiring.seals
    )


async def pass_time(sql: Sql, period: datetime.timedelta) -> None:
    """Move everything in the queue into the past instead of the clock into the future."""
    await sql.execute(
        "UPDATE email_outbox SET not_before = not_before - $1::interval,"
        " created_at = created_at - $1::interval",
        period,
    )


@pytest.mark.slow
async def test_an_hour_without_smtp_loses_no_mail(
    client: httpx.AsyncClient,
    worker: MailWorker,
    postmaster: Postmaster,
    sql: Sql,
    report: Report,
) -> None:
    await postmaster.stop()
    addresses = [f"hour{number}@example.com" for number in range(MAILS)]
    for address in addresses:
        assert (await register(client, email=address)).status_code == 201
    step, passed, tries = datetime.timedelta(seconds=15), datetime.timedelta(), 0
    while passed < datetime.timedelta(hours=1):
        await worker.deliver_all()
        await pass_time(sql, step)
        passed += step
    tries = await sql.fetchval("SELECT sum(attempts) FROM email_outbox")
    await postmaster.start()
    minutes = 0.0
    while await sql.fetchval("SELECT count(*) FROM email_outbox"):
        await worker.deliver_all()
        await pass_time(sql, step)
        minutes += step.total_seconds() / 60
    report(
        "SMTP away for an hour",
        mails=MAILS,
        delivered=len(postmaster.received),
        tries=tries,
        healed=f"within {minutes} min",
    )
    assert sorted(postmaster.recipients) == sorted(addresses)
    assert minutes <= 2
    for message in postmaster.received:  # the links are as fresh as the mails
        body = {"token": token_in(message)}
        assert (await client.post("/v1/auth/email/verify", json=body)).status_code == 200
