"""What systemd hears of a bot that it runs."""

import asyncio
import re
import shutil
import socket
import subprocess
import sys
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


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_unit_in_the_documents_is_one_that_systemd_reads_without_a_complaint(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    found = re.search(r"```ini\n(.*?)```", page, re.DOTALL)
    assert found is not None
    unit = tmp_path / "abutre.service"
    unit.write_text(found[1].replace("/opt/abutre/bin/abutre", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    # It may complain of other units of this machine.
    assert "abutre.service" not in done.stderr, done.stderr
