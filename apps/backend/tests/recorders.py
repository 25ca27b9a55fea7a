"""Ways to see what the application does inside."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from src.core.database import Database


@contextlib.contextmanager
def count_statements(app: FastAPI) -> Iterator[list[str]]:
    """Collect the SQL that both pools run, one round trip each: BEGIN and COMMIT too."""
    statements: list[str] = []
    fetch = Database._fetch

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    async def note_and_fetch(self: Database, sql: str, arguments: list[Any]) -> Any:
        statements.append(sql)
        return await fetch(self, sql, arguments)

    def begin(_: Any) -> None:
        statements.append("BEGIN")

    def commit(_: Any) -> None:
        statements.append("COMMIT")

    engine = app.state.database.engine.sync_engine
    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": note,
        "begin": begin,
        "commit": commit,
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_fetch", note_and_fetch)
        yield statements
    for name, listener in listeners.items():
        event.remove(engine, name, listener)


def kinds(statements: list[str]) -> str:
    """Return the first word of each."""
    return " ".join(statement.split()[0] for statement in statements)
