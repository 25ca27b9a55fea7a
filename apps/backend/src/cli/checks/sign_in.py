"""The checks of passkeys, authenticator apps and connected accounts, which a change of a setting can make
useless."""

import asyncio
import ipaddress
from typing import Any
from urllib.parse import urlsplit

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
    """Whether passkeys can be used on every origin, the app's own among them, and none belongs to an
    earlier PASSKEY_RP_ID."""
    rp_id, origins = settings.passkey_rp_id, sorted(settings.passkey_origins)
    if _is_address(rp_id):
        finding = f"none, because {rp_id}, the host of FRONTEND_URL, is an IP address"
        return Line(Mark.NOTE, "passkeys", finding, "Use a domain, or localhost.")
    rows = await read_rows(
        database, "SELECT count(*) AS others FROM passkeys WHERE rp_id <> :rp_id", rp_id=rp_id
    )
    if rows is None:
        return Line(Mark.NOTE, "passkeys", LATER)
    notes = {}
    if others := rows[0].others:
        finding = f"{others} cannot be used: they belong to another domain than {rp_id}"
        notes[finding] = (
            "Set PASSKEY_RP_ID to that domain again, or have their owners add new ones."
        )
    if plain := [origin for origin in origins if _is_plain(origin)]:
        finding = f"without https: {', '.join(plain)}"
        notes[finding] = "Browsers allow passkeys without https on localhost only."
    if "." not in rp_id and rp_id != "localhost":
        finding = f"{rp_id} is a name without a dot"
        notes[finding] = "Browsers may refuse it: use a full domain, or localhost."
    if settings.frontend_origin not in origins:
        finding = f"{settings.frontend_origin}, of FRONTEND_URL, is not in PASSKEY_ORIGINS"
        notes[finding] = "Passkeys are refused on the app's own pages: add their origin."
    if related := settings.related_origins:
        finding = f"not below {rp_id}: {', '.join(related)}"
        notes[finding] = (
            f"Browsers accept other domains if https://{rp_id}/.well-known/webauthn lists them."
        )
    if notes:
        return Line(Mark.NOTE, "passkeys", "; ".join(notes), " ".join(notes.values()))
    return Line(Mark.GOOD, "passkeys", f"of {rp_id}, used on {', '.join(origins)}")


async def check_two_step(database: Database, settings: Settings) -> Line:
    """Whether the secrets of all authenticator apps can be opened, and with which key."""
    current = await asyncio.to_thread(local_mode.secret_key, settings)
    sql = "SELECT key_id, count(*) AS n FROM totp_secrets WHERE is_confirmed GROUP BY key_id"
    rows = await read_rows(database, sql)
    if rows is None:
        return Line(Mark.NOTE, "two-step", LATER)
    counts = {row.key_id: row.n for row in rows}
    total = sum(counts.values())
    apps = f"{total or 'no'} authenticator app{'' if total == 1 else 's'}"
    counts.pop(Vault(current, None).current_key_id, None)
    previous = 0
    if settings.SECRET_KEY_PREVIOUS is not None:
        previous = counts.pop(Vault(settings.SECRET_KEY_PREVIOUS, None).current_key_id, 0)
    notes = {}
    if previous:
        finding = f"{previous} sealed with SECRET_KEY_PREVIOUS"
        notes[finding] = "A running API seals their secrets with SECRET_KEY within some minutes."
    if lost := sum(counts.values()):
        notes[f"{lost} sealed with an unknown key"] = (
            f"{'Afterwards, set' if previous else 'Set'} SECRET_KEY_PREVIOUS to the key that was used "
            "when the apps with an unknown key were set up, or run `stylipp users reset-two-step` for "
            "their owners: until then, their codes are refused."
        )
    if notes:
        finding = f"{apps}: {', '.join(notes)}"
        return Line(Mark.NOTE, "two-step", finding, " ".join(notes.values()))
    sealed = ", sealed with SECRET_KEY" if total else ""
    return Line(Mark.GOOD, "two-step", f"{apps}{sealed}")


async def check_identities(database: Database, settings: Settings) -> Line:
    """Whether the provider of every connected account is in OIDC_PROVIDERS."""
    rows = await read_rows(
        database, "SELECT issuer, count(*) AS n FROM identities GROUP BY issuer ORDER BY issuer"
    )
    if rows is None:
        return Line(Mark.NOTE, "identities", LATER)
    total = sum(row.n for row in rows)
    finding = f"{total or 'no'} connected account{'' if total == 1 else 's'}"
    issuers = {provider.issuer for provider in settings.oidc_providers.values()}
    others = [f"{row.n} of {row.issuer}" for row in rows if row.issuer not in issuers]
    if others:
        finding += f", of which some cannot log in: {', '.join(others)}"
        advice = "No provider in OIDC_PROVIDERS has that issuer, to the letter."
        return Line(Mark.NOTE, "identities", finding, advice)
    return Line(Mark.GOOD, "identities", finding)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_plain(origin: str) -> bool:
    """Whether browsers hold pages of the origin for insecure (Secure Contexts, §3.1)."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    return parts.scheme == "http" and host != "localhost" and not host.endswith(".localhost")


async def read_rows(
    database: Database, sql: str, **values: Any
) -> list[Row[*tuple[Any, ...]]] | None:
    """Return the rows; None if the role line or the migrations line says why there are none."""
    try:
        async with database.engine.connect() as connection:
            return list((await connection.execute(text(sql), values)).all())
    except DBAPIError as error:
        if sqlstate_of(error) in (*MIGRATION_MISSING, NOT_PERMITTED):
            return None
        raise
