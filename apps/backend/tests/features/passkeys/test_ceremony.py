"""The ceremonies, in this process: the W3C's vectors, answers that must be refused, and damaged ones."""

import json
import random
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fido2 import cbor

from src.core.base64url import encode
from src.features.passkeys.schemas.schemas import NewCredential, RelyingParty, Signature
from src.features.passkeys.utils.ceremony import (
    ALGORITHMS,
    Refused,
    decode,
    read_challenge,
    read_new_credential,
    verify_signature,
)
from tests.authenticator import AAGUID, BS, UP, UV, Authenticator

RP = RelyingParty("stylipp.com", frozenset({"https://stylipp.com", "https://stylipp.de"}))
W3C = RelyingParty("example.org", frozenset({"https://example.org"}))
VECTORS = json.loads((Path(__file__).parent / "w3c_vectors.json").read_text())["vectors"]
NOT_OFFERED = (-35, -36, -53)
"""ES384, ES512 and Ed448, which some of the vectors have."""


def refusal(reason: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=f"^{reason}$")


def options() -> dict[str, Any]:
    return {"challenge": encode(secrets.token_bytes(32)), "user": {"id": encode(b"user")}}


def register(
    credential: dict[str, Any],
    public_key: dict[str, Any],
    *,
    rp: RelyingParty = RP,
    is_verification_required: bool = True,
) -> NewCredential:
    """What a service does with the answer to a registration."""
    response = credential["response"]
    challenge = read_challenge(decode(response["clientDataJSON"]), is_new=True, rp=rp)
    assert challenge == decode(public_key["challenge"])
    return read_new_credential(
        decode(response["attestationObject"]),
        decode(credential["rawId"]),
        rp=rp,
        is_verification_required=is_verification_required,
    )


def log_in(
    credential: dict[str, Any],
    public_key: dict[str, Any],
    known: NewCredential,
    *,
    rp: RelyingParty = RP,
    is_verification_required: bool = True,
) -> Signature:
    """What a service does with the answer to a login."""
    response = credential["response"]
    client_data = decode(response["clientDataJSON"])
    challenge = read_challenge(client_data, is_new=False, rp=rp)
    assert challenge == decode(public_key["challenge"])
    return verify_signature(
        client_data,
        decode(response["authenticatorData"]),
        decode(response["signature"]),
        rp=rp,
        public_key=known.public_key,
        is_backup_eligible=known.is_backup_eligible,
        is_verification_required=is_verification_required,
    )


def registered(authenticator: Authenticator) -> NewCredential:
    asked = options()
    return register(authenticator.create(asked), asked)


def decode_map(data: bytes) -> dict[Any, Any]:
    found = cbor.decode(data)
    assert isinstance(found, dict)
    return found


def bytes_of(vector: dict[str, str], name: str) -> bytes:
    return bytes.fromhex(vector[name])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vectors_of_the_w3c_verify_unless_they_are_cross_origin(vector: dict[str, Any]) -> None:
    new, used = vector["registration"], vector["authentication"]
    if "rossOrigin" in vector["name"] or "topOrigin" in vector["name"]:
        for part, is_new in ((new, True), (used, False)):
            with refusal("cross-origin"):
                read_challenge(bytes_of(part, "clientDataJSON"), is_new=is_new, rp=W3C)
        return
    challenge = read_challenge(bytes_of(new, "clientDataJSON"), is_new=True, rp=W3C)
    assert challenge == bytes_of(new, "challenge")
    credential = read_new_credential(
        bytes_of(new, "attestationObject"),
        bytes_of(new, "credential_id"),
        rp=W3C,
        is_verification_required=False,
        algorithms=(*ALGORITHMS, *NOT_OFFERED),
    )
    client_data = bytes_of(used, "clientDataJSON")
    challenge = read_challenge(client_data, is_new=False, rp=W3C)
    assert challenge == bytes_of(used, "challenge")
    verify_signature(
        client_data,
        bytes_of(used, "authenticatorData"),
        bytes_of(used, "signature"),
        rp=W3C,
        public_key=credential.public_key,
        is_backup_eligible=credential.is_backup_eligible,
        is_verification_required=False,
    )


def test_other_algorithms_than_the_three_offered_are_refused_at_registration() -> None:
    algorithms = {}
    for vector in VECTORS:
        new = vector["registration"]
        try:
            credential = read_new_credential(
                bytes_of(new, "attestationObject"),
                bytes_of(new, "credential_id"),
                rp=W3C,
                is_verification_required=False,
            )
            algorithms[vector["name"]] = decode_map(credential.public_key)[3]
        except Refused as refusal:
            algorithms[vector["name"]] = str(refusal)
    refused = {name.split()[3] for name, found in algorithms.items() if found == "algorithm"}
    assert refused == {"ES384", "ES512", "Ed448"}
    assert set(algorithms.values()) == {*ALGORITHMS, "algorithm"}


def test_a_new_passkey_is_read() -> None:
    authenticator = Authenticator()
    credential = registered(authenticator)
    assert credential.id == authenticator.id
    assert credential.aaguid == UUID(AAGUID)
    assert (credential.is_backup_eligible, credential.is_backed_up) == (True, True)
    assert credential.sign_count == 0


def test_a_use_says_what_the_authenticator_did() -> None:
    authenticator = Authenticator(is_synced=False)
    known = registered(authenticator)
    asked = options()
    assert log_in(authenticator.get(asked), asked, known) == Signature(1, True, False)
    credential = authenticator.get(asked, user_verified=False)
    found = log_in(credential, asked, known, is_verification_required=False)
    assert found == Signature(2, False, False)


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("origin", {"origin": "http://stylipp.com"}),
        ("origin", {"origin": "https://stylipp.com.evil.example"}),
        ("origin", {"origin": "https://login.stylipp.com"}),
        ("origin", {"origin": "https://stylipp.com:8443"}),
        ("origin", {"origin": ["https://stylipp.com"]}),
        ("cross-origin", {"crossOrigin": True}),
        ("cross-origin", {"crossOrigin": "false"}),
        ("cross-origin", {"crossOrigin": None}),
        ("cross-origin", {"topOrigin": "https://stylipp.com"}),
        ("type", {"type": "payment.get"}),
        ("type", {"type": None}),
        ("challenge", {"challenge": 1}),
        ("encoding", {"challenge": "not base64url"}),
        ("encoding", {"challenge": "\ud800"}),
        ("size of client data", {"extra": "x" * 4096}),
        ("user presence", {"flags": UV}),
        ("user verification", {"flags": UP}),
        ("backup state without eligibility", {"flags": UP | UV | BS}),
    ],
)
def test_what_the_browser_or_the_authenticator_must_not_say_is_refused(
    reason: str, changes: dict[str, Any]
) -> None:
    authenticator = Authenticator(is_synced=False)
    asked = options()
    with refusal(reason):
        register(authenticator.create(asked, **changes), asked)
    known = registered(authenticator)
    with refusal(reason):
        log_in(authenticator.get(asked, **changes), asked, known)


def test_any_of_the_origins_is_accepted_and_unknown_fields_are_ignored() -> None:
    authenticator = Authenticator(origin="https://stylipp.de")
    asked = options()
    known = register(authenticator.create(asked, other_keys_can_be_added_here="x"), asked)
    assert log_in(authenticator.get(asked, more=[1]), asked, known).is_user_verified


def test_another_relying_party_is_refused() -> None:
    other = Authenticator("evil.example", "https://stylipp.com")
    asked = options()
    with refusal("relying party"):
        register(other.create(asked), asked)
    known = registered(Authenticator())
    with refusal("relying party"):
        log_in(other.get(asked), asked, known)


def test_an_answer_to_the_other_ceremony_is_refused() -> None:
    authenticator = Authenticator()
    asked = options()
    created = authenticator.create(asked)
    with refusal("type"):
        read_challenge(decode(created["response"]["clientDataJSON"]), is_new=False, rp=RP)
    used = authenticator.get(asked)
    with refusal("type"):
        read_challenge(decode(used["response"]["clientDataJSON"]), is_new=True, rp=RP)


def test_a_signature_by_another_key_or_over_other_data_is_refused() -> None:
    authenticator, other = Authenticator(), Authenticator()
    known = registered(authenticator)
    asked = options()
    with refusal("signature"):
        log_in(other.get(asked), asked, known)
    first, second = authenticator.get(asked), authenticator.get(asked, user_verified=False)
    for part in ("authenticatorData", "clientDataJSON"):
        mixed = first | {"response": first["response"] | {part: second["response"][part]}}
        if mixed == first:  # the client data is the same
            continue
        with refusal("signature"):
            log_in(mixed, asked, known, is_verification_required=False)


def test_a_passkey_cannot_become_one_of_another_kind() -> None:
    """Whether its provider keeps a copy is fixed when it is created (§6.1.3)."""
    authenticator = Authenticator()
    known = registered(authenticator)
    authenticator.is_synced = False
    asked = options()
    with refusal("backup eligibility has changed"):
        log_in(authenticator.get(asked), asked, known)


def test_the_id_must_be_that_of_the_attested_passkey_and_of_a_sound_length() -> None:
    authenticator = Authenticator()
    asked = options()
    created = authenticator.create(asked)
    with refusal("credential"):
        register(created | {"rawId": encode(secrets.token_bytes(32))}, asked)
    for length in (0, 15, 1024):
        authenticator.id = secrets.token_bytes(length)
        with refusal("size of credential id"):
            register(authenticator.create(asked), asked)
    for length in (16, 1023):
        authenticator.id = secrets.token_bytes(length)
        assert register(authenticator.create(asked), asked).id == authenticator.id


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("algorithm", lambda key: {**key, 3: -47}),
        ("algorithm", lambda key: {**key, 3: True}),
        ("attestation", lambda key: {**key, 3: 0}),
        ("attestation", lambda key: [key]),
        ("public key", lambda key: {**key, -1: 2}),  # another curve
        ("public key", lambda key: {**key, -2: bytes(32)}),  # not on the curve
        ("public key", lambda key: {1: 2, 3: -7}),
        ("public key", lambda key: {**key, -2: "text"}),
        ("public key", lambda key: {1: 1, 3: -8, -1: 6, -2: bytes(31)}),
        ("public key", lambda key: {1: 3, 3: -257, -1: b"\xff" * 255, -2: b"\x03"}),
        ("public key", lambda key: {1: 3, 3: -257, -1: b"\0" + b"\xff" * 255, -2: b"\x03"}),
        ("size of public key", lambda key: {**key, 99: bytes(1024)}),
    ],
)
def test_what_is_no_key_is_refused_at_registration(
    reason: str, change: Callable[[Any], Any]
) -> None:
    authenticator = Authenticator()
    asked = options()
    created = authenticator.create(asked)
    attestation = decode_map(decode(created["response"]["attestationObject"]))
    data = attestation["authData"]
    begin = data[: 37 + 18 + len(authenticator.id)]
    key, rest = cbor.decode_from(data[len(begin) :])
    assert rest == b""
    attestation["authData"] = begin + cbor.encode(change(key))
    created["response"]["attestationObject"] = encode(cbor.encode(attestation))
    with refusal(reason):
        register(created, asked)


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\x81" * 16_384,  # arrays in arrays
        b"\xa1\x61a" * 5_000,  # maps in maps
        b"\x9a\x00\x00\x3f\xf0" + b"\x01" * 16_368,
        b"\xbb" + b"\xff" * 8,
        b"\x5b" + b"\xff" * 8,
        b"\xff" * 64,
        bytes(16_385),
    ],
)
def test_hostile_attestations_are_refused(hostile: bytes) -> None:
    with pytest.raises(Refused):
        read_new_credential(hostile, bytes(32), rp=RP, is_verification_required=True)


@pytest.mark.parametrize(
    "hostile",
    [b"", b"[]", b"null", b"1", b"\xff", b"\xef\xbb\xbf{}", b"[" * 4000, b"1" * 4090, b"{}"],
)
def test_hostile_client_data_is_refused(hostile: bytes) -> None:
    for is_new in (True, False):
        with pytest.raises(Refused):
            read_challenge(hostile, is_new=is_new, rp=RP)


def test_long_signatures_and_authenticator_data_are_refused() -> None:
    authenticator = Authenticator()
    known = registered(authenticator)
    asked = options()
    for part, length, reason in (
        ("signature", 1025, "size of signature"),
        ("authenticatorData", 4097, "size of authenticator data"),
    ):
        used = authenticator.get(asked)
        used["response"][part] = encode(bytes(length))
        with refusal(reason):
            log_in(used, asked, known)


@pytest.mark.parametrize("text", ["YQ==", "YQ=", "YR", "Y", "Y Q", "YQ\n", "Y+/", "\u0661", "ÿ"])
def test_bytes_have_one_spelling(text: str) -> None:
    with refusal("encoding"):
        decode(text)
    assert decode("YQ") == b"a"
    assert decode("") == b""


def damaged(data: bytes, source: random.Random) -> bytes:
    """Return the data with some bytes changed, inserted or removed."""
    result = bytearray(data)
    for _ in range(source.choice((1, 1, 2, 5))):
        kind = source.random()
        if kind < 0.6 and result:
            result[source.randrange(len(result))] = source.randrange(256)
        elif kind < 0.8:
            place = source.randrange(len(result) + 1)
            result[place:place] = source.randbytes(source.randrange(1, 9))
        elif result:
            place = source.randrange(len(result))
            del result[place : place + source.randrange(1, 9)]
    return bytes(result)


def test_six_thousand_damaged_answers_give_refusals_only() -> None:
    """Never another exception, which would be a 500, and never another meaning."""
    source = random.Random(7)  # noqa: S311
    authenticator = Authenticator()
    known = registered(authenticator)
    asked = options()
    created, used = authenticator.create(asked), authenticator.get(asked)
    refused = accepted = 0
    for attempt in range(6000):
        original = created if attempt % 2 else used
        response = dict(original["response"])
        for name in ("clientDataJSON", "attestationObject", "authenticatorData", "signature"):
            if name in response and source.random() < 0.6:
                response[name] = encode(damaged(decode(response[name]), source))
        credential = original | {"response": response}
        try:
            if attempt % 2:
                # The signature says nothing about a new passkey, so that damage to its AAGUID, key or
                # statement may make another one.
                assert register(credential, asked).id == authenticator.id
            else:
                log_in(credential, asked, known)
                assert response == used["response"]
            accepted += 1
        except Refused:
            refused += 1
        except AssertionError:
            client_data = json.loads(decode(response["clientDataJSON"]))
            assert client_data["challenge"] != asked["challenge"]  # the service refuses it
            refused += 1
    assert refused > 4000
    assert accepted + refused == 6000


def test_keys_of_all_three_algorithms_say_no_in_one_way() -> None:
    """`verify` is called with signatures of any form."""
    source = random.Random(7)  # noqa: S311
    for vector in VECTORS:
        if "Attestation with" not in vector["name"]:
            continue
        new = vector["registration"]
        credential = read_new_credential(
            bytes_of(new, "attestationObject"),
            bytes_of(new, "credential_id"),
            rp=W3C,
            is_verification_required=False,
            algorithms=(*ALGORITHMS, *NOT_OFFERED),
        )
        used = vector["authentication"]
        for length in (0, 1, 63, 64, 65, 71, 256, 257, 1024):
            with refusal("signature"):
                verify_signature(
                    bytes_of(used, "clientDataJSON"),
                    bytes_of(used, "authenticatorData"),
                    source.randbytes(length),
                    rp=W3C,
                    public_key=credential.public_key,
                    is_backup_eligible=credential.is_backup_eligible,
                    is_verification_required=False,
                )
