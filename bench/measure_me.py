"""`GET me`: ours, the bare limit, every peer; two workers; through PgBouncer."""

import contextlib
import functools
import tempfile
import uuid
from pathlib import Path
from typing import Any

import jwt

import rounds
from arena import Arena
from contestants import EMAILS, SECRET, TEMPLATE_4, Contestant
from src.core.local.embedded.account import postgres_account
from src.features.auth.service.access_tokens import AccessTokens
from tests.faults.cluster import PGBOUNCER, pgbouncer

CONNECTIONS = 16
NEW_TOKENS = 12_000
"""More than the server can read in three seconds."""


async def runners_of(arena: Arena, found: list[Contestant]) -> rounds.Runners:
    requests = [(one, await one.reads()) for one in found]
    return await rounds.hammers(requests, CONNECTIONS, 1 if arena.is_quick else 3)


async def measure(arena: Arena) -> dict[str, Any]:
    """16 connections read ten accounts in turn."""
    others = [await arena.bare(), await arena.peer(TEMPLATE_4)]
    runners = await runners_of(arena, [*await arena.line_up(1, 2), *filter(None, others)])
    new = functools.partial(read_with_new_tokens, await arena.ours())
    results = await rounds.interleaved(
        1 if arena.is_quick else 4, {**runners, "ours_new": new}, "/s"
    )
    return {"rounds": results}


async def read_with_new_tokens(ours: Contestant) -> rounds.Result:
    """The worst case of a server that remembers verified tokens: each token is new."""
    token, *_ = await ours.tokens()
    claims = jwt.decode(token, options={"verify_signature": False})
    issuer = AccessTokens(SECRET, None, 900)
    user_id, session_id = uuid.UUID(claims["sub"]), uuid.UUID(claims["sid"])
    reads = [ours.api.me_request(issuer.issue(user_id, session_id)) for _ in range(NEW_TOKENS)]
    return await rounds.hammer(ours, reads, CONNECTIONS, 3)


async def measure_pooler(arena: Arena) -> dict[str, Any]:
    """The same through PgBouncer in transaction mode."""
    if PGBOUNCER is None:
        raise RuntimeError("PgBouncer is not installed: apt-get install pgbouncer")
    ours, url = await arena.ours(), arena.postgres.url("bench_ours")
    account = postgres_account(arena.postgres.embedded.data)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="stylipp-", dir="/tmp"))
        account.take(Path(folder))
        pooled = stack.enter_context(pgbouncer(url, account, Path(folder), servers=20))
        program = arena.our_program("pooled", pooled, DATABASE_POOLER="pgbouncer")
        server = stack.enter_context(program.running(ours.api.login_request(EMAILS[0])))
        through = Contestant("pooled", program, server, ours.api)
        runners = await runners_of(arena, [ours, through])
        results = await rounds.interleaved(1 if arena.is_quick else 3, runners, "/s")
    return {"rounds": results}
