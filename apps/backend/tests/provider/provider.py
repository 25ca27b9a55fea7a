"""A certified OpenID provider as a process of its own, and the browser of a person who logs in there."""

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from src.core.config import REPOSITORY_ROOT
from tests.processes import require_node, started

SERVER = Path(__file__).with_name("server.mjs")
SECRET = "a secret of the tests, of 32 characters or more"
METADATA = b"GET /.well-known/openid-configuration HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Answer(NamedTuple):
    """What the provider sends to the redirect URI, in its query or as a form."""

    method: str
    address: str
    values: Mapping[str, str]


class Provider(NamedTuple):
    """A provider that answers, with the clients `rs256` and `es256`."""

    issuer: str
    redirect_uri: str

    def log_in(self, authorization_url: str, subject: str) -> Answer:
        """Go through the provider's pages as a new browser, up to what is for the redirect URI."""
        with httpx.Client(timeout=30) as browser:
            return self.answer(browser, authorization_url, subject)

    def answer(self, browser: httpx.Client, authorization_url: str, subject: str) -> Answer:
        """Do so as a browser that may have a login there."""
        response = browser.get(authorization_url)
        for _ in range(10):
            if location := response.headers.get("location"):
                address = urljoin(str(response.url), location)
                if address.startswith(self.redirect_uri):
                    query = dict(parse_qsl(urlsplit(address).query))
                    return Answer("GET", address.partition("?")[0], query)
                response = browser.get(address)
                continue
            assert response.status_code == 200, response.text
            action = re.search('action="([^"]+)"', response.text)
            assert action is not None, response.text
            address = urljoin(str(response.url), action[1])
            if address.startswith(self.redirect_uri):
                return Answer("POST", address, hidden_fields(response.text))
            form = {"prompt": "login", "login": subject, "password": "any"}
            response = browser.post(address, data=form)
        raise AssertionError("the provider never answers")


class _HiddenFields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.values[given["name"] or ""] = given.get("value") or ""


def hidden_fields(page: str) -> Mapping[str, str]:
    parser = _HiddenFields()
    parser.feed(page)
    return parser.values


@contextlib.contextmanager
def running_provider(
    redirect_uri: str, log: Path, auth_method: str = "client_secret_post"
) -> Iterator[Provider]:
    """Run the provider; the test is skipped without Node."""
    require_node()
    command = ("node", SERVER, "{port}", redirect_uri, auth_method)
    with started(command, os.environ, log, cwd=REPOSITORY_ROOT, request=METADATA) as server:
        yield Provider(server.url, redirect_uri)
