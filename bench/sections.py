"""The sections of the results, one for each part that was measured."""

from typing import Any

from contestants import LABELS
from figures import Part, errors, names, number, ratio, table, values

Rounds = list[Any]


def label(rounds: Rounds, name: str) -> str:
    """The name, marked if a measurement of it had errors."""
    failed = errors(rounds, name)
    text = LABELS.get(name, name)
    return f"{text} (⚠ {failed} errors)" if failed else text


def rates(rounds: Rounds, *, limit: str) -> list[str]:
    rows = [
        (
            label(rounds, name),
            "1" if name == "ours" else number(ratio(rounds, "ours", name)),
            number(ratio(rounds, name, limit)) if name != limit else "1",
            number(values(rounds, name), ",.0f" if limit == "bare" else ",.1f"),
            *(
                number(values(rounds, name, key), spec) if key in rounds[0][name] else "–"
                for key, spec in (("cpu_us", ",.0f"), ("p50", ".1f"), ("p99", ".1f"))
            ),
        )
        for name in names(rounds)
    ]
    head = (
        "",
        "ours is × as fast",
        "of the limit",
        "per second",
        "server CPU µs",
        "p50 ms",
        "p99 ms",
    )
    return table(head, rows)


def me_section(part: Part) -> list[str]:
    return [
        f"## `GET me`, {part['connections']} connections",
        "",
        "The token is checked, and the account is read from the database; ours reads its session too,",
        "so that a logout counts at once. Server CPU is that of the server's processes for each",
        "request, PostgreSQL's not included; it is steadier than the rate. Tokens of ten accounts",
        "take turns. The limit is one process, whatever it is compared with.",
        "",
        *rates(part["rounds"], limit="bare"),
        "",
        f"From one worker to two: × {number(ratio(part['rounds'], 'ours_2', 'ours'))} "
        "(`wrk` and PostgreSQL want their share of the same cores).",
    ]


def hash_words(part: Part) -> str:
    cost = part["parameters"]
    return f"Argon2id, m={cost['m']}, t={cost['t']}, p={cost['p']}"


def login_section(part: Part) -> list[str]:
    return [
        f"## Login at equal hash cost, {part['connections']} connections",
        "",
        f"Everybody verifies {hash_words(part)}. The limit is that hash and nothing else, on as many",
        "threads as there are cores. Ours does more than the others: limits, a session, the audit log.",
        "",
        *rates(part["rounds"], limit="hash"),
    ]


def defaults_section(part: Part) -> list[str]:
    return [
        f"## Login at everybody's own hash, {part['connections']} connections",
        "",
        f"Ours: {hash_words(part)}. This compares **choices of parameters, not code**: a cheaper hash",
        "is faster for attackers too. It tells what a server does as it comes.",
        "",
        *rates(part["rounds"], limit="hash"),
    ]


def storm_section(part: Part) -> list[str]:
    rounds = part["rounds"]
    rows = []
    for name in names(rounds):
        unanswered = values(rounds, name, "unanswered")
        is_bound = unanswered is not None and unanswered.high > 0
        memory = [one[name]["memory"] for one in rounds if name in one]
        rows.append(
            (
                label(rounds, name),
                number(values(rounds, name, "quiet_p99"), ".1f"),
                number(values(rounds, name, "p50"), ",.1f"),
                ("≥ " if is_bound else "") + number(values(rounds, name, "p99"), ",.1f"),
                number(values(rounds, name, "logins_per_second"), ".1f"),
                number(values(rounds, name, "refused"), ".0%"),
                number(values(rounds, name, "longest_login"), ".1f"),
                f"{max(one['largest_pss'] for one in memory):.0f}",
            )
        )
    head = (
        "",
        "quiet p99 ms",
        "p50 ms",
        "p99 ms",
        "logins/s",
        "refused",
        "longest login s",
        "worker's PSS MB",
    )
    return [
        f"## `GET me` while {part['clients']} clients log in",
        "",
        f"{part['reads_per_second']} requests per second for {part['seconds']} s, sent when they are",
        "due, whether earlier answers have come or not; a time counts from then. What is unanswered 2 s",
        "after the end counts with its age, so a value with ≥ would be larger still. The hash costs",
        "everybody the same. *Refused* is the share of logins that were answered 503, to be sent again",
        "after a second; the longest login counts each try by itself.",
        "",
        *table(head, rows),
    ]


def writes_section(part: Part) -> list[str]:
    rounds, counted = part["rounds"], part["statements"]
    rows = [
        (
            label(rounds, name),
            number(values(rounds, name), ",.0f"),
            number(values(rounds, name, "p50"), ".1f"),
            number(values(rounds, name, "cpu_us"), ",.0f"),
        )
        for name in names(rounds)
    ]
    operations = [
        (name, str(one["queries"]), str(one["round_trips"]), f"{one['alike']} of {one['requests']}")
        for name, one in counted.items()
    ]
    statements = [
        (f"`{one['statement'].replace('|', chr(92) + '|')}`", f"{one['milliseconds']:.2f}")
        for one in counted["login"]["statements"]
    ]
    return [
        f"## What changes something, {part['clients']} connections",
        "",
        *table(("", "per second", "p50 ms", "server CPU µs"), rows),
        "",
        "Counted by a proxy between the product and PostgreSQL, with one request at a time.",
        "`BEGIN` and `COMMIT` are round trips, and no queries. Background work falls into a few of the",
        "requests: the figures are those of the many that are alike.",
        "",
        *table(("", "queries", "round trips", "requests alike"), operations),
        "",
        "The statements of a login, with the mean time that the product waits for each (the hop",
        "through the proxy included):",
        "",
        *table(("statement", "ms"), statements),
    ]


def milliseconds(one: dict[str, Any]) -> str:
    return str(one["error"]) if "error" in one else f"{one['ms']:.1f}"


def growth_section(part: Part) -> list[str]:
    sizes = list(part["users"])
    kinds = list(dict.fromkeys(key for one in part["users"].values() for key in one))
    rows = [
        (
            kind,
            *(
                milliseconds(part["users"][s][kind]) if kind in part["users"][s] else "–"
                for s in sizes
            ),
        )
        for kind in kinds
    ]
    lines = [
        "## As tables grow",
        "",
        "`GET /v1/users` over HTTP, 20 accounts on a page where nothing else is said, one request",
        "after the other; median in ms. Nobody may ask beyond page 100; search finds the others.",
        "A prefix of 4 letters fits one account of 65,536, one of 1 letter a sixteenth of all; its",
        "deepest page is there where it has one.",
        "",
        *table(("", *(f"{int(size):,} users" for size in sizes)), rows),
    ]
    for kind, words in (("sessions", "sessions ever"), ("events", "audit events")):
        history = part["histories"][kind]
        rows = [
            (what, *(milliseconds(one[what]) for one in history.values()))
            for what in ("session list", "export")
        ]
        head = ("", *(f"{int(count):,} {words}" for count in history))
        lines += ["", *table(head, rows)]
    return lines


def start_section(part: Part) -> list[str]:
    rounds = part["rounds"]
    rows = []
    for name in names(rounds):
        memory = [one[name]["memory"] for one in rounds if name in one]
        rows.append(
            (
                label(rounds, name),
                number(ratio(rounds, "ours", name)),
                number(values(rounds, name)),
                f"{max(one['processes'] for one in memory):.0f}",
                f"{max(one['largest_rss'] for one in memory):.0f}",
                f"{max(one['largest_pss'] for one in memory):.0f}",
                f"{max(one['pss'] for one in memory):.0f}",
            )
        )
    head = (
        "",
        "ours takes × as long",
        "s",
        "processes",
        "worker's RSS MB",
        "worker's PSS MB",
        "all, PSS MB",
    )
    packages = part["imports"]["packages"]
    most = ", ".join(f"{name} {seconds:.2f}" for name, seconds in packages.items())
    return [
        "## Cold start and memory",
        "",
        "From the process to the first 200 of `GET me`, database included; files are warm. Memory one",
        "second later; after a storm it stands in that section.",
        "",
        *table(head, rows),
        "",
        f"Importing ours takes {part['imports']['seconds']:.2f} s under `-X importtime`, in seconds of",
        f"each package's own: {most}.",
    ]


def pooler_section(part: Part) -> list[str]:
    title = "## With PgBouncer in between"
    if "skipped" in part:
        return [title, "", f"Not measured: {part['skipped']}."]
    rounds = part["rounds"]
    return [
        title,
        "",
        f"{part['version']}, transaction mode, `GET me` with {part['connections']} connections:",
        f"× {number(ratio(rounds, 'pooled', 'ours'))} of the rate without it "
        f"({number(values(rounds, 'pooled'), ',.0f')} and {number(values(rounds, 'ours'), ',.0f')} /s).",
    ]
