"""Deletes the embedded database, and the pictures of its photos, after confirmation."""

import shutil

from src.core.config import DatabaseSettings, load_settings
from src.core.local.embedded import EmbeddedPostgres
from src.core.local.local_mode import local_data_folder


def main() -> None:
    settings = load_settings(DatabaseSettings)
    if not settings.is_local:
        raise SystemExit("DATABASE_URL is set; only the embedded database can be reset.")
    postgres = EmbeddedPostgres(local_data_folder(settings))
    if not postgres.data.exists():
        raise SystemExit("There is no local database.")
    objects = settings.DATA_DIR / "objects"
    photos = f", and the photos in {objects}" if objects.exists() else ""
    try:
        answer = input(f"Delete the database in {postgres.data} with all its data{photos}? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        raise SystemExit("Nothing was deleted.")
    if not postgres.delete():
        raise SystemExit("Nothing was deleted: the database is in use. Stop the API first.")
    try:
        # Not the folder itself, which may be a link or another disk.
        for path in [*objects.iterdir()] if objects.exists() else []:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    except OSError as error:
        raise SystemExit(
            f"The database was deleted, but not all photos in {objects}: {error}"
        ) from None
    print("Deleted. The next `make run` creates a new database.")


if __name__ == "__main__":
    main()
