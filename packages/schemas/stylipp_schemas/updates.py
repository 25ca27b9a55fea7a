"""The base of partial updates, in which *left out* and *null* differ."""

from typing import Any, get_args

from pydantic import MISSING, ConfigDict

from .common import RequestModel

__all__: list[str] = []


class UpdateModel(RequestModel):
    """Base of partial updates. A field that is left out stays unchanged. Null clears a field whose
    type allows it, and is rejected for all others; TypeScript sees the difference.

        class WardrobeItemUpdate(UpdateModel):
            name: Line | MISSING = MISSING            # name?: string
            price: Money | MISSING | None = MISSING   # price?: string | null

        values = change.values()                      # {"price": None} for {"price": null}
        if change.name is not MISSING:
            ...                                       # here, the name is a `str`

    Unknown fields are rejected: an ignored one would look like a change that was made.
    """

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            if field.default is not MISSING or MISSING not in get_args(field.annotation):
                raise TypeError(
                    f"{cls.__name__}.{name} must be declared as `… | MISSING = MISSING`, because "
                    "a client may leave out each field of an update."
                )

    def values(self) -> dict[str, Any]:
        """Return the fields that were sent, None for those to clear; empty if there are none."""
        return self.model_dump()
