"""What every contract builds on: the two bases, shared field types and envelopes."""

from typing import Annotated, Generic, TypeVar

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

T = TypeVar("T")

EMAIL_MAX_LENGTH = 254
"""Longest address that SMTP can carry (RFC 5321 §4.5.3.1.3, as corrected by erratum 1690)."""


def _normalize_email(value: object) -> str:
    """Return the one stored form of an address: ASCII, lower case, domain in IDNA.

    Addresses are compared by equality in the database, so everything that means the same
    mailbox must look the same here. ``Bob <a@example.com>`` is a display name, not an
    address, and look-alike letters in the local part (``ａ@example.com``) are refused.
    The message is fixed: it never repeats what was typed.
    """
    if isinstance(value, str) and len(value) <= EMAIL_MAX_LENGTH:
        try:
            parts = validate_email(value, check_deliverability=False, allow_smtputf8=False)
        except (EmailNotValidError, UnicodeError):
            pass
        else:
            # `=?` begins an encoded word (RFC 2047): mail programs would decode it to another address.
            if parts.ascii_email is not None and "=?" not in parts.local_part:
                return parts.ascii_email.lower()
    raise PydanticCustomError("email", "must be a plain e-mail address such as ada@example.com")


class _StoredForm:
    """Does the work of `EmailStr`, which would turn the domain back into Unicode, and which looks up
    email-validator's version once more for every field: 2 % of a server's start."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _: type, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_normalize_email)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _: CoreSchema, __: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "format": "email",
            "maxLength": EMAIL_MAX_LENGTH,
            "examples": ["ada@example.com"],
        }


def _refuse_lone_surrogates(value: str) -> str:
    r"""JSON can spell half a character (``"\ud800"``); nothing can store, hash or send it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("string_unicode", "must be valid Unicode text") from None
    return value


EmailAddress = Annotated[EmailStr, _StoredForm]
"""An e-mail address in its stored form: ASCII, lower case, at most 254 characters."""

Text = Annotated[str, AfterValidator(_refuse_lone_surrogates)]
"""Any text that UTF-8 can carry. It may contain NUL; a field kept in PostgreSQL must refuse it."""


TOTAL_EXACT_MAX = 10_000
"""Up to here `PaginatedResponse.total` is exact; counting millions for every page is not worth it."""


class Contract(BaseModel):
    """Root of every contract: field docstrings become descriptions, NaN and Infinity are not JSON."""

    model_config = ConfigDict(
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,  # what was typed, passwords included, stays out of tracebacks
    )


class RequestModel(Contract):
    """What a client sends. Unknown fields are ignored, so that a newer client can talk to an
    older server while two releases run side by side; ``…Update`` models forbid them."""

    model_config = ConfigDict(json_schema_mode_override="validation")


class ResponseModel(Contract):
    """What the server answers. A field with a default is still always present on the wire, and
    the JSON schema says so: generated TypeScript gets ``field: T | null``, never ``field?: T``."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_mode_override="serialization",
        json_schema_serialization_defaults_required=True,
    )


class BaseResponse(ResponseModel):
    """Answer of an operation that has nothing to return but its success."""

    success: bool = Field(examples=[True])
    """Whether the operation did what was asked."""

    message: str | None = Field(default=None, examples=["Done."])
    """A sentence for people, or null."""


class ErrorResponse(ResponseModel):
    """The one shape of every answer outside 2xx and 3xx."""

    detail: str = Field(examples=["E-mail or password is wrong."])
    """What went wrong, as a sentence for people. Its wording may change at any time."""

    code: str | None = Field(default=None, examples=["invalid_credentials"])
    """What went wrong, as a stable word for programs. Branch on this."""


class PaginatedResponse(ResponseModel, Generic[T]):
    """One page of a longer list."""

    items: list[T]
    """The entries of this page, at most `page_size` of them; empty past the end."""

    total: int = Field(ge=0, examples=[42])
    """How many entries there are on all pages together: exact up to 10,000, above that an estimate,
    which may lag minutes behind large changes."""

    page: int = Field(ge=1, examples=[1])
    """Number of this page, counted from 1."""

    page_size: int = Field(ge=1, examples=[20])
    """How many entries a full page holds."""


# Its descriptions are read by now. Otherwise each `PaginatedResponse[…]` would look for its source
# among all modules that are loaded: 30 ms.
PaginatedResponse.model_config["use_attribute_docstrings"] = False
