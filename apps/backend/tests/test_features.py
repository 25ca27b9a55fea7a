"""What features contribute: the list of them, and their jobs."""

import asyncio
import dataclasses
import importlib
import pkgutil
import sys
from pathlib import Path

import asyncpg
from fastapi import FastAPI

import src.models
from src.application import load_features, run_job
from src.core.feature import Job, Resources
from tests.checkout import Checkout


def test_a_folder_that_is_not_on_the_list_stops_the_start_in_one_sentence(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / "checkout")
    (checkout.root / "apps/backend/src/features/planted").mkdir()
    assert checkout.run(sys.executable, "-c", "import src.main", status=1) == (
        "Add planted to FEATURES in src/application.py: "
        "every folder of src/features is listed there.\n"
    )


async def test_of_many_processes_one_runs_a_job_that_is_due(
    app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    ran = []

    async def run(resources: Resources) -> None:
        ran.append(resources.settings)

    job = Job("planted", 600, run)
    await asyncio.gather(*(run_job(job, app.state.wiring) for _ in range(8)))
    assert len(ran) == 1
    await sql.execute("UPDATE rate_limits SET full_at = now()")
    await run_job(job, app.state.wiring)
    assert len(ran) == 2
    per_process = dataclasses.replace(job, is_per_process=True)
    await asyncio.gather(*(run_job(per_process, app.state.wiring) for _ in range(8)))
    assert len(ran) == 10


def test_every_table_is_exported_by_the_models() -> None:
    """Otherwise `make revision` would not see it."""
    for found in pkgutil.iter_modules(src.models.__path__):
        module = importlib.import_module(f"src.models.{found.name}")
        assert set(getattr(module, "__all__", ())) <= set(
            vars(src.models)
        ), f"add `from .{found.name} import *` to src/models/__init__.py"
        assert getattr(module, "__all__", None), f"src/models/{found.name}.py needs an __all__"


def test_every_job_has_a_name_of_its_own() -> None:
    """By which one process is elected for it."""
    names = [job.name for feature in load_features() for job in feature.jobs]
    assert len(set(names)) == len(names)


def test_a_feature_without_a_manifest_is_one_sentence(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / "checkout")
    (checkout.root / "apps/backend/src/features/limits/feature.py").unlink()
    assert checkout.run(sys.executable, "-c", "import src.main", status=1) == (
        "The feature limits has no manifest: write src/features/limits/feature.py.\n"
    )
