"""The end of the results: how to read them, and what they were measured on."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contestants import BARE, LABELS, PEERS
from figures import Part, number, ratio, values
from goals import memory_ratio
from postgres import CONFIGURATION

READING = """\
## An honest reading

* Load generator, servers and PostgreSQL share the cores, on a machine that others may use too. The
  same code can be twice as fast a minute later: only ratios within a round mean something, and a
  range over a few rounds is no confidence interval.
* Hash parameters are not code speed. Whoever hashes more cheaply logs in faster, and is easier to
  break. At equal cost most of a login is the hash, and all who use the cores well end up close together.
* What ours is about at login is the storm: others do not wait. A share above 1 of the hash alone is a
  round that was disturbed.
* Ours remembers the tokens that it has verified, ten of them in `GET me`; the others verify each
  time. "Each token new" is the same without that, the worst case.
* The limit for reads leaves out what an API needs: routing, validation, error shapes, headers,
  logging, a contract. It shows what they cost, not what could be had.
* Ours reads the session and the account in one query, so that a logout counts at once. The peers'
  tokens are good until they expire; they read the account alone. Their answers hold other fields.
* The peers are short applications of ours, made as their documentation says, with what it sets
  (pools, workers, access logs). Tuning would make each of them faster; `bench/peers` is open to it.
* gunicorn's sync workers close each connection after its answer, as their documentation says; behind
  a proxy that keeps connections they lose less than here.
* The storm treats all who hash on the event loop, or on one pool with their requests, alike: they
  wait. That is a choice of set-up, and the point of the comparison.
* Everything is on one machine: no network, no TLS, no HTTP/2, warm caches.\
"""


def login_outcome(part: Part) -> Iterator[str]:
    ahead = [
        LABELS[peer.name]
        for peer in PEERS
        if (found := ratio(part["rounds"], "ours", peer.name)) and found.median < 1
    ]
    yield (
        "* At equal cost, login after login, "
        + (
            f"faster than ours: {', '.join(ahead)}."
            if ahead
            else "nobody here is faster than ours."
        )
    )
    two = ratio(part["rounds"], "ours_2", "ours")
    if two is not None and two.median < 1:
        yield "* Two workers of ours log in more slowly than one: four threads hash on two cores."


def storm_outcome(part: Part) -> Iterator[str]:
    refused = values(part["rounds"], "ours", "refused")
    if refused is not None and refused.median > 0:
        yield (
            f"* Of the logins of the storm ours refuses {number(refused, '.0%')}: what would wait long is"
            " sent away for a second, and those clients pause meanwhile. The peers let everybody wait."
        )


def start_outcome(part: Part) -> Iterator[str]:
    start = ratio(part["rounds"], "ours", "fastapi_users")
    if start is not None and start.median > 1:
        yield (
            "* Ours takes longer to start than fastapi-users: it imports more (a contract with"
            " descriptions, 23 operations). Importing is nearly all of it."
        )
    if found := memory_ratio(part["rounds"], "pss"):
        yield (
            "* The memory goals compare one worker, whose pages are mostly shared with the main process"
            " of `stylipp serve` (PSS divides them). That process has a price with one worker: all of"
            f" ours takes {number(found)} × the memory of all of fastapi-users. What fills it is"
            " imported code: SQLAlchemy, FastAPI, Pydantic, and the list of common passwords."
        )


OUTCOMES: tuple[tuple[str, Callable[[Part], Iterator[str]]], ...] = (
    ("login", login_outcome),
    ("storm", storm_outcome),
    ("start", start_outcome),
)


def reading_section(parts: Mapping[str, Part]) -> list[str]:
    return [
        READING,
        *(line for name, words in OUTCOMES if name in parts for line in words(parts[name])),
    ]


def machine_section(results: dict[str, Any]) -> list[str]:
    machine, versions = results.get("machine", {}), results.get("versions", {})
    if not machine:
        return []
    lines = [
        "## Measured on",
        "",
        f"{machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}; "
        f"Python {machine['python']} for everybody; PostgreSQL {machine['postgresql']} on a Unix "
        "socket, with",
        "`" + "`, `".join(CONFIGURATION.strip().splitlines()) + "`.",
        "",
        "Ours: `stylipp serve --workers N`, defaults but for the address of the database, `SECRET_KEY`,",
        "`COOKIE_SECURE=false` and limits that are on and raised; "
        + ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
        + ".",
        "",
    ]
    for peer in (BARE, *PEERS):
        prefix = f"{peer.folder}: "
        pins = [
            f"{k.removeprefix(prefix)} {v}" for k, v in versions.items() if k.startswith(prefix)
        ]
        if pins:
            command = " ".join(part.removeprefix("{bin}/") for part in peer.command)
            lines.append(f"* {peer.label}: {', '.join(pins)}; `{command}`")
    parts = results.get("parts", {})
    when = [
        f"{name} {part['at']}, commit {part['revision']} ({part['seconds_taken']:.0f} s)"
        for name, part in parts.items()
    ]
    return [*lines, "", f"Measured: {'; '.join(when)}."]
