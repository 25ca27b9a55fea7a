"""Field types for contracts. Each publishes a JSON schema that says exactly what is accepted, and
each accepted value fits the column that its docstring names.

Narrow a text or bound a list with `Field`; the bound is both checked and published:

    name: Annotated[Line, Field(max_length=100, examples=["Denim jacket"])]
    tags: Annotated[list[Line], Field(max_length=20)]
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import Field, PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

__all__ = [
    "Color",
    "Day",
    "Id",
    "Line",
    "Lines",
    "Moment",
    "Money",
    "OpenEnum",
    "Prose",
    "Timestamp",
]

# Characters are listed instead of using classes like `\s`, whose meaning differs between the regular
# expressions of Pydantic, Python and JavaScript.
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
_BLANK = r" \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff"

LINE_PATTERN = rf"^[{_BLANK}]*[^{_CONTROL}{_BLANK}][^{_CONTROL}]*$"
PROSE_PATTERN = r"^[^\x00]*$"
COLOR_PATTERN = r"^#[0-9a-fA-F]{6}$"
MONEY_PATTERN = r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?$"
DAY_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOMENT_PATTERN = (
    rf"{DAY_PATTERN}[Tt][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]+)?([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})"
)

PATTERN_MESSAGES = {
    LINE_PATTERN: "must be one line of text, without control characters",
    PROSE_PATTERN: "must not contain the character NUL",
    COLOR_PATTERN: "must be a color such as #1e90ff",
}
"""What the server says instead of Pydantic's "String should match pattern '^…$'"."""


def _parse_money(value: object) -> Decimal:
    """Accept text from the wire, and what a NUMERIC column returns. Numbers of JSON are rejected:
    many clients turn them into floats."""
    text = format(value, "f") if isinstance(value, Decimal) else value
    if isinstance(text, str) and re.fullmatch(MONEY_PATTERN, text):
        return Decimal(text)
    raise PydanticCustomError("money", "must be an amount such as 129.90, written as text")


def _write_money(value: Decimal) -> str:
    return f"{value:.2f}"


def _parse_day(value: object) -> date:
    """Accept ``YYYY-MM-DD`` only. Pydantic's own `date` also takes numbers, and texts of digits, as
    seconds since 1970."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(DAY_PATTERN, value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "must be a day such as 2026-11-23")


def _parse_moment(value: object) -> datetime:
    """Accept RFC 3339 only, which has an offset, and return it in UTC. Pydantic's own `datetime` also
    takes numbers, and times without an offset."""
    if isinstance(value, str) and re.fullmatch(MOMENT_PATTERN, value):
        try:
            moment = datetime.fromisoformat(value.upper())
        except ValueError:
            pass
        else:
            try:
                return moment.astimezone(UTC)
            except OverflowError:  # an offset at the very beginning or end of the calendar
                return moment.replace(tzinfo=UTC)
    raise PydanticCustomError("moment", "must be a time with offset such as 2026-11-23T09:30:00Z")


def _write_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


Id = Annotated[UUID, Field(examples=["0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11"])]
"""The id of something that is stored. Column: UUID."""

Timestamp = Annotated[datetime, Field(examples=["2026-11-23T09:30:00Z"])]
"""A moment in UTC, in responses. Column: TIMESTAMP WITH TIME ZONE."""

# The constraints of a text stand directly on `str`: behind a validator, Pydantic would check them but
# not publish them, and would count "items" instead of characters.
Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=LINE_PATTERN),
    Field(examples=["Denim jacket"]),
]
"""One line of text for people, such as a name: 1 to 200 characters, not only spaces, without line
breaks and other control characters. Column: VARCHAR of the same length."""

Lines = Annotated[list[Line], Field(max_length=20)]
"""A short list of lines, such as labels: at most 20. Column: ARRAY(TEXT)."""

Prose = Annotated[
    str,
    StringConstraints(max_length=10_000, pattern=PROSE_PATTERN),
    Field(examples=["A gift.\nWash at 30 degrees."]),
]
"""Text of several lines, such as a note: at most 10,000 characters, without NUL. It may be empty.
Column: TEXT, or VARCHAR of the same length."""

Color = Annotated[
    str,
    StringConstraints(pattern=COLOR_PATTERN, to_lower=True),
    Field(examples=["#1e90ff"]),
]
"""A color as ``#rrggbb``. Upper-case digits are accepted and become lower case. Column: VARCHAR(7)."""

Money = Annotated[
    Decimal,
    PlainValidator(_parse_money),
    PlainSerializer(_write_money, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": MONEY_PATTERN, "examples": ["129.90"]}),
]
"""An amount of money that is not negative, at most 9999999999.99: text on the wire, always with two
decimals in responses, and a `Decimal` in Python. Column: NUMERIC(12, 2)."""

Day = Annotated[
    date,
    PlainValidator(_parse_day),
    PlainSerializer(date.isoformat, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-23"]}),
]
"""A calendar day without time and zone, exactly ``YYYY-MM-DD``. Column: DATE."""

Moment = Annotated[
    datetime,
    PlainValidator(_parse_moment),
    PlainSerializer(_write_moment, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-23T09:30:00Z"]}),
]
"""A moment in requests: a time with its offset (RFC 3339), which becomes UTC. Column: TIMESTAMP WITH
TIME ZONE."""

E = TypeVar("E", bound=Enum)

OpenEnum = Annotated[E | str, Field(union_mode="left_to_right")]
"""An enum in a response to which values may be added within a major version. Python gets a member
if the value is known, otherwise the text; TypeScript gets ``"top" | "shoes" | (string & {})``.

Requests take the enum itself, so that an unknown value is rejected:

    class WardrobeItemCreate(RequestModel):
        category: WardrobeCategory

    class WardrobeItemResponse(ResponseModel):
        category: OpenEnum[WardrobeCategory]
"""
