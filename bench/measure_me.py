"""`GET me`: ours, the bare limit, every peer; two workers; through PgBouncer."""

import contextlib
import functools
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import jwt

import pooler
import rounds
from arena import Arena
from contestants import OURS, PEERS, SECRET, TEMPLATE_4, Contestant, say
from processes import StartError
from src.features.auth.service.access_tokens import AccessTokens

CONNECTIONS = 16
NEW_TOKENS = 12_000
"""More than are asked for in three seconds."""


async def runners_of(
    arena: Arena, contestants: list[Contestant], connections: int
) -> dict[str, Callable[[], Awaitable[rounds.Result]]]:
    seconds = 1 if arena.is_quick else 3
    runners: dict[str, Callable[[], Awaitable[rounds.Result]]] = {}
    for contestant in contestants:
        reads = await contestant.reads()
        await rounds.hammer(contestant, reads, connections, 1)  # warms up
        runners[contestant.name] = functools.partial(
            rounds.hammer, contestant, reads, connections, seconds
        )
    return runners


async def measure(arena: Arena) -> dict[str, Any]:
    """16 connections ask for the readers' accounts, with the tokens of ten of them."""
    found = [await arena.bare(), await arena.ours(), await arena.ours(2)]
    found += [await arena.peer(peer) for peer in (*PEERS, TEMPLATE_4)]
    contestants = [contestant for contestant in found if contestant is not None]
    runners = await runners_of(arena, contestants, CONNECTIONS)
    runners["ours_new"] = functools.partial(read_with_new_tokens, await arena.ours())
    results = await rounds.interleaved(1 if arena.is_quick else 4, runners, "/s")
    return {"connections": CONNECTIONS, "rounds": results}


async def read_with_new_tokens(ours: Contestant) -> rounds.Result:
    """The worst case of a server that remembers tokens: each is shown to it for the first time."""
    token, *_ = await ours.tokens()
    claims = jwt.decode(token, options={"verify_signature": False})
    issuer = AccessTokens(SECRET, None, 900)
    user_id, session_id = uuid.UUID(claims["sub"]), uuid.UUID(claims["sid"])
    reads = [ours.api.me_request(issuer.issue(user_id, session_id)) for _ in range(NEW_TOKENS)]
    return await rounds.hammer(ours, reads, CONNECTIONS, 3)


async def measure_pooler(arena: Arena) -> dict[str, Any]:
    """The same with PgBouncer in between, in transaction mode."""
    ours = await arena.ours()
    with contextlib.ExitStack() as stack:
        try:
            url, version = pooler.start(arena.postgres, "bench_ours", stack)
            server = arena.our_server(
                "ours through PgBouncer",
                url,
                1,
                DATABASE_POOLER="pgbouncer",
                MIGRATION_DATABASE_URL=arena.postgres.url("bench_ours"),
            )
            stack.callback(server.stop)
            server.start()
            through = Contestant("pooled", server, OURS)
            server.wait_until((await ours.reads())[0], patience=20)
            reads = await ours.reads()
            result = await rounds.hammer(through, reads, CONNECTIONS, 1)
            if result["errors"]:
                raise StartError(f"{result['errors']} of {result['answers']} answers are errors")
        except (StartError, FileNotFoundError) as error:
            say(f"  SKIPPED PgBouncer: {error}")
            return {"skipped": str(error)}
        runners = await runners_of(arena, [ours, through], CONNECTIONS)
        results = await rounds.interleaved(1 if arena.is_quick else 3, runners, "/s")
    return {"connections": CONNECTIONS, "version": version, "rounds": results}
