"""The check of PostgreSQL's parameters that the API relies on.

The API sets most of them when it connects (`SERVER_SETTINGS`), but a pooler does not pass them on, and
others are for administrators only.
"""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import bindparam, text

from src.cli.checks.line import Line, Mark, sentence
from src.core.config import Settings
from src.core.database import SERVER_SETTINGS, Database
from src.core.postgres.failures import ADD_PGBOUNCER


class Parameter(NamedTuple):
    """A parameter, and which values fit."""

    name: str
    fits: Callable[[str], bool]
    mark: Mark
    effect: str
    """What happens with another value."""
    advice: str = "ALTER ROLE {role} SET {name} = '{value}';"
    value: str = ""
    """For the advice, unless it is in `SERVER_SETTINGS`."""


def is_enough(milliseconds: str) -> bool:
    """Whether a limit leaves time for what a request does; 0 is no limit."""
    return milliseconds == "0" or int(milliseconds) >= 1000


def is_limit(milliseconds: str) -> bool:
    return milliseconds != "0"


TOO_SHORT = "requests are ended before they are done"
ENDLESS = "what hangs is not ended"
LOST = "if the server crashes, it loses what the API has acknowledged"
PARAMETERS = [
    Parameter(
        "default_transaction_isolation",
        lambda level: level == "read committed",
        Mark.BAD,
        "requests at the same time fail (40001)",
    ),
    Parameter(
        "session_replication_role",
        lambda role: role != "replica",
        Mark.BAD,
        "foreign keys have no effect",
        "As an administrator: ALTER ROLE {role} RESET {name};",
    ),
    Parameter("statement_timeout", is_enough, Mark.BAD, TOO_SHORT),
    Parameter("lock_timeout", is_enough, Mark.BAD, TOO_SHORT),
    Parameter("idle_in_transaction_session_timeout", is_enough, Mark.BAD, TOO_SHORT),
    Parameter("transaction_timeout", is_enough, Mark.BAD, TOO_SHORT, value="0"),
    Parameter("statement_timeout", is_limit, Mark.NOTE, ENDLESS),
    Parameter("lock_timeout", is_limit, Mark.NOTE, ENDLESS),
    Parameter("idle_in_transaction_session_timeout", is_limit, Mark.NOTE, ENDLESS),
    Parameter("synchronous_commit", lambda mode: mode != "off", Mark.NOTE, LOST, value="on"),
    Parameter(
        "fsync", lambda mode: mode != "off", Mark.NOTE, LOST, "Set fsync = on in postgresql.conf."
    ),
    Parameter(
        "TimeZone",
        lambda zone: zone.rpartition("/")[2] in ("UTC", "GMT", "Universal", "Zulu"),
        Mark.NOTE,
        "sessions end an hour early or late when clocks are changed",
    ),
]
"""In the order in which they are reported."""

_READ = text("SELECT name, setting FROM pg_settings WHERE name IN :names").bindparams(
    bindparam("names", [parameter.name for parameter in PARAMETERS], expanding=True)
)


async def check_parameters(database: Database, _: Settings) -> Line:
    """Report the first parameter that does not fit, as the API's connections have it."""
    async with database.engine.connect() as connection:
        role = await connection.scalar(text("SELECT quote_ident(current_user)"))
        settings = {row.name: row.setting for row in await connection.execute(_READ)}
    for name, value in SERVER_SETTINGS.items():
        # The role's own values count less than those that we send: something has swallowed these.
        if not database.is_behind_pooler and settings.get(name, value) != value:
            finding = f"{name} is {settings[name]}, not {value} as the API sets it"
            return Line(Mark.BAD, "parameters", finding, f"{sentence(ADD_PGBOUNCER)}.")
    for name, fits, mark, effect, advice, value in PARAMETERS:
        # PostgreSQL knows transaction_timeout since 17.
        if name in settings and not fits(settings[name]):
            value = SERVER_SETTINGS.get(name, value)
            return Line(
                mark,
                "parameters",
                f"{name} is {settings[name]}: {effect}",
                advice.format(role=role, name=name, value=value),
            )
    return Line(Mark.GOOD, "parameters", "as the API needs them")
