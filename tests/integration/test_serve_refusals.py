"""`abutre serve` that cannot start: one clear line on stderr, exit code 2, nothing on stdout."""

import socket
from pathlib import Path

import pytest

from tests.bot_process import abutre, bot, refused

CANDLES = "epoch,open,high,low,close"


async def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = await refused(tmp_path / "data", "--port", str(port))
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith(f"abutre: port {port} of 127.0.0.1 is in use")
    assert "Traceback" not in err


async def test_a_data_directory_in_use_is_one_clear_line(tmp_path: Path) -> None:
    async with bot(tmp_path / "data"):
        code, out, err = await refused(tmp_path / "data")
        settings = await abutre("settings", "show", "--data-dir", str(tmp_path / "data"))
    assert (code, out) == (2, "")
    assert err.startswith("abutre: ")
    assert err.count("\n") == 1
    assert settings[:2] == (2, "")
    assert "use its dashboard" in settings[2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("epoch,price\n", "expected the columns"),
        (f"{CANDLES}\n", "expected rows"),
        (f"{CANDLES}\n61,1.00,1.00,1.00,1.00\n", "full minute"),
        (f"{CANDLES}\n60,1.001,1.001,1.001,1.001\n", "choose the market of the file with --symbol"),
    ],
)
async def test_a_file_that_is_no_market_is_one_clear_line(
    tmp_path: Path, content: str | None, said: str
) -> None:
    file = tmp_path / "market.csv"
    if content is not None:
        file.write_text(content)
    code, out, err = await refused(tmp_path / "data", "--replay", str(file))
    assert (code, out) == (2, "")
    assert err.startswith(f"abutre: {file}")
    assert said in err
    assert err.count("\n") == 1


async def test_other_machines_are_not_let_in_without_tokens(tmp_path: Path) -> None:
    code, out, err = await refused(tmp_path / "data", "--host", "0.0.0.0")  # noqa: S104 (that is refused)
    assert (code, out) == (2, "")
    assert err.startswith("abutre: ")
    assert "ABUTRE_AUTH_SECRET" in err
    assert "Traceback" not in err
