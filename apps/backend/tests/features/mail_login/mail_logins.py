"""Logging in by e-mail, over HTTP, and what is in the mails."""

import re
from email.message import EmailMessage
from typing import Any

import httpx

from tests.features.two_step.second_steps import Browser
from tests.helpers import EMAIL, text_of, token_in

START = "/v1/auth/email/login"
COMPLETE = "/v1/auth/email/login/complete"


def code_in(message: EmailMessage) -> str:
    """Return the code in the mail's text, without its space."""
    (code,) = re.findall(r"\b(\d{4} \d{4})\b", text_of(message))
    return str(code).replace(" ", "")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


async def ask(browser: Browser, email: str = EMAIL) -> httpx.Response:
    response = await browser.post(START, {"email": email})
    assert response.status_code == 202, response.text
    return response


async def complete(browser: Browser, **body: Any) -> httpx.Response:
    return await browser.post(COMPLETE, body)


def secrets_of(message: EmailMessage) -> tuple[str, str]:
    """Return the code and the token in the mail."""
    return code_in(message), token_in(message)
