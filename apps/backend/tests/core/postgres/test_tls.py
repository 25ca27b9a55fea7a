"""TLS to a PostgreSQL with a certificate; each address in a shell and a HOME of somebody else."""

import asyncio
import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from src.core.local.embedded.account import postgres_account
from src.core.postgres.address import parse_database_url
from src.core.postgres.connecting import CannotConnect, connect
from src.core.postgres.tls import _build_context
from tests.doors import Door, doors
from tests.processes import run, unused_port

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
needs_postgres = pytest.mark.skipif(
    not INSTALLED, reason="the embedded PostgreSQL has no TLS: apt-get install postgresql"
)


class Authority:
    """Signs certificates, and keeps them in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name("authority")
        self.certificate = self._sign(self.name, self.key, is_authority=True)
        self.path = self._write("ca.crt", self.certificate.public_bytes(_PEM))

    def _sign(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, *, is_authority: bool = False
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        common_name = str(name.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
        names = x509.SubjectAlternativeName([x509.DNSName(common_name)])
        return (
            x509.CertificateBuilder(self.name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def _write(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        path.chmod(0o600)
        return path

    def issue(self, common_name: str, password: bytes | None = None) -> tuple[Path, Path]:
        """Return the files of a new certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(_name(common_name), key)
        encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if password is not None:
            encryption = serialization.BestAvailableEncryption(password)
        secret = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, encryption)
        return (
            self._write(f"{common_name}.crt", certificate.public_bytes(_PEM)),
            self._write(f"{common_name}.key", secret),
        )

    def revoke(self, certificate: Path | None = None) -> Path:
        """Return the file of a list with the revoked certificate, or an empty one."""
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder(
            self.name, now - timedelta(days=1), now + timedelta(days=1)
        )
        if certificate is not None:
            serial = x509.load_pem_x509_certificate(certificate.read_bytes()).serial_number
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder(serial, now - timedelta(hours=1)).build()
            )
        signed = builder.sign(self.key, hashes.SHA256())
        name = "none.crl" if certificate is None else "revoked.crl"
        return self._write(name, signed.public_bytes(_PEM))


_PEM = serialization.Encoding.PEM


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


class TlsServer(NamedTuple):
    """A PostgreSQL at localhost with a certificate for that name. Its roles: `anyhow` may connect in
    both ways, `secret` with TLS, `plain` without, and `certified` with a certificate."""

    port: int
    files: dict[str, str]

    def url(self, parameters: str, user: str = "anyhow", host: str = "localhost") -> str:
        where = f"{user}:violet-anvil@{host}:{self.port}/postgres"
        return f"postgresql://{where}?{parameters.format(**self.files)}"


@pytest.fixture(scope="module")
def server() -> Iterator[TlsServer]:
    account = postgres_account()
    folder = Path(tempfile.mkdtemp(prefix="stylipp-test-", dir="/tmp"))
    folder.chmod(0o755)
    programs, data, port = INSTALLED[-1].parent, folder / "data", unused_port()
    data.mkdir(mode=0o700)
    account.take(data)
    authority, foreign = Authority(folder), tmp_authority(folder)
    certificate, key = authority.issue("localhost")
    client, client_key = authority.issue("certified", password=b"violet")

    def start(*arguments: str | Path) -> None:
        environment = {"LC_ALL": "C", "PATH": os.environ["PATH"]}
        subprocess.run(
            arguments, check=True, cwd="/", env=environment, stdout=subprocess.DEVNULL,
            **account.run_as,
        )  # fmt: skip

    start(programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync")
    for path, name in (
        (certificate, "server.crt"),
        (key, "server.key"),
        (authority.path, "ca.crt"),
    ):
        account.take(Path(shutil.copy(path, data / name)))
    (data / "pg_hba.conf").write_text("""\
host      all  postgres   127.0.0.1/32  trust
host      all  anyhow     127.0.0.1/32  scram-sha-256
hostssl   all  secret     127.0.0.1/32  scram-sha-256
hostnossl all  plain      127.0.0.1/32  scram-sha-256
hostssl   all  certified  127.0.0.1/32  cert
""")
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.write(f"""\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
fsync = off
ssl = on
ssl_ca_file = 'ca.crt'
""")
    start(programs / "pg_ctl", "start", "-w", "-D", data, "-l", data / "server.log")
    try:
        asyncio.run(make_roles(port))
        files = {
            "ca": authority.path,
            "foreign": foreign,
            "certificate": client,
            "key": client_key,
            "none": authority.revoke(),
            "revoked": authority.revoke(certificate),
            "broken": foreign.with_name("broken.crt"),
        }
        files["broken"].write_text("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")
        yield TlsServer(port, {name: str(path) for name, path in files.items()})
    finally:
        start(programs / "pg_ctl", "stop", "-m", "immediate", "-D", data)
        shutil.rmtree(folder)


def tmp_authority(folder: Path) -> Path:
    (folder / "foreign").mkdir()
    return Authority(folder / "foreign").path


async def make_roles(port: int) -> None:
    address = parse_database_url(f"postgresql://postgres@127.0.0.1:{port}/postgres")
    sql, _ = await connect(address, {})
    for role in ("anyhow", "secret", "plain", "certified"):
        await sql.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'violet-anvil'")
    await sql.close()


async def is_encrypted(url: str) -> bool:
    connection, _ = await connect(parse_database_url(url), {})
    found = await connection.fetchval("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    await connection.close()
    return bool(found)


@needs_postgres
@pytest.mark.parametrize(
    ("parameters", "user", "expected"),
    [
        ("", "anyhow", True),
        ("sslmode=prefer", "anyhow", True),
        ("sslmode=prefer", "plain", False),
        ("sslmode=prefer", "secret", True),
        ("sslmode=allow", "anyhow", False),
        ("sslmode=allow", "secret", True),
        ("sslmode=disable", "anyhow", False),
        ("ssl=false", "anyhow", False),
        ("sslmode=require", "anyhow", True),
        ("ssl=require", "anyhow", True),
        ("sslmode=no-verify", "anyhow", True),
        ("sslmode=no-verify&sslrootcert={foreign}", "anyhow", True),
        ("sslmode=require&sslrootcert={ca}", "anyhow", True),
        ("sslmode=verify-ca&sslrootcert={ca}", "anyhow", True),
        ("sslmode=verify_full&sslrootcert={ca}", "anyhow", True),
        ("ssl-mode=verify_full&ssl-root-cert={ca}", "anyhow", True),
        ("ssl_mode=disable", "anyhow", False),
        ("ssl-mode=verify-ca&ssl-ca={ca}", "anyhow", True),
        ("ssl_mode=require&ssl_ca={ca}", "anyhow", True),
        ("ssl_cert={certificate}&ssl-key={key}&sslpassword=violet", "certified", True),
        ("SSLMODE=VerifyFull&sslrootcert={ca}", "anyhow", True),
        ("ssl=true&sslrootcert={ca}", "anyhow", True),
        ("ssl=true&sslmode=require", "anyhow", True),
        ("tls=true&sslrootcert={ca}&sslcrl={none}", "anyhow", True),
        ("sslmode=require&sslaccept=strict&sslcert={ca}", "anyhow", True),
        ("sslmode=require&sslaccept=accept_invalid_certs&sslcert={foreign}", "anyhow", True),
        ("sslmode=require&ssl_min_protocol_version=TLSv1.3", "anyhow", True),
        ("sslmode=require&ssl_max_protocol_version=TLSv1.2", "anyhow", True),
        ("sslmode=require&sslnegotiation=postgres", "anyhow", True),
        ("sslcert={certificate}&sslkey={key}&sslpassword=violet", "certified", True),
        (
            "sslmode=verify-full&sslrootcert={ca}&sslcert={certificate}&sslkey={key}&sslpassword=violet",
            "certified",
            True,
        ),
    ],
)
async def test_each_spelling_of_tls_connects(
    parameters: str, user: str, expected: bool, server: TlsServer, hostile_shell: Path
) -> None:
    assert await is_encrypted(server.url(parameters, user)) is expected


@needs_postgres
@pytest.mark.parametrize(
    ("parameters", "user", "host", "reason"),
    [
        ("sslmode=verify-full", "anyhow", "localhost", "certificate verify failed"),
        ("sslrootcert=system", "anyhow", "localhost", "certificate verify failed"),
        ("ssl=true", "anyhow", "localhost", "certificate verify failed"),
        ("sslmode=require&sslaccept=strict", "anyhow", "localhost", "certificate verify failed"),
        ("sslmode=require&sslrootcert={foreign}", "anyhow", "localhost", "verify failed"),
        ("sslmode=verify-full&sslrootcert={ca}", "anyhow", "127.0.0.1", "mismatch"),
        ("ssl=true&sslrootcert={ca}&sslcrl={revoked}", "anyhow", "localhost", "revoked"),
        ("ssl-mode=require&ssl-ca={foreign}", "anyhow", "localhost", "verify failed"),
        ("sslmode=require", "plain", "localhost", "no pg_hba.conf entry"),
        ("sslmode=disable", "secret", "localhost", "no encryption"),
        # Both ways fail: the one that the server wants is told.
        ("", "certified", "localhost", "connection requires a valid client certificate"),
        ("sslmode=verify-full&sslrootcert=/nowhere/ca", "anyhow", "localhost", "sslrootcert=/nowh"),
        ("sslmode=require&sslrootcert={broken}", "anyhow", "localhost", "sslrootcert=/tmp/"),
        # What is no path may be a secret, and so may all that is given as a key.
        (
            "sslcert={certificate}&sslkey=/violet-anvil",
            "certified",
            "localhost",
            "sslkey in the address cannot be read: No such file",
        ),
        (
            "sslmode=verify-ca&sslrootcert=violet-anvil",
            "anyhow",
            "localhost",
            "sslrootcert in the address cannot be read: No such file",
        ),
        (
            "sslcert={certificate}&sslkey={key}&sslpassword=wrong",
            "certified",
            "localhost",
            "sslcert=/tmp/",
        ),
        ("sslcert={certificate}&sslkey={key}", "certified", "localhost", "cannot be read: "),
    ],
)
async def test_tls_that_cannot_be_had_is_one_sentence(
    parameters: str, user: str, host: str, reason: str, server: TlsServer, hostile_shell: Path
) -> None:
    with pytest.raises(CannotConnect) as caught:
        await is_encrypted(server.url(parameters, user, host))
    assert reason in str(caught.value)
    assert "violet-anvil" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@needs_postgres
@pytest.mark.parametrize(
    ("parameters", "user", "advice"),
    [
        ("ssl=true", "anyhow", "&sslrootcert=/path/to/ca.crt"),
        ("sslmode=disable", "secret", "The server wants TLS"),
        ("sslmode=verify-full&sslrootcert=/nowhere/ca", "anyhow", "Check the path in DATABASE_URL"),
    ],
)
async def test_the_check_says_what_to_do_about_tls(
    parameters: str, user: str, advice: str, server: TlsServer
) -> None:
    finished = await asyncio.to_thread(
        run, "stylipp", "check", DATABASE_URL=server.url(parameters, user), SECRET_KEY="x" * 32
    )
    assert advice in finished.stdout
    assert "violet-anvil" not in finished.stdout


async def test_an_issuer_that_is_unknown_is_to_be_added(
    database_url: str, terminator: ssl.SSLContext
) -> None:
    async with doors(database_url, terminator) as door:
        url = f"postgresql://u@localhost:{door.port}/d?sslmode=verify-full&sslnegotiation=direct"
        finished = await asyncio.to_thread(
            run, "stylipp", "check", DATABASE_URL=url, SECRET_KEY="x" * 32
        )
    assert "unable to get local issuer certificate" in finished.stdout
    assert "&sslrootcert=/path/to/ca.crt" in finished.stdout


@needs_postgres
async def test_a_renewed_certificate_is_read_and_an_unchanged_one_is_not(server: TlsServer) -> None:
    trusted = Path(server.files["ca"]).with_name("trusted.crt")
    url = server.url(f"sslmode=verify-full&sslrootcert={trusted}")
    with pytest.raises(CannotConnect, match="No such file"):
        await is_encrypted(url)
    shutil.copy(server.files["foreign"], trusted)
    with pytest.raises(CannotConnect, match="certificate verify failed"):
        await is_encrypted(url)
    shutil.copy(server.files["ca"], trusted)
    os.utime(trusted, (1, 1))
    before = _build_context.cache_info().misses
    for _ in range(3):
        assert await is_encrypted(url)
    assert _build_context.cache_info().misses == before + 1


@pytest.fixture
def terminator(tmp_path: Path) -> ssl.SSLContext:
    """The context of a server that begins with TLS at once, as PostgreSQL 17 can."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*Authority(tmp_path).issue("localhost"))
    context.set_alpn_protocols(["postgresql"])
    return context


async def test_tls_can_begin_at_once(
    database_url: str, terminator: ssl.SSLContext, hostile_shell: Path
) -> None:
    address = parse_database_url(database_url)
    async with doors(database_url, terminator) as door:
        for parameters, works in (
            ("sslmode=require&sslnegotiation=direct", True),
            ("sslmode=require", False),
        ):
            url = f"postgresql://{address.user}:{address.password}@localhost:{door.port}"
            wanted = parse_database_url(f"{url}/{address.database}?{parameters}")
            if works:
                await (await connect(wanted, {}))[0].close()
            else:
                with pytest.raises(CannotConnect):
                    await connect(wanted, {})


async def has_tls(door: Door) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write((8).to_bytes(4) + (80877103).to_bytes(4))  # SSLRequest
    answer = await reader.read(1)
    writer.close()
    return answer == b"S"


async def test_a_server_without_tls_is_asked_first_and_used_unless_it_is_required(
    database_url: str, hostile_shell: Path
) -> None:
    address = parse_database_url(database_url)
    async with doors(database_url) as door:
        if await has_tls(door):
            pytest.skip("TEST_DATABASE_URL leads to a server with TLS")
        url = f"postgresql://{address.user}:{address.password}@localhost:{door.port}"
        for mode, opened in (("prefer", 2), ("allow", 1), ("disable", 1)):
            door.opened = 0
            wanted = parse_database_url(f"{url}/{address.database}?sslmode={mode}")
            await (await connect(wanted, {}))[0].close()
            assert door.opened == opened
        wanted = parse_database_url(f"{url}/{address.database}?sslmode=require")
        with pytest.raises(CannotConnect, match="rejected SSL upgrade"):
            await connect(wanted, {})
