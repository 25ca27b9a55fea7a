"""``stylipp check``: one line for each requirement of the API, and advice where it is not met.

Changes nothing, apart from an object that it stores and deletes, and sends no mail. Prints no secret: a
driver's message is printed only if it names nothing but hosts, users and databases.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import AsyncGenerator

from src.cli.checks.database import check_database
from src.cli.checks.line import Line, Mark
from src.cli.checks.mail import check_mail
from src.cli.checks.metrics import check_metrics
from src.cli.checks.providers import check_breaches, check_providers
from src.cli.checks.settings import check_settings
from src.cli.checks.storage import check_storage
from src.cli.checks.web_app import check_web_app
from src.core.config import ENV_FILE, Settings, load_settings
from src.core.env_file import read_env_file


def run(_: argparse.Namespace) -> None:
    """Print the lines; exit with 1 if a check failed."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    logging.getLogger("src").addHandler(logging.NullHandler())  # the lines say the same
    if asyncio.run(_print_lines()):
        raise SystemExit(1)


async def _print_lines() -> int:
    failures = 0
    async with contextlib.aclosing(check_all()) as lines:
        async for line in lines:
            line.print()
            failures += line.mark is Mark.BAD
    return failures


async def check_all() -> AsyncGenerator[Line]:
    """Run all checks in order; without valid settings, the others cannot run."""
    try:
        settings = load_settings(Settings)
    except SystemExit as error:
        sentence = str(error).removeprefix("Settings: ")
        where = f"Correct it in the environment or in {ENV_FILE}."
        yield Line(Mark.BAD, "settings", sentence, where)
        return
    for line in check_settings(settings, read_env_file(ENV_FILE), os.environ):
        yield line
    async with contextlib.aclosing(check_database(settings)) as lines:
        async for line in lines:
            yield line
    yield await check_mail(settings)
    for check in (check_providers, check_breaches):
        async with contextlib.aclosing(check(settings)) as lines:
            async for line in lines:
                yield line
    yield await check_storage(settings)
    yield await asyncio.to_thread(check_metrics, settings)
    yield check_web_app(settings)
