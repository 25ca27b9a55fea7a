"""Deletes the embedded database, after asking."""

from src.core.config import DatabaseSettings, load_settings
from src.core.embedded import EmbeddedPostgres
from src.core.local_mode import local_data_folder


def main() -> None:
    settings = load_settings(DatabaseSettings)
    if not settings.is_local:
        raise SystemExit("DATABASE_URL is set; only the embedded database can be reset.")
    postgres = EmbeddedPostgres(local_data_folder(settings))
    if not postgres.data.exists():
        raise SystemExit("There is no local database yet.")
    try:
        answer = input(f"Delete the database in {postgres.data} and everything in it? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        raise SystemExit("Nothing was deleted.")
    if not postgres.delete():
        raise SystemExit("Nothing was deleted: the database is in use. Stop the API first.")
    print("Deleted. The next `make run` starts with an empty one.")


if __name__ == "__main__":
    main()
