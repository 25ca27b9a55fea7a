"""Each field type of the contracts in a request, a response, an update and a column: the server
accepts and rejects what the schema says, and PostgreSQL stores what was accepted."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import insert

from src.core.database import Database
from src.core.postgres.address import parse_database_url
from tests.conformance.garments import Base, Garment
from tests.conftest import Connect, Databases
from tests.helpers import SECRET_KEY, assert_error
from tests.processes import run, serving

FOLDER = Path(__file__).parent
GARMENT = {
    "name": "Denim jacket",
    "kind": "top",
    "labels": ["blue", "winter"],
    "notes": "A gift.\nWash at 30 degrees.",
    "price": "129.9",
    "bought_on": "2026-11-23",
    "color": "#1E90FF",
}
LATER_GARMENT = {"id": uuid4(), "name": "Poncho", "kind": "poncho", "labels": []}
"""With a kind that only a later release knows."""


@pytest.fixture(scope="module")
async def garments_url(databases: Databases) -> str:
    return await databases.create_migrated()


@pytest.fixture(scope="module")
async def garments(
    garments_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.Client]:
    database = Database(parse_database_url(garments_url))
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(insert(Garment).values(LATER_GARMENT))
    await database.dispose()
    folder = tmp_path_factory.mktemp("garments")
    with serving(
        *("uvicorn", "--factory", "tests.conformance.garments:create_garments_app"),
        log=folder / "log",
        DATABASE_URL=garments_url,
        SECRET_KEY=SECRET_KEY,
        DATA_DIR=str(folder),
    ) as client:
        yield client


async def test_schema_server_and_columns_agree_on_every_field_type(
    garments: httpx.Client, garments_url: str, connect: Connect, tmp_path: Path
) -> None:
    for name in ("schemathesis.toml", "garments_hooks.py"):
        shutil.copy(FOLDER / name, tmp_path)
    text = (tmp_path / "schemathesis.toml").read_text()
    (tmp_path / "schemathesis.toml").write_text(text.replace("hooks.py", "garments_hooks.py"))
    finished = run(
        *("st", "--config-file", "schemathesis.toml", "run", f"{garments.base_url}/openapi.json"),
        *("--include-path-regex", "^/garments", "--checks", "all", "--no-color"),
        *("--max-examples", os.environ.get("CONFORMANCE_EXAMPLES", "30")),
        cwd=tmp_path,
        HYPOTHESIS_STORAGE_DIRECTORY=str(tmp_path),
    )
    print(finished.stdout)
    assert finished.returncode == 0, finished.stdout
    assert "3 selected" in finished.stdout
    # Not vacuous: each column was filled.
    sql = await connect(garments_url)
    for column in GARMENT:
        assert await sql.fetchval(f"SELECT count({column}) FROM garments"), column


def test_what_an_update_leaves_out_stays_and_null_clears_what_may_be_cleared(
    garments: httpx.Client,
) -> None:
    made = garments.post("/garments", json=GARMENT).json()
    path = f"/garments/{made['id']}"
    assert made == GARMENT | {"id": made["id"], "price": "129.90", "color": "#1e90ff"}
    assert garments.patch(path, json={}).json() == made
    changed = garments.patch(path, json={"price": None, "name": "Coat"}).json()
    assert changed == made | {"price": None, "name": "Coat"}
    assert garments.get(path).json() == changed
    assert_error(garments.patch(path, json={"name": None}), 422, "validation_error")
    assert_error(garments.patch(path, json={"size": "M"}), 422, "validation_error")


@pytest.mark.parametrize(
    "values",
    [
        {"name": "\N{GRINNING FACE}" * 100, "notes": "\N{SNOWMAN}" * 10_000},
        {"labels": ["x" * 200] * 5, "price": "9999999999.99", "bought_on": "9999-12-31"},
        {"labels": [], "notes": "", "price": "0.00", "bought_on": "0001-01-01"},
    ],
)
def test_the_longest_and_the_smallest_values_are_stored(
    garments: httpx.Client, values: dict[str, Any]
) -> None:
    response = garments.post("/garments", json=GARMENT | values)
    assert response.status_code == 201, response.text
    assert {name: response.json()[name] for name in values} == values


def test_a_value_of_a_later_release_is_served_but_not_accepted(garments: httpx.Client) -> None:
    path = f"/garments/{LATER_GARMENT['id']}"
    assert garments.get(path).json()["kind"] == "poncho"
    assert_error(garments.patch(path, json={"kind": "poncho"}), 422, "validation_error")


@pytest.mark.parametrize(
    ("field", "value", "detail"),
    [
        ("name", "x" * 101, "body.name: String should have at most 100 characters"),
        ("name", "a\nb", "body.name: must be one line of text, without control characters"),
        ("notes", "\0", "body.notes: must not contain the character NUL"),
        ("price", 129.9, "body.price: must be an amount such as 129.90, written as text"),
        ("bought_on", 0, "body.bought_on: must be a day such as 2026-11-23"),
        ("color", "red", "body.color: must be a color such as #1e90ff"),
    ],
)
def test_a_rejected_value_is_answered_with_a_sentence_for_people(
    garments: httpx.Client, field: str, value: Any, detail: str
) -> None:
    response = garments.post("/garments", json=GARMENT | {field: value})
    assert_error(response, 422, "validation_error")
    assert response.json()["detail"] == detail
