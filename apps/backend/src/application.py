"""Builds the application from the settings."""

import asyncio
import contextlib
import functools
import gc
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

from fastapi import FastAPI

from src.core.background import end_tasks, repeat
from src.core.config import Settings
from src.core.database import Database
from src.core.errors import (
    BODY_LIMIT_BYTES,
    InternalError,
    PayloadTooLarge,
    RequestTimeout,
    ValidationFailed,
    error_responses,
)
from src.core.feature import Feature, Job
from src.core.keys import derive_key
from src.core.local import local_mode
from src.core.oidc_client import ProviderClients
from src.core.passwords import PasswordHasher
from src.core.sandbox import Sandbox
from src.core.seals import Seals
from src.core.signing_keys import SigningKeys
from src.core.storage.opening import open_storage
from src.core.storage.slots import UploadSlots
from src.core.telemetry.process import ProcessState, process_of
from src.core.vault import Vault
from src.core.web.docs_page import install_docs_page, install_redirect_to_docs
from src.core.web.error_handlers import install_error_handlers
from src.core.web.middleware import install_middleware
from src.core.web.openapi import install_openapi
from src.core.web.streams import refuse_transactions_in_streams
from src.core.web.web_app import install_web_app
from src.core.web.web_build import find_build
from src.features.auth.router.cookies import cookie_prefix
from src.features.auth.service.access_tokens import AccessTokens
from src.features.auth.service.breaches import Breaches
from src.features.auth.service.wiring import Wiring
from src.features.auth.utils.device_tokens import DeviceTokens
from src.features.auth.utils.passwords import common_passwords
from src.features.auth.utils.refresh_tokens import RefreshTokens
from src.features.auth.utils.tickets import Tickets
from src.features.health.service.service import Readiness
from src.features.limits.service.service import LimitService
from src.features.mail.service.service import measure_queue
from src.features.photos.service.deletions import measure_deletions

FEATURES = (
    "account",
    "health",
    "photos",
    "auth",
    "passkeys",
    "two_step",
    "mail_login",
    "identities",
    "tokens",
    "admin",
    "users",
    "ai",
    "mail",
    "audit",
    "limits",
    "housekeeping",
)
"""Every folder of `src/features`. Routes are matched in this order, so the most frequent come first;
the docs page shows the operations in this order."""

DESCRIPTION = f"""\
Accounts for Stylipp. Every error response (4xx and 5xx) is an `ErrorResponse`: `detail` is for people,
`code` for programs, `problems` for forms. A request body has at most {BODY_LIMIT_BYTES // 1024} KiB, unless
the operation says otherwise.
"""
JOB_CHECK_SECONDS = 60
"""How often each process checks whether a job is due that one of them runs."""


def load_features() -> Sequence[Feature]:
    """Return the `FEATURE` of every feature. Exits with one sentence if a folder is not listed, or a
    listed one has no manifest."""
    folder = Path(__file__).parent / "features"
    folders = {path.name for path in folder.iterdir() if path.is_dir() and path.name[0].isalpha()}
    if unlisted := folders - set(FEATURES):
        raise SystemExit(
            f"Add {', '.join(sorted(unlisted))} to FEATURES in src/application.py: "
            "every folder of src/features is listed there."
        )
    for name in FEATURES:
        if not (folder / name / "feature.py").exists():
            raise SystemExit(
                f"The feature {name} has no manifest: write src/features/{name}/feature.py."
            )
    return [importlib.import_module(f"src.features.{name}.feature").FEATURE for name in FEATURES]


def create_wiring(
    settings: Settings, database: Database, hasher: PasswordHasher, features: Sequence[Feature]
) -> Wiring:
    """Create the objects that all requests share. Opens no connection."""
    key, previous = local_mode.secret_key(settings), settings.SECRET_KEY_PREVIOUS
    seals = Seals(key, previous)
    return Wiring(
        settings=settings,
        database=database,
        hasher=hasher,
        access_tokens=AccessTokens(key, previous, settings.ACCESS_TOKEN_SECONDS),
        refresh_tokens=RefreshTokens(key, previous),
        device_tokens=DeviceTokens(key, previous),
        tickets=Tickets(seals, settings.MFA_TICKET_SECONDS),
        seals=seals,
        vault=Vault(key, previous),
        breaches=Breaches(settings.BREACHED_PASSWORDS),
        signing_keys=SigningKeys(key, previous),
        storage=open_storage(settings),
        sandbox=Sandbox("src.features.photos.service.pictures"),
        uploads=UploadSlots(),
        limits=LimitService(database, derive_key(key, "stylipp/rate-limit/v1"), settings),
        identity_providers=ProviderClients(settings),
        features=features,
        cookie_prefix=cookie_prefix(settings, key),
    )


async def run_job(job: Job, wiring: Wiring) -> None:
    """Run a job, unless it is not due or another process runs it."""
    if job.is_per_process or await wiring.limits.claim(job.name, job.seconds):
        await job.run(wiring)


@contextlib.asynccontextmanager
async def run_process(
    app: FastAPI, settings: Settings, features: Sequence[Feature]
) -> AsyncIterator[None]:
    """Open what the process needs, run its background tasks, and close everything at the end."""
    process = process_of(app)
    database = Database(settings.database_address)
    hasher = PasswordHasher()
    app.state.database = database
    app.state.readiness = Readiness(database)
    app.state.wiring = wiring = create_wiring(settings, database, hasher, features)
    common_passwords()
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(database.dispose)
        stack.callback(hasher.close)
        stack.push_async_callback(wiring.identity_providers.aclose)
        stack.push_async_callback(wiring.breaches.aclose)
        stack.push_async_callback(wiring.sandbox.aclose)
        if settings.is_local:
            keeper = local_mode.EmbeddedDatabaseKeeper(settings, database)
            await keeper.check()
            keeping = asyncio.create_task(repeat(keeper.check, local_mode.CHECK_SECONDS))
            stack.callback(keeping.cancel)
        else:
            await database.check()
        jobs: list[tuple[Callable[[], Awaitable[object]], float]] = [
            (
                functools.partial(run_job, job, wiring),
                job.seconds if job.is_per_process else min(job.seconds, JOB_CHECK_SECONDS),
            )
            for feature in features
            for job in feature.jobs
        ]
        if settings.METRICS_PORT is not None:
            from src.core.telemetry import metrics  # noqa: PLC0415  (slow)

            queues = {
                "mail": functools.partial(measure_queue, database),
                "object_deletions": functools.partial(measure_deletions, database),
            }
            process.metrics = metrics.open_metrics(settings, queues)
            if process.metrics is not None:
                stack.push_async_callback(process.metrics.close)
                update = functools.partial(
                    process.metrics.update,
                    database,
                    hasher,
                    wiring.limits.hits,
                    wiring.breaches.results,
                    wiring.uploads,
                    wiring.sandbox,
                )
                await update()
                jobs.append((update, metrics.UPDATE_SECONDS))
        process.background_tasks = [
            asyncio.create_task(repeat(work, seconds)) for work, seconds in jobs
        ]
        stack.push_async_callback(end_tasks, process.background_tasks)
        # Everything allocated so far stays until the process ends: without this, a full garbage
        # collection stops the event loop for 75 ms, with it for less than 12.
        gc.collect()
        gc.freeze()
        yield


def create_app(settings: Settings) -> FastAPI:
    """Build the application. Opens nothing until the lifespan starts."""
    features = load_features()
    app = FastAPI(
        title="Stylipp API",
        version="1.0.0",
        description=DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_tags=[
            {"name": name, "description": description}
            for feature in features
            for name, description in feature.tags.items()
        ],
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # each resource has exactly one address
        # Otherwise FastAPI checks on every request whether OpenTelemetry is active.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lambda app: run_process(app, settings, features),
        generate_unique_id_function=lambda route: route.name,
        responses=error_responses(RequestTimeout, PayloadTooLarge, ValidationFailed, InternalError),
    )
    app.state.process = ProcessState()
    install_error_handlers(app)
    install_middleware(app, cors_origins=settings.CORS_ORIGINS, https_only=not settings.is_local)
    install_openapi(app)
    for feature in features:
        for router in feature.routers:
            refuse_transactions_in_streams(router)
            app.include_router(router)
    install_docs_page(app)
    folder = find_build(settings)
    if folder is None:
        install_redirect_to_docs(app)
    else:
        install_web_app(app, folder)
    return app
