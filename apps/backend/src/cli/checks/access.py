"""The check of who else may use the tables."""

from sqlalchemy import text

from src.cli.checks.line import Line, Mark
from src.core.config import Settings
from src.core.database import Database
from src.models import Base

STRANGERS = {"PUBLIC", "anon", "authenticated"}
"""Every role of the server; and those in which Supabase's REST API answers anyone on the internet, and
which may read and write every new table in the schema `public`."""

# Also roles that cannot log in: others take them on. Superusers, the owner, and members of the owner or
# of the API's role can read the tables anyway; members of PostgreSQL's own roles are meant to. Row-level
# security without a policy hides everything, but does not keep from truncating.
_OTHERS = text("""
    WITH ours AS (
        SELECT c.oid, c.relowner, c.relrowsecurity, c.relname, n.nspname
        FROM unnest(CAST(:tables AS text[])) t (name)
        JOIN pg_class c ON c.oid = to_regclass(t.name)
        JOIN pg_namespace n ON n.oid = c.relnamespace
    ), roles AS (
        SELECT 'public' AS name, 'PUBLIC' AS label, false AS bypasses, CAST(0 AS oid) AS oid
        UNION ALL
        SELECT r.rolname, quote_ident(r.rolname), r.rolbypassrls, r.oid
        FROM pg_roles r
        WHERE NOT r.rolsuper AND r.rolname !~ '^pg_'
          AND NOT pg_has_role(r.oid, current_user, 'MEMBER')
          AND NOT pg_has_role(r.oid, 'pg_read_all_data', 'USAGE')
          AND NOT pg_has_role(r.oid, 'pg_write_all_data', 'USAGE')
    )
    SELECT DISTINCT r.label AS name, r.oid = 0 AS is_public, quote_ident(o.nspname) AS schema
    FROM ours o, roles r
    WHERE (r.oid = 0 OR NOT pg_has_role(r.oid, o.relowner, 'MEMBER'))
      AND (
          has_table_privilege(r.name, o.oid, 'TRUNCATE, TRIGGER')
          OR (has_any_column_privilege(r.name, o.oid, 'INSERT, UPDATE')
              OR has_table_privilege(r.name, o.oid, 'DELETE')
              OR (o.relname <> 'alembic_version'
                  AND has_any_column_privilege(r.name, o.oid, 'SELECT')))
             AND (NOT o.relrowsecurity OR r.bypasses
                  OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = o.oid))
      )
    ORDER BY is_public DESC, r.label
""")


async def check_access(database: Database, _: Settings) -> Line:
    """Whether roles other than the API's and the owner's may read or write the tables."""
    async with database.engine.connect() as connection:
        others = (
            await connection.execute(
                _OTHERS, {"tables": [*Base.metadata.tables, "alembic_version"]}
            )
        ).all()
    if not others:
        return Line(Mark.GOOD, "access", "no other role may read or write the tables")
    names = ["PUBLIC"] if others[0].is_public else sorted({other.name for other in others})
    where = ", ".join(sorted({other.schema for other in others}))
    roles = ", ".join(names)
    # The default privileges decide who may read the tables of the next migration.
    advice = (
        "Unless it is a role of the API, as owner of the tables: "
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {where} FROM {roles}; "
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {where} REVOKE ALL ON TABLES FROM {roles};"
    )
    mark = Mark.BAD if STRANGERS.intersection(names) else Mark.NOTE
    return Line(mark, "access", f"others may read or write the tables: {roles}", advice)
