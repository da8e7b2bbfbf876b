"""What systemd hears of a bot that it runs."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.bot_process import PATIENCE, bot


async def test_systemd_hears_when_the_bot_is_ready_that_it_lives_and_that_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(0)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "400000")
        async with bot(tmp_path / "data") as running, asyncio.timeout(PATIENCE):
            heard = [await loop.sock_recv(systemd, 100) for _ in range(4)]
            running.signal()
            while heard[-1] != b"STOPPING=1":
                heard.append(await loop.sock_recv(systemd, 100))
            code, err = await running.ended()

    assert code == 0, err
    assert sorted(heard[:4]) == [b"READY=1", *[b"WATCHDOG=1"] * 3]
