"""Statements that are one round trip.

They are written with SQLAlchemy, compiled once, and run by asyncpg itself, which takes a third off
an authenticated request (docs/decisions/0015-one-statement-queries.md).
"""

from typing import Any

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql import Executable

_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


class Row(asyncpg.Record):  # type: ignore[misc]
    """A row whose columns are attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Query:
    """One statement, made where the module is loaded; its values are `bindparam`s."""

    def __init__(self, statement: Executable) -> None:
        compiled = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
        self.sql: str = compiled.string
        self._names: list[str] = compiled.positiontup or []
        self._constants = {
            name: bind.value for name, bind in compiled.binds.items() if not bind.required
        }

    def arguments(self, values: dict[str, Any]) -> list[Any]:
        """Return the values in the order in which the statement wants them."""
        known = self._constants | values
        return [known[name] for name in self._names]
