"""Makes the tables and the accounts."""

import asyncio
import os

from app import Base, User, engine, password_helper
from fastapi_users.password import PasswordHelper
from sqlalchemy import insert


async def main() -> None:
    hashed = (password_helper or PasswordHelper()).hash(os.environ["BENCH_PASSWORD"])
    emails = os.environ["BENCH_EMAILS"].split()
    rows = [
        {
            "email": email,
            "hashed_password": hashed,
            "is_active": True,
            "is_superuser": False,
            "is_verified": True,
        }
        for email in emails
    ]
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(insert(User), rows)
    await engine.dispose()


asyncio.run(main())
