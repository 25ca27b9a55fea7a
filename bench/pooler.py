"""PgBouncer in transaction mode, between the product and PostgreSQL."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from postgres import Postgres
from processes import StartError
from src.core.local.embedded.account import postgres_account


def start(postgres: Postgres, database: str, stack: contextlib.ExitStack) -> tuple[str, str]:
    """Start it until the stack closes; return the address through it, and its version.

    Raises `FileNotFoundError` when it is not installed.
    """
    program = shutil.which("pgbouncer", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None:
        raise FileNotFoundError("pgbouncer is not installed (apt-get install pgbouncer)")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    account = postgres_account(postgres.embedded.data)  # PgBouncer refuses to run as root too
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stylipp-", dir="/tmp")))
    folder.chmod(0o700)
    password = unquote(urlsplit(postgres.server_url).password or "")
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        "[databases]\n"
        f"{database} = host={postgres.socket_folder} dbname={database} "
        f"user=postgres password={password}\n"
        "[pgbouncer]\n"
        "listen_addr =\n"
        f"unix_socket_dir = {folder}\n"
        "listen_port = 6432\n"
        "auth_type = any\n"  # whoever enters the folder, which is ours alone
        "pool_mode = transaction\n"
        "default_pool_size = 20\n"
        "max_client_conn = 200\n"
    )
    account.take(configuration)
    account.take(folder)
    log = (folder / "log").open("w+")
    stack.callback(log.close)
    process = subprocess.Popen(
        [program, str(configuration)],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        **account.run_as,
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    deadline = time.monotonic() + 10
    while not (folder / ".s.PGSQL.6432").exists():
        if process.poll() is not None or time.monotonic() > deadline:
            log.seek(0)
            raise StartError(f"pgbouncer does not start: {log.read().strip()[-300:]}")
        time.sleep(0.05)
    host = quote(str(folder), safe="")
    return f"postgresql://postgres@/{database}?host={host}&port=6432", version.stdout.split("\n")[0]
