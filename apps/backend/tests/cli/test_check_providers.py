import asyncio

import pytest

from src.cli.checks.line import Line, Mark
from src.cli.checks.providers import check_providers
from src.core.config import Settings
from src.core.oidc_providers import ProviderSettings
from tests.provider.hostile import run_hostile_provider


async def test_each_provider_is_asked_for_its_metadata() -> None:
    async with run_hostile_provider() as right, run_hostile_provider() as wrong:
        wrong.metadata["issuer"] = right.issuer
        settings = Settings(
            OIDC_PROVIDERS={
                "acme": ProviderSettings("acme", "Acme", right.issuer, "me", "hunter2"),
                "other": ProviderSettings("other", "Other", wrong.issuer, "me", "hunter2"),
            }
        )
        lines = [line async for line in check_providers(settings)]
    assert [(line.mark, line.name) for line in lines] == [
        (Mark.GOOD, "provider"),
        (Mark.BAD, "provider"),
    ]
    assert lines[0].finding == f"acme, {right.issuer}, answers"
    assert lines[0].advice.endswith("/v1/auth/oidc/acme/return.")
    assert lines[1].finding == "other has metadata of another issuer"
    assert "hunter2" not in str(lines)


async def test_a_provider_without_a_key_for_signatures_fails() -> None:
    async with run_hostile_provider() as provider:
        provider.keys = [key for key in provider.keys if "kid" not in key or key["kid"] == "enc"]
        line = await check_one(provider.issuer)
    assert (line.mark, line.finding) == (
        Mark.BAD,
        "acme has no usable key for RS256 or ES256",
    )


async def test_providers_are_asked_at_once() -> None:
    async with run_hostile_provider() as provider:
        both = asyncio.Barrier(2)
        provider.wait = both.wait
        twin = ProviderSettings("twin", "Twin", provider.issuer, "me", "hunter2")
        acme = ProviderSettings("acme", "Acme", provider.issuer, "me", "hunter2")
        settings = Settings(OIDC_PROVIDERS={"acme": acme, "twin": twin})
        lines = [line async for line in check_providers(settings)]
    assert [line.finding.split(",")[0] for line in lines] == ["acme", "twin"]


async def test_a_missing_file_of_certificates_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    line = await check_one("https://acme.example")
    assert (line.mark, line.finding) == (
        Mark.BAD,
        "acme is not asked: SSL_CERT_FILE is no readable file of certificates",
    )


async def check_one(issuer: str) -> Line:
    provider = ProviderSettings("acme", "Acme", issuer, "me", "hunter2")
    (line,) = [line async for line in check_providers(Settings(OIDC_PROVIDERS={"acme": provider}))]
    return line
