"""TLS to the database: what an address asks for, and the context that the driver gets.

The driver's own reading of these words would also look into HOME and the shell's variables.
"""

import functools
import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

_MODES = {
    mode.replace("-", ""): mode
    for mode in ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
}
_TRUE = {"true", "1", "on", "yes"}
_FALSE = {"false", "0", "off", "no"}
_NO_VERIFICATION = "noverify"  # node-postgres

_VERSIONS = {"tlsv1.2": ssl.TLSVersion.TLSv1_2, "tlsv1.3": ssl.TLSVersion.TLSv1_3}
_OLD_VERSIONS = {"tlsv1", "tlsv1.0", "tlsv1.1"}

_BASE64 = re.compile(r"\s*(LS0tLS1CRUdJTi|M[A-P][\w+/= -]{58})")
"""How a certificate or key in PEM format begins when encoded once more, and how one in DER format does."""

SYSTEM = "system"


@dataclass(frozen=True)
class Tls:
    """What an address asks for, as libpq means it. Names of files are read at each connection."""

    mode: str = "prefer"
    """``require`` encrypts without verification; with a root certificate, libpq verifies as
    ``verify-ca`` does, and that is what it then says here."""

    root: str = ""
    """File with the certificates to trust, or ``system``. Only if the mode verifies."""

    certificate: str = ""
    key: str = ""
    key_password: str = field(default="", repr=False)
    revoked: str = ""
    revoked_folder: str = ""
    minimum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    maximum: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED
    is_direct: bool = False
    """Whether TLS begins at once, without asking PostgreSQL first (17 and newer)."""

    def attempts(self) -> tuple[ssl.SSLContext | bool, ...]:
        """Return what to try, in this order. Raises `ValueError` with one sentence if a file cannot
        be read."""
        if self.mode == "disable":
            return (False,)
        context = self.context()
        if self.mode == "prefer":
            return (context, False)
        return (False, context) if self.mode == "allow" else (context,)

    def context(self) -> ssl.SSLContext:
        """Return the context for a connection: built once, and again when a file has changed.

        Files are not read before: only the process that connects needs them, they may be written
        after it starts, and certificates that live for hours are renewed while it runs.
        """
        changed_at = []
        for name, path in self._files().items():
            try:
                changed_at.append(os.stat(path).st_mtime_ns)
            except OSError as error:
                raise ValueError(_cannot_read(name, path, error)) from None
        return _build_context(self, tuple(changed_at))

    def _files(self) -> dict[str, str]:
        files = {
            "sslrootcert": self.root if self.root != SYSTEM else "",
            "sslcert": self.certificate,
            "sslkey": self.key,
            "sslcrl": self.revoked,
            "sslcrldir": self.revoked_folder,
        }
        return {name: path for name, path in files.items() if path}


def _cannot_read(name: str, path: str, error: Exception) -> str:
    """Return the sentence. It repeats only what is a path: a key may have been given instead."""
    reason = getattr(error, "strerror", None) or type(error).__name__
    is_path = path.startswith(("/", ".")) and name != "sslkey"
    return f"{name}{f'={path}' * is_path} in the address cannot be read: {reason}"


@functools.lru_cache(maxsize=8)
def _build_context(tls: Tls, _changed_at: tuple[int, ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = tls.mode == "verify-full"
    is_verified = tls.mode.startswith("verify")
    context.verify_mode = ssl.CERT_REQUIRED if is_verified else ssl.CERT_NONE
    context.minimum_version, context.maximum_version = tls.minimum, tls.maximum
    context.set_alpn_protocols(["postgresql"])
    name = ""
    files = tls._files()
    try:
        if tls.root == SYSTEM:
            context.load_default_certs()
        elif tls.root:
            name = "sslrootcert"
            context.load_verify_locations(cafile=tls.root)
        if is_verified and (tls.revoked or tls.revoked_folder):
            name = "sslcrl" if tls.revoked else "sslcrldir"
            context.load_verify_locations(tls.revoked or None, tls.revoked_folder or None)
            context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
        if tls.certificate:
            name = "sslcert"
            # Without a password, OpenSSL would ask for one on the terminal.
            context.load_cert_chain(tls.certificate, tls.key or None, lambda: tls.key_password)
    except (OSError, ValueError) as error:  # among them ssl.SSLError
        raise ValueError(_cannot_read(name, files[name], error)) from None
    return context


def read_tls(parameters: Mapping[str, str]) -> Tls:
    """Read the parameters about TLS, in the spellings of libpq, SQLAlchemy, JDBC, node-postgres and
    Prisma. Raises `ValueError` with one sentence."""
    mode, root = _read_mode(parameters), parameters.get("sslrootcert", "")
    certificate = parameters.get("sslcert", "")
    accept = parameters.get("sslaccept", "").lower()
    if accept not in ("", "strict", "accept_invalid_certs"):
        raise ValueError("has a sslaccept other than strict and accept_invalid_certs")
    if accept and not parameters.get("sslkey"):
        # For Prisma, `sslcert` is the root certificate, and `sslaccept` says whether it verifies.
        root, certificate = root or certificate, ""
    if accept == "strict" and mode != "disable":
        mode = "verify-full"
    elif accept and mode in ("require", "verify-ca", "verify-full"):
        mode = _NO_VERIFICATION
    if mode == _NO_VERIFICATION:
        mode, root = "require", ""
    if not mode:
        mode = "verify-full" if root == SYSTEM else "prefer"
    if root == SYSTEM and mode not in ("disable", "verify-full"):
        raise ValueError("has sslrootcert=system, which needs sslmode=verify-full")
    if mode == "require" and root:
        mode = "verify-ca"
    if mode == "verify-ca" and not root:
        raise ValueError(
            "has sslmode=verify-ca without a CA: add sslrootcert=/path/to/ca.crt, "
            "or use sslmode=verify-full, which can trust the system's"
        )
    if mode == "verify-full":
        root = root or SYSTEM
    tls = Tls(
        mode=mode,
        root=_path(root) if mode.startswith("verify") else "",
        certificate=_path(certificate),
        key=_path(parameters.get("sslkey", "")) if certificate else "",
        key_password=parameters.get("sslpassword", ""),
        revoked=_path(parameters.get("sslcrl", "")),
        revoked_folder=_path(parameters.get("sslcrldir", "")),
        minimum=_version(parameters, "ssl_min_protocol_version", Tls.minimum),
        maximum=_version(parameters, "ssl_max_protocol_version", Tls.maximum),
        is_direct=_is_direct(parameters, mode),
    )
    if tls.maximum == ssl.TLSVersion.TLSv1_2 < tls.minimum:
        raise ValueError("has an ssl_max_protocol_version below its ssl_min_protocol_version")
    return tls


def _read_mode(parameters: Mapping[str, str]) -> str:
    """Return the mode that the address names, or an empty string."""
    for name in ("sslmode", "ssl", "tls"):
        word = parameters.get(name, "").lower().replace("-", "").replace("_", "")
        if not word:
            continue
        if word in _MODES:
            return _MODES[word]
        if word == _NO_VERIFICATION:
            return word
        # JDBC, node-postgres and asyncpg agree that `ssl=true` verifies.
        if name != "sslmode" and word in _TRUE:
            return "verify-full"
        if name != "sslmode" and word in _FALSE:
            return "disable"
        raise ValueError(f"has an unknown {name}: use one of {', '.join(_MODES.values())}")
    return ""


def _is_direct(parameters: Mapping[str, str], mode: str) -> bool:
    negotiation = parameters.get("sslnegotiation", "postgres").lower()
    if negotiation not in ("postgres", "direct"):
        raise ValueError("has a sslnegotiation other than postgres and direct")
    if negotiation == "direct" and mode in ("disable", "allow", "prefer"):
        raise ValueError("has sslnegotiation=direct, which needs sslmode=require or stronger")
    return negotiation == "direct"


def _version(parameters: Mapping[str, str], name: str, default: ssl.TLSVersion) -> ssl.TLSVersion:
    word = parameters.get(name, "").lower()
    if not word or (name == "ssl_min_protocol_version" and word in _OLD_VERSIONS):
        return default  # older versions are not offered in any case
    if word not in _VERSIONS:
        raise ValueError(f"has an {name} other than TLSv1.2 and TLSv1.3")
    return _VERSIONS[word]


def _path(value: str) -> str:
    is_text = "-----BEGIN" in value or not value.isprintable() or _BASE64.match(value)
    if is_text:
        raise ValueError("has the text of a certificate or key where the path of a file belongs")
    return os.path.expanduser(value)
