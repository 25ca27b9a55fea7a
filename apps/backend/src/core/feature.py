"""What a feature contributes to the application. Each has a `feature.py` with one `Feature`, named
`FEATURE`; the list of features is in `src/application.py`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.config import Settings
from src.core.database import Database
from src.core.seals import Seals
from src.core.storage.store import Storage


@dataclass(frozen=True)
class Resources:
    """What each process creates once, and every feature may use."""

    settings: Settings
    database: Database
    seals: Seals
    storage: Storage


class Owner(NamedTuple):
    """The account whose data is exported or erased."""

    user_id: UUID
    email: str
    session_id: UUID | None = None
    """The session of the request, if there is one."""


type ReadExport = Callable[[AsyncSession, Resources, Owner], Awaitable[object]]
type Erase = Callable[[AsyncSession, Resources, Owner], Awaitable[None]]


class Export(NamedTuple):
    """One field of `AccountExportResponse`."""

    table: str
    """The table that the data comes from."""
    read: ReadExport
    """Returns the value of the field. Gets the transaction of the request."""


@dataclass(frozen=True)
class Job:
    """Work that is repeated while the application runs. A failure is logged, and does not end it."""

    name: str
    seconds: float
    """How often it is due, at most; if the processes are busy or down, it is late."""
    run: Callable[[Resources], Awaitable[object]]
    is_per_process: bool = False
    """Whether every process runs it, rather than one of them each time."""


@dataclass(frozen=True)
class Feature:
    """Everything that the rest of the application knows about a feature."""

    routers: Sequence[APIRouter] = ()

    tags: Mapping[str, str] = field(default_factory=dict)
    """The tags of its operations, each with a description for the docs page."""

    exports: Mapping[str, Export] = field(default_factory=dict)
    """Its fields of `AccountExportResponse`, by name."""

    withheld: Mapping[str, str] = field(default_factory=dict)
    """Its tables that are not exported, each with the reason. Every table is in one of the two."""

    kept: Mapping[str, str] = field(default_factory=dict)
    """Its tables whose rows outlive their account, each with the reason."""

    erase: Erase | None = None
    """Erases what the deletion of the account's row does not cascade to. Called before it, in the
    same transaction, with the account locked. What is outside the database can be queued here and
    then be deleted by a job: a transaction may still fail."""

    jobs: Sequence[Job] = ()
