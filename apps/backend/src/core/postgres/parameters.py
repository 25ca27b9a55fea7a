"""The parameters of a database address, which is what follows its ``?``.

Providers and other programs write parameters that asyncpg does not know. It would send them to the
server as settings, and the server would refuse the connection. So each one is read here, sent to the
server because it is one of its settings, dropped because it changes nothing for this API, or refused
by name when settings are read. What follows a name is never repeated: it may be a password.
"""

import re
from urllib.parse import unquote

UNCLEAR = (
    "contains a character that must be percent-encoded: "
    "in user and password '/' is %2F and '?' is %3F, in a parameter '&' is %26"
)

ABOUT_THE_ADDRESS = {
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "password",
    "pgbouncer",
    "port",
    "target_session_attrs",
    "user",
}

ABOUT_TLS = {
    "ssl",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslaccept",
    "sslcert",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "tls",
}

SERVER_SETTINGS = {
    "application_name",
    "client_connection_check_interval",
    "client_min_messages",
    "datestyle",
    "default_transaction_isolation",
    "default_transaction_read_only",
    "extra_float_digits",
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
    "intervalstyle",
    "jit",
    "lock_timeout",
    "options",
    "plan_cache_mode",
    "role",
    "row_security",
    "search_path",
    "standard_conforming_strings",
    "statement_timeout",
    "synchronous_commit",
    "timezone",
    "transaction_timeout",
    "work_mem",
}
"""Sent to the server, like every name with a dot, which is an extension's or an application's. All
others can be set with ``options=-c name=value``."""

OTHER_NAMES = {
    "assume_role": "role",  # Django
    "applicationname": "application_name",  # JDBC
    "currentschema": "search_path",  # JDBC
    "database": "dbname",
    "min_messages": "client_min_messages",  # Rails
    "schema_search_path": "search_path",  # Rails
    "ssl_ca": "sslrootcert",  # sqlx, as are the following
    "ssl_cert": "sslcert",
    "ssl_key": "sslkey",
    "ssl_mode": "sslmode",
    "ssl_root_cert": "sslrootcert",
    "targetservertype": "target_session_attrs",  # JDBC
    "username": "user",
}
"""Names in lower case with `_` for `-`."""

DROPPED = {
    # libpq's own. asyncpg has no channel binding: TLS that verifies the host (sslmode=verify-full)
    # protects from the same attack. Kerberos is not supported.
    "channel_binding",
    "channelbinding",
    "gssdelegation",
    "gsslib",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "loadbalancehosts",
    "max_protocol_version",
    "sslcompression",
    "sslkeylogfile",
    "sslsni",
    "tcp_user_timeout",
    # How other clients treat prepared statements, and labels of poolers. DATABASE_POOLER and
    # `pgbouncer=true` say what this API needs to know.
    "binary_parameters",
    "default_query_exec_mode",
    "description_cache_capacity",
    "pool_mode",
    "pooler",
    "prefer_simple_protocol",
    "preferquerymode",
    "prepare",
    "prepared_statement_name_func",
    "prepared_statement_cache_size",
    "prepared_statements",
    "preparedstatementcachequeries",
    "preparedstatementcachesizemib",
    "preparethreshold",
    "statement_cache_capacity",
    "statement_cache_mode",
    "statement_cache_size",
    "supa",
    "workaround",
    # Pools and time limits of other clients. This API has its own.
    "checkout_timeout",
    "command_timeout",
    "conn_health_checks",
    "conn_max_age",
    "connection_limit",
    "connectiontimeoutmillis",
    "connecttimeout",
    "hostrecheckseconds",
    "idle_timeout",
    "idletimeoutmillis",
    "keep_alive",
    "logintimeout",
    "max",
    "max_connection_lifetime",
    "max_connections",
    "max_idle_connection_lifetime",
    "max_lifetime",
    "max_overflow",
    "min",
    "min_connections",
    "pool",
    "pool_health_check_period",
    "pool_max_conn_idle_time",
    "pool_max_conn_lifetime",
    "pool_max_conn_lifetime_jitter",
    "pool_max_conns",
    "pool_min_conns",
    "pool_pre_ping",
    "pool_recycle",
    "pool_size",
    "pool_timeout",
    "query_timeout",
    "reaping_frequency",
    "single_use_connections",
    "socket_timeout",
    "sockettimeout",
    "timeout",
    # Where other clients connect to in a cluster of YugabyteDB.
    "fallback_to_topology_keys_only",
    "load_balance",
    "topology_keys",
    "yb_servers_refresh_interval",
    # How other clients encode, log, lock and batch.
    "adapter",
    "advisory_locks",
    "async_fallback",
    "binarytransfer",
    "defaultrowfetchsize",
    "disable_server_side_cursors",
    "fetch_types",
    "loggerlevel",
    "rewritebatchedinserts",
    "serverversion",
    "stringtype",
    "tcpkeepalive",
    "uselibpqcompat",
}

_UTF8 = {"auto", "unicode", "utf-8", "utf8", "utf8mb4"}

ONLY = {
    "charset": _UTF8,
    "client_encoding": _UTF8,
    "encoding": _UTF8,
    "gssencmode": {"disable", "prefer"},
    "min_protocol_version": {"3.0"},
    "readonly": {"false"},
    "replication": {"0", "false", "no", "off"},
    "sslcertmode": {"allow"},
}
"""What would change the meaning of the address, and is dropped only if it says what is done anyway."""

_CLOUD_SQL = "use host=/cloudsql/project:region:instance, or a host and port"

REFUSED = {
    "cloudsqlinstance": _CLOUD_SQL,
    "passfile": "write the password into the address",
    "require_auth": "use sslmode=verify-full, so that the password reaches no other server",
    "requirepeer": "use a folder that only PostgreSQL can write to",
    "service": "write the whole address",
    "servicefile": "write the whole address",
    "socketfactory": _CLOUD_SQL,
    "sslidentity": "use sslcert and sslkey with files in PEM format",
}
"""What the driver does not support, and cannot be left out without loss: what to do instead."""

_REPEATABLE = {"host": ",", "hostaddr": ",", "port": ",", "options": " "}


def decode(text: str) -> str:
    """Decode what is percent-encoded. A ``+`` is no space here, as for libpq."""
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("contains percent-encoded bytes that are not UTF-8") from None
    if "\0" in decoded:
        raise ValueError("contains a NUL character")
    return decoded


def read_parameters(query: str) -> dict[str, str]:
    """Return what is to be read, by its name in lower case; the last of several values counts."""
    found: dict[str, str] = {}
    previous = ""
    for pair in filter(None, query.split("&")):
        encoded_name, equals, encoded_value = pair.partition("=")
        name = decode(encoded_name).lower().replace("-", "_")
        name, value = OTHER_NAMES.get(name, name), decode(encoded_value)
        if re.match("(amp|#0*38|#x26);", name):
            raise ValueError("comes from a web page: an & was copied as &amp;, so write & there")
        # How sqlx and Rails write a setting of the server.
        if setting := re.fullmatch(r"(?:options|variables)\[([a-z0-9_.]+)\]", name):
            name, value = "options", f"-c {setting[1]}={re.sub(r'([\\ ])', r'\\\1', value)}"
        if not equals or not re.fullmatch(r"[a-z][a-z0-9_.\[\]]*", name):
            raise ValueError(UNCLEAR)
        if name in ONLY and value and value.lower() not in ONLY[name]:
            raise ValueError(
                f"has {name} with a value other than {' or '.join(sorted(ONLY[name]))}"
            )
        if name in REFUSED:
            raise ValueError(f"has {name}, which is not supported: {REFUSED[name]}")
        if _is_read(name):
            if value and name in found and name in _REPEATABLE:
                value = f"{found[name]}{_REPEATABLE[name]}{value}"
            if value:
                found[name] = value
        elif name not in DROPPED and name not in ONLY:
            # Perhaps it is a piece of a password with a character that should have been encoded.
            if "@" in query or "password" in previous:
                raise ValueError(UNCLEAR)
            if "ssl" in name or "tls" in name:  # to leave it out may turn TLS off
                raise ValueError(
                    f"has the unknown parameter {name}: what it means is said by sslmode, sslrootcert, "
                    "sslcert and sslkey"
                )
            raise ValueError(
                f"has the unknown parameter {name}: remove it, or, if it is a setting of "
                f"PostgreSQL, write options=-c%20{name}%3Dvalue"
            )
        previous = name
    return found


def _is_read(name: str) -> bool:
    is_of_an_extension = re.fullmatch(r"\w+(\.\w+)+", name) is not None
    more = {"fallback_application_name", "schema"}
    return is_of_an_extension or name in ABOUT_THE_ADDRESS | ABOUT_TLS | SERVER_SETTINGS | more


def server_settings(parameters: dict[str, str]) -> dict[str, str]:
    """Return the settings of the server among them."""
    settings = {
        name: value for name, value in parameters.items() if name in SERVER_SETTINGS or "." in name
    }
    if "fallback_application_name" in parameters:
        settings.setdefault("application_name", parameters["fallback_application_name"])
    schema = parameters.get("schema", "public")  # Prisma's name for the schema of the tables
    if schema != "public":
        quoted = schema.replace('"', '""')
        settings.setdefault("search_path", f'"{quoted}"')
    if "options" in settings:
        # SQLAlchemy writes spaces as `+`, and no option begins with one.
        settings["options"] = settings["options"].replace("-c+", "-c ").replace("+-c", " -c")
    return settings
