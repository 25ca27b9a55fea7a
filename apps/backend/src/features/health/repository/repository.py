"""Reads and writes every table, as requests do, and leaves nothing behind.

Each is one statement for all tables, so that a probe is quick on a slow network too.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    Select,
    String,
    Table,
    and_,
    delete,
    false,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from src.core.database import Database
from src.core.postgres.failures import (
    FOREIGN_KEY_VIOLATION,
    NOT_NULL_VIOLATION,
    sqlstate_of,
    violated_constraint,
)
from src.core.postgres.query import Query, Row
from src.models import Base, User

TABLES: Sequence[Table] = Base.metadata.sorted_tables

type Values = Mapping[str, Any]


# Fails if a table or column is missing or may not be read. Returns no row of theirs, so that its cost
# does not depend on their size.
_READ = Query(
    select(
        literal_column("current_setting('transaction_read_only') = 'on'").label("is_read_only"),
        literal_column("quote_ident(current_user)").label("role"),
        literal_column("pg_postmaster_start_time()").label("started_at"),
        literal_column("(SELECT oid FROM pg_database WHERE datname = current_database())").label(
            "database"
        ),
        text(
            "ARRAY(SELECT t FROM unnest(CAST(:names AS text[])) t WHERE row_security_active(t))"
            " AS filtered"
        ),
        *(select(*table.columns).where(false()).exists().label(table.name) for table in TABLES),
    )
)

_EXPLAIN = Query(text("""
    SELECT t.name, quote_ident(current_user) AS role, quote_ident(n.nspname) AS schema,
           current_setting('search_path') AS search_path,
           row_security_active(c.oid) AS is_filtered,
           ARRAY(
               SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p
               WHERE NOT has_table_privilege(c.oid, p)
                 AND (t.name <> 'alembic_version' OR p = 'SELECT')
           ) AS lacking
    FROM unnest(CAST(:names AS text[])) t (name)
    LEFT JOIN pg_class c ON c.oid = to_regclass(t.name)
    LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
    ORDER BY t.name
"""))


async def read_all(database: Database) -> Row:
    """Read every column of every table, and return where and as which role. Failures propagate."""
    row = await database.fetch_row(_READ, names=[table.name for table in TABLES])
    assert row is not None
    return row


_OUR_KEYS = {key.name for table in TABLES for key in table.foreign_key_constraints}


def _is_unfit(error: DBAPIError) -> bool:
    """Whether our row does not fit a table that we know too little about; those of requests may. A
    column that only the table has, or a parent that we have just inserted, stops them as well."""
    state = sqlstate_of(error)
    if state == NOT_NULL_VIOLATION:
        cause = error.orig.__cause__ if error.orig is not None else None
        table = Base.metadata.tables.get(getattr(cause, "table_name", ""))
        return table is not None and getattr(cause, "column_name", "") in table.columns
    if state == FOREIGN_KEY_VIOLATION:
        return violated_constraint(error) not in _OUR_KEYS
    return state.startswith(("22", "23"))


async def write_all(database: Database) -> list[str]:
    """Insert, update and delete a row in every table, and roll everything back. Returns the tables
    that hide the row from the role that has inserted it. Other failures propagate. Privileges are tried
    without rows if ours do not fit."""
    marker = uuid4()
    try:
        return await _write(database, {table: _row(table, marker) for table in TABLES})
    except DBAPIError as error:
        if not _is_unfit(error):
            raise
        return await _write(database, {table: {} for table in TABLES})


async def _write(database: Database, rows: Mapping[Table, Values]) -> list[str]:
    hidden = set()
    async with database.engine.connect() as connection:
        await connection.execute(_count({table: _insert(table, rows[table]) for table in rows}))
        for change in (_update, _delete):
            changes = {table: change(table, rows[table]) for table in rows}
            counts = (await connection.execute(_count(changes))).one()._mapping
            hidden |= {table.name for table in rows if rows[table] and not counts[table.name]}
        await connection.rollback()
    return sorted(hidden)


def _row(table: Table, marker: UUID) -> Values:
    """Return values for the columns that need one; none if a CHECK decides what fits. All ids are the
    same, so that foreign keys fit."""
    has_check = any(isinstance(constraint, CheckConstraint) for constraint in table.constraints)
    if has_check and table is not User.__table__:
        return {}
    now = datetime.now(UTC)
    examples: dict[type, Any] = {
        UUID: marker,
        bytes: marker.bytes,
        bool: False,
        int: 0,
        float: 0.0,
        Decimal: Decimal(0),
        datetime: now,
        date: now.date(),
        dict: {},
        list: [],
    }
    row = {}
    for column in table.columns:
        if isinstance(column.default, ScalarElementColumnDefault):
            row[column.name] = column.default.arg
        elif not column.nullable and column.server_default is None:
            kind = column.type
            row[column.name] = (
                marker.hex[: kind.length]
                if isinstance(kind, String)
                else examples.get(kind.python_type)
            )
    return row


def _insert(table: Table, row: Values) -> UpdateBase:
    if row:
        return insert(table).values(row)
    nothing = select(*table.columns).where(false())
    return insert(table).from_select(table.columns.keys(), nothing, include_defaults=False)


def _update(table: Table, row: Values) -> UpdateBase:
    unchanged = {column.name: column for column in table.columns}
    return update(table).values(unchanged).where(_is(table, row))


def _delete(table: Table, row: Values) -> UpdateBase:
    return delete(table).where(_is(table, row))


def _is(table: Table, row: Values) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key)) if row else false()


def _count(changes: Mapping[Table, UpdateBase]) -> Select[Any]:
    """Return one statement that makes all changes, and counts the rows of each by table."""
    changed = {
        table.name: change.returning(literal_column("1")).cte(f"changed_{table.name}")
        for table, change in changes.items()
    }
    return select(
        *(
            select(func.count()).select_from(rows).scalar_subquery().label(name)
            for name, rows in changed.items()
        )
    )


async def explain(database: Database) -> list[Row]:
    """Return what the role may do with each table, by name; `schema` is null for a missing one."""
    names = [*(table.name for table in TABLES), "alembic_version"]
    return await database.fetch_rows(_EXPLAIN, names=names)
