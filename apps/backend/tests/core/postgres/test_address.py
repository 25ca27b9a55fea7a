"""Addresses connect, or are refused in one sentence; each in a shell and a HOME of somebody else."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest

from src.core.migrations import upgrade_to_head
from src.core.postgres.address import DatabaseAddress, parse_database_url
from src.core.postgres.connecting import CannotConnect, Connection, connect
from tests.doors import Door, doors

PASSWORD = "p@ss:w[o]r#d %zz+'\"hunter2"


OURS = {"application_name": "ours", "statement_timeout": "5000", "search_path": "public"}


class Role(NamedTuple):
    """A role whose name and password need care."""

    name: str
    database: str


async def connect_to(url: str) -> Connection:
    return (await connect(parse_database_url(url), OURS))[0]


async def fetch(url: str, expression: str) -> str:
    connection = await connect_to(url)
    try:
        return str(await connection.fetchval(f"SELECT {expression}"))
    finally:
        await connection.close()


@pytest.fixture
async def role(database_url: str, hostile_shell: None) -> AsyncIterator[Role]:
    name = f"me@srv{secrets.token_hex(4)}"
    quoted = PASSWORD.replace("'", "''")
    sql = await connect_to(database_url)
    await sql.execute(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{quoted}'")
    yield Role(name, await sql.fetchval("SELECT current_database()"))
    await sql.execute(f'DROP ROLE "{name}"')
    await sql.close()


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Door]:
    async with doors(database_url) as door:
        yield door


@pytest.mark.parametrize(
    "form",
    [
        # {raw} is user:password without any encoding, {user} and {password} are encoded.
        "postgresql://{user}:{password}@127.0.0.1:{port}/{database}",
        "postgresql://{raw}@127.0.0.1:{port}/{database}",
        "postgres://{raw}@localhost:{port}/{database}",
        "POSTGRESQL://{raw}@LOCALHOST:{port}/{database}",
        "postgresql+asyncpg://{raw}@localhost:{port}/{database}",
        "postgresql+psycopg://{raw}@[::1]:{port}/{database}",
        "pgsql://{raw}@localhost:{port}/{database}",
        "postgis://{raw}@localhost:{port}/{database}",
        "postgres+asyncpg://{raw}@[::1%251]:{port}/{database}",
        "postgresql://{user}:{password}@/{database}?host=127.0.0.1&port={port}",
        "postgresql:///{database}?host=::1&port={port}&user={user}&password={password}",
        "postgresql://?hostaddr=127.0.0.1&port={port}&user={user}&password={password}&dbname={database}",
        "postgresql://127.0.0.1:{port}/{database}?USER={user}&Password={password}",
        "postgresql://127.0.0.1:{port}?user={user}&password={password}&database={database}",
        "postgresql://{raw}@127.0.0.1:{port}/ignored?dbname={database}",
        "postgresql://x:y@127.0.0.1:{port}/{database}?%75ser={user}&password={password}",
        # A socket, as libpq writes it, and as Cloud SQL's addresses do.
        "postgresql://{raw}@/{database}?host={folder}&port={socket_port}",
        "postgresql://{raw}@{encoded_folder}:{socket_port}/{database}",
        "postgresql://{raw}@localhost:{socket_port}/{database}?host={folder}",
        # Several hosts: libpq's two forms, and SQLAlchemy's.
        "postgresql://{raw}@127.0.0.1:1,127.0.0.1:{port}/{database}",
        "postgresql://{raw}@/{database}?host=127.0.0.1,::1&port=1,{port}",
        "postgresql://{raw}@/{database}?host=127.0.0.1:1&host=127.0.0.1:{port}",
        "postgresql://{raw}@127.0.0.1,localhost:{port}/{database}?target_session_attrs=primary",
        "postgresql://{raw}@localhost:{port}/{database}?targetServerType=master",
        # What remains around a copied address.
        "\ufeffpostgresql://{raw}@127.0.0.1:{port}/{database}\r\n",
    ],
)
async def test_every_form_of_an_address_connects(form: str, role: Role, door: Door) -> None:
    url = form.format(
        raw=f"{role.name}:{PASSWORD}",
        user=quote(role.name, safe=""),
        password=quote(PASSWORD, safe=""),
        database=role.database,
        port=door.port,
        folder=door.socket.name,
        encoded_folder=quote(door.socket.name, safe=""),
        socket_port=door.socket.port,
    )
    assert await fetch(url, "current_user") == role.name
    assert await fetch(url, "current_database()") == role.database
    address = parse_database_url(url)
    assert "hunter2" not in f"{address!r}{address.label}"


@pytest.mark.parametrize(
    "parameters",
    [
        "pgbouncer=true&connection_limit=1",
        "schema=public",
        "sslmode=prefer&supa=base-pooler.x",
        "sslmode=disable&channel_binding=require",
        "gssencmode=disable&krbsrvname=x&gsslib=gssapi&gssdelegation=0",
        "keepalives=1&keepalives_idle=30&keepalives_interval=10&keepalives_count=3",
        "tcp_user_timeout=1000&load_balance_hosts=random&sslsni=1&sslcompression=0",
        "client_encoding=utf8&min_protocol_version=3.0&max_protocol_version=latest",
        "sslcertmode=allow&replication=false",
        "statement_cache_size=0&prepared_statement_cache_size=0&async_fallback=true",
        "prepareThreshold=0&reWriteBatchedInserts=true&stringtype=unspecified&loginTimeout=5",
        "prepared_statements=false&pool=5&timeout=5000&encoding=unicode&adapter=postgresql",
        "pool_max_conns=10&default_query_exec_mode=exec&statement_cache_mode=describe",
        "statement-cache-capacity=0&workaround=supabase-pooler.vercel&uselibpqcompat=true",
        "serverVersion=16&charset=utf8&conn_max_age=600&socket_timeout=30&pool_timeout=10",
        "sslmode=&connect_timeout=&options=&host=&application_name=&password=",
        "loadBalanceHosts=true&readOnly=false&preferQueryMode=simple&hostRecheckSeconds=10",
        "load_balance=true&topology_keys=a.b.c&yb_servers_refresh_interval=5&load-balance=any",
        "min_messages=warning&advisory_locks=false&variables[lock_timeout]=5s&pool=5",
        "max=10&idle_timeout=20&max_lifetime=1800&fetch_types=false&keep_alive=60",
        "max_connection_lifetime=0&max_idle_connection_lifetime=300&prepared_statement_name_func=x",
        "ssl-mode=prefer",
        "connect_timeout=10&&",
        "work_mem=1MB&jit=off&TimeZone=Europe/Berlin&my.tenant=7",
        "ssl=false",
        "tls=off",
        "sslmode=Prefer&ssl_min_protocol_version=TLSv1&sslaccept=accept_invalid_certs",
    ],
)
async def test_what_other_programs_write_connects(parameters: str, role: Role, door: Door) -> None:
    url = f"postgresql://{role.name}:{PASSWORD}@127.0.0.1:{door.port}/{role.database}?{parameters}"
    assert await fetch(url, "current_user") == role.name


@pytest.mark.parametrize(
    ("parameters", "expression", "expected"),
    [
        ("", "current_setting('application_name')", "ours"),
        ("application_name=x", "current_setting('application_name')", "x"),
        ("ApplicationName=x", "current_setting('application_name')", "x"),
        ("fallback_application_name=x", "current_setting('application_name')", "x"),
        (
            "fallback_application_name=x&application_name=y",
            "current_setting('application_name')",
            "y",
        ),
        ("application_name=x&application_name=y", "current_setting('application_name')", "y"),
        ("search_path=a,b", "current_setting('search_path')", "a,b"),
        ("schema=My Schema", "current_setting('search_path')", '"My Schema"'),
        ("currentSchema=a,b", "current_setting('search_path')", "a,b"),
        ("options=-c statement_timeout=1 -c work_mem=1MB", "current_setting('work_mem')", "1MB"),
        (
            "options=-c%20enable_sort%3Doff&options=-cwork_mem%3D1MB",
            "concat(current_setting('enable_sort'), current_setting('work_mem'))",
            "off1MB",
        ),
        (
            "options=-c+enable_sort%3Doff+-c+work_mem%3D1MB",
            "concat(current_setting('enable_sort'), current_setting('work_mem'))",
            "off1MB",
        ),
        ("options=--enable_sort=off", "current_setting('enable_sort')", "off"),
        ("schema_search_path=a,b", "current_setting('search_path')", "a,b"),
        ("options[work_mem]=1MB", "current_setting('work_mem')", "1MB"),
        ("variables[enable_sort]=off", "current_setting('enable_sort')", "off"),
        ("options[log_comment.x]=a b\\c", "current_setting('log_comment.x')", "a b\\c"),
        ("min_messages=warning", "current_setting('client_min_messages')", "warning"),
        ("my.tenant=7", "current_setting('my.tenant')", "7"),
        ("work_mem=1MB", "current_setting('work_mem')", "1MB"),
        # What the code relies on stays.
        ("statement_timeout=1", "current_setting('statement_timeout')", "5s"),
        ("options=-c statement_timeout=1", "current_setting('statement_timeout')", "5s"),
    ],
)
async def test_settings_in_an_address_reach_the_server(
    parameters: str, expression: str, expected: str, database_url: str, hostile_shell: None
) -> None:
    separator = "&" if "?" in database_url else "?"
    assert await fetch(f"{database_url}{separator}{parameters}", expression) == expected


async def test_tables_are_made_in_the_schema_of_the_address(
    empty_database_url: str, hostile_shell: None
) -> None:
    sql = await connect_to(empty_database_url)
    await sql.execute('CREATE SCHEMA "Their Own"')
    separator = "&" if "?" in empty_database_url else "?"
    url = f"{empty_database_url}{separator}schema=Their%20Own"
    await asyncio.to_thread(upgrade_to_head, parse_database_url(url))
    found = await sql.fetch("SELECT DISTINCT schemaname FROM pg_tables WHERE tablename = 'users'")
    assert [row[0] for row in found] == ["Their Own"]
    await sql.close()


CHARACTER = "contains a character that must be percent-encoded"
NOT_A_URL = "is not a URL such as postgresql://user:password@host:5432/name"
PORT = "has a port that is not a number"
KEY_TEXT = "has the text of a certificate or key where the path of a file belongs"
AMPERSAND = "an & was copied as &amp;"
SSLMODE = "is said by sslmode, sslrootcert, sslcert and sslkey"
HOST = "has a host that is neither a name nor an address"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://u:hun/ter2@h/d", CHARACTER),
        ("postgresql://u:hun?ter2@h/d", CHARACTER),
        ("postgresql://u:12?ter2=x@h/d", CHARACTER),
        ("postgresql://u:h@un/ter2@h/d", CHARACTER),
        ("postgresql://u:h@un?ter2@h/d", CHARACTER),
        ("postgresql://u:h@h/d?password=hun&ter2", CHARACTER),
        ("postgresql://u:h@h/d?password=hun&ter2=x", CHARACTER),
        ("postgresql://u:x@h/d?sslmode=require&amp;channel_binding=hunter2", AMPERSAND),
        ("postgresql://u:x@h/d?sslmode=require&#038;channel_binding=hunter2", AMPERSAND),
        ("postgresql://u:x@h/d?password=hunter2&amp;pgbouncer=true", AMPERSAND),
        ("postgresql://u:x@h/d?pgbouncer", CHARACTER),
        ("postgresql://u:x@h/d#hunter2", "has a '#' after the host"),
        ("postgresql://u:hun/t#er2@h/d", CHARACTER),
        ("postgresql://u:hunter2\nx@h/d", "contains a line break"),
        ("postgresql://u:hunter2\udcff@h/d", "contains a line break or another character"),
        ("postgresql://u:hunter2%ff@h/d", "bytes that are not UTF-8"),
        ("postgresql://u:hunter2%00@h/d", "contains a NUL"),
        ("postgresql://u%0a:hunter2@h/d", "has a user or database with a control character"),
        ("", NOT_A_URL),
        ("hunter2", NOT_A_URL),
        ("//u:hunter2@h/d", NOT_A_URL),
        ("host=h user=u password=hunter2", NOT_A_URL),
        ("host=h user=u password=hunter2://x", NOT_A_URL),
        ("psql 'postgresql://u:hunter2@h/d'", NOT_A_URL),
        ("jdbc:postgresql://h/d?user=u&password=hunter2", "leave out jdbc:"),
        ("prisma+postgres://accelerate.prisma-data.net/?api_key=hunter2", "use the direct one"),
        ("mysql://u:hunter2@h/d", "must be a PostgreSQL URL, not mysql"),
        ("sqlite:///hunter2", "must be a PostgreSQL URL, not sqlite"),
        ("postgresql://u:hunter2@h:99999/d", PORT),
        ("postgresql://u:hunter2@h:0/d", PORT),
        ("postgresql://u:hunter2@h:٥/d", PORT),
        ("postgresql://u:hunter2@::1/d", "an IPv6 address without"),
        ("postgresql://u:hunter2", PORT),
        ("postgresql://u:hunter2@h1,,h2/d", HOST),
        ("postgresql://u:hunter2@h1,/d", HOST),
        ("postgresql://u:x@[hunter2/d", HOST),
        ("postgresql://u:x@hun ter2/d", HOST),
        ("postgresql://u:x@a..b/d", HOST),
        ("postgresql://u:x@h/d?host=@abstract", HOST),
        ("postgresql://u:x@h/d?hostaddr=10.0.0.1", "has both a host and a hostaddr"),
        ("postgresql:///d?host=h1,h2,h3&port=1,2", "names 3 hosts, but 2 ports"),
        ("postgresql://h1,h2/d?target_session_attrs=standby", "selects a standby"),
        ("postgresql://h1/d?target_session_attrs=prefer-standby", "selects a standby"),
        ("postgresql://h1/d?targetServerType=secondary", "selects a standby"),
        ("postgresql://h/d?connect_timeout=soon", "not a whole number of seconds"),
        ("postgresql://h/d?connect_timeout=nan", "not a whole number of seconds"),
        ("postgresql://h/d?pgbouncer=hunter2", "neither true nor false"),
        ("postgresql://u:x@h/d?swimmode=hunter2", "has the unknown parameter swimmode: remove it"),
        ("postgresql://u:x@h/d?swimmode=", "has the unknown parameter swimmode"),
        ("postgresql://u:x@h/d?Swim%4Dode=1", "has the unknown parameter swimmode"),
        ("postgresql://u:x@h/d?settings[search_path]=x", "has the unknown parameter settings["),
        ("postgresql://u:x@h/d?enable_sort=off", "write options=-c%20enable_sort%3Dvalue"),
        ("postgresql://u:x@h/d?passfile=/x", "has passfile, which is not supported"),
        ("postgresql://u:x@h/d?service=x", "has service, which is not supported"),
        ("postgresql://u:x@h/d?require_auth=scram-sha-256", "has require_auth, which is not"),
        ("postgresql://u:x@h/d?gssencmode=require", "has gssencmode with a value other than"),
        ("postgresql://u:x@h/d?client_encoding=latin1", "has client_encoding with a value other"),
        ("postgresql://u:x@h/d?sslmode=hunter2", "has an unknown sslmode: use one of disable"),
        ("postgresql://u:x@h/d?sslmode=require?pgbouncer=true", "has an unknown sslmode"),
        ("postgresql://u:x@h/d?sslmode=true", "has an unknown sslmode"),
        ("postgresql://u:x@h/d?ssl=perhaps", "has an unknown ssl: use one of"),
        ("postgresql://u:x@h/d?sslmode=verify-ca", "has sslmode=verify-ca without a CA"),
        ("postgresql://u:x@h/d?ssl-mode=hunter2", "has an unknown sslmode: use one of disable"),
        ("postgresql://u:x@h/d?ssl_mode=verify_ca", "has sslmode=verify-ca without a CA"),
        ("postgresql://h/d?sslfactory=org.postgresql.ssl.NonValidatingFactory", SSLMODE),
        ("postgresql://h/d?sslHostnameVerifier=hunter2", SSLMODE),
        ("postgresql://h/d?tls_verify=hunter2", SSLMODE),
        (
            "postgresql://h/d?socketFactory=com.google.cloud.sql.postgres.SocketFactory",
            "/cloudsql/",
        ),
        ("postgresql://h/d?cloudSqlInstance=p:r:i", "use host=/cloudsql/"),
        ("postgresql://h/d?readOnly=true", "has readonly with a value other than false"),
        ("postgresql://u:x@h/d?sslmode=require&sslrootcert=system", "needs sslmode=verify-full"),
        ("postgresql://u:x@h/d?sslaccept=perhaps", "has a sslaccept other than"),
        ("postgresql://u:x@h/d?sslnegotiation=direct", "needs sslmode=require or stronger"),
        ("postgresql://u:x@h/d?sslnegotiation=fast", "has a sslnegotiation other than"),
        ("postgresql://u:x@h/d?ssl_max_protocol_version=TLSv1.1", "other than TLSv1.2 and"),
        (
            "postgresql://h/d?ssl_min_protocol_version=TLSv1.3&ssl_max_protocol_version=TLSv1.2",
            "has an ssl_max_protocol_version below",
        ),
        (
            "postgresql://h/d?sslcert=x&sslkey=-----BEGIN%20PRIVATE%20KEY-----hunter2",
            KEY_TEXT,
        ),
        # The same, encoded: the whole file, and what is between its first and last line.
        (f"postgresql://h/d?sslcert=x&sslkey=LS0tLS1CRUdJTiB{'hunter2' * 9}", KEY_TEXT),
        (f"postgresql://h/d?sslcert=x&sslkey=%20MIGHAgEAMBMGByqG{'hunter2' * 9}", KEY_TEXT),
        (f"postgresql://h/d?sslcert=x&sslkey=MC4CAQAwBQYDK2VwBCIEI{'hunter2' * 9}", KEY_TEXT),
        (f"postgresql://h/d?sslmode=verify-ca&sslrootcert=MIIB{'hunter2' * 9}", KEY_TEXT),
        # Several parts, percent-encoded as one.
        ("postgresql://u%3Ahunter2@h/d", "has a user with a ':'"),
        ("postgresql://u%3ahunter2@h", "has a user with a ':'"),
        ("postgresql://h/d?user=u:hunter2", "has a user with a ':'"),
        ("postgresql://u@h/d%3Fpassword%3Dhunter2", "has a database with a '?'"),
        ("postgresql://u@h/?dbname=postgresql://u:hunter2@h2/d", "has a database with"),
        ("postgresql://u@h/?dbname=host%3Dh2%20password%3Dhunter2", "has a database with"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_database_url(url)
    assert sentence in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert "ter2" not in str(caught.value)


def test_an_address_that_says_little_is_completed() -> None:
    """As libpq does, but not from the shell's variables."""
    address = parse_database_url("postgresql://")
    assert [host.name for host in address.hosts] == ["/run/postgresql", "/tmp", "localhost"]
    assert address.user == address.database
    address = parse_database_url("postgresql://u:p@h1:1,h2/?sslmode=require")
    assert (address.database, address.label) == ("u", "h1:1,h2/u")
    assert address.target_session_attrs == "read-write"
    assert address.connect_seconds < 2


def test_connect_timeout_is_ours() -> None:
    def seconds(parameters: str) -> float:
        return parse_database_url(f"postgresql://h/d?{parameters}").connect_seconds

    assert seconds("connect_timeout=7") == 7
    assert seconds("connect_timeout=0") == seconds("connect_timeout=-1") == seconds("") == 5


def secret_address(url: str) -> DatabaseAddress:
    address = parse_database_url(url)
    assert address.password == "hunter2hunter2"
    return address


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("invalid literal: 'hunter2hunter2@h:1'"), "invalid literal: '…@h:1'"),
        (OSError("cannot reach hunter2hunter2\nhunter2hunter2"), "OSError: cannot reach …"),
        (ConnectionResetError(), "ConnectionResetError"),
        (TimeoutError(), "no answer in time"),
    ],
)
def test_a_drivers_message_is_shown_without_the_password(error: Exception, reason: str) -> None:
    address = secret_address("postgresql://u:hunter%32hunter2@h/d")
    assert str(CannotConnect(address, error)) == reason


async def test_a_missing_password_is_not_taken_from_the_shell(
    role: Role, door: Door, hostile_shell: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    (hostile_shell / ".pgpass").write_text(f"*:*:*:*:{escaped}\n")
    url = f"postgresql://{role.name}@127.0.0.1:{door.port}/{role.database}"
    with pytest.raises(CannotConnect, match="the address has no password, and neither PGPASSWORD"):
        await connect_to(url)


async def test_what_a_server_says_counts_more_than_one_that_is_unreachable(
    role: Role, door: Door
) -> None:
    hosts = f"127.0.0.1:{door.port},127.0.0.1:1"
    with pytest.raises(CannotConnect, match="password authentication failed"):
        await connect_to(f"postgresql://{role.name}:wrong@{hosts}/{role.database}")
