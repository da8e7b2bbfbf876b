"""JavaScript programs of `tests/e2e/js`, run with Node; its packages are installed on the first use."""

import asyncio
import json
import shutil
from functools import cache
from pathlib import Path
from subprocess import run
from typing import Any

JS = Path(__file__).parent / "e2e" / "js"
PACKAGES = JS / "node_modules" / ".package-lock.json"


@cache
def install() -> None:
    """See that the packages are there."""
    if not PACKAGES.exists():
        npm = shutil.which("npm")
        assert npm is not None, "npm is missing: apt-get install nodejs npm"
        run((npm, "ci", "--silent"), cwd=JS, check=True)


async def node(*arguments: str, given: str = "") -> tuple[int, list[Any]]:
    """A script's exit status, and the JSON lines that it printed."""
    install()
    process = await asyncio.create_subprocess_exec(
        "node", *arguments, cwd=JS, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate(given.encode())
    return process.returncode or 0, [json.loads(line) for line in printed.splitlines()]
