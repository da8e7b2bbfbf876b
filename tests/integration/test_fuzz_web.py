"""A bot that trades under a rain of nonsense: it neither ends, nor obeys, nor loses an event."""

from itertools import pairwise
from pathlib import Path

import aiohttp

from tests.bot_process import bot
from tests.fuzz_web import fuzz, state
from tests.web_client import listening

COUNT = 2_000


async def test_nonsense_of_every_kind_neither_ends_nor_steers_a_bot(tmp_path: Path) -> None:
    async with bot(tmp_path / "data") as running:
        before = await state(running.url)
        async with listening(running.url) as bystander:
            await bystander.welcomed()
            await fuzz(running.url, count=COUNT, seed=1)
            known = len(bystander.told)
            told = await bystander.until(lambda told: any(one.name == "new_candle" for one in told[known:]))
        after = await state(running.url)
        async with aiohttp.ClientSession() as session, session.get(f"{running.url}healthz") as answer:
            assert answer.status == 200
        running.signal()
        code, err = await running.ended()

    assert code == 0
    assert "Traceback" not in err
    assert after["settings"] == before["settings"]
    assert after["bot_status"]["status"] == "RUNNING"
    numbered = [one.seq for one in told if one.seq is not None][6:]
    assert all(later - earlier in {0, 1} for earlier, later in pairwise(numbered))
