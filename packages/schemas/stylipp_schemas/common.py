"""Building blocks of every contract: base models, shared field types and envelopes."""

import re
from typing import Annotated, Generic, TypeVar

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

__all__ = [
    "BaseResponse",
    "CursorPage",
    "EmailAddress",
    "EmailLookup",
    "ErrorProblem",
    "ErrorResponse",
    "PaginatedResponse",
    "StoredEmail",
    "Text",
]

T = TypeVar("T")

PLAIN_EMAIL = "must be a plain e-mail address such as ada@example.com"

EMAIL_MAX_LENGTH = 254
"""Longest address that SMTP accepts (RFC 5321 §4.5.3.1.3, as corrected by erratum 1690)."""


LOCAL_PART_MAX_LENGTH = 64
"""Longest part before the @ that SMTP accepts (RFC 5321 §4.5.3.1.1)."""

# What other systems have stored: one @, nothing that ends a header, no angle brackets. Lone surrogates
# cannot be encoded as UTF-8.
_NOT_IN_ADDRESS = r'\s<>@"\x00-\x1f\x7f-\x9f\ud800-\udfff'
_STORED_EMAIL = re.compile(
    rf'([^{_NOT_IN_ADDRESS}]+|"[^"\x00-\x1f\x7f-\x9f\ud800-\udfff]+")@[^{_NOT_IN_ADDRESS}]+'
)


def _canonical_email(value: object) -> str | None:
    """Return the canonical form of an address: ASCII, lower case, domain in IDNA; None if mail cannot
    be sent to it from anywhere.

    The database compares addresses for equality, so every spelling of the same mailbox must
    become the same string. An address with a display name (``Bob <a@example.com>``) and
    look-alike letters in the local part (``ａ@example.com``) are rejected. Domains below ``.test``,
    which are made for tests (RFC 2606), are accepted: the server decides whether it is tested.
    """
    if not isinstance(value, str) or len(value) > EMAIL_MAX_LENGTH:
        return None
    try:
        parts = validate_email(
            value,
            check_deliverability=False,
            allow_smtputf8=False,
            strict=True,  # `LOCAL_PART_MAX_LENGTH`
            test_environment=True,
        )
    except (EmailNotValidError, UnicodeError):
        return None
    email = parts.ascii_email
    # `=?` starts an encoded word (RFC 2047), which mail programs decode to another address.
    if email is None or "=?" in parts.local_part or parts.ascii_domain == "test":
        return None
    return email.lower()


def _normalize_email(value: object) -> str:
    """Return the canonical form of a new address. The error says why it is refused, and never repeats
    it."""
    email = _canonical_email(value)
    if email is None:
        raise _refusal_of(value)
    return email


def _refusal_of(value: object) -> PydanticCustomError:
    """Return the error for an address that `_canonical_email` does not accept."""
    if not isinstance(value, str):
        return PydanticCustomError("email", PLAIN_EMAIL)
    if len(value) > EMAIL_MAX_LENGTH:
        return PydanticCustomError("email", "must have at most 254 characters")
    local, _, domain = value.rpartition("@")
    if not local or not domain:
        return PydanticCustomError("email", PLAIN_EMAIL)
    if value != value.strip():
        return PydanticCustomError("email", "must not begin or end with a space")
    if value.endswith(">"):
        return PydanticCustomError("email", "must be the address alone, without a name or < and >")
    if local.startswith('"'):
        return PydanticCustomError("email", "must not have quotation marks before the @")
    if not local.isascii():
        return PydanticCustomError("email", "must have only ASCII characters before the @")
    if len(local) > LOCAL_PART_MAX_LENGTH:
        return PydanticCustomError("email", "must have at most 64 characters before the @")
    if "=?" in local:
        return PydanticCustomError("email", "must not contain =?")
    name = domain.lower().rpartition(".")[2]
    if domain.startswith("[") or name.isdecimal():
        return PydanticCustomError("email", "must have a domain after the @, not an IP address")
    if "." not in domain:
        return PydanticCustomError(
            "email", "must have a complete domain after the @, such as example.com"
        )
    if name in SPECIAL_USE_DOMAIN_NAMES:
        return PydanticCustomError(
            "email", "must not be below .{name}, a reserved name without mail", {"name": name}
        )
    return PydanticCustomError("email", PLAIN_EMAIL)


def _stored_form(value: object) -> str:
    """Return the form in which the address is stored if an account has it: the canonical one, or in
    lower case what today's rules would refuse."""
    email = _canonical_email(value)
    if email is not None:
        return email
    if (
        isinstance(value, str)
        and len(value) <= EMAIL_MAX_LENGTH
        and _STORED_EMAIL.fullmatch(value)
        and len(value.lower()) <= EMAIL_MAX_LENGTH  # some capitals become two characters
    ):
        return value.lower()
    raise PydanticCustomError("email", PLAIN_EMAIL)


def _refuse_lone_surrogates(value: str) -> str:
    r"""JSON can express a lone surrogate (``"\ud800"``), which cannot be encoded as UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("string_unicode", "must be valid Unicode text") from None
    return value


_EMAIL_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "format": "email",
        "maxLength": EMAIL_MAX_LENGTH,
        "examples": ["ada@example.com"],
    }
)

# Not `EmailStr`, which converts the domain back to Unicode.
EmailAddress = Annotated[str, PlainValidator(_normalize_email), _EMAIL_SCHEMA]
"""An address that becomes an account's, in its canonical form: ASCII, lower case, at most 254
characters."""

EmailLookup = Annotated[str, PlainValidator(_stored_form), _EMAIL_SCHEMA]
"""An address that an account may have, in the form in which it is stored. It may be one that
`EmailAddress` rejects today, for example because the account came from another system."""

StoredEmail = Annotated[str, _EMAIL_SCHEMA]
"""An address in a response. It was valid when it was stored, and is not validated again."""

Text = Annotated[str, AfterValidator(_refuse_lone_surrogates)]
"""Text that can be encoded as UTF-8. It may contain NUL, which PostgreSQL cannot store: a field that
is stored is a `Line` or `Prose` (`fields.py`)."""


TOTAL_EXACT_MAX = 10_000
"""Up to this number `PaginatedResponse.total` is exact. Counting millions of rows for every page
would be too slow."""


class Contract(BaseModel):
    """Base of all contracts. Field docstrings become descriptions; NaN and Infinity are rejected,
    because JSON has neither."""

    model_config = ConfigDict(
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,  # keeps input, passwords included, out of tracebacks
    )


class RequestModel(Contract):
    """Base of request bodies. Unknown fields are ignored, so that a newer client can talk to an
    older server while two releases run side by side; ``…Update`` models reject them."""

    model_config = ConfigDict(json_schema_mode_override="validation")


class ResponseModel(Contract):
    """Base of responses. Fields with a default are always present on the wire, and the JSON
    schema marks them as required: TypeScript gets ``field: T | null``, never ``field?: T``."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_mode_override="serialization",
        json_schema_serialization_defaults_required=True,
    )


class BaseResponse(ResponseModel):
    """Response of an operation that returns no data."""

    success: bool = Field(examples=[True])
    """Whether the operation succeeded."""

    message: str = Field(examples=["Done."])
    """Human-readable message. The wording may change at any time."""


class ErrorProblem(ResponseModel):
    """One thing that is wrong with a request."""

    path: str = Field(examples=["items.0.name"])
    """The field or query parameter, such as `email` or `items.0.name`; empty if it is the request as
    a whole."""

    message: str = Field(examples=["Field required"])
    """Human-readable description of the problem. The wording may change at any time."""

    code: str = Field(examples=["missing"])
    """Machine-readable reason, for translations: Pydantic's error type, or the error's own code."""


class ErrorResponse(ResponseModel):
    """Body of every error response (4xx and 5xx)."""

    detail: str = Field(examples=["E-mail or password is wrong."])
    """Human-readable description of the error. The wording may change at any time."""

    code: str | None = Field(default=None, examples=["invalid_credentials"])
    """Stable, machine-readable error code. Branch on this."""

    problems: list[ErrorProblem] | None = None
    """What is wrong with which field, for forms; null if the error is not about fields."""


class CursorPage(ResponseModel, Generic[T]):
    """One page of a list without page numbers. Rows that are added or removed between two requests
    neither repeat nor hide others."""

    model_config = ConfigDict(use_attribute_docstrings=False)  # as in `PaginatedResponse`

    items: list[T] = Field(description="The items of this page, at most `limit`.")
    next_cursor: str | None = Field(
        examples=["l2hvcRfdPPgM-uW9WyIwMTlhMjBhNi0yYjNhLTcyY2UtODkzNS05ODk4MjJkMTcwN2IiXQ"],
        description="Send it as `cursor`, with the same filters, for the next page; null on the "
        "last page.",
    )


class PaginatedResponse(ResponseModel, Generic[T]):
    """One page of a longer list, with page numbers."""

    # Without docstrings as descriptions: for each `PaginatedResponse[…]`, Pydantic would search all
    # loaded modules for its source, a tenth of the server's start-up time.
    model_config = ConfigDict(use_attribute_docstrings=False)

    items: list[T] = Field(
        description="The items of this page, at most `page_size`; empty past the last page."
    )
    total: int = Field(
        ge=0,
        examples=[42],
        description="Number of items on all pages: exact up to 10,000, above that an estimate that "
        "may lag behind large changes by minutes.",
    )
    page: int = Field(ge=1, examples=[1], description="Page number, starting at 1.")
    page_size: int = Field(ge=1, examples=[20], description="Maximum number of items per page.")


def require_one_of(model: RequestModel, *names: str) -> None:
    """Raise an error unless the model has exactly one of these fields."""
    if sum(getattr(model, name) is not None for name in names) != 1:
        raise PydanticCustomError(
            "one_of", "must have exactly one of {names}", {"names": ", ".join(names)}
        )
