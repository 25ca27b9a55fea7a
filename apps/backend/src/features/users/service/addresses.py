"""Rules for new addresses that the contract cannot know."""

from pydantic import TypeAdapter, ValidationError

from src.core.config import DatabaseSettings
from src.core.errors import AppError, ValidationFailed
from stylipp_schemas import EmailAddress, ErrorProblem

TEST_DOMAIN = ".test"
"""Made for tests (RFC 2606 §2): no mail is ever delivered there."""


class EmailForTests(AppError):
    """The address is one for tests, and this is not local mode. Documented with the other reasons why
    a request is not valid."""

    status_code = ValidationFailed.status_code
    code = ValidationFailed.code
    detail = f"The e-mail address must not be below {TEST_DOMAIN}, which is for tests only."

    def __init__(self, field: str) -> None:
        super().__init__()
        message = f"must not be below {TEST_DOMAIN}, which is for tests only"
        self.problems = (ErrorProblem(path=field, message=message, code="email"),)


def check_new_email(email: str, settings: DatabaseSettings, *, field: str = "email") -> None:
    """Raise `EmailForTests` if the address, from this field of the request, cannot become an
    account's. Every operation that sets an address calls this first."""
    if email.endswith(TEST_DOMAIN) and not settings.is_local:
        raise EmailForTests(field)


_ADDRESS: TypeAdapter[str] = TypeAdapter(EmailAddress)


def may_register(email: str, settings: DatabaseSettings) -> bool:
    """Whether an address in its stored form can become a new account's."""
    try:
        check_new_email(email, settings)
        return _ADDRESS.validate_python(email) == email
    except (EmailForTests, ValidationError):
        return False
