"""Partial updates: left out is unchanged, null clears what may be cleared."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import MISSING, Field, ValidationError

from stylipp_schemas import Line, Money
from stylipp_schemas.updates import UpdateModel


class CoatUpdate(UpdateModel):
    """Changes to a coat."""

    name: Line | MISSING = MISSING
    """Name."""

    price: Money | MISSING | None = Field(default=MISSING, examples=["80.00"])
    """Price; null removes it."""


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ({}, {}),
        ({"name": "Coat"}, {"name": "Coat"}),
        ({"price": None}, {"price": None}),
        ({"name": "Coat", "price": "80"}, {"name": "Coat", "price": Decimal(80)}),
    ],
)
def test_values_are_those_that_were_sent(body: dict[str, Any], values: dict[str, Any]) -> None:
    assert CoatUpdate.model_validate(body).values() == values


def test_a_field_that_was_left_out_is_missing() -> None:
    change = CoatUpdate(price=None)
    assert change.name is MISSING
    assert change.price is None


def test_null_is_rejected_for_a_field_that_may_not_be_cleared() -> None:
    with pytest.raises(ValidationError) as caught:
        CoatUpdate.model_validate({"name": None, "price": None})
    assert [error["loc"] for error in caught.value.errors()] == [("name",)]


def test_an_unknown_field_is_rejected() -> None:
    with pytest.raises(ValidationError):
        CoatUpdate.model_validate({"size": "M"})


def test_the_schema_says_what_may_be_left_out_and_what_may_be_null() -> None:
    schema = CoatUpdate.model_json_schema()
    assert "required" not in schema
    name, price = schema["properties"]["name"], schema["properties"]["price"]
    assert name["type"] == "string"
    assert [option["type"] for option in price["anyOf"]] == ["string", "null"]
    assert "default" not in name
    assert "default" not in price


@pytest.mark.parametrize(
    ("annotation", "default"),
    [
        (Line, ...),
        (Line | None, None),
        (Line, MISSING),
        (Line | MISSING, ...),
        (Line | MISSING, "Coat"),
    ],
)
def test_a_field_that_cannot_be_left_out_fails_at_import(annotation: Any, default: Any) -> None:
    with pytest.raises(TypeError) as caught:
        type(
            "HatUpdate",
            (UpdateModel,),
            {"__annotations__": {"name": annotation}, "name": Field(default), "__doc__": "."},
        )
    assert str(caught.value) == (
        "HatUpdate.name must be declared as `… | MISSING = MISSING`, because a client may leave out "
        "each field of an update."
    )
