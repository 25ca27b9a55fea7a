"""Single statements: one round trip each.

Written with SQLAlchemy, compiled once, and run by asyncpg directly, which makes an authenticated
request a third faster (docs/decisions/0015-one-statement-queries.md).
"""

import functools
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
    """One statement, whose values are `bindparam`s. Built when its module is imported, and compiled
    when it is first run: a starting process needs few of them."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement

    def bind(self, values: dict[str, Any]) -> tuple[str, list[Any]]:
        """Return the SQL, and the values in the order of its placeholders."""
        sql, names, constants = self._compiled
        known = constants | values
        return sql, [known[name] for name in names]

    @functools.cached_property
    def _compiled(self) -> tuple[str, list[str], dict[str, Any]]:
        compiled = self._statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
        constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        return compiled.string, compiled.positiontup or [], constants
