"""Uploads of photos: ours, the same Pillow work alone, the usual way; and what they do to others.

Eight accounts send the photo of a phone, 12 megapixels and 3 MB, without pause.
"""

import asyncio
import contextlib
import functools
import io
import json
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image

import load
import rounds
from arena import OURS_FOLDER, READY, Arena
from contestants import OURS, USUAL_PHOTOS, Contestant, say
from measure_storm import READS_PER_SECOND, describe
from postgres import cores
from processes import tree
from uploaders import upload

UPLOADERS = 8
DATABASE = "bench_photos"
MANY = {"PHOTOS_MAX_PER_USER": "1000000"}
CONNECTIONS = 16
ROWS = 100_000
AT_ONCE_EACH, AT_ONCE_ACCOUNTS = 4, 5

# Copies of one of the account's photos, newer than all.
MORE_PHOTOS = """
    INSERT INTO photos
    SELECT copy.*
    FROM (SELECT to_jsonb(p) - 'sent_hash' AS row FROM photos p WHERE state = 'ready' LIMIT 1) one,
         (SELECT id FROM users WHERE email = $1) owner,
         generate_series(1, $2::int) n,
         jsonb_populate_record(NULL::photos, one.row || jsonb_build_object(
             'n', n, 'id', uuidv7(), 'photo_id', gen_random_uuid(), 'user_id', owner.id)) copy
"""


def photo(width: int, height: int, target: int) -> bytes:
    """Return a JPEG of about so many bytes: soft shapes and the noise of a sensor."""
    shapes = Image.effect_noise((width // 48, height // 48), 90).resize((width, height))
    grain = Image.effect_noise((width, height), 40)
    channels = [Image.blend(shapes.rotate(turn), grain, 0.15) for turn in (0, 180)]
    image = Image.merge("RGB", [*channels, shapes])
    for quality in range(98, 40, -2):
        output = io.BytesIO()
        image.save(output, "JPEG", quality=quality)
        if output.tell() <= target:
            break
    return output.getvalue()


async def run(script: str, *arguments: str, python: str = sys.executable) -> bytes:
    """Run a script of this folder; return what it prints."""
    path = str(Path(__file__).parent / script)
    process = await asyncio.create_subprocess_exec(
        python, path, *arguments, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{script} failed")
    return output


async def pillow_alone(file: str, seconds: float) -> rounds.Result:
    """The limit: the same Pillow work, a process for each core, and nothing else."""
    python = str(OURS_FOLDER / "bin" / "python")
    one = functools.partial(run, "pillow_alone.py", file, str(seconds), python=python)
    return {"rate": sum(map(float, await asyncio.gather(*(one() for _ in range(cores())))))}


async def send_photos(one: Contestant, file: str, seconds: float) -> dict[str, Any]:
    """Let eight accounts send the file."""
    who = "ours" if one.api is OURS else "usual"
    tokens = (await one.tokens())[:UPLOADERS]
    port = str(one.server.port)
    found: dict[str, Any] = json.loads(
        await run("uploaders.py", who, port, str(seconds), file, *tokens)
    )
    return found


async def uploads(one: Contestant, file: str, seconds: float) -> rounds.Result:
    """Uploads alone; `GET me` alone, and beside them."""
    alone = await send_photos(one, file, seconds)
    reads = [one.api.me_request((await one.tokens())[-1])]
    quiet = describe(await load.open_loop(one.server.port, reads, READS_PER_SECOND, seconds / 2))
    beside = asyncio.create_task(send_photos(one, file, seconds + 2.5))
    await asyncio.sleep(2)
    busy = describe(await load.open_loop(one.server.port, reads, READS_PER_SECOND, seconds))
    answers = Counter(alone["kinds"]) + Counter((await beside)["kinds"])
    return {
        "rate": alone["kinds"].get("201", 0) / alone["seconds"],
        "errors": answers.total() - answers["201"],
        "upload_p50_ms": alone["median_ms"],
        "quiet_p99_ms": quiet["rate"],
        "p99_ms": busy["rate"],
        "busy/quiet": busy["rate"] / quiet["rate"],
    }


def own_memory(one: Contestant) -> float:
    """Megabytes of the server's processes, without those of its sandbox, which have limits of their own."""
    total = 0
    for pid in tree(one.server.process.pid):
        with contextlib.suppress(OSError):
            if b"src.core.nursery" in Path(f"/proc/{pid}/cmdline").read_bytes():
                continue
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


async def memory_under_load(one: Contestant, content: bytes) -> rounds.Result:
    """What 20 uploads at once, of 10 MB each, add at most. What is refused is sent again."""
    tokens = (await one.tokens())[:AT_ONCE_ACCOUNTS]
    peak = before = own_memory(one)

    async def send(token: str) -> int:
        refused = 0
        client = load.Client(one.server.port)
        while (answer := await client.send(upload(one.api is OURS, content, token))).status == 503:
            refused += 1
            client.close()
            await asyncio.sleep(0.5)
        client.close()
        if answer.status != 201:
            raise RuntimeError(f"an upload of 10 MB gives {answer.status}: {answer.body[:200]!r}")
        return refused

    sending = asyncio.gather(*(send(token) for token in tokens for _ in range(AT_ONCE_EACH)))
    while not sending.done():
        peak = max(peak, await asyncio.to_thread(own_memory, one))
        await asyncio.sleep(0.02)
    return {"grown_MB": peak - before, "refused": sum(await sending)}


async def thumbnails(one: Contestant, seconds: float) -> rounds.Result:
    """A thumbnail beside the route that does nothing."""
    token = (await one.tokens())[0]
    client = load.Client(one.server.port)
    listing = load.request("GET", "/v1/users/me/photos?limit=1", token=token)
    link = (await client.send(listing)).json()["items"][0]["thumbnail_url"]
    client.close()
    rates = []
    for path in ("/health", link):
        result = load.wrk(one.server.port, [load.request("GET", path)], CONNECTIONS, seconds)
        if result["errors"]:
            raise RuntimeError(f"{path}: {result['errors']} errors")
        rates.append(result["answers"] / result["seconds"])
    health, thumbnail = rates
    return {"health/s": health, "thumbnail/s": thumbnail, "thumbnail/health": thumbnail / health}


async def listing(arena: Arena, one: Contestant) -> rounds.Result:
    """The first page of 100,000 photos, and the last one."""
    number = 2_000 if arena.is_quick else ROWS
    token = (await one.tokens())[-1]
    email = "user00009@example.com"
    await arena.postgres.fetch(DATABASE, MORE_PHOTOS, email, number)
    await arena.postgres.run(DATABASE, "VACUUM ANALYZE")
    client = load.Client(one.server.port)
    path = first = "/v1/users/me/photos?limit=100"
    pages = 0
    while True:
        cursor = (await client.send(load.request("GET", path, token=token))).json()["next_cursor"]
        pages += 1
        if cursor is None:
            break
        path = f"{first}&cursor={cursor}"
    times: dict[str, list[float]] = {first: [], path: []}
    for _ in range(20):  # in turn, so that a slow moment affects both alike
        for which in (first, path):
            raw = load.request("GET", which, token=token)
            times[which] += await load.latencies(client, [raw] * 5)
    client.close()
    first_ms, deepest_ms = (statistics.median(found) for found in times.values())
    say(f"  {pages} pages: first {first_ms:.1f} ms, last {deepest_ms:.1f} ms")
    return {"first_ms": first_ms, "deepest_ms": deepest_ms, "deepest/first": deepest_ms / first_ms}


@contextlib.contextmanager
def file_with(content: bytes) -> Iterator[str]:
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        file.write(content)
        file.flush()
        yield file.name


async def measure(arena: Arena) -> dict[str, Any]:
    """One worker, two, and the usual way."""
    seconds = 4 if arena.is_quick else 10
    number = 1 if arena.is_quick else 4
    content = photo(4032, 3024, 3_000_000)
    large = photo(5184, 3888, 10 * 1024 * 1024)
    say(f"  photos of {len(content):,} and {len(large):,} bytes")
    url = await arena.our_database(DATABASE)
    with contextlib.ExitStack() as stack:
        found = []
        for workers, name in ((1, "ours"), (2, "ours_2")):
            program = arena.our_program(f"photos_{workers}", url, workers, **MANY)
            server = stack.enter_context(program.running(READY))
            found.append(Contestant(name, program, server, OURS))
        usual = await arena.peer(USUAL_PHOTOS)
        found += [usual] if usual is not None else []
        file = stack.enter_context(file_with(content))
        for one in found:  # warms up
            await send_photos(one, file, 2)
        memory = {one.name: await memory_under_load(one, large) for one in found}
        runners: dict[str, Callable[[], Any]] = {
            "pillow": functools.partial(pillow_alone, file, seconds)
        }
        runners |= {one.name: functools.partial(uploads, one, file, seconds) for one in found}
        results = await rounds.interleaved(number, runners, "/s")
        for result in results:
            result["ours"] |= await thumbnails(found[0], seconds / 3)
        for name, figures in memory.items():
            results[0][name] |= figures
        results[0]["ours"] |= await listing(arena, found[0])
    return {"rounds": results}
