"""Does the cost grow with the page, or with all there ever was?"""

import secrets
import statistics
import time
from typing import Any

import load
from arena import Arena
from contestants import EMAILS, OURS, Contestant, say
from processes import running

SIZES = (10_000, 1_000_000, 5_000_000)
QUICK_SIZES = (10_000, 100_000)
HISTORIES = (10, 1_000, 100_000)
PAGE_SIZE = 20
DATABASE = "bench_growth"

# Six hexadecimal digits first, so that a prefix of n digits finds one of 16^n accounts.
MORE_USERS = """
    INSERT INTO users (id, email, password_hash)
    SELECT uuidv7(), substr(md5(n::text), 1, 6) || n || '@example.com', old.password_hash
    FROM (SELECT password_hash FROM users LIMIT 1) old, generate_series({first}, {last}) n
"""
INDEXES = """
    SELECT i.relname AS name, c.conname AS constraint_name,
           pg_get_indexdef(i.oid) AS index, pg_get_constraintdef(c.oid) AS definition
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.conrelid = x.indrelid
    WHERE x.indrelid = 'users'::regclass AND NOT x.indisprimary
"""
# One session of the account's own, over and over, ended.
MORE_SESSIONS = """
    INSERT INTO sessions
    SELECT copy.*
    FROM (SELECT to_jsonb(s) AS row FROM sessions s JOIN users u ON u.id = s.user_id
          WHERE u.email = '{email}' LIMIT 1) one,
         generate_series(1, {count}) n,
         jsonb_populate_record(NULL::sessions, one.row || jsonb_build_object(
             'n', n, 'id', uuidv7(), 'revoked_at', now())) copy
"""
MORE_EVENTS = """
    INSERT INTO audit_events (id, type, user_id)
    SELECT uuidv7(), 'logged_in', u.id
    FROM users u, generate_series(1, {count}) WHERE u.email = '{email}'
"""


async def load_users(arena: Arena, first: int, last: int) -> None:
    """Add accounts; the other indexes are dropped meanwhile and made again as they were."""
    say(f"  loading up to {last:,} users ...")
    indexes = await arena.postgres.fetch(DATABASE, INDEXES)
    drops, creates = [], []
    for one in indexes:
        if one["constraint_name"] is None:
            drops.append(f'DROP INDEX "{one["name"]}"')
            creates.append(one["index"])
        else:
            name = one["constraint_name"]
            drops.append(f'ALTER TABLE users DROP CONSTRAINT "{name}"')
            creates.append(f'ALTER TABLE users ADD CONSTRAINT "{name}" {one["definition"]}')
    await arena.postgres.run(
        DATABASE,
        *drops,
        MORE_USERS.format(first=first, last=last),
        "SET maintenance_work_mem = '512MB'",
        *creates,
        "VACUUM ANALYZE users",
        "CHECKPOINT",
    )


async def time_of(client: load.Client, raw: bytes, tries: int) -> dict[str, Any]:
    """Milliseconds of one request after the other."""
    times = []
    for number in range(tries + 3):
        began = time.perf_counter()
        answer = await client.send(raw)
        if answer.status != 200:
            return {"error": f"{answer.status} {answer.body[:100].decode(errors='replace')}"}
        if number >= 3:  # the first ones warm up
            times.append((time.perf_counter() - began) * 1000)
    return {"ms": statistics.median(times), "longest": max(times), "bytes": len(answer.body)}


async def lists(client: load.Client, token: str, users: int, tries: int) -> dict[str, Any]:
    prefix = secrets.token_hex(2)
    paths = {
        "first page": f"/v1/users?page_size={PAGE_SIZE}",
        "first page, 100 a page": "/v1/users?page_size=100",
        "deepest page, 100 a page": "/v1/users?page=100&page_size=100",  # the bounds of both
        "search, 4 letters": f"/v1/users?q={prefix}&page_size={PAGE_SIZE}",
        "search, 1 letter": f"/v1/users?q={prefix[0]}&page_size={PAGE_SIZE}",
        "search, no match": f"/v1/users?q=zzz&page_size={PAGE_SIZE}",
    }
    if users > 16 * 10_000:
        deepest = f"/v1/users?q={prefix[0]}&page=100&page_size=100"
        paths["deepest page of a search, 100 a page"] = deepest
    found = {}
    for name, path in paths.items():
        found[name] = await time_of(client, load.request("GET", path, token=token), tries)
        took = found[name].get("error") or f"{found[name]['ms']:9.2f} ms"
        say(f"  {users:>9,} users  {name:36} {took}")
    return found


async def token_of(server_port: int, email: str) -> str:
    client = load.Client(server_port)
    answer = await client.send(OURS.login_request(email))
    client.close()
    return str(answer.json()["access_token"])


async def measure_lists(arena: Arena, port: int, tries: int) -> dict[str, Any]:
    admin = EMAILS[0]
    await arena.postgres.run(DATABASE, f"UPDATE users SET role = 'admin' WHERE email = '{admin}'")
    found, present = {}, len(EMAILS)
    for size in QUICK_SIZES if arena.is_quick else SIZES:
        await load_users(arena, present + 1, size)
        present = size
        client = load.Client(port)
        found[str(size)] = await lists(client, await token_of(port, admin), size, tries)
        client.close()
    return found


async def measure_histories(arena: Arena, port: int, tries: int) -> dict[str, Any]:
    """Sessions and export of accounts with much behind them, and with little."""
    found: dict[str, Any] = {"sessions": {}, "events": {}}
    emails = iter(EMAILS[1:])
    for kind, statement in (("sessions", MORE_SESSIONS), ("events", MORE_EVENTS)):
        for count in HISTORIES:
            email = next(emails)
            token = await token_of(port, email)
            await arena.postgres.run(DATABASE, statement.format(count=count, email=email))
            await arena.postgres.run(DATABASE, "VACUUM ANALYZE")
            client = load.Client(port)
            found[kind][str(count)] = measured = {
                "session list": await time_of(
                    client, load.request("GET", "/v1/auth/sessions", token=token), tries
                ),
                "export": await time_of(
                    client, load.request("GET", "/v1/users/me/export", token=token), tries
                ),
            }
            client.close()
            took = ", ".join(
                f"{name} {one.get('error') or format(one['ms'], '.1f') + ' ms'}"
                for name, one in measured.items()
            )
            say(f"  account with {count:,} {kind}: {took}")
    return found


async def measure(arena: Arena) -> dict[str, Any]:
    url = await arena.our_database(DATABASE)
    server = arena.our_server("growth", url, 1)
    tries = 5 if arena.is_quick else 15
    with running(server, load.request("GET", "/health/ready")):
        await Contestant("growth", server, OURS).tokens()  # warms up
        found = {"histories": await measure_histories(arena, server.port, tries)}
        found["users"] = await measure_lists(arena, server.port, tries)
    await arena.postgres.run("postgres", f"DROP DATABASE {DATABASE} WITH (FORCE)")
    return found
