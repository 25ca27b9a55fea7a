"""Wiring only: settings in, application out."""

import asyncio
import contextlib
import functools
import gc
from collections.abc import AsyncIterator

from fastapi import FastAPI

from src.core.background import end_tasks, repeat
from src.core.config import Settings
from src.core.database import Database
from src.core.database_url import parse_database_url
from src.core.device_tokens import DeviceTokens
from src.core.docs_page import install_docs_page
from src.core.error_handlers import install_error_handlers
from src.core.errors import (
    InternalError,
    PayloadTooLarge,
    RequestTimeout,
    ValidationFailed,
    error_responses,
)
from src.core.local_mode import LOOK_AGAIN_SECONDS, EmbeddedDatabaseKeeper, secret_key
from src.core.mail import mail_folder, make_transport
from src.core.middleware import install_middleware
from src.core.openapi import install_openapi
from src.core.passwords import PasswordHasher
from src.core.refresh_tokens import RefreshTokens
from src.core.security import AccessTokens, derive_key
from src.features.auth.router.mailbox import router as mailbox_router
from src.features.auth.router.router import router as auth_router
from src.features.auth.router.sessions import router as sessions_router
from src.features.auth.utils.utils import common_passwords
from src.features.export.router.router import router as export_router
from src.features.health.router.router import router as health_router
from src.features.housekeeping.service.service import LOOK_SECONDS as CLEAN_UP_SECONDS
from src.features.housekeeping.service.service import clean_up
from src.features.limits.service.service import LimitService, hits
from src.features.mail.service.worker import POLL_SECONDS, MailWorker
from src.features.users.router.admin import router as admin_router
from src.features.users.router.me import router as me_router
from src.features.users.router.router import router as users_router

DESCRIPTION = """\
Accounts for Stylipp. Every answer outside 2xx is an `ErrorResponse`: `detail` is for people,
`code` for programs.
"""
TAGS = [
    {"name": "auth", "description": "Making an account and proving that it is yours."},
    {"name": "sessions", "description": "Keeping a login alive, and ending it."},
    {"name": "mailbox", "description": "Proving an address, and getting back in by mail."},
    {"name": "account", "description": "Your own account."},
    {"name": "users", "description": "All accounts, for administrators."},
    {"name": "health", "description": "For probes and load balancers."},
]


def create_app(settings: Settings) -> FastAPI:
    """Build the application. Opens nothing: what it needs is opened when it starts to serve."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        url = settings.DATABASE_URL
        database = Database(
            parse_database_url(url) if url is not None else None,
            is_behind_pooler=settings.DATABASE_POOLER is not None,
        )
        hasher = PasswordHasher()
        app.state.database = database
        app.state.password_hasher = hasher
        key, previous = secret_key(settings), settings.SECRET_KEY_PREVIOUS
        app.state.settings = settings
        app.state.access_tokens = AccessTokens(key, previous, settings.ACCESS_TOKEN_SECONDS)
        app.state.refresh_tokens = RefreshTokens(key, previous)
        app.state.device_tokens = DeviceTokens(key, previous)
        app.state.limit_key = derive_key(key, "stylipp/rate-limit/v1")
        app.state.mail_folder = mail_folder(settings)
        common_passwords()
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(database.dispose)
            stack.callback(hasher.close)
            if settings.is_local:
                keeper = EmbeddedDatabaseKeeper(settings, database)
                await keeper.look()
                looking = asyncio.create_task(repeat(keeper.look, LOOK_AGAIN_SECONDS))
                stack.callback(looking.cancel)
            else:
                await database.check()
            limits = LimitService(database, app.state.limit_key, settings)
            mail = MailWorker(database, make_transport(settings), settings)
            app.state.mail_worker = mail
            app.state.background_tasks = [
                asyncio.create_task(repeat(lambda: clean_up(limits), CLEAN_UP_SECONDS)),
                asyncio.create_task(repeat(mail.deliver_all, POLL_SECONDS)),
            ]
            if settings.METRICS_PORT is not None:
                from src.core.metrics import LOOK_SECONDS, open_metrics  # noqa: PLC0415  (slow)

                app.state.metrics = open_metrics(settings, mail.measure_queue)
            metrics = app.state.metrics
            if metrics is not None:
                stack.push_async_callback(metrics.close)
                look = functools.partial(metrics.look, database, hasher, hits)
                await look()
                app.state.background_tasks.append(asyncio.create_task(repeat(look, LOOK_SECONDS)))
            stack.push_async_callback(end_tasks, app.state.background_tasks)
            # What has been made until now lives as long as the process: without this, a full
            # collection stops the event loop for 75 ms, with it for less than 12.
            gc.collect()
            gc.freeze()
            yield

    app = FastAPI(
        title="Stylipp API",
        version="1.0.0",
        description=DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # one address for each thing
        # Or FastAPI asks OpenTelemetry on every request whether it is wanted.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
        responses=error_responses(RequestTimeout, PayloadTooLarge, ValidationFailed, InternalError),
    )
    app.state.metrics = None
    app.state.is_draining = False
    install_error_handlers(app)
    install_middleware(app, cors_origins=settings.CORS_ORIGINS, https_only=not settings.is_local)
    install_openapi(app)
    # Routes are tried in this order, so what is asked for most comes first.
    app.include_router(me_router)
    app.include_router(users_router)
    app.include_router(health_router)
    app.include_router(auth_router)
    app.include_router(sessions_router)
    app.include_router(mailbox_router)
    app.include_router(export_router)
    app.include_router(admin_router)
    install_docs_page(app)
    return app
