"""The API does what its document says: generated requests against a running server, limits off."""

import os
from pathlib import Path

from tests.conftest import Databases
from tests.processes import run, serving_api

FOLDER = Path(__file__).parent
ADMIN_EMAIL = "root@example.org"
ADMIN_PASSWORD = "tin drum orchard 4"
EXAMPLES = os.environ.get("CONFORMANCE_EXAMPLES", "50")


async def test_the_api_conforms_to_its_document(databases: Databases, tmp_path: Path) -> None:
    url = await databases.create_migrated()
    made = run(
        *("stylipp", "users", "create-admin", ADMIN_EMAIL),
        stdin=ADMIN_PASSWORD,
        DATABASE_URL=url,
    )
    assert made.returncode == 0, made.stdout
    with serving_api(url, tmp_path, RATE_LIMIT_ENABLED="false") as api:
        finished = run(
            *("st", "--config-file", "schemathesis.toml", "run", f"{api.base_url}/openapi.json"),
            *("--checks", "all", "--max-examples", EXAMPLES, "--no-color"),
            cwd=FOLDER,
            STYLIPP_URL=str(api.base_url),
            HYPOTHESIS_STORAGE_DIRECTORY=str(tmp_path),
            ADMIN_EMAIL=ADMIN_EMAIL,
            ADMIN_PASSWORD=ADMIN_PASSWORD,
        )
    assert finished.returncode == 0, finished.stdout
    assert "23 selected / 23 total" in finished.stdout
    assert "Authentication failed" not in finished.stdout, finished.stdout
    print(finished.stdout)
    assert "ERROR" not in (tmp_path / "log").read_text()
