"""What systemd is told, over a socket of its kind."""

import socket
from pathlib import Path

import pytest

from abutre.adapters.system.systemd import Systemd
from tests.fakes.clock import FakeClock


class Watched(FakeClock):
    """Ends the wait for ever after three."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        if len(self.waits) == 3:
            raise TimeoutError


async def test_systemd_hears_that_the_bot_is_ready_alive_and_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Watched()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "30000000")
        told = Systemd(clock)
        told.ready()
        with pytest.raises(TimeoutError):
            await told.keep_alive(lambda: True)
        told.stopping()
        heard = [systemd.recv(100) for _ in range(5)]
    assert heard == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1", b"STOPPING=1"]
    assert clock.waits == [15, 15, 15]


async def test_without_systemd_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    told = Systemd(FakeClock())
    told.ready()
    await told.keep_alive(lambda: True)


async def test_a_bot_that_is_not_alive_tells_the_watchdog_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "30000000")
        told, lives = Systemd(Watched()), iter([True, False, True])
        with pytest.raises(TimeoutError):
            await told.keep_alive(lambda: next(lives))
        told.stopping()
        heard = [systemd.recv(100) for _ in range(3)]
    assert heard == [b"WATCHDOG=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_a_systemd_that_is_gone_keeps_nobody_from_trading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nothing"))
    Systemd(FakeClock()).ready()
