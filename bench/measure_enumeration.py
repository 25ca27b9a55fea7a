"""Does the time of an answer reveal whether an address has an account?"""

import json
import statistics
from typing import Any

import load
from arena import Arena
from contestants import EMAILS, say

OPERATIONS = {
    "login": (401, "/v1/auth/login", {"password": "a wrong password"}),
    "forgot": (202, "/v1/auth/password/forgot", {}),
}


async def measure(arena: Arena) -> dict[str, Any]:
    """Known and unknown addresses in turn."""
    client = load.Client((await arena.ours()).server.port)
    found = {}
    for name, (expected, path, body) in OPERATIONS.items():
        raw = [
            load.request("POST", path, body=json.dumps({"email": email} | body))
            for email in (EMAILS[-1], "nobody@example.com")
        ]
        turns = 5 if arena.is_quick else 30
        await load.latencies(client, raw * 5, expected)  # warms up
        times = await load.latencies(client, [*raw, *reversed(raw)] * turns, expected)
        known = statistics.median(times[::4] + times[3::4])
        unknown = statistics.median(times[1::4] + times[2::4])
        ratio = unknown / known
        say(f"  {name}: unknown / known {ratio:.3f}")
        found[name] = {"known_ms": known, "unknown_ms": unknown}
        found[name] |= {"rate": ratio, "difference": abs(ratio - 1)}
    client.close()
    return {"rounds": [found]}
