"""Whatever the OpenAPI document allows or forbids, the server keeps to it: schemathesis tries."""

import asyncio
import shutil
import sys
from pathlib import Path

import pytest

from abutre.adapters.web.entry.rates import Rates
from tests.integration.test_web_rest import a_journal
from tests.tokens import guarded, token
from tests.web_client import reads_of, running_site


@pytest.mark.parametrize("guard", [False, True], ids=["open", "guarded"])
async def test_no_request_of_schemathesis_finds_a_failure(tmp_path: Path, *, guard: bool) -> None:
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert program is not None
    entrance = guarded(rates=Rates(requests="1000000 per 1 second")) if guard else None
    proof = ("--header", f"Authorization: Bearer {token().token}") if guard else ()
    async with running_site(reads=reads_of(await a_journal(30)), entrance=entrance) as (url, *_):
        run = await asyncio.create_subprocess_exec(
            program,
            *("run", f"{url}/api/openapi.json", "--checks", "all", "--max-examples", "30"),
            *("--seed", "1", "--no-color", *proof),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told, _ = await run.communicate()
    assert run.returncode == 0, told.decode()
    assert "Tested: 11" in told.decode()
