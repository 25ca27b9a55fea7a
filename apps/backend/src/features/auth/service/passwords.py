"""Rules for new passwords."""

from src.core.errors import AppError
from src.core.passwords import normalize_password
from src.features.auth.utils.passwords import is_common, is_made_of_context
from stylipp_schemas.user import PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH


class PasswordRefused(AppError):
    """Base of the rules."""

    status_code = 422
    field = "password"


class PasswordTooShort(PasswordRefused):
    code = "password_too_short"
    detail = f"The password must have at least {PASSWORD_MIN_LENGTH} characters."


class PasswordTooLong(PasswordRefused):
    code = "password_too_long"
    detail = f"The password must have at most {PASSWORD_MAX_LENGTH} characters."


class PasswordCommon(PasswordRefused):
    code = "password_common"
    detail = (
        "This password is too common, or only a mask such as ********. Please choose another one."
    )


class PasswordContext(PasswordRefused):
    code = "password_context"
    detail = (
        "The password consists mostly of this site's name or your e-mail address. "
        "Please make it longer."
    )


class PasswordBreached(PasswordRefused):
    code = "password_breached"
    detail = (
        "This password is known from a data breach of another site. Please choose another one, and "
        "change it wherever else you use it."
    )


PASSWORD_RULES = (
    PasswordTooShort,
    PasswordTooLong,
    PasswordCommon,
    PasswordContext,
    PasswordBreached,
)

NEW_PASSWORD_RULES = tuple(rule(field="new_password") for rule in PASSWORD_RULES)
"""The same, for the documentation of routes whose field has that name."""


def check_new_password(password: str, email: str, *, field: str | None = None) -> None:
    """Raise one of `PASSWORD_RULES` if the password, in this field of the request, is not acceptable,
    except for `PasswordBreached`: `Breaches.check` comes last, as it asks a service of others.
    No rule requires certain kinds of characters (NIST SP 800-63B-4 §3.1.1.2)."""
    length = len(normalize_password(password))
    if length < PASSWORD_MIN_LENGTH:
        raise PasswordTooShort(field=field)
    if length > PASSWORD_MAX_LENGTH:
        raise PasswordTooLong(field=field)
    if is_common(password):
        raise PasswordCommon(field=field)
    if is_made_of_context(password, email):
        raise PasswordContext(field=field)
