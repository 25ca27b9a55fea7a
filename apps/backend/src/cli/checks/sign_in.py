"""The checks of passkeys and authenticator apps, which a change of a setting can make useless."""

import asyncio
import ipaddress
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.exc import DBAPIError

from src.cli.checks.line import Line, Mark
from src.core.config import Settings
from src.core.database import Database
from src.core.local import local_mode
from src.core.postgres.failures import MIGRATION_MISSING, NOT_PERMITTED, sqlstate_of
from src.core.vault import Vault

LATER = "counted once the tables can be read"


async def check_passkeys(database: Database, settings: Settings) -> Line:
    """Whether passkeys can be used on every origin, and none belongs to an earlier PASSKEY_RP_ID."""
    rp_id, related = settings.passkey_rp_id, settings.related_origins
    if _is_address(rp_id):
        finding = f"none, because {rp_id}, the host of FRONTEND_URL, is an IP address"
        return Line(Mark.NOTE, "passkeys", finding, "Use a domain, or localhost.")
    rows = await _read(
        database, "SELECT count(*) AS others FROM passkeys WHERE rp_id <> :rp_id", rp_id=rp_id
    )
    if rows is None:
        return Line(Mark.NOTE, "passkeys", LATER)
    if others := rows[0].others:
        finding = f"{others} cannot be used: they belong to another domain than {rp_id}"
        advice = "Set PASSKEY_RP_ID to that domain again, or have their owners add new ones."
        return Line(Mark.NOTE, "passkeys", finding, advice)
    if related:
        finding = f"{', '.join(related)} is not below {rp_id}"
        advice = f"Browsers accept that if https://{rp_id}/.well-known/webauthn lists it."
        return Line(Mark.NOTE, "passkeys", finding, advice)
    origins = ", ".join(sorted(settings.passkey_origins))
    return Line(Mark.GOOD, "passkeys", f"of {rp_id}, used on {origins}")


async def check_two_step(database: Database, settings: Settings) -> Line:
    """Whether the secrets of all authenticator apps can be opened, and with which key."""
    current = await asyncio.to_thread(local_mode.secret_key, settings)
    rows = await _read(database, "SELECT key_id, count(*) AS n FROM totp_secrets GROUP BY key_id")
    if rows is None:
        return Line(Mark.NOTE, "two-step", LATER)
    counts = {row.key_id: row.n for row in rows}
    total = sum(counts.values())
    counts.pop(Vault(current, None).current_key_id, None)
    previous = 0
    if settings.SECRET_KEY_PREVIOUS is not None:
        previous = counts.pop(Vault(settings.SECRET_KEY_PREVIOUS, None).current_key_id, 0)
    if lost := sum(counts.values()):
        finding = f"{lost} of {total} authenticator apps do not work: no key opens their secrets"
        advice = (
            "Set SECRET_KEY_PREVIOUS to the key that was used when they were set up, or run "
            "`stylipp users reset-two-step` for their owners."
        )
        return Line(Mark.NOTE, "two-step", finding, advice)
    if previous:
        finding = f"{previous} of {total} authenticator apps still need SECRET_KEY_PREVIOUS"
        advice = "A running API seals their secrets with SECRET_KEY within some minutes."
        return Line(Mark.NOTE, "two-step", finding, advice)
    return Line(Mark.GOOD, "two-step", f"{total} authenticator apps, all sealed with SECRET_KEY")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def _read(database: Database, sql: str, **values: Any) -> list[Row[*tuple[Any, ...]]] | None:
    """Return the rows; None if the role line or the migrations line says why there are none."""
    try:
        async with database.engine.connect() as connection:
            return list((await connection.execute(text(sql), values)).all())
    except DBAPIError as error:
        if sqlstate_of(error) in (*MIGRATION_MISSING, NOT_PERMITTED):
            return None
        raise
