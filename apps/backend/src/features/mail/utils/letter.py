"""The text of one kind of e-mail, in one language."""

from typing import NamedTuple


class Letter(NamedTuple):
    """May contain `{code}`, `{duration}`, `{date}` and `{asked_from}`."""

    subject: str
    before: str
    """The paragraph before the link."""
    button: str | None
    path: str
    """The page of the front end that the link leads to."""
    after: str
    deny: str | None = None
    """Text of the link for a reader who has not asked for it."""

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.subject, self.before, self.after
