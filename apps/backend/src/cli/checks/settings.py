"""Checks the settings: what is valid, but probably not meant."""

import difflib
from collections.abc import Iterator, Mapping, Sequence

from src.cli.checks.line import Line, Mark
from src.core.config import ENV_FILE, Settings
from src.core.env_file import Variable
from src.core.setting_types import is_plain_http

OTHER_VARIABLES = {"TEST_DATABASE_URL"}
"""Variables of .env.example that are no settings."""

SIMILAR = 0.85
"""How similar to a setting's name a variable of the environment must be to count as misspelled."""


def check_settings(
    settings: Settings, variables: Sequence[Variable], environment: Mapping[str, str]
) -> Iterator[Line]:
    """Yield the mode, then a note for each setting that probably has no or another effect than
    meant. No note contains a value."""
    mode = "local mode, without DATABASE_URL" if settings.is_local else "complete"
    yield Line(Mark.GOOD, "settings", mode)
    if settings.is_local and settings.SECRET_KEY is not None:
        yield Line(
            Mark.NOTE,
            "settings",
            "SECRET_KEY is set, but DATABASE_URL is not: this is local mode, on its own database",
            "Set DATABASE_URL, if this is not a machine for development.",
        )
    address = settings.database_address
    if address is not None and address.is_behind_pooler and not settings.MIGRATION_DATABASE_URL:
        yield Line(
            Mark.NOTE,
            "settings",
            "DATABASE_URL leads to a pooler, and MIGRATION_DATABASE_URL is not set",
            "Set it, where `stylipp migrate` runs, to the address of PostgreSQL itself.",
        )
    if any(network.prefixlen == 0 for network in settings.TRUSTED_PROXIES):
        yield Line(
            Mark.NOTE,
            "settings",
            "TRUSTED_PROXIES contains every address: clients can forge theirs, and evade the limits",
            "List only the addresses or networks of your proxies.",
        )
    if settings.has_secure_cookies and is_plain_http(settings.frontend_url):
        yield Line(
            Mark.NOTE,
            "settings",
            "FRONTEND_URL begins with http://: browsers do not send Secure cookies for its pages",
            "Serve the front end by https.",
        )
    if not settings.is_local and is_plain_http(settings.api_url or ""):
        yield Line(
            Mark.NOTE,
            "settings",
            "API_URL begins with http://: providers refuse it, and keys of tokens can be forged",
            "Serve the API by https.",
        )
    yield from _check_names(variables, environment)


def _check_names(variables: Sequence[Variable], environment: Mapping[str, str]) -> Iterator[Line]:
    """Yield a note for each line of .env that is no setting, is repeated later, or would mean
    something else to a shell, and for each misspelled variable of the environment."""
    where = f"in {ENV_FILE}"
    known = Settings.model_fields.keys() | OTHER_VARIABLES
    last_lines = {variable.name.upper(): variable.line for variable in variables}
    for name, value, line in variables:
        place = f"{name}, line {line} {where}"
        if name.upper() not in known:
            if not name.isupper():  # perhaps a secret: base64 ends in `=`
                place = f"line {line} {where}"
            yield Line(Mark.NOTE, "settings", f"{place}, is no setting", _suggestion(name))
        elif line != last_lines[name.upper()]:
            later = last_lines[name.upper()]
            yield Line(Mark.NOTE, "settings", f"{place}, is replaced by line {later}")
        elif "${" in value:
            finding = f"{place}, contains ${{…}}, which is not replaced"
            yield Line(Mark.NOTE, "settings", finding, "Write the value itself.")
    for name in environment:
        suggestion = _suggestion(name)
        if name.upper() not in known and suggestion:
            finding = f"{name}, in the environment, is no setting"
            yield Line(Mark.NOTE, "settings", finding, suggestion)


def _suggestion(name: str) -> str:
    similar = difflib.get_close_matches(name.upper(), Settings.model_fields, n=1, cutoff=SIMILAR)
    return f"Perhaps {similar[0]} is meant." if similar else ""
