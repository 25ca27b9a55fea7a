"""The shared field types: what each accepts, rejects and publishes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from stylipp_schemas import Color, Day, Line, Moment, Money, OpenEnum, Prose
from stylipp_schemas.fields import LINE_PATTERN, MONEY_PATTERN, PATTERN_MESSAGES, PROSE_PATTERN


class Kind(StrEnum):
    TOP = "top"
    SHOES = "shoes"


OpenKind = OpenEnum[Kind]


def schema_of(type_: Any) -> dict[str, Any]:
    schema = TypeAdapter(type_).json_schema(mode="serialization")
    assert schema == TypeAdapter(type_).json_schema(mode="validation")
    return schema


def written(type_: Any, value: Any) -> Any:
    """Return the value as it goes over the wire."""
    adapter: TypeAdapter[Any] = TypeAdapter(type_)
    return adapter.dump_python(adapter.validate_python(value), mode="json")


def rejection(type_: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(type_).validate_python(value)
    (error,) = caught.value.errors()
    return PATTERN_MESSAGES.get(error.get("ctx", {}).get("pattern", ""), error["msg"])


ONE_LINE = "must be one line of text, without control characters"


@pytest.mark.parametrize("text", ["a", " a ", "x" * 200, "Größe 40 👟", "a\u00a0b", "\N{SNOWMAN}"])
def test_a_line_keeps_its_text(text: str) -> None:
    assert written(Line, text) == text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", "String should have at least 1 character"),
        ("x" * 201, "String should have at most 200 characters"),
        *((f"a{character}b", ONE_LINE) for character in "\0\t\n\r\x1f\x7f\x85\u2028\u2029"),
        ("a\n", ONE_LINE),
        (" ", ONE_LINE),
        ("\u00a0\u3000", ONE_LINE),
        ("\ud800", "Input should be a valid string, unable to parse raw data as a unicode string"),
        (7, "Input should be a valid string"),
        (None, "Input should be a valid string"),
    ],
)
def test_a_line_is_one_line_that_can_be_seen(value: Any, message: str) -> None:
    assert rejection(Line, value) == message


def test_a_narrowed_line_publishes_its_bound_and_names_it() -> None:
    narrow = Annotated[Line, Field(max_length=100, examples=["Coat"])]
    assert schema_of(narrow) == {
        "type": "string",
        "minLength": 1,
        "maxLength": 100,
        "pattern": LINE_PATTERN,
        "examples": ["Coat"],
    }
    assert rejection(narrow, "x" * 101) == "String should have at most 100 characters"


@pytest.mark.parametrize("text", ["", "a\nb\r\n\tc\n", "x" * 10_000, "\x01"])
def test_prose_has_many_lines(text: str) -> None:
    assert written(Prose, text) == text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a\0", "must not contain the character NUL"),
        ("\n\0\n", "must not contain the character NUL"),
        ("x" * 10_001, "String should have at most 10000 characters"),
        ("\ud800", "Input should be a valid string, unable to parse raw data as a unicode string"),
    ],
)
def test_prose_has_bounds_and_no_nul(value: str, message: str) -> None:
    assert rejection(Prose, value) == message


def test_narrowed_prose_publishes_its_bound_and_names_it() -> None:
    narrow = Annotated[Prose, Field(max_length=2000)]
    published = schema_of(narrow)
    assert (published["maxLength"], published["pattern"]) == (2000, PROSE_PATTERN)
    assert rejection(narrow, "x" * 2001) == "String should have at most 2000 characters"


@pytest.mark.parametrize(
    ("value", "stored", "answered"),
    [
        ("129.90", Decimal("129.90"), "129.90"),
        ("129.9", Decimal("129.90"), "129.90"),
        ("0", Decimal(0), "0.00"),
        ("9999999999.99", Decimal("9999999999.99"), "9999999999.99"),
        (Decimal("1E+3"), Decimal(1000), "1000.00"),
    ],
)
def test_money_is_text_on_the_wire_and_decimal_inside(
    value: Any, stored: Decimal, answered: str
) -> None:
    assert TypeAdapter(Money).validate_python(value) == stored
    assert TypeAdapter(Money).dump_python(stored) is stored
    assert written(Money, value) == answered


@pytest.mark.parametrize(
    "value",
    [129.9, 129, True, None, "", "129,90", "129.900", ".5", "5.", "-1", "+1", "01", "1e3", " 1"]
    + ["1\n", "NaN", "Infinity", "1_0", "\u0661", "10000000000", "129.90 EUR"]
    + [Decimal("0.001"), Decimal(-1), Decimal("NaN"), Decimal(10**10)],
)
def test_money_that_no_column_holds_exactly_is_rejected(value: Any) -> None:
    assert rejection(Money, value) == "must be an amount such as 129.90, written as text"


@pytest.mark.parametrize("value", ["2024-02-29", "0001-01-01", "9999-12-31"])
def test_a_day_is_written_as_it_came(value: str) -> None:
    assert TypeAdapter(Day).validate_python(value) == date.fromisoformat(value)
    assert written(Day, value) == written(Day, date.fromisoformat(value)) == value


@pytest.mark.parametrize(
    "value",
    [0, 0.0, True, None, "0", "20240229", "2023-02-29", "2024-2-9", "2024-W09-4", "0000-01-01"]
    + ["2024-02-29T00:00:00", "2024-02-29 ", "2024-02-29\n", "\u0662024-02-29", ""]
    + [datetime(2024, 2, 29)],  # noqa: DTZ001
)
def test_a_day_is_no_number_no_time_and_no_other_format(value: Any) -> None:
    assert rejection(Day, value) == "must be a day such as 2026-11-23"


def test_a_color_becomes_lower_case() -> None:
    assert written(Color, "#1E90fF") == "#1e90ff"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T09:30:00Z", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-11-23t11:30:00.5+02:00", datetime(2026, 11, 23, 9, 30, 0, 500_000, tzinfo=UTC)),
        ("2026-11-23T09:30:00.123456789z", datetime(2026, 11, 23, 9, 30, 0, 123_456, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-14:00", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_time_with_an_offset(text: str, moment: datetime) -> None:
    found = TypeAdapter(Moment).validate_python(text)
    assert (found, found.tzinfo) == (moment, UTC)


@pytest.mark.parametrize(
    "value",
    ["2026-11-23T09:30:00", "2026-11-23 09:30:00Z", "2026-11-23", "2026-13-01T00:00:00Z", "now"]
    + ["1772366400", 1772366400, "2026-11-23T09:30Z", "2026-11-23T09:30:00Z\n", None, ""]
    + ["2026-11-23T09:30:00+99:00", "٢٠٢٦-11-23T09:30:00Z", datetime(2026, 11, 23)],  # noqa: DTZ001
)
def test_anything_else_is_no_moment(value: object) -> None:
    message = "must be a time with offset such as 2026-11-23T09:30:00Z"
    assert rejection(Moment, value) == message


@pytest.mark.parametrize("value", ["red", "1e90ff", "#1e90f", "#1e90ff0", "#1e90fg", "#1e90ff\n"])
def test_anything_else_is_no_color(value: str) -> None:
    assert rejection(Color, value) == "must be a color such as #1e90ff"


def test_money_day_and_color_publish_what_they_accept() -> None:
    assert schema_of(Money) == {
        "type": "string",
        "pattern": MONEY_PATTERN,
        "examples": ["129.90"],
    }
    assert schema_of(Day) == {"type": "string", "format": "date", "examples": ["2026-11-23"]}
    assert schema_of(Moment) == {
        "type": "string",
        "format": "date-time",
        "examples": ["2026-11-23T09:30:00Z"],
    }
    assert schema_of(Color) == {
        "type": "string",
        "pattern": "^#[0-9a-fA-F]{6}$",
        "examples": ["#1e90ff"],
    }


@pytest.mark.parametrize("type_", [Line, Prose, Money, Day, Color, Moment])
def test_the_example_of_every_type_is_accepted(type_: Any) -> None:
    for example in schema_of(type_)["examples"]:
        assert written(type_, example) == example


def test_a_bounded_list_publishes_its_bound_and_names_it() -> None:
    labels = Annotated[list[Line], Field(max_length=2)]
    published = schema_of(labels)
    assert published.pop("items") == schema_of(Line)
    assert published == {"type": "array", "maxItems": 2}
    assert written(labels, ["a", "b"]) == ["a", "b"]
    assert rejection(labels, ["a", "b", "c"]).startswith("List should have at most 2 items")
    assert rejection(labels, ["\n"]) == ONE_LINE


def test_an_open_enum_gives_members_for_known_values_and_text_for_others() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(OpenKind)
    assert adapter.validate_python("top") is Kind.TOP
    assert adapter.validate_json('"top"') is Kind.TOP
    assert type(adapter.validate_python("poncho")) is str
    assert written(OpenKind, Kind.TOP) == "top"
    assert written(OpenKind, "poncho") == "poncho"
    with pytest.raises(ValidationError):
        adapter.validate_python(7)


def test_an_open_enum_is_published_as_the_enum_or_any_text() -> None:
    kind, text, null = {"$ref": "#/$defs/Kind"}, {"type": "string"}, {"type": "null"}
    for type_, published in (
        (OpenKind, {"anyOf": [kind, text]}),
        (OpenKind | None, {"anyOf": [kind, text, null]}),
        (list[OpenKind], {"type": "array", "items": {"anyOf": [kind, text]}}),
    ):
        schema = schema_of(type_)
        assert schema.pop("$defs")["Kind"]["enum"] == ["top", "shoes"]
        assert schema == published
