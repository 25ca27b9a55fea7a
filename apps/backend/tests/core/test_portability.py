"""The schema stays within what every system that speaks PostgreSQL's dialect has.

So that a move to a larger one (docs/operations.md, Scaling out) stays a matter of its address.
"""

import re
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import LargeBinary, Uuid

from src.models import Base
from tests.processes import BACKEND

NOT_PORTABLE = """
    WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)')
    SELECT 'extension ' || extname FROM pg_extension WHERE extname <> 'plpgsql'
    UNION ALL SELECT 'event trigger ' || evtname FROM pg_event_trigger
    UNION ALL SELECT 'row policy ' || polname FROM pg_policy
    UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace IN (SELECT oid FROM ours)
    UNION ALL SELECT 'collation ' || collname FROM pg_collation
        WHERE collnamespace IN (SELECT oid FROM ours)
    UNION ALL SELECT 'type ' || typname FROM pg_type
        WHERE typtype IN ('d', 'e', 'r') AND typnamespace IN (SELECT oid FROM ours)
    -- r is a table, i an index, t what does not fit into a row
    UNION ALL SELECT format('relation %s of kind %s', relname, relkind) FROM pg_class
        WHERE relkind NOT IN ('r', 'i', 't') AND relnamespace IN (SELECT oid FROM ours)
    UNION ALL SELECT 'unlogged ' || relname FROM pg_class
        WHERE relpersistence <> 'p' AND relnamespace IN (SELECT oid FROM ours)
    -- primary, unique, foreign, check and, since 18, not null
    UNION ALL SELECT format('constraint %s of kind %s', conname, contype) FROM pg_constraint
        WHERE connamespace IN (SELECT oid FROM ours)
        AND (contype NOT IN ('p', 'u', 'f', 'c', 'n') OR condeferrable)
    UNION ALL SELECT 'index ' || c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_am m ON m.oid = c.relam
        WHERE c.relnamespace IN (SELECT oid FROM ours) AND (
            m.amname <> 'btree' OR i.indexprs IS NOT NULL OR i.indnullsnotdistinct
            OR i.indisunique AND (i.indpred IS NOT NULL OR i.indisexclusion)
        )
    UNION ALL SELECT format('column %s.%s', c.relname, a.attname)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind = 'r' AND c.relnamespace IN (SELECT oid FROM ours) AND a.attnum > 0
        AND (
            a.attgenerated <> '' OR a.attidentity <> ''
            OR a.attcollation NOT IN (0, (SELECT oid FROM pg_collation WHERE collname = 'default'))
            OR pg_get_expr(d.adbin, d.adrelid) !~ '^(now\\(\\)|[0-9]+|true|false|''[a-z0-9]*''::[a-z]+)$'
        )
"""
"""Names each thing that one of YugabyteDB, Aurora's and AlloyDB's kind, or Citus lacks or slows."""


async def what_is_not_portable(sql: "asyncpg.Connection[asyncpg.Record]") -> list[str]:
    return [row[0] for row in await sql.fetch(NOT_PORTABLE)]


async def test_the_migrated_schema_is_portable(
    sql: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    assert await what_is_not_portable(sql) == []


NOTHING = "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("CREATE SEQUENCE numbers", "relation numbers of kind S"),
        ("CREATE VIEW names AS SELECT email FROM users", "relation names of kind v"),
        ("CREATE TYPE mood AS ENUM ('good')", "type mood"),
        ("CREATE DOMAIN mood AS text", "type mood"),
        (NOTHING, "function nothing"),
        (
            f"{NOTHING}; CREATE TRIGGER touch BEFORE UPDATE ON users "
            "FOR EACH ROW EXECUTE FUNCTION nothing()",
            "trigger touch",
        ),
        (
            "ALTER TABLE users ADD CONSTRAINT late UNIQUE (password_hash) DEFERRABLE",
            "constraint late of kind u",
        ),
        (
            "ALTER TABLE users ADD CONSTRAINT alone EXCLUDE (email WITH =)",
            "constraint alone of kind x",
        ),
        ("CREATE UNIQUE INDEX small ON users (lower(email))", "index small"),
        ("CREATE UNIQUE INDEX partial ON users (role) WHERE role = 'x'", "index partial"),
        ("CREATE INDEX quick ON users USING hash (email)", "index quick"),
        ("ALTER TABLE users ADD number serial", "column users.number"),
        ("ALTER TABLE users ADD number int GENERATED ALWAYS AS IDENTITY", "column users.number"),
        (
            "ALTER TABLE users ADD n int GENERATED ALWAYS AS (auth_epoch + 1) STORED",
            "column users.n",
        ),
        ("ALTER TABLE users ADD key uuid DEFAULT gen_random_uuid()", "column users.key"),
        ('ALTER TABLE users ADD name text COLLATE "C"', "column users.name"),
        ("ALTER TABLE rate_limits SET UNLOGGED", "unlogged rate_limits"),
        ("CREATE POLICY own ON users", "row policy own"),
    ],
)
async def test_what_is_not_portable_is_found(
    sql: "asyncpg.Connection[asyncpg.Record]", statement: str, found: str
) -> None:
    transaction = sql.transaction()
    await transaction.start()
    await sql.execute(statement)
    assert found in await what_is_not_portable(sql)
    await transaction.rollback()


def test_no_key_comes_from_a_sequence() -> None:
    for table in Base.metadata.tables.values():
        for column in table.primary_key.columns:
            # Made by the application; the key of rate_limits is an HMAC.
            assert isinstance(column.type, Uuid | LargeBinary), column
            assert column.server_default is None, column


SESSION_STATE = re.compile(
    r"advisory_(xact_)?(un)?lock(?!s\b)|\bLISTEN\b|\bNOTIFY\b|pg_notify|add_listener"
    r"|\bSET (SESSION|ROLE|search_path)|\bTEMP(ORARY)? TABLE|\bDECLARE \w+ CURSOR"
    r"|CREATE (EXTENSION|FUNCTION|TRIGGER|SEQUENCE)|\bnextval\b"
)
ALLOWED = {"alembic/env.py": {"pg_advisory_lock", "pg_try_advisory_lock"}}
"""Migrations run past every pooler, on one connection, and one at a time."""


def session_state_in(text: str) -> set[str]:
    """Return the words of a source file that bind a statement to its connection or server."""
    return {
        re.findall(r"\w+", text[: match.end()])[-1] if "lock" in match[0] else match[0]
        for match in SESSION_STATE.finditer(text)
    }


def sources() -> list[Path]:
    return [*(BACKEND / "src").rglob("*.py"), *(BACKEND / "alembic").rglob("*.py")]


def test_no_statement_needs_the_connection_of_another() -> None:
    found = {
        path.relative_to(BACKEND).as_posix(): words
        for path in sources()
        if (words := session_state_in(path.read_text(encoding="utf-8")))
    }
    assert found == ALLOWED


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pg_advisory_xact_lock(1)",
        "LISTEN mail",
        "SELECT pg_notify('mail', '')",
        "SET search_path TO other",
        "CREATE TEMP TABLE t (n int)",
        "CREATE EXTENSION citext",
    ],
)
def test_a_statement_that_needs_its_connection_is_found(statement: str) -> None:
    assert session_state_in(f'text("{statement}")') != set()
