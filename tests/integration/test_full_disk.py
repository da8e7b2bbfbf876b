"""A bot whose disk takes no more: it rests, says so, and goes on when there is room again."""

import asyncio
import resource
from pathlib import Path

from tests.bot_process import Bot, bot
from tests.web_client import Listener, Told, listening

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
NO_BYTE = (1, resource.RLIM_INFINITY)


def fill_up(running: Bot) -> None:
    """From now on no write of that process succeeds."""
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, NO_BYTE)


def make_room(running: Bot) -> None:
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, UNLIMITED)


async def said(listener: Listener, words: str) -> None:
    await listener.until(lambda told: any(words in event.payload.get("message", "") for event in told))


def numbers(told: list[Told]) -> list[int]:
    """Numbers of the events, the unjournalled last words left out."""
    return [
        event.seq
        for event in told
        if event.seq is not None and "cannot be written" not in event.payload.get("message", "")
    ]


async def test_a_full_disk_stops_trading_and_room_lets_it_go_on(tmp_path: Path) -> None:
    async with bot(tmp_path / "data", "--speed", "600") as running:
        async with listening(running.url) as listener:
            await listener.named("state_snapshot")
            listener.told.clear()
            await listener.named("new_candle")
            fill_up(running)
            await said(listener, "The journal cannot be written, trading rests until it can")
            reply = await listener.client.call("bot_command", {"command": "pause"})
            assert not reply["ok"]
            assert "the journal cannot be written now" in reply["error"]
            async with listening(running.url) as newcomer:
                await newcomer.named("state_snapshot")
            told = len(listener.told)
            make_room(running)
            await said(listener, "The journal can be written again")
            await listener.until(
                lambda events: any(event.payload.get("status") == "PAUSED" for event in events[told:])
            )
            seqs = numbers(listener.told)
            assert seqs == sorted(seqs)
            assert set(seqs) == set(range(seqs[0], seqs[-1] + 1))
        running.signal()
        code, err = await running.ended()
    assert code == 0
    assert "Traceback" not in err


async def test_a_signal_ends_a_bot_whose_disk_is_full(tmp_path: Path) -> None:
    async with bot(tmp_path / "data", "--speed", "600") as running:
        async with listening(running.url) as listener:
            await listener.named("new_candle")
            fill_up(running)
            await said(listener, "trading rests")
            running.signal()
        code, err = await running.ended()
    assert code == 2
    assert "nothing was kept" in err
    assert "Traceback" not in err
    async with bot(tmp_path / "data", "--speed", "600") as again:
        assert "where it was left" in again.greeting[1]


async def test_a_disk_that_stays_full_for_long_stops_the_simulated_market_too_and_both_go_on(
    tmp_path: Path,
) -> None:
    async with bot(tmp_path / "data", "--speed", "600") as running, listening(running.url) as listener:
        await listener.named("new_candle")
        fill_up(running)
        await said(listener, "trading rests")
        await asyncio.sleep(5)
        make_room(running)
        await said(listener, "can be written again")
        listener.told.clear()
        await listener.named("new_candle")
        running.signal()
        code, err = await running.ended()
    assert code == 0
    assert "Traceback" not in err
