"""`make bench`: measures the product beside its peers and the physical limit.

`python bench/bench.py [--only me,login] [--quick]`; see `bench/README.md`.
"""

import argparse
import asyncio
import contextlib
import functools
import json
import os
import platform
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any

import measure_busy
import measure_enumeration
import measure_growth
import measure_login
import measure_me
import measure_photos
import measure_start
import measure_storm
import measure_writes
import report
from arena import Arena
from contestants import say
from postgres import CONFIGURATION, Postgres, cores
from src.core.config import REPOSITORY_ROOT

PARTS: dict[str, Callable[[Arena], Awaitable[dict[str, Any]]]] = {
    "me": measure_me.measure,
    "login": functools.partial(measure_login.measure, hash_cost="equal"),
    "defaults": functools.partial(measure_login.measure, hash_cost="default"),
    "storm": measure_storm.measure,
    "busy": measure_busy.measure,
    "writes": measure_writes.measure,
    "enumeration": measure_enumeration.measure,
    "growth": measure_growth.measure,
    "start": measure_start.measure,
    "photos": measure_photos.measure,
    "pooler": measure_me.measure_pooler,
}
PACKAGES = ("fastapi", "pydantic", "sqlalchemy", "asyncpg", "granian", "uvloop", "pyjwt")


def revision() -> str:
    """Return the commit of the code, marked if there are changes on top."""
    git = ["git", "-C", str(REPOSITORY_ROOT), "describe", "--always", "--dirty=, changed"]
    finished = subprocess.run(git, capture_output=True, text=True, check=False)
    return finished.stdout.strip() or "unknown"


async def machine(arena: Arena) -> str:
    """Describe what the figures depend on, in general terms."""
    gigabytes = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)
    [[postgres]] = await arena.postgres.fetch("postgres", "SHOW server_version")
    return (
        f"{cores()} cores, {gigabytes} GB, {platform.freedesktop_os_release()['PRETTY_NAME']}, "
        f"Python {platform.python_version()}. PostgreSQL {postgres} on a Unix socket, with "
        f"`{'`, `'.join(CONFIGURATION.splitlines())}`."
    )


async def measure(arena: Arena, names: list[str], results: dict[str, Any]) -> list[str]:
    """Run the parts one after the other; return the names of those that failed."""
    failed: list[str] = []
    code = revision()  # before this run writes its results
    results["machine"] = await machine(arena)
    versions = results.setdefault("versions", {})
    versions["Stylipp API"] = [f"{name} {version(name)}" for name in PACKAGES]
    for name in names:
        say(f"\n{name}: {report.TABLES[name][0]}")
        began = time.monotonic()
        try:
            found = await PARTS[name](arena)
        except Exception as error:
            traceback.print_exc()
            say(f"  FAILED {name}: {error}")
            failed.append(name)
            continue
        found |= {"seconds": time.monotonic() - began, "revision": code}
        found["at"] = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
        found["skipped"] = dict(arena.skipped)
        results.setdefault("parts", {})[name] = found
        versions.update(arena.versions)
        if not arena.is_quick:
            report.RAW.write_text(json.dumps(results, indent=1))
        say(f"  {name} took {found['seconds']:.0f} s")
    return failed


def stop(number: int, _: object) -> None:
    raise KeyboardInterrupt(number)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the product beside its peers.")
    parser.add_argument("--only", default="", help="parts to run: " + ",".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="one short round; writes no results")
    arguments = parser.parse_args()
    names = [name for name in arguments.only.split(",") if name] or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        raise SystemExit(f"There is no part {unknown[0]!r}; parts are: {', '.join(PARTS)}")
    if sys.platform != "linux":
        raise SystemExit("The benchmark reads /proc, so it needs Linux.")
    if shutil.which("wrk") is None:
        raise SystemExit("The benchmark needs wrk: apt-get install wrk")
    for number in (signal.SIGTERM, signal.SIGHUP):  # SIGHUP: the terminal was closed
        signal.signal(number, stop)
    # Every waiting request of a storm is a connection, at both ends.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    is_partial = not arguments.quick and len(names) < len(PARTS) and report.RAW.exists()
    results = json.loads(report.RAW.read_text()) if is_partial else {}
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        # A second Ctrl-C would leave servers behind.
        stack.callback(signal.signal, signal.SIGINT, signal.SIG_DFL)
        try:
            say("Starting PostgreSQL ...")
            postgres = Postgres()
            postgres.start(stack)
            arena = Arena(postgres, stack, quick=arguments.quick)
            failed = asyncio.run(measure(arena, names, results))
        except KeyboardInterrupt:
            say("\nInterrupted; complete parts are kept.")
            raise SystemExit(130) from None
        except RuntimeError as error:
            raise SystemExit(f"The product cannot be installed: {error}") from None
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            say("\nStopping all processes ...")
    say(f"Everything took {(time.monotonic() - began) / 60:.1f} minutes.")
    if arguments.quick or len(results.get("parts", {})) < len(PARTS):
        say(report.render(results))
        say("RESULTS.md is unchanged: it is written when every part has been measured in full.")
    else:
        report.write(results)
    if failed:
        raise SystemExit(f"Not measured: {', '.join(failed)}; the output above says why.")


if __name__ == "__main__":
    main()
