import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from src.core.config import Settings, load_settings
from src.core.oidc_providers import AppleKey

ACME = {"issuer": "https://acme.example.com", "client_id": "me", "client_secret": "hunter2"}
GOOGLE = {"client_id": "me", "client_secret": "hunter2"}


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


P256 = pem(ec.generate_private_key(ec.SECP256R1()))
APPLE = {"client_id": "me", "team_id": "T", "key_id": "K", "private_key": P256}


def test_google_and_apple_are_presets_beside_providers_of_ones_own() -> None:
    domains = {"domains": ["acme.example.com"]}
    text = json.dumps(
        {
            "apple": APPLE,
            "acme": ACME | {"name": "Acme", "email_authority": domains},
            "google": GOOGLE,
        },
        indent=1,
    )
    providers = Settings(OIDC_PROVIDERS=text).oidc_providers
    assert [(p.id, p.name, p.issuer, p.email_authority) for p in providers.values()] == [
        ("apple", "Apple", "https://appleid.apple.com", "apple"),
        ("acme", "Acme", "https://acme.example.com", frozenset({"acme.example.com"})),
        ("google", "Google", "https://accounts.google.com", "google"),
    ]
    assert providers["apple"].apple_key == AppleKey("T", "K", P256)
    assert "hunter2" not in repr(providers)
    assert "BEGIN" not in repr(providers)


@pytest.mark.parametrize(
    ("providers", "sentence"),
    [
        ("hunter2", "must be a JSON object such as"),
        ("[1]", "must be a JSON object such as"),
        ('{"google": "hunter2"}', "must be a JSON object such as"),
        ('{"a": {}, "a": {}}', "must not contain a name twice"),
        ({"A b": ACME}, "must name each provider by lower-case letters, digits and dashes"),
        ({"google": {"client_id": "me"}}, "has no client_secret for google"),
        ({"google": GOOGLE | {"issuer": "https://x"}}, "has an unknown field for google"),
        ({"acme": {"client_id": "me"}}, "has no issuer for acme"),
        ({"acme": ACME | {"hunter2": "x"}}, "has an unknown field for acme; it may have issuer"),
        ({"acme": ACME | {"client_secret": 5}}, "must have a text as client_secret of acme"),
        ({"acme": ACME | {"client_secret": " hunter2"}}, "white space around the client_secret"),
        ({"acme": ACME | {"issuer": "acme"}}, "must have a URL such as https://login.example.com"),
        ({"acme": ACME | {"issuer": "https://a/?x"}}, "must have a URL such as https://login"),
        ({"acme": ACME | {"issuer": "https://a/{tenantid}"}}, "must have the issuer of one tenant"),
        ({"acme": ACME | {"email_authority": "yes"}}, "must have never, always or"),
        ({"acme": ACME | {"email_authority": {"domains": []}}}, "must have never, always or"),
        ({"acme": ACME | {"email_authority": {"domains": ["Acme.com"]}}}, ", in lower case, as"),
        ({"a": ACME, "b": ACME}, "must not have two providers with one issuer"),
        (
            {"a": ACME, "b": ACME | {"issuer": ACME["issuer"].replace("acme", "ACME") + "/"}},
            "must not have two providers with one issuer",
        ),
        ({"googel": {"client_id": "me"}}, "has no issuer for googel; perhaps google is meant"),
        ({"apple": APPLE | {"private_key": "hunter2"}}, "must have the text of the .p8 file"),
        (
            {"apple": APPLE | {"private_key": pem(rsa.generate_private_key(65537, 2048))}},
            "must have the text of the .p8 file",
        ),
    ],
)
def test_a_mistake_is_one_sentence_without_a_secret(
    providers: object, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = providers if isinstance(providers, str) else json.dumps(providers)
    monkeypatch.setenv("OIDC_PROVIDERS", text)
    with pytest.raises(SystemExit) as caught:
        load_settings(Settings)
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_outside_local_mode_providers_need_https_and_the_url_of_the_api(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@db.example.com/stylipp")
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    monkeypatch.setenv("OIDC_PROVIDERS", json.dumps({"acme": ACME}))
    with pytest.raises(SystemExit, match="API_URL must be set when OIDC_PROVIDERS is set"):
        load_settings(Settings)
    monkeypatch.setenv("API_URL", "https://api.stylipp.com")
    assert load_settings(Settings).oidc_providers["acme"].client_id == "me"
    plain = ACME | {"issuer": "http://acme.example.com"}
    monkeypatch.setenv("OIDC_PROVIDERS", json.dumps({"acme": plain}))
    with pytest.raises(SystemExit, match="must have an issuer that begins with https:// for acme"):
        load_settings(Settings)
