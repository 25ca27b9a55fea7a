"""What a new password must be like."""

from src.core.errors import AppError
from src.core.passwords import normalize_password
from src.features.auth.utils.utils import is_common, is_made_of_context
from stylipp_schemas.user import PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH


class PasswordTooShort(AppError):
    status_code = 422
    code = "password_too_short"
    detail = f"The password must have at least {PASSWORD_MIN_LENGTH} characters."


class PasswordTooLong(AppError):
    status_code = 422
    code = "password_too_long"
    detail = f"The password may have at most {PASSWORD_MAX_LENGTH} characters."


class PasswordCommon(AppError):
    status_code = 422
    code = "password_common"
    detail = "This password is among the first that anybody tries. Please choose another."


class PasswordContext(AppError):
    status_code = 422
    code = "password_context"
    detail = "The password is made of this site's name or your e-mail address. Add to it."


PASSWORD_RULES = (PasswordTooShort, PasswordTooLong, PasswordCommon, PasswordContext)


def check_new_password(password: str, email: str) -> None:
    """Raise one of `PASSWORD_RULES` if the password may not be chosen. No rule asks for certain
    kinds of characters (NIST SP 800-63B-4 §3.1.1.2)."""
    length = len(normalize_password(password))
    if length < PASSWORD_MIN_LENGTH:
        raise PasswordTooShort
    if length > PASSWORD_MAX_LENGTH:
        raise PasswordTooLong
    if is_common(password):
        raise PasswordCommon
    if is_made_of_context(password, email):
        raise PasswordContext
