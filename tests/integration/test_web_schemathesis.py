"""Whatever the OpenAPI document allows or forbids, the server keeps to it: schemathesis tries."""

import asyncio
import shutil
import sys
from pathlib import Path

from tests.integration.test_web_rest import a_journal
from tests.web_client import reads_of, running_site


async def test_no_request_of_schemathesis_finds_a_failure(tmp_path: Path) -> None:
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert program is not None
    async with running_site(reads=reads_of(await a_journal(30))) as (url, *_):
        run = await asyncio.create_subprocess_exec(
            program,
            *("run", f"{url}/api/openapi.json", "--checks", "all", "--max-examples", "30"),
            *("--seed", "1", "--no-color"),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told, _ = await run.communicate()
    assert run.returncode == 0, told.decode()
    assert "Tested: 10" in told.decode()
