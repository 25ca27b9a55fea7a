"""The texts of the mails, in every language."""

import itertools
from datetime import UTC, datetime
from string import Formatter
from uuid import uuid4

import httpx
import pytest

from src.core.config import Settings
from src.features.mail.schemas.schemas import CODE_KINDS, LINK_KINDS, EmailKind, QueuedMail
from src.features.mail.utils import letters_de, letters_en
from src.features.mail.utils.letters import LETTERS, compose, in_words, link_seconds
from stylipp_schemas import Locale
from tests.helpers import Mailbox, bearer_of, register, text_of

ALL = list(itertools.product(Locale, EmailKind))
MADE_AT = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
GERMAN = {"Accept-Language": "de-AT, en;q=0.5"}


def queued(kind: EmailKind, asked_from: str | None = "Firefox on Linux, 203.0.113.7") -> QueuedMail:
    return QueuedMail(
        uuid4(), kind, uuid4(), "ada@example.com", 1, 0, MADE_AT, asked_from=asked_from
    )


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize(("locale", "kind"), ALL)
def test_every_mail_exists_in_every_language_with_the_same_places_and_links(
    locale: Locale, kind: EmailKind
) -> None:
    letter, english = LETTERS[locale][kind], LETTERS[Locale.ENGLISH][kind]
    assert [places(text) for text in letter.texts] == [places(text) for text in english.texts]
    assert letter.path == english.path
    assert (letter.button is None, letter.deny is None) == (
        english.button is None,
        english.deny is None,
    )
    assert locale is Locale.ENGLISH or not set(letter.texts) & set(english.texts)


@pytest.mark.parametrize(("locale", "kind"), ALL)
def test_every_mail_says_all_that_it_was_given(locale: Locale, kind: EmailKind) -> None:
    has_code, letter = kind in CODE_KINDS, LETTERS[locale][kind]
    settings = Settings()
    message = compose(
        queued(kind),
        settings,
        locale=locale,
        token="secret" if letter.button is not None else None,
        code="12345678" if has_code else None,
    )
    html_part = message.get_body(("html",))
    assert html_part is not None
    page, text = html_part.get_content(), text_of(message)
    assert f'<html lang="{locale}">' in page
    for content in (text, page):
        assert "{" not in content.partition("<body")[2] + text
        assert ("1234 5678" in content) is has_code
        assert (f"/{letter.path}#token=secret" in content) is (letter.button is not None)
        assert ("/deny#token=secret" in content) is (letter.deny is not None)
        seconds = link_seconds(kind, settings)
        assert seconds is None or in_words(seconds, locale) in content


@pytest.mark.parametrize("kind", [*LINK_KINDS, EmailKind.LOGIN_CODE])
def test_the_mails_with_a_link_have_a_page_for_it(kind: EmailKind) -> None:
    letter = LETTERS[Locale.ENGLISH][kind]
    assert letter.button is not None
    assert letter.path


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("kind", [EmailKind.VERIFY_EMAIL, EmailKind.CONFIRM_EMAIL_CHANGE])
def test_a_mail_that_confirms_an_address_says_when_and_where_it_was_asked_for(
    locale: Locale, kind: EmailKind
) -> None:
    text = text_of(compose(queued(kind), Settings(), locale=locale, token="secret"))
    assert "2026-11-29 09:30 UTC" in text
    on = {"en": letters_en, "de": letters_de}[locale].ON
    assert f"Firefox {on} Linux, 203.0.113.7" in text
    unknown = text_of(compose(queued(kind, None), Settings(), locale=locale, token="secret"))
    assert "None" not in unknown
    assert {"en": "an unknown browser", "de": "einem unbekannten Browser"}[locale] in unknown


def test_the_mail_that_verifies_an_address_says_what_a_click_gives_away() -> None:
    mail = compose(queued(EmailKind.VERIFY_EMAIL), Settings(), locale=Locale.ENGLISH, token="x")
    assert "Confirm only if that was you: whoever made it can sign in to it." in text_of(mail)


@pytest.mark.parametrize("locale", Locale)
def test_a_login_code_for_a_new_address_says_that_it_creates_an_account(locale: Locale) -> None:
    known, new = (
        text_of(
            compose(
                queued(EmailKind.LOGIN_CODE),
                Settings(),
                locale=locale,
                token="secret",
                code="12345678",
                is_new=is_new,
            )
        )
        for is_new in (False, True)
    )
    sentence = {"en": "logging in creates one", "de": "Mit der Anmeldung wird eines angelegt"}
    assert sentence[locale] in new
    assert sentence[locale] not in known


@pytest.mark.parametrize(
    ("seconds", "english", "german"),
    [
        (0, "0 seconds", "0 Sekunden"),
        (1, "1 second", "1 Sekunde"),
        (60, "1 minute", "1 Minute"),
        (90, "90 seconds", "90 Sekunden"),
        (600, "10 minutes", "10 Minuten"),
        (3600, "1 hour", "1 Stunde"),
        (86400, "24 hours", "24 Stunden"),
    ],
)
def test_durations_are_told_in_words(seconds: int, english: str, german: str) -> None:
    assert in_words(seconds, Locale.ENGLISH) == english
    assert in_words(seconds, Locale.GERMAN) == german


async def test_the_first_mail_is_in_the_language_of_the_browser(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    client.headers.update(GERMAN)
    await register(client)
    (message,) = await mailbox.receive()
    assert message["Subject"] == LETTERS[Locale.GERMAN][EmailKind.VERIFY_EMAIL].subject
    assert "Das war ich nicht" in text_of(message)


async def test_later_mails_are_in_the_language_of_the_account_not_of_the_request(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    await mailbox.receive()
    await client.patch("/v1/users/me", json={"locale": "de"}, headers=headers)
    body = {"email": "ada@example.com"}
    await client.post("/v1/auth/password/forgot", json=body, headers={"Accept-Language": "en"})
    (message,) = await mailbox.receive()
    assert message["Subject"] == LETTERS[Locale.GERMAN][EmailKind.RESET_PASSWORD].subject
