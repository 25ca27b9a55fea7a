"""`make bench`: measures the product beside its peers and the physical limit.

`python bench/bench.py [--only me,login] [--quick]`; `bench/README.md` says how to read it.
"""

import argparse
import asyncio
import contextlib
import json
import platform
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any

import load
import measure_growth
import measure_login
import measure_me
import measure_start
import measure_storm
import measure_writes
import report
from arena import FOLDER, Arena, InstallError
from contestants import say
from postgres import SHARED_BUFFERS, Postgres, cores
from src.core.config import REPOSITORY_ROOT

PARTS: dict[str, tuple[str, Callable[[Arena], Awaitable[dict[str, Any]]]]] = {
    "me": ("GET me, 16 connections", measure_me.measure),
    "login": ("logins at equal hash cost", measure_login.measure_equal),
    "defaults": ("logins at everybody's own hash", measure_login.measure_default),
    "storm": ("GET me while 50 clients log in", measure_storm.measure),
    "writes": ("refresh, register, logout; statements", measure_writes.measure),
    "start": ("cold start and memory", measure_start.measure),
    "pooler": ("through PgBouncer", measure_me.measure_pooler),
    "growth": ("lists and searches as tables grow", measure_growth.measure),
}
PACKAGES: tuple[str, ...] = (
    "fastapi",
    "starlette",
    "pydantic",
    "sqlalchemy",
    "asyncpg",
    "granian",
    "uvloop",
)
PACKAGES += ("pyjwt", "argon2-cffi")


def revision() -> str:
    """Return the commit of the code, marked if there are changes on top."""
    git = ["git", "-C", str(REPOSITORY_ROOT), "describe", "--always", "--dirty=, changed"]
    finished = subprocess.run(git, capture_output=True, text=True, check=False)
    return finished.stdout.strip() or "unknown"


def machine() -> dict[str, Any]:
    """What the figures depend on, in general terms."""
    with open("/proc/meminfo") as lines:
        kilobytes = int(next(lines).split()[1])
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        system = platform.system()
    return {
        "cores": cores(),
        "memory_gb": round(kilobytes / 1024**2),
        "system": system,
        "python": platform.python_version(),
        "shared_buffers": SHARED_BUFFERS,
        "packages": {name: version(name) for name in PACKAGES},
    }


async def measure(arena: Arena, names: list[str], results: dict[str, Any]) -> list[str]:
    """Run the parts one after the other; return the names of those that failed."""
    failed: list[str] = []
    code = revision()  # before this run writes its results
    results["machine"] = machine()
    [[postgres]] = await arena.postgres.fetch("postgres", "SHOW server_version")
    results["machine"]["postgresql"] = postgres
    for name in names:
        title, part = PARTS[name]
        say(f"\n{name}: {title}")
        began = time.monotonic()
        try:
            found = await part(arena)
        except Exception as error:
            traceback.print_exc()
            say(f"  FAILED {name}: {error}")
            failed.append(name)
            continue
        found["seconds_taken"] = time.monotonic() - began
        found["at"] = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
        found["revision"] = code
        found["skipped_peers"] = dict(arena.skipped)
        results.setdefault("parts", {})[name] = found
        results.setdefault("versions", {}).update(arena.versions)
        store(results, quick=arena.is_quick)
        say(f"  {name} took {found['seconds_taken']:.0f} s")
    return failed


def store(results: dict[str, Any], *, quick: bool) -> None:
    path = FOLDER / "quick.json" if quick else report.RAW
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1))


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
    load.require_wrk()
    for number in (signal.SIGTERM, signal.SIGHUP):  # SIGHUP: somebody has closed the terminal
        signal.signal(number, stop)
    # Every waiting request of a storm is a connection, at both ends.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if arguments.quick:
        say("QUICK: one short round of everything. These figures mean nothing.")
    results = {} if arguments.quick or not report.RAW.exists() else report.load_raw()
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        # Whoever presses Ctrl-C again would leave servers behind.
        stack.callback(signal.signal, signal.SIGINT, signal.SIG_DFL)
        try:
            postgres = Postgres()
            say("Starting PostgreSQL ...")
            postgres.start(stack)
            arena = Arena(postgres, stack, quick=arguments.quick)
            failed = asyncio.run(measure(arena, names, results))
        except KeyboardInterrupt:
            say("\nInterrupted; what was measured completely is kept.")
            raise SystemExit(130) from None
        except InstallError as error:
            raise SystemExit(f"The product cannot be installed: {error}") from None
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            say("\nEnding what was started ...")
    say(f"Everything took {(time.monotonic() - began) / 60:.1f} minutes.")
    if arguments.quick:
        say("QUICK: these figures mean nothing; bench/RESULTS.md is as it was.")
        print(report.render(results))
    else:
        report.write(results)
    if failed:
        raise SystemExit(f"Not measured: {', '.join(failed)}; the output above says why.")


if __name__ == "__main__":
    main()
