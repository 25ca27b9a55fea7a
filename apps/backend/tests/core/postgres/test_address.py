import pytest

from src.core.postgres.address import parse_database_url
from tests.conftest import Connect


@pytest.mark.parametrize(
    ("given", "dsn", "label"),
    [
        ("postgres://u:p@h/d", "postgresql://u:p@h/d", "h/d"),
        ("postgresql://u:p@h:6543/d", "postgresql://u:p@h:6543/d", "h:6543/d"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql://u:p@h/d", "h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql://u:p@h/d", "h/d"),
        ("postgresql://u:p@h/d?sslmode=require", "postgresql://u:p@h/d?sslmode=require", "h/d"),
        (
            "postgresql://u:p@h/d?sslmode=require&channel_binding=require&application_name=x",
            "postgresql://u:p@h/d?sslmode=require&application_name=x",
            "h/d",
        ),
        ("postgresql://u:p%40%2F@h/d", "postgresql://u:p%40%2F@h/d", "h/d"),
        ("postgresql://u:p@x@h/d", "postgresql://u:p@x@h/d", "h/d"),
        (
            "postgresql://u@h1:1,h2:2/d",
            "postgresql://u@h1:1,h2:2/d?target_session_attrs=read-write",
            "h1:1,h2:2/d",
        ),
        ("postgresql:///d?host=/run/pg", "postgresql:///d?host=%2Frun%2Fpg", "/run/pg/d"),
    ],
)
def test_what_providers_hand_out_is_translated(given: str, dsn: str, label: str) -> None:
    address = parse_database_url(given)
    assert (address.dsn, address.label) == (dsn, label)


def test_each_of_several_hosts_is_an_address_of_its_own() -> None:
    address = parse_database_url("postgres://u:p@h1:1,h2/d?target_session_attrs=primary")
    assert address.hosts == (
        "postgresql://u:p@h1:1/d?target_session_attrs=primary",
        "postgresql://u:p@h2/d?target_session_attrs=primary",
    )
    assert address.connect_seconds < 2
    address = parse_database_url("postgresql://u:p@/d?host=h1,h2&port=1,2")
    assert address.hosts == (
        "postgresql://u:p@/d?host=h1&port=1&target_session_attrs=read-write",
        "postgresql://u:p@/d?host=h2&port=2&target_session_attrs=read-write",
    )
    assert parse_database_url("postgresql://h/d").hosts == ()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql:///d?host=h1,h2,h3&port=1,2", "names 3 hosts, but 2 ports"),
        ("postgresql://h1,h2/d?target_session_attrs=standby", "selects a standby"),
        ("postgresql://h1/d?target_session_attrs=prefer-standby", "selects a standby"),
    ],
)
def test_hosts_that_make_no_sense_are_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_database_url(url)


def test_the_password_is_in_no_printed_address() -> None:
    assert "hunter2" not in repr(parse_database_url("postgresql://u:hunter2@h/d"))
    assert "hunter2" not in repr(parse_database_url("postgresql://u:hunter2@h1,h2/d"))


def test_connect_timeout_is_ours() -> None:
    assert parse_database_url("postgresql://h/d?connect_timeout=7").connect_seconds == 7
    assert parse_database_url("postgresql://h/d?connect_timeout=0").connect_seconds == 5
    for value in ("soon", "nan", "inf"):
        with pytest.raises(ValueError, match="not a whole number of seconds"):
            parse_database_url(f"postgresql://h/d?connect_timeout={value}")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
@pytest.mark.parametrize(
    "parameters",
    [
        "sslmode=prefer",
        "keepalives=1&keepalives_idle=30&pgbouncer=true",
        "sslmode=disable&channel_binding=prefer&application_name=x&connect_timeout=5",
    ],
)
async def test_every_form_connects(
    database_url: str, connect: Connect, scheme: str, parameters: str
) -> None:
    separator = "&" if "?" in database_url else "?"
    given = database_url.replace("postgresql://", f"{scheme}://") + separator + parameters
    connection = await connect(parse_database_url(given).dsn)
    assert await connection.fetchval("SELECT 1") == 1
