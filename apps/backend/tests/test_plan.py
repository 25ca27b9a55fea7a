"""One test for each line under *verification* in the plan of phase 1."""

import asyncio
import contextlib
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI, Request
from sqlalchemy import DateTime
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase

from src.core.config import REPOSITORY_ROOT
from src.core.database import Database, get_db
from src.models import Base, User
from tests.conftest import Connect, Databases
from tests.processes import BACKEND, run, serving


class Environment:
    """A new virtual environment outside the repository's."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)

    def run(self, *arguments: str, cwd: Path = REPOSITORY_ROOT) -> str:
        finished = subprocess.run(
            [self.python, *arguments], cwd=cwd, capture_output=True, text=True, check=False
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout

    def pip_install(self, *arguments: str, cwd: Path = REPOSITORY_ROOT) -> None:
        self.run("-m", "pip", "install", "--quiet", *arguments, cwd=cwd)


@pytest.fixture(scope="module")
def with_contracts(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    environment = Environment(tmp_path_factory.mktemp("pip") / "venv")
    environment.pip_install("-e", "packages/schemas")
    return environment


@pytest.fixture(scope="module")
def with_backend(with_contracts: Environment) -> Environment:
    with_contracts.pip_install("-e", ".", cwd=BACKEND)
    return with_contracts


def test_pip_install_e_packages_schemas_succeeds(with_contracts: Environment) -> None:
    assert "stylipp-schemas" in with_contracts.run("-m", "pip", "list")


def test_the_contracts_can_be_imported(with_contracts: Environment) -> None:
    with_contracts.run(
        "-c", "from stylipp_schemas import UserResponse, ErrorResponse", cwd=Path("/")
    )


def test_the_backend_installs_with_its_contracts(with_backend: Environment) -> None:
    with_backend.run("-m", "pip", "check")
    script = "import stylipp_schemas, src.main; print(stylipp_schemas.__file__, src.main.__file__)"
    printed = with_backend.run("-c", script, cwd=Path("/"))
    assert printed.count(str(REPOSITORY_ROOT)) == 2


def test_the_production_install_brings_no_development_extra(with_backend: Environment) -> None:
    installed = with_backend.run("-m", "pip", "list", "--format=freeze").lower()
    for name in (
        "pixeltable",
        "pytest",
        "black",
        "ruff",
        "sentry",
        "opentelemetry-sdk",
        "aiofiles",
    ):
        assert name not in installed


def test_uvicorn_serves_health_and_docs(open_folder: Path) -> None:
    log = open_folder / "log"
    with serving(
        "uvicorn", "src.main:app", "--reload", log=log, DATA_DIR=str(open_folder)
    ) as client:
        assert client.get("/health").json() == {"status": "healthy"}
        assert "swagger-ui" in client.get("/docs").text
        schemas = client.get("/openapi.json").json()["components"]["schemas"]
        assert {"UserCreate", "UserResponse", "UserLogin", "TokenResponse"} <= set(schemas)
        assert {"BaseResponse", "ErrorResponse", "PaginatedResponse"} <= set(schemas)
        assert "/health" in client.get("/openapi.json").json()["paths"]


async def test_the_database_module_has_an_async_engine_and_a_session_factory() -> None:
    database = Database()
    assert isinstance(database.engine, AsyncEngine)
    assert database.engine.url.drivername == "postgresql+asyncpg"
    assert isinstance(database._transactions, async_sessionmaker)
    assert database._transactions.kw["expire_on_commit"] is False
    app = FastAPI()
    app.state.database = database
    request = Request({"type": "http", "app": app})
    async with contextlib.asynccontextmanager(get_db)(request) as transaction:
        assert isinstance(transaction, AsyncSession)
        assert transaction.bind is database.engine


def test_base_has_id_created_at_and_updated_at() -> None:
    assert issubclass(Base, DeclarativeBase)
    columns = User.__table__.columns
    assert columns["id"].primary_key
    assert columns["id"].type.python_type is UUID
    for name in ("created_at", "updated_at"):
        kind = columns[name].type
        assert isinstance(kind, DateTime)
        assert kind.timezone
        assert not columns[name].nullable


async def test_alembic_compares_the_database_with_the_models_over_asyncpg(
    databases: Databases, connect: Connect
) -> None:
    assert find_spec("psycopg") is find_spec("psycopg2") is None
    url = await databases.create_migrated()
    sql = await connect(url)
    await sql.execute("ALTER TABLE users DROP COLUMN disabled_at")
    finished = await asyncio.to_thread(run, "alembic", "check", DATABASE_URL=url)
    assert finished.returncode != 0
    assert "add_column" in finished.stdout
    assert "Column('disabled_at'" in finished.stdout


def test_alembic_check_starts_a_database_where_there_is_none(open_folder: Path) -> None:
    finished = run("alembic", "upgrade", "head", DATA_DIR=str(open_folder))
    assert finished.returncode == 0, finished.stdout
    finished = run("alembic", "check", DATA_DIR=str(open_folder))
    assert "No new upgrade operations detected" in finished.stdout


def test_ruff_black_and_pytest_are_in_the_dev_extra() -> None:
    project = tomllib.loads((BACKEND / "pyproject.toml").read_text())["project"]
    extra = {re.split(r"[^a-z0-9-]", name)[0] for name in project["optional-dependencies"]["dev"]}
    assert {"ruff", "black", "pytest", "pytest-asyncio"} <= extra
    assert "stylipp-backend[embedded]" in project["optional-dependencies"]["dev"]
