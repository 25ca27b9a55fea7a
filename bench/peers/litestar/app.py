"""Litestar with advanced-alchemy, as both document it; Argon2 off the event loop, in the default
executor, as litestar-fullstack does it."""

import asyncio
import os
from typing import Any
from uuid import UUID

import argon2
from advanced_alchemy.base import UUIDAuditBase
from advanced_alchemy.extensions.litestar import (
    AsyncSessionConfig,
    SQLAlchemyAsyncConfig,
    SQLAlchemyPlugin,
)
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService
from litestar import Litestar, Request, get, post
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.response import Response
from litestar.security.jwt import JWTAuth, Token
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

hasher = argon2.PasswordHasher()
if os.environ["BENCH_HASH"] == "equal":
    hasher = argon2.PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)


class User(UUIDAuditBase):
    __tablename__ = "user_account"

    email: Mapped[str] = mapped_column(unique=True, index=True)
    hashed_password: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)


class UserService(SQLAlchemyAsyncRepositoryService[User]):
    class Repository(SQLAlchemyAsyncRepository[User]):
        model_type = User

    repository_type = Repository


class Login(Struct):
    email: str
    password: str


class UserOut(Struct):
    id: UUID
    email: str
    is_active: bool


alchemy = SQLAlchemyAsyncConfig(
    connection_string=os.environ["DATABASE_URL"].replace("://", "+asyncpg://"),
    session_config=AsyncSessionConfig(expire_on_commit=False),
    before_send_handler="autocommit",
)


async def retrieve_user(
    token: Token, connection: ASGIConnection[Any, Any, Any, Any]
) -> User | None:
    session = alchemy.provide_session(connection.app.state, connection.scope)
    user = await UserService(session=session).get_one_or_none(id=UUID(token.sub))
    return user if user is not None and user.is_active else None


auth = JWTAuth[User](
    retrieve_user_handler=retrieve_user,
    token_secret=os.environ["BENCH_SECRET"],
    exclude=["/login", "/schema"],
)


def is_right(hashed: str, password: str) -> bool:
    try:
        return hasher.verify(hashed, password)
    except argon2.exceptions.VerificationError:
        return False


@post("/login", status_code=200)
async def log_in(data: Login, db_session: AsyncSession) -> Response[dict[str, str]]:
    user = await UserService(session=db_session).get_one_or_none(email=data.email)
    loop = asyncio.get_running_loop()
    if user is None or not await loop.run_in_executor(
        None, is_right, user.hashed_password, data.password
    ):
        raise NotAuthorizedException
    return Response({"access_token": auth.create_token(identifier=str(user.id))})


@get("/me")
async def read_me(request: Request[User, Token, Any]) -> UserOut:
    return UserOut(request.user.id, request.user.email, request.user.is_active)


app = Litestar(
    [log_in, read_me], plugins=[SQLAlchemyPlugin(alchemy)], on_app_init=[auth.on_app_init]
)
