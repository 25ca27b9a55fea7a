"""${Words}: what an account stores of them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import MISSING, Field

from .common import Contract, RequestModel, ResponseModel
from .fields import Line, Prose
from .updates import UpdateModel

__all__ = ["${Item}Create", "${Item}Response", "${Item}Update"]

Name = Annotated[Line, Field(max_length=100)]
Notes = Annotated[Prose, Field(max_length=2000)]


class _${Item}(Contract):
    """The fields that a client sends and gets back."""

    name: Name
    """Name of the ${word}."""

    notes: Notes | None = None
    """Notes, or null."""


class ${Item}Create(_${Item}, RequestModel):
    """Request to add a ${word}."""


class ${Item}Update(UpdateModel):
    """Changes to a ${word}. Fields that are left out stay unchanged."""

    name: Name | MISSING = MISSING
    """New name."""

    notes: Notes | MISSING | None = MISSING
    """New notes; null removes them."""


class ${Item}Response(_${Item}, ResponseModel):
    """A ${word}."""

    id: UUID = Field(examples=["0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11"])
    """ID of the ${word}."""

    created_at: datetime = Field(examples=["2026-11-23T09:30:00Z"])
    """When the ${word} was added (UTC)."""
