"""What the README shows is run."""

import re
import sys
from pathlib import Path

import httpx

from src.core.config import REPOSITORY_ROOT
from tests.conftest import Databases
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
