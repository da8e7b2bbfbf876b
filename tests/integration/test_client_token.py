"""The Python client and its token: it hears why it is turned away, and ends when it is let in no more."""

import asyncio
from pathlib import Path

import pytest

from abutre.adapters.web.entry.revocations import Revocations
from abutre.client import Client, Refused, Update
from abutre.domain.errors import UserError
from tests.tokens import guarded, token
from tests.web_client import PATIENCE, alert, host_time, running_site


async def until_the_end(bot: Client) -> tuple[list[Update], str]:
    """What was told before the client ended, and why it ended."""
    told: list[Update] = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for update in bot.updates():
                told.append(update)  # noqa: PERF401 (what came before the error is wanted)
    except UserError as end:
        return told, str(end)
    raise AssertionError("updates ended without an error")


def messages(told: list[Update]) -> list[str]:
    return [update.payload.message for update in told if update.name == "system_alert"]  # type: ignore[attr-defined] # an alert's payload


@pytest.mark.parametrize(
    ("shown", "words"),
    [(None, "a token is needed"), ("x", "the token is not valid"), (token(seconds=-1).token, "has expired")],
    ids=["missing", "bad", "expired"],
)
async def test_who_is_not_let_in_hears_why(shown: str | None, words: str) -> None:
    async with running_site(entrance=guarded()) as (url, *_):
        with pytest.raises(UserError, match=words):
            await Client(url, token=shown).__aenter__()


async def test_a_revoked_token_is_told_once_and_ends_updates_and_commands(tmp_path: Path) -> None:
    lost = token()
    async with (
        running_site(entrance=guarded(tmp_path)) as (url, _, controls, _),
        Client(url, token=lost.token) as bot,
    ):
        await controls.tell(alert(1))
        Revocations(tmp_path).add(lost.token_id, now=host_time())
        told, end = await until_the_end(bot)
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(UserError, match="revoked"):
                await bot.stop()
        with pytest.raises(UserError, match="revoked"):
            await anext(bot.updates())
    assert messages(told) == ["1", "the token was revoked; connect with a new one"]
    assert "revoked" in end
    assert controls.commands == []


async def test_a_command_that_waits_for_its_bot_ends_with_the_token(tmp_path: Path) -> None:
    lost = token()
    async with (
        running_site(entrance=guarded(tmp_path)) as (url, _, controls, _),
        Client(url, token=lost.token) as bot,
    ):
        Revocations(tmp_path).add(lost.token_id, now=host_time())
        await bot._is_lost.wait()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(UserError, match="revoked"):
                await bot.stop()
    assert controls.commands == []


async def test_an_expired_token_is_told_and_ends_the_updates() -> None:
    async with (
        running_site(entrance=guarded()) as (url, *_),
        Client(url, token=token(seconds=2).token) as bot,
    ):
        told, end = await until_the_end(bot)
    assert messages(told) == ["the token has expired; connect with a new one"]
    assert "expired" in end


async def test_a_bot_that_has_a_fault_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    entrance = guarded()
    async with (
        running_site(entrance=entrance) as (url, _, controls, _),
        Client(url, token=token().token) as bot,
    ):
        admits, failed = entrance.visitor, asyncio.Event()

        def fails_once(request: object, shown: object = None) -> object:
            if shown is not None and not failed.is_set():
                failed.set()
                raise RuntimeError("a fault")
            return admits(request, shown)  # type: ignore[arg-type] # as it came

        monkeypatch.setattr(entrance, "visitor", fails_once)
        await bot._socket.disconnect()
        await failed.wait()
        await bot.start()
    assert [command.verb for command in controls.commands] == ["start"]


async def test_what_is_told_to_one_client_alone_reaches_it_once_and_hides_no_event() -> None:
    async with running_site() as (url, _, controls, _), Client(url) as bot, asyncio.timeout(PATIENCE):
        await controls.tell(alert(1))
        told = bot.updates()
        seen = [await anext(told)]
        while "1" not in messages(seen):
            seen.append(await anext(told))
        with pytest.raises(Refused) as refusal:
            await bot.update_settings(max_level=99)
        await controls.tell(alert(2))
        while "2" not in messages(seen):
            seen.append(await anext(told))
    assert messages(seen) == ["1", str(refusal.value), "2"]
