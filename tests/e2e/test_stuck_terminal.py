"""A terminal that takes no lines, as after Ctrl-S, does not halt a bot that trades."""

import os
from pathlib import Path

from tests.bot_process import bot
from tests.e2e.test_serve_default import eager, two_are_closed
from tests.web_client import listening


def full_pipe(path: Path) -> int:
    """The reading end of a named pipe that takes not one byte more."""
    os.mkfifo(path)
    end = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        while True:
            os.write(end, b"\n" * 512)
    except BlockingIOError:
        return end


async def test_a_bot_trades_on_while_nobody_reads_its_log(tmp_path: Path) -> None:
    await eager(tmp_path)
    terminal = full_pipe(tmp_path / "terminal")
    stuck = ("sh", "-c", 'exec "$@" 2>"$0"', str(tmp_path / "terminal"))
    async with bot(tmp_path, before=stuck) as running, listening(running.url) as listener:
        await listener.until(two_are_closed)
        os.read(terminal, 1 << 20)
        running.signal()
        code, _ = await running.ended()
        said = os.read(terminal, 1 << 20).decode()
    os.close(terminal)

    assert code == 0
    assert "Trade closed" in said
