"""`python bench/uploaders.py <ours or usual> <port> <seconds> <file> <token> …`: sends the file with each token
without pause, and prints the answers, the time and the median as JSON. In a process of its own, so that it
keeps nothing waiting that is measured beside it."""

import asyncio
import functools
import json
import statistics
import sys
import uuid
from pathlib import Path

import load


def upload(is_ours: bool, content: bytes, token: str) -> bytes:
    """Return the request that sends it."""
    if is_ours:
        line, kind = f"PUT /v1/users/me/photos/{uuid.uuid4()} HTTP/1.1", "image/jpeg"
    else:
        line, kind = "POST /photos HTTP/1.1", "multipart/form-data; boundary=part"
        head = 'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
        head = f"--part\r\n{head}Content-Type: image/jpeg\r\n\r\n"
        content = head.encode() + content + b"\r\n--part--\r\n"
    lines = [line, "Host: 127.0.0.1", f"Authorization: Bearer {token}", f"Content-Type: {kind}"]
    return "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode() + content


async def main(content: bytes, who: str, port: str, seconds: str, *tokens: str) -> None:

    async def send(client: load.Client, token: str) -> load.Answer:
        return await client.send(upload(who == "ours", content, token))

    steps = [functools.partial(send, token=token) for token in tokens]
    tally = await load.closed_loop(int(port), steps, float(seconds))
    median_ms = statistics.median(tally.times) * 1000
    print(json.dumps({"kinds": tally.kinds, "seconds": tally.seconds, "median_ms": median_ms}))


if __name__ == "__main__":
    who, port, seconds, file, *tokens = sys.argv[1:]
    asyncio.run(main(Path(file).read_bytes(), who, port, seconds, *tokens))
