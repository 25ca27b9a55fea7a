"""SQL that deletes expired rows, in batches, so that no statement locks many rows or runs long."""

from sqlalchemy import text

from src.core.database import Database
from src.core.postgres.query import Query

BATCH = 5_000

# A session is kept for a day after its end, so that its last token is not rejected as forged.
# Sessions that were ended by raising the account's `auth_epoch` are deleted after their idle time.
_DELETE_SESSIONS = Query(text("""
    DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions
        WHERE idle_expires_at < now() - interval '1 day' OR revoked_at < now() - interval '1 day'
        LIMIT :batch
    ) RETURNING 1
"""))

_DELETE_TOKENS = Query(text("""
    DELETE FROM one_time_tokens WHERE id IN (
        SELECT id FROM one_time_tokens WHERE expires_at < now() LIMIT :batch
    ) RETURNING 1
"""))

# Of a browser that has asked again, the row has a new time while the statement waits for it.
_DELETE_CODES = Query(text("""
    DELETE FROM login_codes WHERE expires_at < now() AND id IN (
        SELECT id FROM login_codes WHERE expires_at < now() LIMIT :batch
    ) RETURNING 1
"""))

# A full bucket is equivalent to one that was never used.
_DELETE_LIMITS = Query(text("""
    DELETE FROM rate_limits WHERE key IN (
        SELECT key FROM rate_limits WHERE full_at < now() LIMIT :batch
    ) RETURNING 1
"""))

# A secret that is confirmed, or a device that is trusted again, while the statement waits for its row
# has another time then: the condition is repeated, because only that of the outer statement is
# evaluated again.
_DELETE_TOTP_SECRETS = Query(text("""
    DELETE FROM totp_secrets WHERE NOT is_confirmed AND expires_at < now() AND id IN (
        SELECT id FROM totp_secrets WHERE NOT is_confirmed AND expires_at < now() LIMIT :batch
    ) RETURNING 1
"""))

_DELETE_DEVICES = Query(text("""
    DELETE FROM trusted_devices WHERE expires_at < now() AND (user_id, device_id) IN (
        SELECT user_id, device_id FROM trusted_devices WHERE expires_at < now() LIMIT :batch
    ) RETURNING 1
"""))

_DELETES = (
    _DELETE_SESSIONS,
    _DELETE_TOKENS,
    _DELETE_CODES,
    _DELETE_LIMITS,
    _DELETE_TOTP_SECRETS,
    _DELETE_DEVICES,
)


async def delete_expired(database: Database) -> int:
    """Delete expired sessions, one-time tokens, mailed codes, unconfirmed authenticator apps and trusted devices, and
    full buckets; return the number of rows."""
    deleted = 0
    for query in _DELETES:
        rows = BATCH
        while rows == BATCH:
            rows = len(await database.fetch_rows(query, batch=BATCH))
            deleted += rows
    return deleted
