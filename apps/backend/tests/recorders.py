"""Ways to see what the application does inside."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from src.core.database import Database


@contextlib.contextmanager
def count_statements(app: FastAPI) -> Iterator[list[str]]:
    """Collect the SQL that both pools run."""
    statements: list[str] = []
    fetch = Database._fetch

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    async def note_and_fetch(self: Database, sql: str, arguments: list[Any]) -> Any:
        statements.append(sql)
        return await fetch(self, sql, arguments)

    engine = app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_fetch", note_and_fetch)
        yield statements
    event.remove(engine, "before_cursor_execute", note)
