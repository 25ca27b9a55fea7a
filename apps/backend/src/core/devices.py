"""Names of devices that users recognize."""

USER_AGENT_MAX_LENGTH = 512

# The first match names the browser: most headers also contain the names of older browsers.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
    "curl/": "curl",
    "python-httpx/": "Python",
    "okhttp/": "Android app",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def asked_from(user_agent: str | None, ip: str | None) -> str | None:
    """Return something like `Firefox on Linux, 203.0.113.7`, for the reader of a mail; None if nothing is
    known."""
    return ", ".join(part for part in (device_name(user_agent), ip) if part) or None


def device_name(user_agent: str | None) -> str | None:
    """Return something like `Firefox on Linux`; None if the header names neither.

    Only this name is stored: the header identifies people more precisely than they expect.
    """
    text = (user_agent or "")[:USER_AGENT_MAX_LENGTH]
    browser = next((name for word, name in _BROWSERS.items() if word in text), None)
    system = next((name for word, name in _SYSTEMS.items() if word in text), None)
    if browser is not None and system is not None:
        return f"{browser} on {system}"
    return browser or system
