"""Makes the tables and the accounts."""

import asyncio
import os

from app import User, UserService, alchemy, hasher


async def main() -> None:
    hashed = hasher.hash(os.environ["BENCH_PASSWORD"])
    async with alchemy.get_engine().begin() as connection:
        await connection.run_sync(User.metadata.create_all)
    async with alchemy.get_session() as session:
        users = [
            User(email=email, hashed_password=hashed, is_active=True)
            for email in os.environ["BENCH_EMAILS"].split()
        ]
        await UserService(session=session).create_many(users, auto_commit=True)
    await alchemy.get_engine().dispose()


asyncio.run(main())
