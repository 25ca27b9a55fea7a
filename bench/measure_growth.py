"""Lists, searches, sessions and exports as tables grow."""

import secrets
import statistics
from typing import Any

import load
from arena import READY, Arena
from contestants import EMAILS, OURS, say

SIZES = (10_000, 1_000_000, 5_000_000)
QUICK_SIZES = (10_000, 100_000)
HISTORIES = (10, 1_000, 100_000)
DATABASE = "bench_growth"

# Six hexadecimal digits first, so that a prefix of n digits finds one of 16^n accounts. Few are
# administrators or disabled.
MORE_USERS = """
    INSERT INTO users (id, email, password_hash, role, disabled_at)
    SELECT uuidv7(), substr(md5(n::text), 1, 6) || n || '@example.com', old.password_hash,
        CASE WHEN n % 20000 = 7 THEN 'admin' ELSE 'user' END,
        CASE WHEN n % 500 = 3 THEN now() END
    FROM (SELECT password_hash FROM users LIMIT 1) old, generate_series({first}, {last}) n
"""
EVENTS_MAX = 3_000_000
# One every ten seconds. A type is rare, and another one frequent, but long ago; a sixth is about one
# account.
MORE_AUDIT = """
    INSERT INTO audit_events (id, at, type, user_id)
    SELECT uuidv7(-age), now() - age,
        CASE WHEN n % 300000 = 5 THEN 'role_changed'
            WHEN n > {count} * 0.8 AND n % 2 = 0 THEN 'registered'
            WHEN n % 10 < 7 THEN 'logged_in'
            ELSE 'login_failed' END,
        CASE WHEN n % 6 = 0 THEN attacked.id ELSE gen_random_uuid() END
    FROM (SELECT id FROM users ORDER BY id LIMIT 1) attacked, generate_series({count}, 1, -1) n,
        LATERAL (SELECT n * interval '10 seconds' AS age)
"""
# Ended copies of one of the account's sessions.
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


async def times_of(
    arena: Arena, port: int, email: str, paths: dict[str, str], title: str
) -> dict[str, float]:
    client = load.Client(port)
    token = (await client.send(OURS.login_request(email))).json()["access_token"]
    found = {}
    for name, path in paths.items():
        requests = [load.request("GET", path, token=token)] * (8 if arena.is_quick else 18)
        # The first ones warm up.
        found[name] = statistics.median((await load.latencies(client, requests))[3:])
    client.close()
    say(f"  {title}: " + ", ".join(f"{name} {ms:.1f} ms" for name, ms in found.items()))
    return found


def list_paths(users: int) -> dict[str, str]:
    prefix = secrets.token_hex(2)
    paths = {
        "first page": "/v1/users?page_size=20",
        "first page, 100 a page": "/v1/users?page_size=100",
        "deepest page, 100 a page": "/v1/users?page=100&page_size=100",  # the end of the list
        "search, 4 letters": f"/v1/users?q={prefix}&page_size=20",
        "search, 1 letter": f"/v1/users?q={prefix[0]}&page_size=20",
        "search, no match": "/v1/users?q=zzz&page_size=20",
    }
    if users > 16 * 10_000:
        deepest = f"/v1/users?q={prefix[0]}&page=100&page_size=100"
        paths["deepest page of a search, 100 a page"] = deepest
    for filters in FILTERS:
        for q in ("", f"q={prefix[0]}&"):
            path = f"/v1/users?{q}{filters}&page_size=20"
            name = f"filter {filters.replace('&', ', ')}{', search, 1 letter' if q else ''}"
            paths |= {name: path, f"{name}, page 500": f"{path}&page=500"}
    return paths


FILTERS = [
    "&".join(filter(None, (role, state)))
    for role in ("", "role=admin", "role=user")
    for state in ("", "is_disabled=true", "is_disabled=false")
][1:]


def audit_paths(attacked: str) -> dict[str, str]:
    month = "since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z"
    paths = {"audit": "/v1/audit?limit=100"}
    for owner in ("", f"&user_id={attacked}"):
        for type_ in ("", *(f"&type={name}" for name in TYPES)):
            name = f"audit{', one account' if owner else ''}{type_.replace('&type=', ', ')}"
            paths[name] = f"/v1/audit?limit=100{owner}{type_}"
            paths[f"{name}, a month without any"] = f"/v1/audit?{month}{owner}{type_}"
    return paths


TYPES = ("logged_in", "registered", "role_changed", "unknown")


async def measure_lists(arena: Arena, port: int) -> dict[str, Any]:
    admin = EMAILS[0]
    await arena.postgres.run(DATABASE, f"UPDATE users SET role = 'admin' WHERE email = '{admin}'")
    found, present = {}, len(EMAILS)
    for size in QUICK_SIZES if arena.is_quick else SIZES:
        say(f"  loading up to {size:,} users ...")
        more = MORE_USERS.format(first=present + 1, last=size)
        events = MORE_AUDIT.format(count=min(3 * size, EVENTS_MAX))
        await arena.postgres.run(
            DATABASE, more, "TRUNCATE audit_events", events, "VACUUM ANALYZE", "CHECKPOINT"
        )
        present = size
        ((attacked,),) = await arena.postgres.fetch(
            DATABASE, "SELECT id FROM users ORDER BY id LIMIT 1"
        )
        paths = list_paths(size) | audit_paths(attacked)
        found[str(size)] = await times_of(arena, port, admin, paths, f"{size:,} users")
    return found


async def measure_histories(arena: Arena, port: int) -> dict[str, Any]:
    """Session list and export of accounts with long and short histories."""
    found: dict[str, Any] = {}
    emails = iter(EMAILS[1:])
    paths = {"list of sessions": "/v1/auth/sessions", "export": "/v1/users/me/export"}
    for kind, statement in (("sessions", MORE_SESSIONS), ("events", MORE_EVENTS)):
        for count in HISTORIES:
            email = next(emails)
            client = load.Client(port)
            await client.send(OURS.login_request(email))  # the session that is copied
            client.close()
            await arena.postgres.run(DATABASE, statement.format(count=count, email=email))
            await arena.postgres.run(DATABASE, "VACUUM ANALYZE")
            times = await times_of(arena, port, email, paths, f"{count:,} {kind}")
            found.setdefault(kind, {})[str(count)] = times
    return found


async def measure(arena: Arena) -> dict[str, Any]:
    url = await arena.our_database(DATABASE)
    with arena.our_program("growth", url).running(READY) as server:
        histories = await measure_histories(arena, server.port)
        users = await measure_lists(arena, server.port)
    await arena.postgres.run("postgres", f"DROP DATABASE {DATABASE} WITH (FORCE)")
    return {"sizes": {"users": users} | histories}
