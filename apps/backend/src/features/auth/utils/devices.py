"""A name for a device that its owner recognises."""

USER_AGENT_MAX_LENGTH = 512

# The first word that a header contains names it: every browser claims to be the older ones too.
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


def device_name(user_agent: str | None) -> str | None:
    """Return something like `Firefox on Linux`; None for a client that names neither.

    Only this is kept, not the header: it identifies people more than its owner expects.
    """
    text = (user_agent or "")[:USER_AGENT_MAX_LENGTH]
    browser = next((name for word, name in _BROWSERS.items() if word in text), None)
    system = next((name for word, name in _SYSTEMS.items() if word in text), None)
    if browser is not None and system is not None:
        return f"{browser} on {system}"
    return browser or system
