"""Deleting objects, where the store refuses some."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from src.core.storage.store import StorageUnavailable
from tests.features.photos.sending import PATH, Sql, photo_of, run_deletions, stored_keys
from tests.helpers import bearer_of


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    bind = ["mount", "--bind", str(folder), str(folder)]
    if subprocess.run(bind, check=False, stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("only root mounts a disk")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("refused", range(3))
async def test_what_the_store_refuses_to_delete_keeps_nothing_else_there(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, refused: int
) -> None:
    headers = await bearer_of(client)
    photos = [await photo_of(client, headers) for _ in range(3)]
    rows = await sql.fetch("SELECT key_prefix FROM photos ORDER BY id")
    prefix = rows[refused]["key_prefix"]
    for photo in photos:
        await client.delete(f"{PATH}/{photo['id']}", headers=headers)
    with read_only(app.state.wiring.settings.DATA_DIR / "objects" / prefix):
        with pytest.raises(StorageUnavailable):
            await run_deletions(app)
        keys = [f"{prefix}/image", f"{prefix}/thumbnail"]
        assert sorted(await stored_keys(app)) == keys
        assert await sql.fetchval("SELECT array_agg(key_prefix) FROM object_deletions") == [prefix]
    await sql.execute("UPDATE object_deletions SET not_before = now()")
    await run_deletions(app)
    assert await stored_keys(app) == []
