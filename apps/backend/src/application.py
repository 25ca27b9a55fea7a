"""Builds the application from the settings."""

import asyncio
import contextlib
import functools
import gc
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi import FastAPI

from src.core.background import end_tasks, repeat
from src.core.config import Settings
from src.core.database import Database, open_database
from src.core.errors import (
    BODY_LIMIT_BYTES,
    InternalError,
    PayloadTooLarge,
    RequestTimeout,
    ValidationFailed,
    error_responses,
)
from src.core.keys import derive_key
from src.core.local import local_mode
from src.core.passwords import PasswordHasher
from src.core.postgres.address import parse_database_url
from src.core.telemetry.process import ProcessState, process_of
from src.core.web.docs_page import install_docs_page
from src.core.web.error_handlers import install_error_handlers
from src.core.web.middleware import install_middleware
from src.core.web.openapi import install_openapi
from src.features.account.router.export import router as export_router
from src.features.account.router.me import router as me_router
from src.features.account.router.router import router as account_router
from src.features.admin.router.router import router as admin_router
from src.features.auth.router.mailbox import router as mailbox_router
from src.features.auth.router.router import router as auth_router
from src.features.auth.router.sessions import router as sessions_router
from src.features.auth.service.access_tokens import AccessTokens
from src.features.auth.service.wiring import Wiring
from src.features.auth.utils.device_tokens import DeviceTokens
from src.features.auth.utils.passwords import common_passwords
from src.features.auth.utils.refresh_tokens import RefreshTokens
from src.features.health.router.router import router as health_router
from src.features.housekeeping.service import service as housekeeping
from src.features.limits.service.service import LimitService
from src.features.mail.service import worker as mail
from src.features.mail.service.folder import mail_folder

DESCRIPTION = f"""\
Accounts for Stylipp. Every error response (4xx and 5xx) is an `ErrorResponse`: `detail` is for people,
`code` for programs. A request body has at most {BODY_LIMIT_BYTES // 1024} KiB, unless the operation says
otherwise.
"""
TAGS = [
    {"name": "auth", "description": "Registration and login."},
    {"name": "sessions", "description": "Refreshing, listing and ending sessions."},
    {
        "name": "mailbox",
        "description": "Mailed links: verifying or changing an address, resetting a password.",
    },
    {"name": "account", "description": "Your own account."},
    {"name": "users", "description": "All accounts, for administrators."},
    {"name": "health", "description": "For probes and load balancers."},
]


def create_wiring(settings: Settings, database: Database, hasher: PasswordHasher) -> Wiring:
    """Create the objects that all requests share. Opens no connection."""
    key, previous = local_mode.secret_key(settings), settings.SECRET_KEY_PREVIOUS
    return Wiring(
        settings=settings,
        database=database,
        hasher=hasher,
        access_tokens=AccessTokens(key, previous, settings.ACCESS_TOKEN_SECONDS),
        refresh_tokens=RefreshTokens(key, previous),
        device_tokens=DeviceTokens(key, previous),
        limits=LimitService(database, derive_key(key, "stylipp/rate-limit/v1"), settings),
        mail_worker=mail.MailWorker(database, mail.make_transport(settings), settings),
        mail_folder=mail_folder(settings),
    )


@contextlib.asynccontextmanager
async def run_process(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """Open what the process needs, run its background tasks, and close everything at the end."""
    process = process_of(app)
    url = settings.DATABASE_URL
    database = open_database(settings, parse_database_url(url) if url is not None else None)
    hasher = PasswordHasher()
    app.state.database = database
    app.state.wiring = wiring = create_wiring(settings, database, hasher)
    common_passwords()
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(database.dispose)
        stack.callback(hasher.close)
        if settings.is_local:
            keeper = local_mode.EmbeddedDatabaseKeeper(settings, database)
            await keeper.check()
            keeping = asyncio.create_task(repeat(keeper.check, local_mode.CHECK_SECONDS))
            stack.callback(keeping.cancel)
        else:
            await database.check()
        jobs: dict[Callable[[], Awaitable[object]], float] = {
            functools.partial(housekeeping.clean_up, wiring.limits): housekeeping.CHECK_SECONDS,
            wiring.mail_worker.deliver_all: mail.POLL_SECONDS,
        }
        if settings.METRICS_PORT is not None:
            from src.core.telemetry import metrics  # noqa: PLC0415  (slow)

            process.metrics = metrics.open_metrics(settings, wiring.mail_worker.measure_queue)
            if process.metrics is not None:
                stack.push_async_callback(process.metrics.close)
                update = functools.partial(
                    process.metrics.update, database, hasher, wiring.limits.hits
                )
                await update()
                jobs[update] = metrics.UPDATE_SECONDS
        process.background_tasks = [
            asyncio.create_task(repeat(job, seconds)) for job, seconds in jobs.items()
        ]
        stack.push_async_callback(end_tasks, process.background_tasks)
        # Everything allocated so far stays until the process ends: without this, a full garbage
        # collection stops the event loop for 75 ms, with it for less than 12.
        gc.collect()
        gc.freeze()
        yield


def create_app(settings: Settings) -> FastAPI:
    """Build the application. Opens nothing until the lifespan starts."""
    app = FastAPI(
        title="Stylipp API",
        version="1.0.0",
        description=DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # each resource has exactly one address
        # Otherwise FastAPI checks on every request whether OpenTelemetry is active.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lambda app: run_process(app, settings),
        generate_unique_id_function=lambda route: route.name,
        responses=error_responses(RequestTimeout, PayloadTooLarge, ValidationFailed, InternalError),
    )
    app.state.process = ProcessState()
    install_error_handlers(app)
    install_middleware(app, cors_origins=settings.CORS_ORIGINS, https_only=not settings.is_local)
    install_openapi(app)
    # Routes are matched in this order, so the most frequent come first.
    app.include_router(me_router)
    app.include_router(account_router)
    app.include_router(health_router)
    app.include_router(auth_router)
    app.include_router(sessions_router)
    app.include_router(mailbox_router)
    app.include_router(export_router)
    app.include_router(admin_router)
    install_docs_page(app)
    return app
