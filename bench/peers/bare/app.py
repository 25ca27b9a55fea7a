"""The limit for reads: what `GET /v1/users/me` cannot go without, and nothing else.

One ASGI function on the tables of Stylipp: PyJWT checks the token, one statement on an asyncpg pool
reads session and account by primary key, orjson writes the answer.
"""

import os
import uuid

import asyncpg
import jwt
import orjson

# What the product runs for every authenticated request.
STATEMENT = """
    SELECT users.id, users.email, users.created_at, users.role, users.email_verified_at
    FROM users JOIN sessions ON users.id = sessions.user_id
        AND users.auth_epoch = sessions.auth_epoch AND users.disabled_at IS NULL
    WHERE sessions.id = $1 AND users.id = $2
        AND sessions.revoked_at IS NULL AND sessions.expires_at > now()
        AND sessions.idle_expires_at > now()
"""
KEY = bytes.fromhex(os.environ["BENCH_TOKEN_KEY"])
OPTIONS = {"require": ["iss", "aud", "sub", "sid", "iat", "exp", "jti"]}
HEADERS = [(b"content-type", b"application/json")]
state = {}


async def do_nothing(_):
    """The pool's own reset costs a round trip for each request."""


async def answer(send, status, body):
    length = (b"content-length", str(len(body)).encode())
    await send(
        {"type": "http.response.start", "status": status, "headers": [*HEADERS, length]},
    )
    await send({"type": "http.response.body", "body": body})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        pool = asyncpg.create_pool(
            os.environ["DATABASE_URL"], min_size=10, max_size=10, reset=do_nothing
        )
        state["pool"] = await pool
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await state["pool"].close()
        await send({"type": "lifespan.shutdown.complete"})
        return
    token = next((v[7:] for k, v in scope["headers"] if k == b"authorization"), b"")
    try:
        claims = jwt.decode(
            token, KEY, ["HS256"], audience="stylipp-api", issuer="bench", options=OPTIONS
        )
    except jwt.PyJWTError:
        await answer(send, 401, b"{}")
        return
    async with state["pool"].acquire() as connection:
        row = await connection.fetchrow(
            STATEMENT, uuid.UUID(claims["sid"]), uuid.UUID(claims["sub"])
        )
    if row is None:
        await answer(send, 401, b"{}")
        return
    body = {
        "id": str(row["id"]),  # of a class that orjson does not know
        "email": row["email"],
        "created_at": row["created_at"],
        "role": row["role"],
        "is_email_verified": row["email_verified_at"] is not None,
    }
    await answer(send, 200, orjson.dumps(body))
