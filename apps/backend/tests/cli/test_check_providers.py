from src.cli.checks.line import Mark
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
