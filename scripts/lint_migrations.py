"""Checks the SQL of every migration for statements that lock or break a table in use.

The rules are those of squawk (https://squawkhq.com), except the ones excluded here.
"""

import re
import subprocess
import sys
from pathlib import Path

from src.core.migrations import MigrationFailed, head_revision

BIN = Path(sys.executable).parent
BACKEND = Path(__file__).parents[1] / "apps" / "backend"

EXCLUDED = (
    "prefer-text-field",  # the maximum length of an e-mail address is fixed (RFC 5321)
    "prefer-bigint-over-int",  # only counters of a single row are integers; keys are UUIDs
)
BEFORE_FIRST_RELEASE = {
    "d8fbf0ba00a8",
    "2241f00ff615",
    "165ed405d1b7",
    "3154ebc505b6",
    "0785139b7bc0",
    "3f7ec5fc8fd0",
    "e5274d72a21a",
}
"""Written before any table had rows: indexes are created and dropped without CONCURRENTLY."""
EXCLUDED_BEFORE_FIRST_RELEASE = (
    "require-concurrent-index-creation",
    "require-concurrent-index-deletion",
)
EXCLUDED_ONCE = {
    # No account is without a password before every process runs a release that allows it, and the
    # release before takes such a password as a wrong one.
    "826aafcfa520": ("ban-drop-not-null",),
}
TIMEOUTS = "SET lock_timeout = '3s';\nSET statement_timeout = '0';\n"
"""The timeouts that alembic/env.py sets for every migration."""


def sql_of_each_migration() -> dict[str, str]:
    """Return the SQL of every migration by revision, oldest first."""
    try:
        head_revision()
    except MigrationFailed as error:
        raise SystemExit(f"{error}.") from None
    printed = subprocess.run(
        [BIN / "alembic", "upgrade", "head", "--sql"],
        cwd=BACKEND,
        capture_output=True,
        text=True,
        check=False,
    )
    if printed.returncode != 0:
        raise SystemExit(printed.stderr)
    parts = re.split(r"^-- Running upgrade .*?(\w+)$\n", printed.stdout, flags=re.MULTILINE)
    # Each migration is its own transaction: its BEGIN is printed before its "Running upgrade" line.
    return {
        revision: f"BEGIN;\n{sql.rstrip().removesuffix('BEGIN;')}"
        for revision, sql in zip(parts[1::2], parts[2::2], strict=True)
    }


def problems_of(revision: str, sql: str) -> str:
    """Return squawk's complaints, or an empty string."""
    excluded = [*EXCLUDED, *EXCLUDED_ONCE.get(revision, ())]
    if revision in BEFORE_FIRST_RELEASE:
        excluded += EXCLUDED_BEFORE_FIRST_RELEASE
    finished = subprocess.run(
        [
            *(BIN / "squawk", "--pg-version=15", "--exclude", ",".join(excluded)),
            *("--stdin-filepath", f"{revision}.sql"),
        ],
        input=TIMEOUTS + sql,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return finished.stdout if finished.returncode != 0 else ""


def main() -> None:
    migrations = sql_of_each_migration()
    problems = [problems_of(revision, sql) for revision, sql in migrations.items()]
    if any(problems):
        print("".join(problems))
        raise SystemExit(
            "A migration locks or breaks a table in use; see CONTRIBUTING.md, Migrations."
        )
    print(f"{len(migrations)} migrations checked: none locks a table in use.")


if __name__ == "__main__":
    main()
