"""What the README shows is run."""

import re
import sys
from pathlib import Path

import httpx

from src.core.config import REPOSITORY_ROOT
from tests.conftest import Databases
from tests.features.auth.logins import start
from tests.helpers import register
from tests.processes import run, serving_api


async def test_the_ten_lines_of_python(databases: Databases, tmp_path: Path) -> None:
    (program,) = re.findall(
        "```python\n(.*?)```", (REPOSITORY_ROOT / "README.md").read_text(), re.S
    )
    url = await databases.create_migrated()
    with serving_api(url, tmp_path) as api:
        program = program.replace("http://localhost:8000", str(api.base_url).rstrip("/"))
        refused = run(sys.executable, "-c", program)
        assert refused.stdout == "E-mail or password is wrong.\n"
        async with httpx.AsyncClient(base_url=api.base_url) as client:
            await register(client, password="correct horse battery staple")
        printed = run(sys.executable, "-c", program)
    assert (printed.stdout, printed.returncode) == ("ada@example.com\n", 0)


async def test_the_errors_are_those_of_the_api(client: httpx.AsyncClient) -> None:
    lines = (REPOSITORY_ROOT / "README.md").read_text().splitlines()
    login = await start(client)
    await client.post("/v1/auth/logout", headers=login.bearer)
    answers = [
        await client.get("/v1/users/me", headers=login.bearer),
        await client.post("/v1/auth/login", json={"email": "ada"}),
    ]
    assert [answer.text for answer in answers] == [line for line in lines if '"problems":' in line]
