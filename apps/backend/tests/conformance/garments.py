"""A small resource that only the tests serve: each field type in a request, a response, an update
and a column."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, FastAPI
from pydantic import MISSING, Field
from sqlalchemy import ARRAY, NUMERIC, VARCHAR, MetaData, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from src.application import create_app
from src.core.config import Settings
from src.core.database import TransactionDep
from src.core.errors import NotFound, error_responses
from stylipp_schemas import Color, Day, Line, Money, OpenEnum, Prose
from stylipp_schemas.common import RequestModel, ResponseModel
from stylipp_schemas.updates import UpdateModel

NAME_MAX_LENGTH = 100
LABELS_MAX_LENGTH = 5


class GarmentKind(StrEnum):
    """Kind of garment."""

    TOP = "top"
    SHOES = "shoes"


Name = Annotated[Line, Field(max_length=NAME_MAX_LENGTH)]
Labels = Annotated[list[Line], Field(max_length=LABELS_MAX_LENGTH)]


class GarmentCreate(RequestModel):
    """Request to add a garment."""

    name: Name
    """Name."""

    kind: GarmentKind
    """Kind of garment."""

    labels: Labels
    """Labels."""

    notes: Prose | None = None
    """Notes."""

    price: Money | None = None
    """Price."""

    bought_on: Day | None = None
    """Day of purchase."""

    color: Color | None = None
    """Color."""


class GarmentUpdate(UpdateModel):
    """Changes to a garment."""

    name: Name | MISSING = MISSING
    """Name."""

    kind: GarmentKind | MISSING = MISSING
    """Kind."""

    labels: Labels | MISSING = MISSING
    """Labels."""

    notes: Prose | MISSING | None = MISSING
    """Notes; null removes them."""

    price: Money | MISSING | None = MISSING
    """Price; null removes it."""

    bought_on: Day | MISSING | None = MISSING
    """Day of purchase; null removes it."""

    color: Color | MISSING | None = MISSING
    """Color; null removes it."""


class GarmentResponse(ResponseModel):
    """A garment."""

    id: UUID
    """ID."""

    name: Name
    """Name."""

    kind: OpenEnum[GarmentKind]
    """Kind of garment."""

    labels: Labels
    """Labels."""

    notes: Prose | None
    """Notes."""

    price: Money | None
    """Price."""

    bought_on: Day | None
    """Day of purchase."""

    color: Color | None
    """Color."""


class Base(DeclarativeBase):
    metadata = MetaData()


class Garment(Base):
    __tablename__ = "garments"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(VARCHAR(NAME_MAX_LENGTH))
    kind: Mapped[str] = mapped_column(VARCHAR(20))
    labels: Mapped[list[str]] = mapped_column(ARRAY(VARCHAR(200)))
    notes: Mapped[str | None] = mapped_column(VARCHAR(10_000))
    price: Mapped[Decimal | None] = mapped_column(NUMERIC(12, 2))
    bought_on: Mapped[date | None]
    color: Mapped[str | None] = mapped_column(VARCHAR(7))


router = APIRouter(prefix="/garments", tags=["garments"])


@router.post("", status_code=201)
async def add_garment(body: GarmentCreate, transaction: TransactionDep) -> GarmentResponse:
    """Add a garment and return what was stored."""
    garment = Garment(**body.model_dump())
    transaction.add(garment)
    await transaction.flush()
    await transaction.refresh(garment)
    return GarmentResponse.model_validate(garment)


@router.get("/{garment_id:uuid}", responses=error_responses(NotFound))
async def read_garment(garment_id: UUID, transaction: TransactionDep) -> GarmentResponse:
    """Return a garment."""
    garment = await transaction.scalar(select(Garment).where(Garment.id == garment_id))
    if garment is None:
        raise NotFound
    return GarmentResponse.model_validate(garment)


@router.patch("/{garment_id:uuid}", responses=error_responses(NotFound))
async def change_garment(
    garment_id: UUID, change: GarmentUpdate, transaction: TransactionDep
) -> GarmentResponse:
    """Change a garment and return what was stored."""
    garment = await transaction.scalar(select(Garment).where(Garment.id == garment_id))
    if garment is None:
        raise NotFound
    for name, value in change.values().items():
        setattr(garment, name, value)
    await transaction.flush()
    await transaction.refresh(garment)
    return GarmentResponse.model_validate(garment)


def create_garments_app() -> FastAPI:
    """Build the application with this resource in it."""
    app = create_app(Settings())
    app.include_router(router)
    return app
