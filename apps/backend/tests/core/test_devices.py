import pytest

from src.core.devices import asked_from, device_name


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (None, None),
        ("", None),
        ("something else", None),
        ("curl/8.1", "curl"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/150.0.0.0 Safari/537.36 Edg/150.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 16; Pixel) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/150.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("x" * 512 + "curl/8.1", None),
    ],
)
def test_devices_are_named_after_browser_and_system(
    user_agent: str | None, name: str | None
) -> None:
    assert device_name(user_agent) == name


@pytest.mark.parametrize(
    ("user_agent", "ip", "told"),
    [
        ("curl/8.1", "203.0.113.7", "curl, 203.0.113.7"),
        (None, "203.0.113.7", "203.0.113.7"),
        ("curl/8.1", None, "curl"),
        ("<b>visit evil.example</b>", None, None),
    ],
)
def test_the_reader_of_a_mail_is_told_what_is_known_of_who_asked(
    user_agent: str | None, ip: str | None, told: str | None
) -> None:
    assert asked_from(user_agent, ip) == told
