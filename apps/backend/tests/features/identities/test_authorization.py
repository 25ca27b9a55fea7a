"""What binds a provider's answer to the browser that asked."""

from src.features.identities.service.authorization import _secrets


def test_each_state_has_a_nonce_and_a_verifier_of_its_own_in_each_browser() -> None:
    """The nonce is in the provider's address, so the verifier must not be the same."""
    mine, other = bytes(32), b"x" * 32
    asked = [("state", mine), ("another", mine), ("state", other)]
    values = [value for state, browser in asked for value in _secrets(state, browser)]
    assert len(set(values)) == 6
    assert _secrets("state", mine) == tuple(values[:2])
    assert {len(value) for value in values} == {43}
